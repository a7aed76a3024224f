/**
 * Runs non-urgent work when the page is loaded and idle.
 * @returns a function that cancels it.
 */
export function onIdle(callback: () => void): () => void {
  let handle: number | null = null;
  const scheduleCallback = () => {
    // Safari does not support `requestIdleCallback`, so a delay of one second after the load is used.
    handle = 'requestIdleCallback' in window ? requestIdleCallback(callback, { timeout: 10_000 }) : Number(setTimeout(callback, 1_000));
  };
  if (document.readyState === 'complete') scheduleCallback();
  else window.addEventListener('load', scheduleCallback, { once: true });
  return () => {
    window.removeEventListener('load', scheduleCallback);
    if (handle === null) return;
    if ('cancelIdleCallback' in window) cancelIdleCallback(handle);
    else clearTimeout(handle);
  };
}
