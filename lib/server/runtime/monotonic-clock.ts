import 'server-only';

/**
 * Time of day that never moves back: when the system clock is set back, it continues at the same pace. Threat:
 * leases, limits and polls scheduled for a time that is far ahead again. It follows forward jumps at once.
 */
export function createMonotonicClock(
  readWallClockMs: () => number = Date.now,
  readElapsedMs: () => number = () => performance.now(),
): () => number {
  let offsetMs = Number.NEGATIVE_INFINITY;
  return () => {
    const elapsedMs = readElapsedMs();
    offsetMs = Math.max(offsetMs, readWallClockMs() - elapsedMs);
    return Math.floor(offsetMs + elapsedMs);
  };
}
