import 'server-only';

/**
 * The time of day, as a clock that never goes back: where the machine's is set back, this one goes on from where it was, at the same pace.
 * Threat: leases, limits and looks at upstream that wait for a time which is far off again. Set forward, it follows at once.
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
