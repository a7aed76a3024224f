import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestPlacement, fixPlacement } from '@/lib/domain/best-placement';
import {
  checkPlacement,
  insertRange,
  isLegal,
  limitsOf,
  moveHandle,
  moveInsert,
  type Placement,
  type PlacementGround,
  type PlacementHandle,
  trimEnd,
  trimEndRange,
  trimStart,
  trimStartRange,
} from '@/lib/domain/placement';
import {
  groundOf,
  hostileGrounds,
  hostileNumbers,
  hostilePlacements,
  obeysFiveRules,
  placedGrounds,
  placementOf,
  shortfalls,
} from './five-rules';
import { runs } from './property-runs';

const HANDLES: readonly PlacementHandle[] = ['insert', 'trim-start', 'trim-end'];
const RANGES = { insert: insertRange, 'trim-start': trimStartRange, 'trim-end': trimEndRange } as const;

/** A 10 s clip, a face from 3 s to 8 s, a voice of 5 s. */
const GROUND = groundOf([3000, 8000], 10_000, 5000);

/** What a handle does, in the words of the brief to its users: trimming the start moves the insert along with it. */
function handleAt(handle: PlacementHandle, placement: Placement, ms: number): Placement {
  if (handle === 'insert') return { ...placement, insertAtMs: ms };
  if (handle === 'trim-end') return { ...placement, trimEndMs: ms };
  return { ...placement, trimStartMs: ms, insertAtMs: placement.insertAtMs + ms - placement.trimStartMs };
}

function handleValue(handle: PlacementHandle, placement: Placement): number {
  return { insert: placement.insertAtMs, 'trim-start': placement.trimStartMs, 'trim-end': placement.trimEndMs }[handle];
}

/** Every value of a handle that the five rules allow, found by trying them all. */
function legalValues(handle: PlacementHandle, placement: Placement, ground: PlacementGround): number[] {
  const values: number[] = [];
  const lastMs = Math.max(ground.video.durationMs, ground.voice.durationMs);
  for (let ms = -100; ms <= lastMs + 100; ms += 1) {
    if (obeysFiveRules(handleAt(handle, placement, ms), ground)) values.push(ms);
  }
  return values;
}

