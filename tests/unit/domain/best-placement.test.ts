import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyGuards, bestPlacement, fixPlacement, type ImpossibleReason } from '@/lib/domain/best-placement';
import { checkPlacement, type Placement, type PlacementContext } from '@/lib/domain/placement';
import { contextArbitrary, createContext, createPlacement, obeysFiveRules, placedContextArbitrary } from './placement-oracle';
import { propertyOptions } from './property-options';

/** If a context is a multiple of this, so is every bound of the rules and guards; the best placement is on this grid. */
const GRID_MS = 50;

/** Small contexts on the grid; about half of them allow a placement. */
const gridContexts: fc.Arbitrary<PlacementContext> = fc
  .record({
    videoMs: fc.integer({ min: 36, max: 66 }),
    voiceMs: fc.integer({ min: 38, max: 60 }),
    startMs: fc.integer({ min: -24, max: 40 }),
    windowMs: fc.oneof(fc.integer({ min: 38, max: 60 }), fc.integer({ min: 0, max: 80 })),
  })
  .map(({ videoMs, voiceMs, startMs, windowMs }) =>
    createContext([startMs * GRID_MS, (startMs + windowMs) * GRID_MS], videoMs * GRID_MS, voiceMs * GRID_MS),
  );

function* listLegalPlacements(ground: PlacementContext): Generator<Placement> {
  const voiceMs = ground.voice.durationMs;
  for (let trimStartMs = 0; trimStartMs <= voiceMs; trimStartMs += GRID_MS) {
    for (let trimEndMs = trimStartMs; trimEndMs <= voiceMs; trimEndMs += GRID_MS) {
      for (let insertAtMs = 0; insertAtMs <= ground.video.durationMs; insertAtMs += GRID_MS) {
        const placement = createPlacement(trimStartMs, trimEndMs, insertAtMs);
        if (obeysFiveRules(placement, ground)) yield placement;
      }
    }
  }
}

function hasLegalPlacement(ground: PlacementContext): boolean {
  return !listLegalPlacements(ground).next().done;
}

/** Applies each guard that leaves a legal placement. */
function expectedGuards(ground: PlacementContext): PlacementContext {
  const { startMs, endMs } = ground.face.window;
  const shorterWindow =
    endMs - 200 >= startMs ? createContext([startMs, endMs - 200], ground.video.durationMs, ground.voice.durationMs) : ground;
  const first = hasLegalPlacement(shorterWindow) ? shorterWindow : ground;
  const shorterVoice = { ...first, voice: { durationMs: first.voice.durationMs - 50 } };
  return hasLegalPlacement(shorterVoice) ? shorterVoice : first;
}

/** The three criteria as numbers; smaller is better. */
function getRank(placement: Placement, ground: PlacementContext): readonly [number, number, number] {
  const { startMs, endMs } = ground.face.window;
  const heardFor = placement.trimEndMs - placement.trimStartMs;
  const overlap = Math.min(placement.insertAtMs + heardFor, endMs) - Math.max(placement.insertAtMs, startMs);
  return [-overlap, Math.abs(placement.insertAtMs - startMs), ground.voice.durationMs - heardFor];
}

function isBetter(a: readonly number[], b: readonly number[]): boolean {
  const index = a.findIndex((value, at) => value !== b[at]);
  return index >= 0 && (a[index] ?? 0) < (b[index] ?? 0);
}

