/** Runs something that nobody waits for, when the page has loaded and has nothing better to do. Answers how to call it off. */
export function onIdle(callback: () => void): () => void {
  let handle: number | null = null;
  const scheduleCallback = () => {
    // Safari has no idle callback; a second after the load is as good a guess as any.
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
