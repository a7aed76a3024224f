import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { END_OVERSHOOT_MS, simulateFaces } from '@/lib/simulator/faces';

const MIN_USABLE_MS = 2_000;
const validDurations = fc.integer({ min: 2_000, max: 60_000 });

describe('the faces that practice mode finds', () => {
  it('simulateFaces reports one face from 0.5 s to 8.5 s in a 9 s video, with a late end', () => {
    expect(simulateFaces(9_000)).toEqual([{ faceId: '0', startMs: 500, endMs: 8_500 + END_OVERSHOOT_MS }]);
  });

  it.each([
    [2_000, 1],
    [19_999, 1],
    [20_000, 2],
    [39_999, 2],
    [40_000, 3],
    [60_000, 3],
  ])('shows in a video of %i ms %i of them', (durationMs, count) => {
    expect(simulateFaces(durationMs)).toHaveLength(count);
  });

  it('always shows one that can be used, and all within the video', () => {
    fc.assert(
      fc.property(validDurations, (durationMs) => {
        const faces = simulateFaces(durationMs);
        expect(faces.length).toBeGreaterThanOrEqual(1);
        expect(faces.length).toBeLessThanOrEqual(3);
        expect(faces.some(({ startMs, endMs }) => endMs - startMs >= MIN_USABLE_MS)).toBe(true);
        for (const { startMs, endMs } of faces) {
          expect(Number.isInteger(startMs) && Number.isInteger(endMs)).toBe(true);
          expect(startMs).toBeGreaterThanOrEqual(0);
          expect(endMs).toBeLessThanOrEqual(durationMs);
          expect(startMs).toBeLessThan(endMs);
        }
        expect(new Set(faces.map(({ faceId }) => faceId)).size).toBe(faces.length);
      }),
    );
  });

  it('simulateFaces reports a third face that is too short to be used', () => {
    fc.assert(
      fc.property(fc.integer({ min: 40_000, max: 60_000 }), (durationMs) => {
        const [first, second, third] = simulateFaces(durationMs).map(({ startMs, endMs }) => endMs - startMs);
        expect(first).toBeGreaterThan(MIN_USABLE_MS);
        expect(second).toBeGreaterThan(MIN_USABLE_MS);
        expect(third).toBeLessThan(MIN_USABLE_MS);
      }),
    );
  });
});
