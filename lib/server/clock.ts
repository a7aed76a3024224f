import 'server-only';

/**
 * The time of day, as a clock that never goes back: where the machine's is set back, this one goes on from where it was, at the same pace.
 * Threat: leases, limits and looks at upstream that wait for a time which is far off again. Set forward, it follows at once.
 */
export function steadyClock(wall: () => number = Date.now, passed: () => number = () => performance.now()): () => number {
  let aheadMs = Number.NEGATIVE_INFINITY;
  return () => {
    const passedMs = passed();
    aheadMs = Math.max(aheadMs, wall() - passedMs);
    return Math.floor(aheadMs + passedMs);
  };
}
