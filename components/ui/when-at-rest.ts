/** Runs something that nobody waits for, when the page has loaded and has nothing better to do. Answers how to call it off. */
export function whenAtRest(work: () => void): () => void {
  let idle: number | null = null;
  const ask = () => {
    // Safari has no idle callback; a second after the load is as good a guess as any.
    idle = 'requestIdleCallback' in window ? requestIdleCallback(work, { timeout: 10_000 }) : Number(setTimeout(work, 1_000));
  };
  if (document.readyState === 'complete') ask();
  else window.addEventListener('load', ask, { once: true });
  return () => {
    window.removeEventListener('load', ask);
    if (idle === null) return;
    if ('cancelIdleCallback' in window) cancelIdleCallback(idle);
    else clearTimeout(idle);
  };
}
