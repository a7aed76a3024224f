import { describe, expect, it } from 'vitest';
import { correctCompanionDrift, fitsSideBySide } from '@/lib/domain/playback/playback-sync';

describe('correctCompanionDrift', () => {
  it.each([0, 5, -8])('correctCompanionDrift ignores a drift of %d ms', (driftMs) => {
    expect(correctCompanionDrift(driftMs, 1)).toEqual({ kind: 'rate', rate: 1 });
  });

  it('correctCompanionDrift slows a video that is ahead and speeds up one that is behind, in steps', () => {
    expect(correctCompanionDrift(32, 1)).toEqual({ kind: 'rate', rate: 0.8 });
    expect(correctCompanionDrift(-32, 1)).toEqual({ kind: 'rate', rate: 1.2 });
    expect(correctCompanionDrift(32, 2)).toEqual({ kind: 'rate', rate: 1.6 });
  });

  it('correctCompanionDrift changes the rate by at most 40 %', () => {
    for (const driftMs of [90, 150, 199]) {
      const step = correctCompanionDrift(driftMs, 1);
      expect(step.kind === 'rate' && step.rate).toBeGreaterThanOrEqual(0.6);
    }
  });

  it.each([201, -5_000, Number.NaN])('correctCompanionDrift aligns both videos at a drift of %d ms', (driftMs) => {
    expect(correctCompanionDrift(driftMs, 1)).toEqual({ kind: 'align' });
  });
});

describe('fitsSideBySide', () => {
  it.each([
    ['wide frames in a wide area', 1200, 600, 16 / 9, true],
    ['wide frames in a square area', 600, 600, 16 / 9, false],
    ['tall frames in a wide area', 1200, 700, 9 / 16, true],
    ['tall frames in a tall area', 300, 900, 9 / 16, false],
  ])('fitsSideBySide for %s', (_name, width, height, ratio, beside) => {
    expect(fitsSideBySide(width, height, ratio)).toBe(beside);
  });
});
