/** The contract subject for the real upstream: its input files, its spending cap and the recorder of its responses. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { measureVideo, measureVoice } from '@/lib/server/media/measure';
import { readableFile } from '../../fixtures/media';
import { createContractSubject } from '../subject';
import type { ContractSubject } from '../upstream-contract';
import { createRecorder } from './recorder';

export interface LiveOptions {
  /** Name of its recordings. */
  readonly name: string;
  readonly capMilliPtc: number;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch: typeof fetch;
  /** A clip with a real face, at most 60 s. */
  readonly clipFile: string;
  readonly voiceFile: string;
  /** Folder of the recordings. */
  readonly recordsFolder: string;
  /** Delay between two queries; a job takes minutes. */
  readonly pauseMs: number;
  readonly maxQueries: number;
}

export interface LiveSubject extends ContractSubject {
  /** In 1/1000 PTC, by the price list. */
  readonly spent: () => number;
  readonly clipFile: string;
  readonly openClip: (file: string) => Promise<ContractSubject['clip']>;
}

export async function startLiveSubject(options: LiveOptions): Promise<LiveSubject> {
  const voice = new Uint8Array(await readFile(options.voiceFile));
  const recorder = createRecorder(options.fetch, { baseUrl: options.baseUrl, secrets: [options.apiKey] });
  const facts: Record<string, unknown[]> = {};
  let spent = 0;
  const subject = createContractSubject({
    fetch: recorder.fetch,
    baseUrl: options.baseUrl,
    apiKey: options.apiKey,
    clip: await openClip(options.clipFile),
    voice: { base64: Buffer.from(voice).toString('base64'), durationMs: (await measureVoice(voice)).durationMs },
    pause: () => wait(options.pauseMs),
    maxQueries: options.maxQueries,
    spend: (milliPtc) => {
      if (spent + milliPtc > options.capMilliPtc) throw new Error(`stopped: this could cost more than ${options.capMilliPtc / 1000} PTC`);
      spent += milliPtc;
    },
    note: (fact, value) => {
      facts[fact] = [...(facts[fact] ?? []), recorder.redact(value)];
    },
    stop: async () => {
      await mkdir(options.recordsFolder, { recursive: true });
      const write = (what: string, content: unknown) => {
        return writeFile(
          path.join(options.recordsFolder, `${options.name}-${what}.json`),
          `${JSON.stringify(content, null, 2)}
`,
        );
      };
      await write('facts', facts);
      await write('answers', recorder.responses());
    },
  });
  return { ...subject, spent: () => spent, clipFile: options.clipFile, openClip };
}

async function openClip(file: string): Promise<ContractSubject['clip']> {
  const clip = await readableFile(file);
  const bytes = new Uint8Array(await clip.read({ start: 0, end: clip.byteSize - 1 }));
  return { bytes, durationMs: (await measureVideo(clip)).durationMs };
}
