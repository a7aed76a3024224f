/** Runs work sequentially in the order received. */
export interface WorkQueue {
  /** `null` if the queue is full; the work is not started. */
  run<T>(work: () => Promise<T>): Promise<T> | null;
}

export function createWorkQueue(capacity: number): WorkQueue {
  let last: Promise<unknown> = Promise.resolve();
  let size = 0;
  return {
    run(work) {
      if (size >= capacity) return null;
      size += 1;
      const currentWork = last.then(work).finally(() => {
        size -= 1;
      });
      last = currentWork.catch(() => undefined);
      return currentWork;
    },
  };
}
