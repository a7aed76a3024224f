/** A tab that nobody looks at draws none. */
const PICTURE_WITHIN_MS = 100;

/** Comes back once the next picture is on its way to the screen. */
export function nextPicture(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PICTURE_WITHIN_MS);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      // What is done within this call still comes before that picture.
      setTimeout(resolve);
    });
  });
}
