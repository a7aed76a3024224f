/** Fallback, because a hidden tab does not run animation frames. */
const HIDDEN_TAB_TIMEOUT_MS = 100;

/** Resolves after the next frame was painted. */
export function afterNextPaint(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, HIDDEN_TAB_TIMEOUT_MS);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      // A frame callback runs before the paint; a timer that it sets runs after it.
      setTimeout(resolve);
    });
  });
}
