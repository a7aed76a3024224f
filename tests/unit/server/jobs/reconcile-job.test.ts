import { describe, expect, test } from 'vitest';
import { getNextLookupMs } from '@/lib/server/jobs/reconcile-job';

const MINUTE = 60_000;

/** When look-ups fall due, from the moment that the job became unknown, each made as soon as it is due. */
function listLookupTimes(untilMs: number): number[] {
  const times = [];
  let atMs = 2_000;
  for (let lookups = 0; atMs <= untilMs; lookups += 1) {
    times.push(atMs);
    atMs = getNextLookupMs({ lookups, unknownSinceMs: 0, createdAtMs: 0 }, atMs);
  }
  return times;
}

describe('looking for a lost job', () => {
  test('lookups of an unknown job back off to 30 s during the first ten minutes', () => {
    const times = listLookupTimes(10 * MINUTE);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(gaps.slice(0, 5)).toEqual([2_000, 4_000, 8_000, 16_000, 30_000]);
    expect(Math.max(...gaps)).toBe(30_000);
    expect(times.at(-1)).toBeGreaterThan(9 * MINUTE);
  });

  test('lookups of an unknown job run about twenty times in the following month', () => {
    const later = listLookupTimes(30 * 24 * 60 * MINUTE).filter((time) => time > 10.5 * MINUTE);
    expect(later.length).toBeLessThan(25);
    expect(later.length).toBeGreaterThan(10);
  });
});
