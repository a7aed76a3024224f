/** Workers and what is asked of them: the page's end of the agreement in `doctor-tasks`. */

import type { Ask, Reply, TaskName, Tasks } from './doctor-tasks';

/** The worker ended before it answered: its code did not load, or it ran out of memory. */
export class WorkerLostError extends Error {
  override readonly name = 'WorkerLostError';
}

function newWorker(): Worker {
  return new Worker(new URL('./doctor-worker.ts', import.meta.url), { type: 'module' });
}

let spare: Worker | null = null;

/** Starts a worker ahead of its use, which then saves what loading its code takes: when a file is on its way, not before. */
export function warmUp(): void {
  if (spare !== null) return;
  const worker = newWorker();
  spare = worker;
  // One that does not load is not kept; the next one says so to who asks it.
  worker.addEventListener(
    'error',
    (event) => {
      event.preventDefault();
      if (spare === worker) spare = null;
    },
    { once: true },
  );
}

export function startWorker(): Worker {
  const worker = spare ?? newWorker();
  spare = null;
  return worker;
}

type Told<Name extends TaskName> = (event: Tasks[Name]['event']) => void;

/** @throws {WorkerLostError} when the worker ends before it answers. */
export function ask<Name extends TaskName>(
  worker: Worker,
  question: Extract<Ask, { task: Name }>,
  told: Told<Name> = () => undefined,
  signal?: AbortSignal,
): Promise<Tasks[Name]['answer']> {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    const end = () => {
      port1.close();
      worker.removeEventListener('error', lost);
      signal?.removeEventListener('abort', takeBack);
    };
    const lost = (event: ErrorEvent) => {
      event.preventDefault();
      end();
      reject(new WorkerLostError(event.message));
    };
    const takeBack = () => port1.postMessage('stop');
    port1.onmessage = ({ data }: MessageEvent<Reply<Name>>) => {
      if (data.kind === 'event') return told(data.event);
      end();
      if (data.kind === 'answer') resolve(data.answer);
      else reject(new Error(data.message));
    };
    worker.addEventListener('error', lost);
    signal?.addEventListener('abort', takeBack, { once: true });
    worker.postMessage(question, [port2]);
    if (signal?.aborted) takeBack();
  });
}
