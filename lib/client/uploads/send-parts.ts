/** Sends a file's parts, several at a time. Parts that the store already has are skipped; a failed part aborts the others. */

import { z } from 'zod';
import { ApiError } from '@/lib/client/requests/api-error';
import { parseJson } from '@/lib/client/requests/request';
import type { UploadCompletion, UploadPart } from '@/lib/contracts/upload';
import { type SendBytesOptions, sendBytes } from './send-bytes';

/** Enough to hide the round trip between two parts; more would only share the same bandwidth. */
const MAX_CONCURRENT_PARTS = 3;

const etagResponseSchema = z.object({ etag: z.string() });

/** The parts of a file that have arrived, across all attempts. */
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

  /** After this, only the part list of the store counts. */
  clear(): void {
    this.#sent.clear();
    this.#etags.clear();
  }

  etags(): NonNullable<UploadCompletion['etags']> {
    return [...this.#etags].map(([partNumber, etag]) => ({ partNumber, etag })).sort((a, b) => a.partNumber - b.partNumber);
  }
}

export interface SendPartsOptions extends Omit<SendBytesOptions, 'onSent'> {
  readonly needsEtags: boolean;
  readonly sent: SentParts;
  /** Bytes of the whole file, including parts in progress. */
  readonly onSent: (sentBytes: number) => void;
  readonly onPart: () => void;
}

/** @throws the error of `sendBytes` for the first part that fails. */
export async function sendParts(parts: readonly UploadPart[], file: File, options: SendPartsOptions): Promise<void> {
  const { needsEtags, sent, openRequest, onSent, onPart } = options;
  const pendingParts = parts.filter((part) => !sent.has(part, needsEtags));
  let completedBytes = parts.reduce((sum, part) => sum + (pendingParts.includes(part) ? 0 : part.byteSize), 0);
  const bytesInFlight = new Map<UploadPart, number>();
  const reportProgress = () => onSent(completedBytes + [...bytesInFlight.values()].reduce((sum, bytes) => sum + bytes, 0));
  const siblingAbort = new AbortController();
  const signal = AbortSignal.any([options.signal, siblingAbort.signal]);

  async function send(part: UploadPart): Promise<void> {
    const body = file.slice(part.startByte, part.startByte + part.byteSize);
    const responseText = await sendBytes(part, body, {
      openRequest,
      signal,
      onSent: (bytes) => {
        bytesInFlight.set(part, bytes);
        reportProgress();
      },
    });
    const etag = needsEtags ? etagResponseSchema.safeParse(parseJson(responseText)).data?.etag : null;
    if (etag === undefined) throw new ApiError('unexpected-response');
    sent.add(part, etag);
    bytesInFlight.delete(part);
    completedBytes += part.byteSize;
    reportProgress();
    onPart();
  }

  async function sendNextParts(): Promise<void> {
    for (let part = pendingParts.shift(); part !== undefined; part = pendingParts.shift()) await send(part);
  }

  reportProgress();
  try {
    await Promise.all(Array.from({ length: MAX_CONCURRENT_PARTS }, sendNextParts));
  } finally {
    pendingParts.length = 0;
    siblingAbort.abort();
  }
}