describe('checkPlacement', () => {
  it('finds nothing wrong with a placement well inside every rule and guard', () => {
    expect(checkPlacement(placementOf(0, 4000, 3000), GROUND)).toEqual([]);
  });

  it.each<[string, Placement, PlacementGround, unknown[]]>([
    [
      'a voice of exactly 2 s',
      placementOf(0, 2000, 3000),
      groundOf([3000, 8000], 10_000, 2000),
      [{ code: 'trim-leans-on-voice-end', severity: 'warning', byMs: 50 }],
    ],
    [
      'a voice of 1.999 s',
      placementOf(0, 1999, 3000),
      groundOf([3000, 8000], 10_000, 1999),
      [
        { code: 'voice-too-short', severity: 'error', byMs: 1 },
        { code: 'trimmed-too-short', severity: 'error', byMs: 1 },
        { code: 'trim-leans-on-voice-end', severity: 'warning', byMs: 50 },
        { code: 'overlap-too-short', severity: 'error', overlapMs: 1999, byMs: 1, move: 'none' },
      ],
    ],
    ['a voice of exactly 60 s', placementOf(0, 4000, 3000), groundOf([3000, 8000], 10_000, 60_000), []],
    [
      'a voice of 60.001 s',
      placementOf(0, 4000, 3000),
      groundOf([3000, 8000], 10_000, 60_001),
      [{ code: 'voice-too-long', severity: 'error', byMs: 1 }],
    ],
    [
      'a voice of a fraction over 60 s',
      placementOf(0, 4000, 3000),
      groundOf([3000, 8000], 10_000, 60_000.2),
      [{ code: 'voice-too-long', severity: 'error', byMs: 1 }],
    ],
    [
      'a trim of 1.999 s',
      placementOf(0, 1999, 3000),
      GROUND,
      [
        { code: 'trimmed-too-short', severity: 'error', byMs: 1 },
        { code: 'overlap-too-short', severity: 'error', overlapMs: 1999, byMs: 1, move: 'none' },
      ],
    ],
    [
      'a trim to the last millisecond',
      placementOf(0, 5000, 3000),
      GROUND,
      [{ code: 'trim-leans-on-voice-end', severity: 'warning', byMs: 50 }],
    ],
    ['a trim just before the guard', placementOf(0, 4950, 3000), GROUND, []],
    ['a trim 1 ms past the voice', placementOf(0, 5001, 3000), GROUND, [{ code: 'trim-past-voice-end', severity: 'error', byMs: 1 }]],
    ["an overlap of exactly 2 s at the window's start", placementOf(0, 4000, 1000), GROUND, []],
    [
      '1 ms less than that',
      placementOf(0, 4000, 999),
      GROUND,
      [{ code: 'overlap-too-short', severity: 'error', overlapMs: 1999, byMs: 1, move: 'later' }],
    ],
    [
      "an overlap of exactly 2 s at the window's end",
      placementOf(0, 4000, 6000),
      GROUND,
      [{ code: 'overlap-leans-on-window-end', severity: 'warning', byMs: 200 }],
    ],
    [
      '1 ms less than that',
      placementOf(0, 3000, 6001),
      GROUND,
      [{ code: 'overlap-too-short', severity: 'error', overlapMs: 1999, byMs: 1, move: 'earlier' }],
    ],
    ['an overlap just outside the guard', placementOf(0, 4000, 5800), GROUND, []],
    [
      'a voice nowhere near the window',
      placementOf(0, 2000, 0),
      GROUND,
      [{ code: 'overlap-too-short', severity: 'error', overlapMs: 0, byMs: 2000, move: 'later' }],
    ],
    [
      'a window of no length',
      placementOf(0, 4000, 3000),
      groundOf([4000, 4000], 10_000, 5000),
      [{ code: 'overlap-too-short', severity: 'error', overlapMs: 0, byMs: 2000, move: 'none' }],
    ],
    [
      'a window behind the clip',
      placementOf(0, 4000, 3000),
      groundOf([12_000, 16_000], 10_000, 5000),
      [{ code: 'overlap-too-short', severity: 'error', overlapMs: 0, byMs: 2000, move: 'none' }],
    ],
    [
      'a start 1 ms before the video',
      placementOf(0, 4500, -1),
      groundOf([0, 8000], 10_000, 5000),
      [{ code: 'starts-before-video', severity: 'error', byMs: 1 }],
    ],
    ['an end with the video', placementOf(0, 4500, 5500), groundOf([0, 10_000], 10_000, 5000), []],
    [
      'an end 1 ms after the video',
      placementOf(0, 4500, 5501),
      groundOf([0, 10_000], 10_000, 5000),
      [{ code: 'ends-after-video', severity: 'error', byMs: 1 }],
    ],
  ])('says of %s what is wrong, by how much, and which way mends it', (_, placement, ground, issues) => {
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
  ])('calls a %s of %d no placement, and says nothing that would rest on it', (field, value) => {
    const placement = { ...placementOf(0, 4000, 3000), [field]: value };
    expect(checkPlacement(placement, GROUND)).toEqual([{ code: 'not-a-placement', severity: 'error', field }]);
  });

  it('blames the end of a trim that ends before it starts', () => {
    expect(checkPlacement(placementOf(3000, 2000, 3000), GROUND)).toEqual([
      { code: 'not-a-placement', severity: 'error', field: 'trimEndMs' },
    ]);
  });

  it('still says what is wrong elsewhere when one field is nonsense', () => {
    const codes = checkPlacement({ ...placementOf(0, 6000, 3000), insertAtMs: Number.NaN }, GROUND).map(({ code }) => code);
    expect(codes).toEqual(['not-a-placement', 'trim-past-voice-end']);
  });

  it('lets both ends of the volume through', () => {
    for (const gain of [0, 2]) {
      expect(isLegal({ ...placementOf(0, 4000, 3000), voiceVolume: gain, originalVolume: gain }, GROUND)).toBe(true);
    }
  });

  it('lets nothing fit into a length that nobody could measure', () => {
    for (const unmeasured of [Number.NaN, Number.POSITIVE_INFINITY, -5000]) {
      expect(isLegal(placementOf(0, 4000, 3000), groundOf([3000, 8000], unmeasured, 5000))).toBe(false);
      expect(isLegal(placementOf(0, 4000, 3000), groundOf([3000, 8000], 10_000, unmeasured))).toBe(false);
    }
  });

  it('refuses no legal placement and lets no illegal one through', () => {
    let legal = 0;
    fc.assert(
      fc.property(placedGrounds(62_000), ({ ground, placement }) => {
        const expected = obeysFiveRules(placement, ground);
        legal += expected ? 1 : 0;
        expect(isLegal(placement, ground)).toBe(expected);
      }),
      runs(2000),
    );
    // The property would say little if its cases were all of one kind.
    expect(legal).toBeGreaterThan(600);
  });

  it('names exactly the rules that are broken, each by as much as it is', () => {
    fc.assert(
      fc.property(placedGrounds(62_000), ({ ground, placement }) => {
        fc.pre(placement.trimStartMs >= 0 && placement.trimEndMs >= placement.trimStartMs);
        const found: Record<string, number> = {};
        for (const issue of checkPlacement(placement, ground)) {
          if (issue.severity === 'error' && 'byMs' in issue) found[issue.code] = issue.byMs;
        }
        const expected = { ...shortfalls(placement, ground) };
        // An overlap lacks at most the whole 2 s, however far apart the two lie.
        if (expected['overlap-too-short'] !== undefined) expected['overlap-too-short'] = Math.min(2000, expected['overlap-too-short']);
        expect(found).toEqual(expected);
      }),
      runs(1000),
    );
  });

  it('tells truly which way a move would mend the overlap', () => {
    fc.assert(
      fc.property(placedGrounds(5000), ({ ground, placement }) => {
        const issue = checkPlacement(placement, ground).find(({ code }) => code === 'overlap-too-short');
        fc.pre(issue?.code === 'overlap-too-short');
        const mends = (ms: number) => {
          const broken = shortfalls({ ...placement, insertAtMs: ms }, ground);
          return ['overlap-too-short', 'starts-before-video', 'ends-after-video'].every((rule) => broken[rule] === undefined);
        };
        const places = Array.from({ length: 6000 }, (_, index) => index - 500).filter(mends);
        const first = places[0];
        expect(issue?.code === 'overlap-too-short' && issue.move).toBe(
          first === undefined ? 'none' : first > placement.insertAtMs ? 'later' : 'earlier',
        );
      }),
      runs(200),
    );
  });

  it('warns inside the guards and never otherwise', () => {
    fc.assert(
      fc.property(placedGrounds(62_000), ({ ground, placement }) => {
        fc.pre(obeysFiveRules(placement, ground));
        const { window } = ground.face;
        const heardUntil = placement.insertAtMs + placement.trimEndMs - placement.trimStartMs;
        const guarded = Math.min(heardUntil, window.endMs - 200) - Math.max(placement.insertAtMs, window.startMs);
        const warnings = checkPlacement(placement, ground).map(({ code }) => code);
        expect(warnings.includes('overlap-leans-on-window-end')).toBe(guarded < 2000);
        expect(warnings.includes('trim-leans-on-voice-end')).toBe(placement.trimEndMs > ground.voice.durationMs - 50);
        expect(isLegal(placement, ground)).toBe(true);
      }),
      runs(1000),
    );
  });
});