describe('bestPlacement', () => {
  it("bestPlacement puts a fitting voice at the window's start, 50 ms short of its end, with muted original audio", () => {
    expect(bestPlacement(createContext([3000, 9000], 10_000, 5000))).toEqual({
      kind: 'placed',
      placement: { trimStartMs: 0, trimEndMs: 4950, insertAtMs: 3000, voiceVolume: 1, originalVolume: 0 },
    });
  });

  it.each<[string, PlacementContext, Placement]>([
    ['a voice longer than the clip ends with the clip', createContext([1000, 8000], 9000, 30_000), createPlacement(0, 8000, 1000)],
    ['a voice longer than the window ends after it', createContext([1000, 4000], 20_000, 9000), createPlacement(0, 8950, 1000)],
    [
      "a window that starts before the clip counts from the clip's start",
      createContext([-2000, 6000], 10_000, 5000),
      createPlacement(0, 4950, 0),
    ],
    ['a window longer than the clip is limited to the clip', createContext([0, 90_000], 10_000, 5000), createPlacement(0, 4950, 0)],
    ['a window of just 2 s is used to its last millisecond', createContext([3000, 5000], 10_000, 2500), createPlacement(0, 2450, 3000)],
    ['a voice of just 2 s is used to its last millisecond', createContext([3000, 9000], 10_000, 2000), createPlacement(0, 2000, 3000)],
    ['a clip of just 2 s is covered completely', createContext([0, 2000], 2000, 60_000), createPlacement(0, 2000, 0)],
  ])('bestPlacement: %s', (_, ground, placement) => {
    expect(bestPlacement(ground)).toEqual({ kind: 'placed', placement });
    expect(obeysFiveRules(placement, ground)).toBe(true);
  });

  it.each<[string, PlacementContext, readonly ImpossibleReason[]]>([
    ['a voice of 1.9 s', createContext([3000, 9000], 10_000, 1900), [{ code: 'voice-too-short', durationMs: 1900, byMs: 100 }]],
    ['a voice of 61 s', createContext([3000, 9000], 10_000, 61_000), [{ code: 'voice-too-long', durationMs: 61_000, byMs: 1000 }]],
    [
      'a voice of 60.001 s, despite the guard',
      createContext([3000, 9000], 10_000, 60_001),
      [{ code: 'voice-too-long', durationMs: 60_001, byMs: 1 }],
    ],
    ['a window of 1.5 s', createContext([3000, 4500], 10_000, 5000), [{ code: 'window-too-short', windowMs: 1500, byMs: 500 }]],
    ['an empty window', createContext([3000, 3000], 10_000, 5000), [{ code: 'window-too-short', windowMs: 0, byMs: 2000 }]],
    ['a video of 1.5 s', createContext([0, 4000], 1500, 5000), [{ code: 'video-too-short', durationMs: 1500, byMs: 500 }]],
    [
      'a window that reaches 1.2 s into the clip',
      createContext([8800, 12_000], 10_000, 5000),
      [{ code: 'window-outside-video', insideMs: 1200, byMs: 800 }],
    ],
    [
      'a window behind the clip',
      createContext([11_000, 14_000], 10_000, 5000),
      [{ code: 'window-outside-video', insideMs: 0, byMs: 3000 }],
    ],
    [
      'a window that ends 0.5 s into the clip',
      createContext([-4000, 500], 10_000, 5000),
      [{ code: 'window-outside-video', insideMs: 500, byMs: 1500 }],
    ],
    [
      'several violations',
      createContext([0, 100], 1000, 10),
      [
        { code: 'voice-too-short', durationMs: 10, byMs: 1990 },
        { code: 'video-too-short', durationMs: 1000, byMs: 1000 },
        { code: 'window-too-short', windowMs: 100, byMs: 1900 },
      ],
    ],
    [
      'unknown durations',
      createContext([0, 4000], Number.NaN, Number.POSITIVE_INFINITY),
      [
        { code: 'voice-too-short', durationMs: 0, byMs: 2000 },
        { code: 'video-too-short', durationMs: 0, byMs: 2000 },
      ],
    ],
  ])('bestPlacement explains with numbers why %s allows no legal placement', (_, ground, reasons) => {
    expect(bestPlacement(ground)).toEqual({ kind: 'impossible', reasons });
  });

  it('bestPlacement keeps the given volumes and clamps them', () => {
    const ground = createContext([3000, 9000], 10_000, 5000);
    expect(bestPlacement(ground, { voiceVolume: 0.4, originalVolume: 1 })).toMatchObject({
      placement: { voiceVolume: 0.4, originalVolume: 1 },
    });
    expect(bestPlacement(ground, { voiceVolume: 9, originalVolume: Number.NaN })).toMatchObject({
      placement: { voiceVolume: 2, originalVolume: 0 },
    });
  });

  it('bestPlacement returns a placement exactly when an exhaustive search finds a legal one', () => {
    fc.assert(
      fc.property(gridContexts, (ground) => {
        const best = bestPlacement(ground);
        expect(best.kind).toBe(hasLegalPlacement(ground) ? 'placed' : 'impossible');
        if (best.kind === 'placed') expect(obeysFiveRules(best.placement, ground)).toBe(true);
        else expect(best.reasons).not.toEqual([]);
      }),
      propertyOptions(400),
    );
  });

  it('bestPlacement returns the optimum of its three criteria within every guard that can be kept', () => {
    let placed = 0;
    fc.assert(
      fc.property(gridContexts, (ground) => {
        const best = bestPlacement(ground);
        if (best.kind === 'impossible') return;
        placed += 1;
        const guarded = expectedGuards(ground);
        expect(obeysFiveRules(best.placement, guarded)).toBe(true);
        const found = getRank(best.placement, guarded);
        for (const other of listLegalPlacements(guarded)) {
          if (isBetter(getRank(other, guarded), found))
            expect.fail(`${JSON.stringify(other)} is better than ${JSON.stringify(best.placement)}`);
        }
      }),
      propertyOptions(400),
    );
    expect(placed).toBeGreaterThan(50);
  });

  it('the reasons of bestPlacement are necessary and sufficient', () => {
    const mend = (ground: PlacementContext, { code, byMs }: ImpossibleReason): PlacementContext => {
      const { startMs, endMs } = ground.face.window;
      const { durationMs: videoMs } = ground.video;
      const { durationMs: voiceMs } = ground.voice;
      switch (code) {
        case 'voice-too-short':
          return createContext([startMs, endMs], videoMs, voiceMs + byMs);
        case 'voice-too-long':
          return createContext([startMs, endMs], videoMs, voiceMs - byMs);
        case 'video-too-short':
          return createContext([startMs, endMs], videoMs + byMs, voiceMs);
        case 'window-too-short':
          return createContext([startMs, endMs + byMs], videoMs, voiceMs);
        case 'window-outside-video': {
          const towardsMs = startMs < 0 ? byMs : -byMs;
          return createContext([startMs + towardsMs, endMs + towardsMs], videoMs, voiceMs);
        }
      }
    };
    fc.assert(
      fc.property(contextArbitrary(62_000), (ground) => {
        const best = bestPlacement(ground);
        fc.pre(best.kind === 'impossible');
        const reasons = best.kind === 'impossible' ? best.reasons : [];
        for (const left of reasons) {
          const others = reasons.filter((reason) => reason !== left).reduce(mend, ground);
          expect(bestPlacement(others).kind).toBe('impossible');
          expect(bestPlacement(mend(others, { ...left, byMs: left.byMs - 1 })).kind).toBe('impossible');
        }
        const mended = bestPlacement(reasons.reduce(mend, ground));
        // A window counts as outside a clip only if both are long enough.
        if (mended.kind === 'impossible') expect(mended.reasons.map(({ code }) => code)).toEqual(['window-outside-video']);
        else expect(mended.kind).toBe('placed');
      }),
      propertyOptions(1000),
    );
  });

  it('bestPlacement causes no warning that a guard could avoid', () => {
    fc.assert(
      fc.property(contextArbitrary(62_000), (ground) => {
        const best = bestPlacement(ground);
        if (best.kind === 'impossible') return;
        const { startMs, endMs } = ground.face.window;
        const reachMs = Math.min(endMs - 200, ground.video.durationMs) - Math.max(startMs, 0);
        const codes = checkPlacement(best.placement, ground).map(({ code }) => code);
        expect(codes.includes('overlap-near-window-end')).toBe(reachMs < 2000);
        if (codes.includes('trim-near-voice-end')) expect(ground.voice.durationMs).toBeLessThan(2050);
      }),
      propertyOptions(1000),
    );
  });
});

