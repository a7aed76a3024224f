import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitScale,
  getMaxZoom,
  getTickStep,
  getTicks,
  getZoom,
  msToPx,
  pxToMs,
  revealScale,
  scrollScale,
  snap,
  stepFrames,
  zoomScale,
} from '@/lib/domain/timeline/timeline-scale';
import { propertyOptions } from '../property-options';

/** 10 s across 1000 px: a pixel is 10 ms. */
const SCALE = fitScale(10_000, 1000);

describe('timeline scale', () => {
  it('fitScale fits the whole clip into the width', () => {
    expect(msToPx(SCALE, 0)).toBe(0);
    expect(msToPx(SCALE, 10_000)).toBe(1000);
    expect(pxToMs(SCALE, 250)).toBe(2500);
  });

  it('msToPx is relative to the left edge', () => {
    const scrolled = { originMs: 4000, msPerPx: 10 };
    expect(msToPx(scrolled, 4000)).toBe(0);
    expect(msToPx(scrolled, 3000)).toBe(-100);
    expect(pxToMs(scrolled, 10)).toBe(4100);
  });

  it('fitScale is finite for a zero duration or width', () => {
    for (const scale of [fitScale(0, 1000), fitScale(10_000, 0), fitScale(0, 0), fitScale(-5, -5)]) {
      expect(Number.isFinite(msToPx(scale, 1234))).toBe(true);
      expect(Number.isFinite(pxToMs(scale, 99))).toBe(true);
    }
  });

  it('pxToMs reverses msToPx for every millisecond', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600_000 }),
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 0, max: 600_000 }),
        (durationMs, widthPx, ms) => {
          const scale = fitScale(durationMs, widthPx);
          expect(pxToMs(scale, msToPx(scale, ms))).toBe(ms);
        },
      ),
      propertyOptions(500),
    );
  });
});

describe('getTicks', () => {
  it.each([
    [10_000, 1000, 2000],
    [10_000, 360, 2000],
    [9000, 1330, 2000],
    [60_000, 1000, 10_000],
    [60_000, 360, 15_000],
    [60_000, 2560, 5000],
    [3_600_000, 360, 660_000],
    [1000, 2560, 100],
  ])('getTickStep over %d ms in %d px labels every %d ms', (durationMs, widthPx, stepMs) => {
    expect(getTickStep(fitScale(durationMs, widthPx), widthPx).stepMs).toBe(stepMs);
  });

  it("getTicks runs from 0 to the clip's end with a label on every fourth tick", () => {
    const all = getTicks(SCALE, 1000, 10_000);
    expect(all[0]).toEqual({ atMs: 0, labelled: true });
    expect(all[1]).toEqual({ atMs: 500, labelled: false });
    expect(all.at(-1)).toEqual({ atMs: 10_000, labelled: true });
    expect(all.filter(({ labelled }) => labelled)).toHaveLength(6);
  });

  it('getTicks returns only visible ticks', () => {
    const all = getTicks({ originMs: 4100, msPerPx: 10 }, 100, 10_000);
    expect(all.map(({ atMs }) => atMs)).toEqual([4200, 4400, 4600, 4800, 5000]);
    expect(getTicks(SCALE, 1000, 0)).toEqual([{ atMs: 0, labelled: true }]);
    expect(getTicks({ originMs: 20_000, msPerPx: 10 }, 100, 10_000)).toEqual([]);
  });

  it('getTicks returns integer times whose labels never overlap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 3_600_000 }), fc.integer({ min: 100, max: 3000 }), (durationMs, widthPx) => {
        const scale = fitScale(durationMs, widthPx);
        const all = getTicks(scale, widthPx, durationMs);
        const labels = all.filter(({ labelled }) => labelled).map(({ atMs }) => msToPx(scale, atMs));
        for (const [index, px] of labels.entries()) {
          if (index > 0) expect(px - (labels[index - 1] ?? 0)).toBeGreaterThanOrEqual(Math.max(63.999, Math.min(200, widthPx / 7) - 0.001));
        }
        expect(all.every(({ atMs }) => Number.isInteger(atMs) && atMs >= 0 && atMs <= durationMs)).toBe(true);
        expect(all.length).toBeLessThanOrEqual(widthPx / 10 + 1);
      }),
      propertyOptions(500),
    );
  });
});

