/** A file's parts, a few at a time: those that are there already are not sent again, and one that fails stops the others. */

import { z } from 'zod';
import type { UploadEnd, UploadPart } from '@/lib/contracts/upload';
import { ApiError } from './api-error';
import { parseJson, type SendBytesOptions, sendBytes } from './send-bytes';

/** Enough to hide the way there and back between two parts; more would only share the same line. */
const AT_ONCE = 3;

const etagAnswerSchema = z.object({ etag: z.string() });

/** What has arrived of one file, over every try. */
export class SentParts {
  readonly #sent = new Set<number>();
  readonly #etags = new Map<number, string>();

  has({ partNumber, sent }: UploadPart, needsEtags: boolean): boolean {
    return sent || (needsEtags ? this.#etags.has(partNumber) : this.#sent.has(partNumber));
  }

  add({ partNumber }: UploadPart, etag: string | null): void {
    this.#sent.add(partNumber);
    if (etag !== null) this.#etags.set(partNumber, etag);
  }

  /** Only the store's word counts from here on. */
  forget(): void {
    this.#sent.clear();
    this.#etags.clear();
  }

  etags(): NonNullable<UploadEnd['etags']> {
    return [...this.#etags].map(([partNumber, etag]) => ({ partNumber, etag })).sort((a, b) => a.partNumber - b.partNumber);
  }
}

export interface SendPartsOptions extends Omit<SendBytesOptions, 'onSent'> {
  readonly needsEtags: boolean;
  readonly sent: SentParts;
  /** Of the whole file, parts under way included. */
  readonly onSent: (sentBytes: number) => void;
  readonly onPart: () => void;
}

/** @throws what `sendBytes` throws for the first part that fails. */
export async function sendParts(parts: readonly UploadPart[], file: File, options: SendPartsOptions): Promise<void> {
  const { needsEtags, sent, openRequest, onSent, onPart } = options;
  const waiting = parts.filter((part) => !sent.has(part, needsEtags));
  let wholeBytes = parts.reduce((sum, part) => sum + (waiting.includes(part) ? 0 : part.byteSize), 0);
  const underWay = new Map<UploadPart, number>();
  const report = () => onSent(wholeBytes + [...underWay.values()].reduce((sum, bytes) => sum + bytes, 0));
  const others = new AbortController();
  const signal = AbortSignal.any([options.signal, others.signal]);

  async function send(part: UploadPart): Promise<void> {
    const body = file.slice(part.startByte, part.startByte + part.byteSize);
    const answer = await sendBytes(part, body, {
      openRequest,
      signal,
      onSent: (bytes) => {
        underWay.set(part, bytes);
        report();
      },
    });
    const etag = needsEtags ? etagAnswerSchema.safeParse(parseJson(answer)).data?.etag : null;
    if (etag === undefined) throw new ApiError('strange-answer');
    sent.add(part, etag);
    underWay.delete(part);
    wholeBytes += part.byteSize;
    report();
    onPart();
  }

  async function lane(): Promise<void> {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) await send(part);
  }

  report();
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  } finally {
    waiting.length = 0;
    others.abort();
  }
}