describe('applyGuards', () => {
  it('applyGuards removes 200 ms from the window and 50 ms from the voice', () => {
    expect(applyGuards(createContext([3000, 9000], 10_000, 5000))).toEqual(createContext([3000, 8800], 10_000, 4950));
  });

  it('applyGuards drops each guard independently if it leaves no legal placement', () => {
    expect(applyGuards(createContext([3000, 5199], 10_000, 5000))).toEqual(createContext([3000, 5199], 10_000, 4950));
    expect(applyGuards(createContext([3000, 5200], 10_000, 2049))).toEqual(createContext([3000, 5000], 10_000, 2049));
  });

  it('applyGuards keeps a window guard that has no effect because the clip ends before it', () => {
    expect(applyGuards(createContext([8000, 10_200], 10_000, 5000)).face.window).toMatchObject({ endMs: 10_000 });
  });

  it('applyGuards never makes an illegal placement legal', () => {
    expect(applyGuards(createContext([3000, 9000], 10_000, 60_040)).voice.durationMs).toBe(60_040);
  });
});

describe('fixPlacement', () => {
  const ground = createContext([3000, 9000], 10_000, 5000);

  it('fixPlacement returns a legal placement unchanged, even inside a guard', () => {
    const placement = createPlacement(0, 3000, 7000);
    expect(fixPlacement(placement, ground)).toBe(placement);
  });

  it.each<[string, Placement, Placement]>([
    ['a voice too early moves to where its overlap is just enough', createPlacement(0, 2500, 0), createPlacement(0, 2500, 2500)],
    ["a voice too late moves back, to before the window's guard", createPlacement(0, 2200, 9000), createPlacement(0, 2200, 6800)],
    ['a voice that starts before the clip starts with it', createPlacement(0, 5000, -300), createPlacement(0, 5000, 0)],
    [
      "a trim inside the voice's guard is kept when only the insert is illegal",
      createPlacement(2000, 5000, 0),
      createPlacement(2000, 5000, 2000),
    ],
    ['a trim past the voice ends before the guard', createPlacement(0, 5600, 3000), createPlacement(0, 4950, 3000)],
    ['a trim too short grows at its end', createPlacement(1000, 1500, 3000), createPlacement(1000, 3000, 3000)],
    [
      "a trim too short at the voice's end grows at its start and keeps each word's time",
      createPlacement(4500, 4900, 6000),
      createPlacement(2950, 4950, 4450),
    ],
    ['a trim that ends before it starts becomes a legal one', createPlacement(3000, 1000, 3500), createPlacement(2950, 4950, 3450)],
    ['a start before the recording becomes its start', createPlacement(-400, 3000, 3000), createPlacement(0, 3000, 3400)],
    ["a NaN insert moves to the window's start", createPlacement(0, 3000, Number.NaN), createPlacement(0, 3000, 3000)],
    ['a NaN trim becomes the best placement', createPlacement(Number.NaN, 3000, 4000), createPlacement(0, 4950, 3000)],
    ['a fraction of a millisecond is rounded', createPlacement(0, 3000, 4000.4), createPlacement(0, 3000, 4000)],
  ])('fixPlacement: %s', (_, placement, fixed) => {
    expect(fixPlacement(placement, ground)).toEqual(fixed);
  });

  it('fixPlacement trims the end of a voice that is longer than the clip', () => {
    expect(fixPlacement(createPlacement(1000, 20_000, 2000), createContext([0, 8000], 8000, 30_000))).toEqual(
      createPlacement(1000, 9000, 0),
    );
  });

  it('fixPlacement keeps valid volumes and clamps invalid ones', () => {
    const loud = { ...createPlacement(0, 2500, 0), voiceVolume: 1.7, originalVolume: 0.2 };
    expect(fixPlacement(loud, ground)).toEqual({ ...loud, insertAtMs: 2500 });
    const tooLoud = { ...createPlacement(0, 3000, 7000), voiceVolume: 7 };
    expect(fixPlacement(tooLoud, ground)).toEqual({ ...tooLoud, voiceVolume: 2 });
  });

  it('fixPlacement returns a legal placement whenever one exists, and null otherwise', () => {
    fc.assert(
      fc.property(placedContextArbitrary(62_000), ({ ground: any, placement }) => {
        const fixed = fixPlacement(placement, any);
        expect(fixed === null).toBe(bestPlacement(any).kind === 'impossible');
        if (fixed !== null) expect(obeysFiveRules(fixed, any)).toBe(true);
      }),
      propertyOptions(1000),
    );
  });

  it('fixPlacement keeps the trim if some insert is legal, and moves no further than necessary', () => {
    fc.assert(
      fc.property(placedContextArbitrary(5000), ({ ground: any, placement }) => {
        const inserts = (window: PlacementContext) =>
          Array.from({ length: 6000 }, (_, insertAtMs) => insertAtMs).filter((insertAtMs) =>
            obeysFiveRules({ ...placement, insertAtMs }, window),
          );
        const raw = inserts(any);
        fc.pre(raw.length > 0 && !obeysFiveRules(placement, any));
        const { startMs, endMs } = any.face.window;
        const guarded =
          endMs - 200 < startMs ? [] : inserts(createContext([startMs, endMs - 200], any.video.durationMs, any.voice.durationMs));
        const choices = guarded.length > 0 ? guarded : raw;
        const leastMs = Math.min(...choices.map((ms) => Math.abs(ms - placement.insertAtMs)));
        const fixed = fixPlacement(placement, any);
        expect(fixed).toMatchObject({ trimStartMs: placement.trimStartMs, trimEndMs: placement.trimEndMs });
        expect(Math.abs((fixed?.insertAtMs ?? Number.NaN) - placement.insertAtMs)).toBe(leastMs);
      }),
      propertyOptions(200),
    );
  });

  it('fixPlacement changes an illegal trim by the minimum', () => {
    fc.assert(
      fc.property(
        gridContexts,
        fc.tuple(fc.integer({ min: -10, max: 70 }), fc.integer({ min: -10, max: 90 }), fc.integer({ min: -10, max: 70 })),
        (any, [start, end, insert]) => {
          const placement = createPlacement(start * GRID_MS, end * GRID_MS, insert * GRID_MS);
          const candidates = [...listLegalPlacements(any)];
          fc.pre(candidates.length > 0);
          fc.pre(!candidates.some((other) => other.trimStartMs === placement.trimStartMs && other.trimEndMs === placement.trimEndMs));
          const change = (other: Placement) =>
            Math.abs(other.trimStartMs - placement.trimStartMs) + Math.abs(other.trimEndMs - placement.trimEndMs);
          // An end that must move back goes before the voice's guard if that leaves 2 s.
          const voiceMs = any.voice.durationMs;
          const lastMs =
            placement.trimEndMs > voiceMs
              ? voiceMs >= 2050
                ? voiceMs - 50
                : voiceMs
              : Math.max(placement.trimEndMs, voiceMs >= 2050 ? voiceMs - 50 : voiceMs);
          const leastMs = Math.min(...candidates.filter((other) => other.trimEndMs <= lastMs).map(change));
          const fixed = fixPlacement(placement, any);
          expect(fixed).not.toBeNull();
          if (fixed !== null) expect(change(fixed)).toBe(leastMs);
        },
      ),
      propertyOptions(150),
    );
  });
});