describe('snap', () => {
  it('snap moves a time to a target within 10 px only', () => {
    expect(snap(SCALE, 2901, [3000])).toEqual({ ms: 3000, targetMs: 3000 });
    expect(snap(SCALE, 2900, [3000])).toEqual({ ms: 3000, targetMs: 3000 });
    expect(snap(SCALE, 2899, [3000])).toEqual({ ms: 2899, targetMs: null });
  });

  it('snap uses a distance in pixels, so zooming in makes it finer', () => {
    expect(snap({ originMs: 0, msPerPx: 1 }, 2950, [3000]).targetMs).toBeNull();
  });

  it('snap chooses the nearest target, on a tie the earlier one, in any order', () => {
    expect(snap(SCALE, 2960, [2900, 3000]).ms).toBe(3000);
    expect(snap(SCALE, 2950, [3000, 2900]).ms).toBe(2900);
    expect(snap(SCALE, 2950, [2900, 3000]).ms).toBe(2900);
  });

  it('snap changes nothing with bypass', () => {
    expect(snap(SCALE, 2999, [3000], true)).toEqual({ ms: 2999, targetMs: null });
  });

  it('snap changes nothing without targets and ignores NaN', () => {
    expect(snap(SCALE, 2999, [])).toEqual({ ms: 2999, targetMs: null });
    expect(snap(SCALE, 2999, [Number.NaN, 3000]).ms).toBe(3000);
  });
});

describe('stepFrames', () => {
  it.each([
    [0, 1, 30, 33],
    [33, 1, 30, 67],
    [67, 1, 30, 100],
    [100, -1, 30, 67],
    [50, 1, 30, 67],
    [50, -1, 30, 33],
    [0, -1, 30, 0],
    [0, 30, 30, 1000],
    [0, 1, 23.976, 42],
    [0, 1, 60, 17],
  ])('stepFrames from %d ms by %d at %d frames per second is %d ms', (ms, frames, framesPerSecond, expected) => {
    expect(stepFrames(ms, frames, framesPerSecond)).toBe(expected);
  });

  it('stepFrames always moves, and stepping back returns to the start', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2000 }),
        fc.constantFrom(23.976, 24, 25, 29.97, 30, 50, 59.94, 60, 120),
        (index, framesPerSecond) => {
          const ms = Math.round((index * 1000) / framesPerSecond);
          const next = stepFrames(ms, 1, framesPerSecond);
          expect(next).toBeGreaterThan(ms);
          expect(stepFrames(next, -1, framesPerSecond)).toBe(ms);
        },
      ),
      propertyOptions(500),
    );
  });
});

describe('zoom', () => {
  const clip = fc.record({ durationMs: fc.integer({ min: 2_000, max: 600_000 }), widthPx: fc.integer({ min: 200, max: 2_560 }) });
  const views = fc.record({
    clip,
    factor: fc.double({ min: 0.01, max: 400, noNaN: true }),
    anchor: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it('pxToMs reverses msToPx for every millisecond at every zoom', () => {
    fc.assert(
      fc.property(views, fc.double({ min: 0, max: 1, noNaN: true }), ({ clip: { durationMs, widthPx }, factor, anchor }, share) => {
        const scale = zoomScale(fitScale(durationMs, widthPx), factor, anchor * widthPx, durationMs, widthPx);
        const ms = Math.round(share * durationMs);
        expect(Math.abs(pxToMs(scale, msToPx(scale, ms)) - ms)).toBeLessThanOrEqual(1);
      }),
      propertyOptions(500),
    );
  });

  it('zoomScale stays within the clip and above a millisecond per pixel', () => {
    fc.assert(
      fc.property(views, fc.integer({ min: -600_000, max: 1_200_000 }), ({ clip: { durationMs, widthPx }, factor, anchor }, originMs) => {
        const zoomed = zoomScale(fitScale(durationMs, widthPx), factor, anchor * widthPx, durationMs, widthPx);
        const { originMs: leftMs, msPerPx } = scrollScale({ ...zoomed, originMs }, durationMs, widthPx);
        expect(leftMs).toBeGreaterThanOrEqual(0);
        expect(leftMs + widthPx * msPerPx).toBeLessThanOrEqual(durationMs + 1e-6 * durationMs);
        expect(msPerPx).toBeGreaterThanOrEqual(Math.min(1, durationMs / widthPx));
        expect(getZoom(zoomed, durationMs, widthPx)).toBeLessThanOrEqual(getMaxZoom(durationMs, widthPx) * 1.0001);
      }),
      propertyOptions(500),
    );
  });

  it('zoomScale keeps the time under the pointer in place', () => {
    const scale = zoomScale(SCALE, 4, 500, 10_000, 1000);
    expect(scale).toEqual({ originMs: 3_750, msPerPx: 2.5 });
    expect(msToPx(scale, 5_000)).toBe(500);
  });

  it('revealScale scrolls only to a time that is not visible', () => {
    const scale = { originMs: 4_000, msPerPx: 2 };
    expect(revealScale(scale, 5_000, 10_000, 1000)).toBe(scale);
    const on = revealScale(scale, 6_500, 10_000, 1000);
    expect(msToPx(on, 6_500)).toBeGreaterThanOrEqual(0);
    expect(msToPx(on, 6_500)).toBeLessThanOrEqual(1000);
  });
});
