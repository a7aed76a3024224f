/** How often what happens is acted upon: a pointer, a clock or a drag is heard more often than anything needs to be shown. */

export interface RateLimiter {
  /** Wishes for `work`; of several before its turn, only the last is done. */
  schedule(callback: () => void): void;
  /** Does now what waits. */
  flush(): void;
  /** Forgets what waits. */
  cancel(): void;
}

/** Once a frame, just before it is drawn. */
export function rafThrottle(): RateLimiter {
  let pending: (() => void) | null = null;
  let frameId = 0;
  const runPending = () => {
    const callback = pending;
    pending = null;
    callback?.();
  };
  return {
    schedule: (callback) => {
      const isFirst = pending === null;
      pending = callback;
      if (isFirst) frameId = requestAnimationFrame(runPending);
    },
    flush: () => {
      cancelAnimationFrame(frameId);
      runPending();
    },
    cancel: () => {
      cancelAnimationFrame(frameId);
      pending = null;
    },
  };
}

/** Once nothing has been wished for in this long. */
export function createDebounce(ms: number): RateLimiter {
  let pending: (() => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let scheduledAt = 0;
  const runPending = () => {
    clearTimeout(timer);
    timer = undefined;
    const callback = pending;
    pending = null;
    callback?.();
  };
  // A timer set anew with every wish would cost more than the wish: the one that runs looks how long it has been.
  const runWhenSettled = () => {
    const remainingMs = scheduledAt + ms - performance.now();
    if (remainingMs > 0) timer = setTimeout(runWhenSettled, remainingMs);
    else runPending();
  };
  return {
    schedule: (callback) => {
      pending = callback;
      scheduledAt = performance.now();
      timer ??= setTimeout(runWhenSettled, ms);
    },
    flush: runPending,
    cancel: () => {
      clearTimeout(timer);
      timer = undefined;
      pending = null;
    },
  };
}

/** At once, and then at most every so many milliseconds; the last wish is never missed. */
export function createThrottle(ms: number): RateLimiter {
  let pending: (() => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const runPending = () => {
    timer = undefined;
    const callback = pending;
    if (callback === null) return;
    pending = null;
    timer = setTimeout(runPending, ms);
    callback();
  };
  return {
    schedule: (callback) => {
      pending = callback;
      if (timer === undefined) runPending();
    },
    flush: () => {
      clearTimeout(timer);
      runPending();
    },
    cancel: () => {
      clearTimeout(timer);
      timer = undefined;
      pending = null;
    },
  };
}
