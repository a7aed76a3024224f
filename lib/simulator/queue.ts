/** Work that is done one piece after the other, first come, first served. */
export interface Queue {
  /** `null` where too many are waiting: not begun, and not to be. */
  run<T>(work: () => Promise<T>): Promise<T> | null;
}

export function createQueue(capacity: number): Queue {
  let last: Promise<unknown> = Promise.resolve();
  let size = 0;
  return {
    run(work) {
      if (size >= capacity) return null;
      size += 1;
      const mine = last.then(work).finally(() => {
        size -= 1;
      });
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
