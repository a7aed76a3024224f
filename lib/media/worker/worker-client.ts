/** Starts media workers and runs the tasks of `worker-tasks` on them. */

import type { TaskName, WorkerMessage, WorkerRequest, WorkerTasks } from './worker-tasks';

/** The worker ended before it responded: its code did not load, or it ran out of memory. */
export class WorkerLostError extends Error {
  override readonly name = 'WorkerLostError';
}

function createMediaWorker(): Worker {
  return new Worker(new URL('./media-worker.ts', import.meta.url), { type: 'module' });
}

let preloadedWorker: Worker | null = null;

/** Starts a worker while a file is still being chosen or dragged, to save the loading time. */
export function preloadMediaWorker(): void {
  if (preloadedWorker !== null) return;
  const worker = createMediaWorker();
  preloadedWorker = worker;
  // A worker that fails to load is discarded; the next one reports the error to its caller.
  worker.addEventListener(
    'error',
    (event) => {
      event.preventDefault();
      if (preloadedWorker === worker) preloadedWorker = null;
    },
    { once: true },
  );
}

export function startWorker(): Worker {
  const worker = preloadedWorker ?? createMediaWorker();
  preloadedWorker = null;
  return worker;
}

type OnWorkerEvent<Name extends TaskName> = (event: WorkerTasks[Name]['event']) => void;

/** @throws {WorkerLostError} if the worker ends before it responds. */
export function runTask<Name extends TaskName>(
  worker: Worker,
  request: Extract<WorkerRequest, { task: Name }>,
  onEvent: OnWorkerEvent<Name> = () => undefined,
  signal?: AbortSignal,
): Promise<WorkerTasks[Name]['output']> {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    const detach = () => {
      port1.close();
      worker.removeEventListener('error', rejectLost);
      signal?.removeEventListener('abort', cancelTask);
    };
    const rejectLost = (event: ErrorEvent) => {
      event.preventDefault();
      detach();
      reject(new WorkerLostError(event.message));
    };
    const cancelTask = () => port1.postMessage('stop');
    port1.onmessage = ({ data }: MessageEvent<WorkerMessage<Name>>) => {
      if (data.kind === 'event') return onEvent(data.event);
      detach();
      if (data.kind === 'output') resolve(data.output);
      else reject(new Error(data.message));
    };
    worker.addEventListener('error', rejectLost);
    signal?.addEventListener('abort', cancelTask, { once: true });
    worker.postMessage(request, [port2]);
    if (signal?.aborted) cancelTask();
  });
}
