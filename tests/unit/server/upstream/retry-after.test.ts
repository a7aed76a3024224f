import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '@/lib/server/upstream/retry-after';

const NOW_MS = Date.UTC(2026, 0, 15, 12, 0, 0);

describe('retryAfterMs', () => {
  it.each([
    ['0', 0],
    ['7', 7_000],
    [' 7 ', 7_000],
    ['0.25', 250],
    ['Thu, 15 Jan 2026 12:00:30 GMT', 30_000],
    ['Thu, 15 Jan 2026 11:59:00 GMT', 0],
    ['999999999', 86_400_000],
    ['Sun, 15 Jan 2096 12:00:00 GMT', 86_400_000],
  ])('reads %j as %d ms', (header, ms) => {
    expect(retryAfterMs(header, NOW_MS)).toBe(ms);
  });

  it.each([
    null,
    '',
    '-1',
    'soon',
    'in 12 apples',
    '12 apples',
    'NaN',
    'Infinity',
    '1e9',
    'Thu, 99 Foo 2026 12:00:30 GMT',
    '2026-01-15T12:00:30Z',
  ])('does not believe %j', (header) => {
    expect(retryAfterMs(header, NOW_MS)).toBeUndefined();
  });
});