describe('the handles', () => {
  const placement = placementOf(500, 4500, 3000);

  it.each<[PlacementHandle, unknown]>([
    [
      'insert',
      { earliest: { atMs: 1000, stoppedBy: 'overlap-too-short' }, latest: { atMs: 6000, stoppedBy: 'ends-after-video' }, legal: true },
    ],
    [
      'trim-start',
      { earliest: { atMs: 0, stoppedBy: 'trim-before-voice-start' }, latest: { atMs: 2500, stoppedBy: 'trimmed-too-short' }, legal: true },
    ],
    [
      'trim-end',
      { earliest: { atMs: 2500, stoppedBy: 'trimmed-too-short' }, latest: { atMs: 5000, stoppedBy: 'trim-past-voice-end' }, legal: true },
    ],
  ])('%s says where it stops and which rule stops it', (handle, limits) => {
    expect(limitsOf(handle, placement, GROUND)).toEqual(limits);
  });

  it('trimming the start leaves the words where they are in the picture', () => {
    expect(trimStart(placement, GROUND, 1200)).toEqual({ ...placement, trimStartMs: 1200, insertAtMs: 3700 });
  });

  it('trimming the end leaves the insert where it is', () => {
    expect(trimEnd(placement, GROUND, 3200)).toEqual({ ...placement, trimEndMs: 3200 });
  });

  it('moving changes the insert alone, and volumes survive every move', () => {
    const loud = { ...placement, voiceVolume: 1.5, originalVolume: 0.3 };
    expect(moveInsert(loud, GROUND, 2000)).toEqual({ ...loud, insertAtMs: 2000 });
    expect(trimStart(loud, GROUND, 900)).toMatchObject({ voiceVolume: 1.5, originalVolume: 0.3 });
  });

  it('gives the same placement back when nothing moves', () => {
    expect(moveInsert(placement, GROUND, 3000)).toBe(placement);
    expect(trimStart(placement, GROUND, 500)).toBe(placement);
    expect(trimEnd(placement, GROUND, 4500)).toBe(placement);
    expect(moveInsert(placement, GROUND, Number.NaN)).toBe(placement);
  });

  it('goes to its end when it is pushed beyond everything, and to whole milliseconds only', () => {
    expect(moveInsert(placement, GROUND, Number.POSITIVE_INFINITY).insertAtMs).toBe(6000);
    expect(moveInsert(placement, GROUND, Number.NEGATIVE_INFINITY).insertAtMs).toBe(1000);
    expect(moveInsert(placement, GROUND, 2000.4).insertAtMs).toBe(2000);
  });

  it('has for its range exactly the values that the five rules allow', () => {
    fc.assert(
      fc.property(placedGrounds(5000), fc.constantFrom(...HANDLES), ({ ground, placement }, handle) => {
        const values = legalValues(handle, placement, ground);
        const range = RANGES[handle](placement, ground);
        const expected = values.length === 0 ? null : { startMs: values[0], endMs: values[values.length - 1] };
        expect(range).toEqual(expected);
        if (range !== null) expect(values.length).toBe(range.endMs - range.startMs + 1);
      }),
      runs(300),
    );
  });

  it('lands on a legal placement from a legal one, wherever it is sent', () => {
    fc.assert(
      fc.property(
        placedGrounds(62_000),
        fc.array(fc.tuple(fc.constantFrom(...HANDLES), fc.integer({ min: -5000, max: 70_000 })), { minLength: 1, maxLength: 8 }),
        ({ ground, placement }, moves) => {
          const best = bestPlacement(ground);
          const start = obeysFiveRules(placement, ground) ? placement : best.kind === 'placed' ? best.placement : null;
          fc.pre(start !== null);
          let current = start ?? placement;
          for (const [handle, toMs] of moves) {
            current = moveHandle(handle, current, ground, toMs);
            expect(obeysFiveRules(current, ground)).toBe(true);
          }
        },
      ),
      runs(1000),
    );
  });

  it('lands on the legal value nearest to where it is sent, from a legal or an illegal placement', () => {
    fc.assert(
      fc.property(
        placedGrounds(5000),
        fc.constantFrom(...HANDLES),
        fc.integer({ min: -4000, max: 11_000 }),
        ({ ground, placement }, handle, toMs) => {
          const values = legalValues(handle, placement, ground);
          fc.pre(values.length > 0);
          const nearest = values.reduce((best, value) => (Math.abs(value - toMs) < Math.abs(best - toMs) ? value : best));
          expect(moveHandle(handle, placement, ground, toMs)).toEqual(handleAt(handle, placement, nearest));
        },
      ),
      runs(300),
    );
  });

  it('breaks no rule by more than before where it cannot mend the placement alone, and goes as near as that allows', () => {
    fc.assert(
      fc.property(
        placedGrounds(5000),
        fc.constantFrom(...HANDLES),
        fc.integer({ min: -3000, max: 10_000 }),
        ({ ground, placement }, handle, toMs) => {
          fc.pre(legalValues(handle, placement, ground).length === 0);
          const before = shortfalls(placement, ground);
          const isNoWorse = (candidate: Placement) =>
            Object.entries(shortfalls(candidate, ground)).every(([rule, ms]) => ms <= (before[rule] ?? 0));
          const after = moveHandle(handle, placement, ground, toMs);
          expect(isNoWorse(after)).toBe(true);
          const distance = Math.abs(handleValue(handle, after) - toMs);
          for (let ms = toMs - distance + 1; ms < toMs + distance; ms += 1) {
            expect(isNoWorse(handleAt(handle, placement, ms))).toBe(false);
          }
        },
      ),
      runs(200),
    );
  });

  it('names for each end a rule that is broken one millisecond beyond it', () => {
    fc.assert(
      fc.property(placedGrounds(62_000), fc.constantFrom(...HANDLES), ({ ground, placement }, handle) => {
        const limits = limitsOf(handle, placement, ground);
        fc.pre(limits?.legal === true);
        if (limits === null) return;
        const { earliest, latest } = limits;
        expect(shortfalls(handleAt(handle, placement, earliest.atMs - 1), ground)).toHaveProperty(earliest.stoppedBy, 1);
        expect(shortfalls(handleAt(handle, placement, latest.atMs + 1), ground)).toHaveProperty(latest.stoppedBy, 1);
      }),
      runs(1000),
    );
  });

  it('leaves a placement alone that is made of nonsense, and mends the one field that it can', () => {
    const nonsense = placementOf(Number.NaN, 4000, 3000);
    expect(limitsOf('insert', nonsense, GROUND)).toBeNull();
    expect(moveInsert(nonsense, GROUND, 2000)).toBe(nonsense);
    expect(moveInsert(placementOf(0, 4000, Number.NaN), GROUND, 2000)).toEqual(placementOf(0, 4000, 2000));
    expect(trimEnd(placementOf(0, Number.NaN, 3000), GROUND, 4000)).toEqual(placementOf(0, 4000, 3000));
  });
});

it('nothing throws, whatever the numbers', () => {
  fc.assert(
    fc.property(hostilePlacements, hostileGrounds, hostileNumbers, (placement, ground, toMs) => {
      const legal = isLegal(placement, ground);
      for (const handle of HANDLES) {
        RANGES[handle](placement, ground);
        const moved = moveHandle(handle, placement, ground, toMs);
        if (legal) expect(isLegal(moved, ground)).toBe(true);
      }
      const best = bestPlacement(ground, placement);
      const fixed = fixPlacement(placement, ground);
      expect(fixed === null).toBe(best.kind === 'impossible');
      if (fixed !== null) expect(isLegal(fixed, ground)).toBe(true);
      if (best.kind === 'placed') expect(isLegal(best.placement, ground)).toBe(true);
    }),
    runs(1000),
  );
});
