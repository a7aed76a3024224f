/** Time as the whole app means it: integers of milliseconds, and ranges whose start is never after their end. */

export type Milliseconds = number;

declare const checked: unique symbol;

/** A stretch of time, start inclusive, end exclusive. Made only by `timeRange`, which checks it. */
export interface TimeRange {
  readonly startMs: Milliseconds;
  readonly endMs: Milliseconds;
  readonly [checked]: true;
}

/**
 * Makes a range from two whole milliseconds.
 * @throws {RangeError} when a bound is not a safe integer, or the start lies after the end.
 */
export function timeRange(startMs: Milliseconds, endMs: Milliseconds): TimeRange {
  if (!Number.isSafeInteger(startMs) || !Number.isSafeInteger(endMs) || startMs > endMs) {
    throw new RangeError(`not a time range: ${startMs} to ${endMs} ms`);
  }
  return { startMs, endMs } as TimeRange;
}

export function lengthMs(range: TimeRange): Milliseconds {
  return range.endMs - range.startMs;
}

/** How long two ranges share, in milliseconds; 0 when they only touch or lie apart. */
export function overlapMs(a: TimeRange, b: TimeRange): Milliseconds {
  return Math.max(0, Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs));
}
