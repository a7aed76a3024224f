import { describe, expect, it } from 'vitest';
import { correctCompanionDrift, fitsSideBySide } from '@/lib/domain/playback/playback-sync';

describe('keeping two videos together', () => {
  it.each([0, 5, -8])('leaves a drift of %d ms alone', (driftMs) => {
    expect(correctCompanionDrift(driftMs, 1)).toEqual({ kind: 'rate', rate: 1 });
  });

  it('slows down what is ahead and speeds up what is behind, in whole steps', () => {
    expect(correctCompanionDrift(32, 1)).toEqual({ kind: 'rate', rate: 0.8 });
    expect(correctCompanionDrift(-32, 1)).toEqual({ kind: 'rate', rate: 1.2 });
    expect(correctCompanionDrift(32, 2)).toEqual({ kind: 'rate', rate: 1.6 });
  });

  it('never bends by more than two fifths', () => {
    for (const driftMs of [90, 150, 199]) {
      const step = correctCompanionDrift(driftMs, 1);
      expect(step.kind === 'rate' && step.rate).toBeGreaterThanOrEqual(0.6);
    }
  });

  it.each([201, -5_000, Number.NaN])('starts both anew when they are %d ms apart', (driftMs) => {
    expect(correctCompanionDrift(driftMs, 1)).toEqual({ kind: 'align' });
  });
});

describe('two pictures in one room', () => {
  it.each([
    ['a wide picture in a wide room', 1200, 600, 16 / 9, true],
    ['a wide picture in a square room', 600, 600, 16 / 9, false],
    ['an upright picture in a wide room', 1200, 700, 9 / 16, true],
    ['an upright picture in a tall room', 300, 900, 9 / 16, false],
  ])('%s', (_name, width, height, ratio, beside) => {
    expect(fitsSideBySide(width, height, ratio)).toBe(beside);
  });
});
