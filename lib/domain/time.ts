/** Times as integer milliseconds, and ranges whose start is not after their end. */

export type Milliseconds = number;

declare const timeRangeBrand: unique symbol;

/** A time range, start inclusive, end exclusive. Only `createTimeRange` creates one. */
export interface TimeRange {
  readonly startMs: Milliseconds;
  readonly endMs: Milliseconds;
  readonly [timeRangeBrand]: true;
}

/**
 * Creates a range from two integer times.
 *
 * @throws {RangeError} if a bound is not a safe integer, or the start is after the end.
 */
export function createTimeRange(startMs: Milliseconds, endMs: Milliseconds): TimeRange {
  if (!Number.isSafeInteger(startMs) || !Number.isSafeInteger(endMs) || startMs > endMs) {
    throw new RangeError(`not a time range: ${startMs} to ${endMs} ms`);
  }
  return { startMs, endMs } as TimeRange;
}

export function getLengthMs(range: TimeRange): Milliseconds {
  return range.endMs - range.startMs;
}

/** Overlap of two ranges; 0 if they touch or are apart. */
export function getOverlapMs(a: TimeRange, b: TimeRange): Milliseconds {
  return Math.max(0, Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs));
}

/** Rounds a measured duration down for the rules. An unknown duration (NaN, infinite) becomes 0, which no rule accepts. */
export function toWholeMs(durationMs: Milliseconds): Milliseconds {
  return Number.isFinite(durationMs) ? Math.max(0, Math.floor(durationMs)) : 0;
}

/** Limits `value` to `min` and `max`. If the bounds cross, `max` wins. */
export function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}

/** Shown instead of a time that is not a number. */
const EMPTY_TIME_TEXT = '–';

function toClockText(ms: Milliseconds, decimals: 0 | 1 | 3): string {
  const perSecond = 10 ** decimals;
  const units = Math.round((ms * perSecond) / 1000);
  if (!Number.isFinite(units)) return EMPTY_TIME_TEXT;
  const size = Math.abs(units);
  const sign = units < 0 ? '-' : '';
  const minutes = Math.floor(size / (60 * perSecond));
  const seconds = String(Math.floor(size / perSecond) % 60).padStart(2, '0');
  const fraction = decimals === 0 ? '' : `.${String(size % perSecond).padStart(decimals, '0')}`;
  return `${sign}${minutes}:${seconds}${fraction}`;
}

/** `M:SS.mmm`: the exact time for fields and the timeline. */
export function formatTime(ms: Milliseconds): string {
  return toClockText(ms, 3);
}

/** `M:SS.t` for sentences (`0:04.2`), or `M:SS` with precision `second` (`0:03`); rounded. */
export function formatTimeShort(ms: Milliseconds, precision: 'tenth' | 'second' = 'tenth'): string {
  return toClockText(ms, precision === 'tenth' ? 1 : 0);
}

export type TimeEntryError = 'empty' | 'not-a-time' | 'too-large';
export type TimeEntry = { readonly ok: true; readonly ms: Milliseconds } | { readonly ok: false; readonly reason: TimeEntryError };

/** Longer times are typing errors, because no video is longer than a minute. */
const MAX_ENTRY_MS = 24 * 60 * 60 * 1000;
/** Longer input is not parsed. */
const MAX_ENTRY_LENGTH = 40;

const MINUTES_AND_SECONDS = /^([+-]?)\s*(\d+)\s*:\s*(\d{1,2}(?:[.]\d*)?)$/;
const SECONDS = /^([+-]?)\s*(\d+(?:[.]\d*)?|[.]\d+)\s*(?:s|秒)?$/i;
const WHOLE_MILLISECONDS = /^([+-]?)\s*(\d+)\s*(?:ms|毫秒)$/i;

/**
 * Parses the input of a time field: `4.2` (seconds), `0:04.2`, `4200ms`; with a sign it is relative to `currentMs` (`+0.5`, `-1`). Accepts a
 * decimal comma, spaces around the parts and full-width characters (Chinese input methods). A negative result becomes 0. Does not check the
 * placement rules.
 */
export function parseTimeEntry(text: string, currentMs: Milliseconds): TimeEntry {
  const entry = text
    .slice(0, MAX_ENTRY_LENGTH + 1)
    .normalize('NFKC')
    .replace(/[−–]/g, '-')
    .replace(/,/g, '.')
    .trim();
  if (entry === '') return { ok: false, reason: 'empty' };
  if (text.length > MAX_ENTRY_LENGTH) return { ok: false, reason: 'not-a-time' };
  const parsed = parseSignAndMs(entry);
  if (parsed === null) return { ok: false, reason: 'not-a-time' };
  if (parsed.ms > MAX_ENTRY_MS) return { ok: false, reason: 'too-large' };
  if (parsed.sign === '') return { ok: true, ms: parsed.ms };
  const fromMs = Number.isFinite(currentMs) ? Math.round(currentMs) : 0;
  return { ok: true, ms: Math.max(0, parsed.sign === '+' ? fromMs + parsed.ms : fromMs - parsed.ms) };
}

function parseSignAndMs(entry: string): { readonly sign: string; readonly ms: Milliseconds } | null {
  const clockMatch = MINUTES_AND_SECONDS.exec(entry);
  if (clockMatch) {
    const [, sign = '', minutes = '', seconds = ''] = clockMatch;
    return Number(seconds) < 60 ? { sign, ms: Number(minutes) * 60_000 + Math.round(Number(seconds) * 1000) } : null;
  }
  const secondsMatch = SECONDS.exec(entry);
  if (secondsMatch) {
    const [, sign = '', seconds = ''] = secondsMatch;
    return { sign, ms: Math.round(Number(seconds) * 1000) };
  }
  const millisecondsMatch = WHOLE_MILLISECONDS.exec(entry);
  if (millisecondsMatch) {
    const [, sign = '', ms = ''] = millisecondsMatch;
    return { sign, ms: Number(ms) };
  }
  return null;
}
