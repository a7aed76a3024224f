/** Rate limiters for events that arrive more often than their effects need to be shown. */

export interface RateLimiter {
  /** Schedules `callback`; it replaces one that has not run yet. */
  schedule(callback: () => void): void;
  /** Runs the pending callback now. */
  flush(): void;
  /** Discards the pending callback. */
  cancel(): void;
}

/** Runs once per animation frame, before the paint. */
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

/** Runs after `ms` without a new call. */
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
  // The running timer is extended when it fires, because resetting a timer on every call is slower.
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

/** Runs at once, then at most once per `ms`; the last call always runs. */
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
