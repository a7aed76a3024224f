import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPlacement, isLegal, type Placement, type PlacementContext } from '@/lib/domain/placement';
import { createContext, createPlacement, getShortfalls, obeysFiveRules, placedContextArbitrary } from './placement-oracle';
import { propertyOptions } from './property-options';

/** A 10 s clip, a face from 3 s to 8 s, a voice of 5 s. */
const GROUND = createContext([3000, 8000], 10_000, 5000);

describe('checkPlacement', () => {
  it('checkPlacement returns no issue well inside every rule and guard', () => {
    expect(checkPlacement(createPlacement(0, 4000, 3000), GROUND)).toEqual([]);
  });

  it.each<[string, Placement, PlacementContext, unknown[]]>([
    [
      'a voice of exactly 2 s',
      createPlacement(0, 2000, 3000),
      createContext([3000, 8000], 10_000, 2000),
      [{ code: 'trim-near-voice-end', severity: 'warning', byMs: 50 }],
    ],
    [
      'a voice of 1.999 s',
      createPlacement(0, 1999, 3000),
      createContext([3000, 8000], 10_000, 1999),
      [
        { code: 'voice-too-short', severity: 'error', byMs: 1 },
        { code: 'trimmed-too-short', severity: 'error', byMs: 1 },
        { code: 'trim-near-voice-end', severity: 'warning', byMs: 50 },
        { code: 'overlap-too-short', severity: 'error', overlapMs: 1999, byMs: 1, move: 'none' },
      ],
    ],
    ['a voice of exactly 60 s', createPlacement(0, 4000, 3000), createContext([3000, 8000], 10_000, 60_000), []],
    [
      'a voice of 60.001 s',
      createPlacement(0, 4000, 3000),
      createContext([3000, 8000], 10_000, 60_001),
      [{ code: 'voice-too-long', severity: 'error', byMs: 1 }],
    ],
    [
      'a voice of a fraction over 60 s',
      createPlacement(0, 4000, 3000),
      createContext([3000, 8000], 10_000, 60_000.2),
      [{ code: 'voice-too-long', severity: 'error', byMs: 1 }],
    ],
    [
      'a trim of 1.999 s',
      createPlacement(0, 1999, 3000),
      GROUND,
      [
        { code: 'trimmed-too-short', severity: 'error', byMs: 1 },
        { code: 'overlap-too-short', severity: 'error', overlapMs: 1999, byMs: 1, move: 'none' },
      ],
    ],
    [
      'a trim to the last millisecond',
      createPlacement(0, 5000, 3000),
      GROUND,
      [{ code: 'trim-near-voice-end', severity: 'warning', byMs: 50 }],
    ],
    ['a trim just before the guard', createPlacement(0, 4950, 3000), GROUND, []],
    ['a trim 1 ms past the voice', createPlacement(0, 5001, 3000), GROUND, [{ code: 'trim-past-voice-end', severity: 'error', byMs: 1 }]],
    ["an overlap of exactly 2 s at the window's start", createPlacement(0, 4000, 1000), GROUND, []],
    [
      '1 ms less than that',
      createPlacement(0, 4000, 999),
      GROUND,
      [{ code: 'overlap-too-short', severity: 'error', overlapMs: 1999, byMs: 1, move: 'later' }],
    ],
    [
      "an overlap of exactly 2 s at the window's end",
      createPlacement(0, 4000, 6000),
      GROUND,
      [{ code: 'overlap-near-window-end', severity: 'warning', byMs: 200 }],
    ],
    [
      '1 ms less than that',
      createPlacement(0, 3000, 6001),
      GROUND,
      [{ code: 'overlap-too-short', severity: 'error', overlapMs: 1999, byMs: 1, move: 'earlier' }],
    ],
    ['an overlap just outside the guard', createPlacement(0, 4000, 5800), GROUND, []],
    [
      'a voice nowhere near the window',
      createPlacement(0, 2000, 0),
      GROUND,
      [{ code: 'overlap-too-short', severity: 'error', overlapMs: 0, byMs: 2000, move: 'later' }],
    ],
    [
      'a window of no length',
      createPlacement(0, 4000, 3000),
      createContext([4000, 4000], 10_000, 5000),
      [{ code: 'overlap-too-short', severity: 'error', overlapMs: 0, byMs: 2000, move: 'none' }],
    ],
    [
      'a window behind the clip',
      createPlacement(0, 4000, 3000),
      createContext([12_000, 16_000], 10_000, 5000),
      [{ code: 'overlap-too-short', severity: 'error', overlapMs: 0, byMs: 2000, move: 'none' }],
    ],
    [
      'a start 1 ms before the video',
      createPlacement(0, 4500, -1),
      createContext([0, 8000], 10_000, 5000),
      [{ code: 'starts-before-video', severity: 'error', byMs: 1 }],
    ],
    ['an end with the video', createPlacement(0, 4500, 5500), createContext([0, 10_000], 10_000, 5000), []],
    [
      'an end 1 ms after the video',
      createPlacement(0, 4500, 5501),
      createContext([0, 10_000], 10_000, 5000),
      [{ code: 'ends-after-video', severity: 'error', byMs: 1 }],
    ],
  ])('checkPlacement of %s returns each issue with its amount and direction', (_, placement, ground, issues) => {
    expect(checkPlacement(placement, ground)).toEqual(issues);
  });

  it.each<[keyof Placement, number]>([
    ['trimStartMs', Number.NaN],
    ['trimStartMs', -1],
    ['trimStartMs', 0.5],
    ['trimStartMs', Number.POSITIVE_INFINITY],
    ['trimEndMs', Number.NaN],
    ['trimEndMs', 4000.5],
    ['trimEndMs', -1],
    ['insertAtMs', Number.NaN],
    ['insertAtMs', Number.NEGATIVE_INFINITY],
    ['insertAtMs', 3000.5],
    ['insertAtMs', 2 ** 53],
    ['voiceVolume', Number.NaN],
    ['voiceVolume', -0.01],
    ['voiceVolume', 2.01],
    ['originalVolume', Number.NaN],
    ['originalVolume', Number.POSITIVE_INFINITY],
  ])('checkPlacement reports %s = %d as invalid and skips the rules that depend on it', (field, value) => {
    const placement = { ...createPlacement(0, 4000, 3000), [field]: value };
    expect(checkPlacement(placement, GROUND)).toEqual([{ code: 'invalid-field', severity: 'error', field }]);
  });

  it('checkPlacement reports the end of a trim that ends before it starts', () => {
    expect(checkPlacement(createPlacement(3000, 2000, 3000), GROUND)).toEqual([
      { code: 'invalid-field', severity: 'error', field: 'trimEndMs' },
    ]);
  });

  it('checkPlacement still checks other fields when one is invalid', () => {
    const codes = checkPlacement({ ...createPlacement(0, 6000, 3000), insertAtMs: Number.NaN }, GROUND).map(({ code }) => code);
    expect(codes).toEqual(['invalid-field', 'trim-past-voice-end']);
  });

  it('checkPlacement accepts both limits of the volume', () => {
    for (const gain of [0, 2]) {
      expect(isLegal({ ...createPlacement(0, 4000, 3000), voiceVolume: gain, originalVolume: gain }, GROUND)).toBe(true);
    }
  });

  it('checkPlacement accepts no placement for an unknown duration', () => {
    for (const unmeasured of [Number.NaN, Number.POSITIVE_INFINITY, -5000]) {
      expect(isLegal(createPlacement(0, 4000, 3000), createContext([3000, 8000], unmeasured, 5000))).toBe(false);
      expect(isLegal(createPlacement(0, 4000, 3000), createContext([3000, 8000], 10_000, unmeasured))).toBe(false);
    }
  });

  it('isLegal agrees with the oracle of the five rules', () => {
    let legal = 0;
    fc.assert(
      fc.property(placedContextArbitrary(62_000), ({ ground, placement }) => {
        const expected = obeysFiveRules(placement, ground);
        legal += expected ? 1 : 0;
        expect(isLegal(placement, ground)).toBe(expected);
      }),
      propertyOptions(2000),
    );
    // The property needs enough legal and illegal cases.
    expect(legal).toBeGreaterThan(600);
  });

  it('checkPlacement reports exactly the violated rules with their amounts', () => {
    fc.assert(
      fc.property(placedContextArbitrary(62_000), ({ ground, placement }) => {
        fc.pre(placement.trimStartMs >= 0 && placement.trimEndMs >= placement.trimStartMs);
        const found: Record<string, number> = {};
        for (const issue of checkPlacement(placement, ground)) {
          if (issue.severity === 'error' && 'byMs' in issue) found[issue.code] = issue.byMs;
        }
        const expected = { ...getShortfalls(placement, ground) };
        // The missing overlap is at most 2 s, however far the two are apart.
        if (expected['overlap-too-short'] !== undefined) expected['overlap-too-short'] = Math.min(2000, expected['overlap-too-short']);
        expect(found).toEqual(expected);
      }),
      propertyOptions(1000),
    );
  });

  it('checkPlacement returns the direction that increases a missing overlap', () => {
    fc.assert(
      fc.property(placedContextArbitrary(5000), ({ ground, placement }) => {
        const issue = checkPlacement(placement, ground).find(({ code }) => code === 'overlap-too-short');
        fc.pre(issue?.code === 'overlap-too-short');
        const mends = (ms: number) => {
          const broken = getShortfalls({ ...placement, insertAtMs: ms }, ground);
          return ['overlap-too-short', 'starts-before-video', 'ends-after-video'].every((rule) => broken[rule] === undefined);
        };
        const places = Array.from({ length: 6000 }, (_, index) => index - 500).filter(mends);
        const first = places[0];
        expect(issue?.code === 'overlap-too-short' && issue.move).toBe(
          first === undefined ? 'none' : first > placement.insertAtMs ? 'later' : 'earlier',
        );
      }),
      propertyOptions(200),
    );
  });

  it('checkPlacement warns exactly inside the guards', () => {
    fc.assert(
      fc.property(placedContextArbitrary(62_000), ({ ground, placement }) => {
        fc.pre(obeysFiveRules(placement, ground));
        const { window } = ground.face;
        const heardUntil = placement.insertAtMs + placement.trimEndMs - placement.trimStartMs;
        const guarded = Math.min(heardUntil, window.endMs - 200) - Math.max(placement.insertAtMs, window.startMs);
        const warnings = checkPlacement(placement, ground).map(({ code }) => code);
        expect(warnings.includes('overlap-near-window-end')).toBe(guarded < 2000);
        expect(warnings.includes('trim-near-voice-end')).toBe(placement.trimEndMs > ground.voice.durationMs - 50);
        expect(isLegal(placement, ground)).toBe(true);
      }),
      propertyOptions(1000),
    );
  });
});
