import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Placement, PlacementContext } from '@/lib/domain/placement';
import { createTimeRange } from '@/lib/domain/time';
import { getSnapTargets, snapHandle } from '@/lib/domain/timeline/placement-snapping';
import { propertyOptions } from '../property-options';

const ground: PlacementContext = {
  face: { window: createTimeRange(1_000, 9_000) },
  video: { durationMs: 10_000 },
  voice: { durationMs: 6_000 },
};
const placed: Placement = { trimStartMs: 600, trimEndMs: 5_400, insertAtMs: 2_400, voiceVolume: 1, originalVolume: 0 };
/** A pixel is 10 ms, so the snap distance is 100 ms. */
const SCALE = { originMs: 0, msPerPx: 10 };
const PLAYHEAD_MS = 4_120;

const snapped = (handle: 'insert' | 'trim-start' | 'trim-end', toMs: number, bypass = false) =>
  snapHandle(SCALE, handle, placed, ground, toMs, PLAYHEAD_MS, bypass);

describe('getSnapTargets', () => {
  it('getSnapTargets returns the clip, the playhead, the window minus its guard, and the limit of the needed overlap', () => {
    expect(getSnapTargets('start', ground, PLAYHEAD_MS)).toEqual([0, 10_000, PLAYHEAD_MS, 1_000, 8_800, 6_800]);
    expect(getSnapTargets('end', ground, PLAYHEAD_MS)).toEqual([0, 10_000, PLAYHEAD_MS, 1_000, 8_800, 3_000]);
  });

  it('getSnapTargets includes every window of the person', () => {
    const more = { ...ground, otherWindows: [createTimeRange(9_200, 9_900)] };
    expect(getSnapTargets('start', more, 0)).toEqual(expect.arrayContaining([9_200, 9_900]));
  });
});

describe('snapHandle', () => {
  it.each([
    ['insert', 1_060, 1_000, 1_000],
    ['insert', 60, 0, 0],
    // The voice's end comes near the window's end.
    ['insert', 3_930, 4_000, 8_800],
    ['trim-start', 2_280, 2_320, PLAYHEAD_MS],
    ['trim-end', 7_050, 7_000, 8_800],
    ['trim-end', 1_240, 1_200, 3_000],
  ] as const)('snapHandle moves %s from %i ms to %i ms with the guide at %i ms', (handle, toMs, caughtMs, guideMs) => {
    expect(snapped(handle, toMs)).toEqual({ toMs: caughtMs, guideMs });
  });

  it('snapHandle changes nothing without a near target', () => {
    expect(snapped('insert', 2_600)).toEqual({ toMs: 2_600, guideMs: null });
  });

  it('snapHandle uses the nearer of both edges', () => {
    // The start is 60 ms from the window's start, the end 40 ms from the playhead.
    const short = { ...placed, trimEndMs: placed.trimStartMs + 3_100 };
    expect(snapHandle(SCALE, 'insert', short, ground, 1_060, PLAYHEAD_MS, false)).toEqual({ toMs: 1_020, guideMs: PLAYHEAD_MS });
  });

  it('snapHandle never moves further than 10 px at any zoom, and not at all with bypass', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('insert' as const, 'trim-start' as const, 'trim-end' as const),
        fc.integer({ min: -2_000, max: 12_000 }),
        fc.integer({ min: 0, max: 10_000 }),
        fc.double({ min: 0.5, max: 100, noNaN: true }),
        (handle, toMs, playheadMs, msPerPx) => {
          const scale = { originMs: 0, msPerPx };
          const caught = snapHandle(scale, handle, placed, ground, toMs, playheadMs, false);
          expect(Math.abs(caught.toMs - toMs)).toBeLessThanOrEqual(10 * msPerPx);
          if (caught.guideMs === null) expect(caught.toMs).toBe(toMs);
          expect(snapHandle(scale, handle, placed, ground, toMs, playheadMs, true)).toEqual({ toMs, guideMs: null });
        },
      ),
      propertyOptions(500),
    );
  });
});
