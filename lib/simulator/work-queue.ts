/** Work that is done one piece after the other, first come, first served. */
export interface WorkQueue {
  /** `null` where too many are waiting: not begun, and not to be. */
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
