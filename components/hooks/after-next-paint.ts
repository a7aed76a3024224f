/** A tab that nobody looks at draws none. */
const HIDDEN_TAB_TIMEOUT_MS = 100;

/** Comes back once the next picture is on its way to the screen. */
export function afterNextPaint(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, HIDDEN_TAB_TIMEOUT_MS);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      // What is done within this call still comes before that picture.
      setTimeout(resolve);
    });
  });
}
