import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HANDLE_PX, voiceLayout } from '@/components/timeline/voice/voice-layout';
import type { Placement } from '@/lib/domain/placement';
import { fitScale, msToPx } from '@/lib/domain/timeline/timeline-scale';

const TARGET_PX = 24;
const volumes = { voiceVolume: 1, originalVolume: 0 };
/** A minute on a phone: a second is about five pixels. */
const LANE_PX = 328;
const SCALE = fitScale(60_000, LANE_PX);
const at = (insertAtMs: number, usedMs: number): Placement => ({ insertAtMs, trimStartMs: 0, trimEndMs: usedMs, ...volumes });

describe('voiceLayout', () => {
  it('voiceLayout puts the handles inside a voice that is wide enough', () => {
    const { body, startPx, endPx, isNarrow } = voiceLayout(at(10_000, 20_000), 20_000, SCALE, LANE_PX);
    expect(isNarrow).toBe(false);
    expect(startPx).toBe(body.leftPx);
    expect(endPx).toBeCloseTo(body.leftPx + body.widthPx - HANDLE_PX, 6);
  });

  it('voiceLayout puts the handles beside a narrow voice without moving the voice', () => {
    const { body, startPx, endPx, isNarrow } = voiceLayout(at(10_000, 5_000), 5_000, SCALE, LANE_PX);
    expect(isNarrow).toBe(true);
    expect(body.leftPx).toBe(msToPx(SCALE, 10_000));
    expect((startPx ?? 0) + HANDLE_PX).toBeLessThanOrEqual(body.leftPx);
    expect(endPx).toBeGreaterThanOrEqual(body.leftPx + body.widthPx);
  });

  it('voiceLayout keeps a target between the handles and keeps the handles within reach', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2_000, max: 60_000 }),
        fc.integer({ min: 280, max: 2_560 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (clipMs, lanePx, share, where) => {
          const usedMs = Math.round(2_000 + share * (clipMs - 2_000));
          const placement = at(Math.round(where * (clipMs - usedMs)), usedMs);
          const { body, startPx, endPx, isNarrow, reach } = voiceLayout(placement, usedMs, fitScale(clipMs, lanePx), lanePx);
          const left = startPx ?? Number.NaN;
          const right = endPx ?? Number.NaN;
          expect(left).toBeGreaterThanOrEqual(-16);
          expect(right + HANDLE_PX).toBeLessThanOrEqual(lanePx + 16);
          // The whole gap belongs to the body, even where the end of the clip pushes a tab inwards.
          expect(right - left - HANDLE_PX).toBeGreaterThanOrEqual(TARGET_PX - 1e-6);
          if (isNarrow) expect(body.widthPx + reach.startPx + reach.endPx).toBeCloseTo(right - left - HANDLE_PX, 6);
        },
      ),
    );
  });

  it('voiceLayout omits the handle of an end outside the visible range', () => {
    const { startPx, endPx } = voiceLayout(at(0, 50_000), 50_000, { originMs: 20_000, msPerPx: 10 }, LANE_PX);
    expect([startPx, endPx]).toEqual([null, null]);
  });

  it('voiceLayout draws the whole recording as the ghost wherever it is trimmed', () => {
    const placement = { insertAtMs: 10_000, trimStartMs: 4_000, trimEndMs: 9_000, ...volumes };
    const { ghost, body } = voiceLayout(placement, 12_000, SCALE, LANE_PX);
    expect(ghost.leftPx).toBe(msToPx(SCALE, 6_000));
    expect(ghost.widthPx).toBeCloseTo(12_000 / SCALE.msPerPx, 6);
    expect(body.leftPx - ghost.leftPx).toBeCloseTo(4_000 / SCALE.msPerPx, 6);
  });
});
