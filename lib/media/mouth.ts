/** Whether the mouth moved, as the page asks it: two addresses in, a verdict out. Loads and decodes in a worker, and ends it when nobody waits. */

import { judgeMouth, type MouthVerdict, mouthMoments } from '@/lib/domain/mouth';
import type { Milliseconds } from '@/lib/domain/time';
import type { MouthAnswer, MouthAsk, MouthFault } from './mouth-task';

/** After this long, what has been compared so far is judged. */
const LIMIT_MS = 12_000;
/** A worker that does not answer long after that has met something. */
const GIVE_UP_MS = 45_000;

export interface MouthQuestion {
  readonly before: string;
  readonly after: string;
  readonly voice: { readonly startMs: Milliseconds; readonly endMs: Milliseconds };
  readonly face: { readonly startMs: Milliseconds; readonly endMs: Milliseconds };
  readonly durationMs: Milliseconds;
}

/** `unreadable`: this browser cannot read or decode one of the two. `other-shape`: they are not the same picture any more. */
export type MouthReport = MouthVerdict | { readonly kind: 'cannot-tell'; readonly because: MouthFault };

/** Never throws, but for a wait that was given up by the signal. */
export async function measureMouth({ before, after, voice, face, durationMs }: MouthQuestion, signal: AbortSignal): Promise<MouthReport> {
  signal.throwIfAborted();
  if (typeof Worker === 'undefined' || typeof VideoDecoder === 'undefined' || typeof OffscreenCanvas === 'undefined')
    return fault('unreadable');
  const absolute = (path: string) => new URL(path, window.location.href).href;
  const asked: MouthAsk = {
    before: absolute(before),
    after: absolute(after),
    ...mouthMoments(voice, face, durationMs),
    limitMs: LIMIT_MS,
  };
  const answer = await ask(asked, signal);
  return answer.kind === 'fault' ? fault(answer.fault) : judgeMouth(answer.moments, answer.columns, answer.rows);
}

function fault(because: MouthFault): MouthReport {
  return { kind: 'cannot-tell', because };
}

async function ask(asked: MouthAsk, signal: AbortSignal): Promise<MouthAnswer> {
  const worker = new Worker(new URL('./mouth-worker.ts', import.meta.url), { type: 'module' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop = () => {};
  try {
    return await new Promise<MouthAnswer>((resolve, reject) => {
      const lost = () => resolve({ kind: 'fault', fault: 'unreadable' });
      stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      timer = setTimeout(lost, GIVE_UP_MS);
      worker.addEventListener('message', ({ data }: MessageEvent<MouthAnswer>) => resolve(data));
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        lost();
      });
      worker.postMessage(asked);
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    worker.terminate();
  }
}
