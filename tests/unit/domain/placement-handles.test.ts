import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestPlacement, fixPlacement } from '@/lib/domain/best-placement';
import { getHandleLimits, isLegal, moveHandle, type Placement, type PlacementContext, type PlacementHandle } from '@/lib/domain/placement';
import {
  createContext,
  createPlacement,
  getShortfalls,
  hostileContexts,
  hostileNumbers,
  hostilePlacements,
  obeysFiveRules,
  placedContextArbitrary,
} from './placement-oracle';
import { propertyOptions } from './property-options';

const HANDLES: readonly PlacementHandle[] = ['insert', 'trim-start', 'trim-end'];

/** A 10 s clip, a face from 3 s to 8 s, a voice of 5 s. */
const GROUND = createContext([3000, 8000], 10_000, 5000);

/** The effect of a handle as documented for users: trimming the start also moves the insert. */
function setHandle(handle: PlacementHandle, placement: Placement, ms: number): Placement {
  if (handle === 'insert') return { ...placement, insertAtMs: ms };
  if (handle === 'trim-end') return { ...placement, trimEndMs: ms };
  return { ...placement, trimStartMs: ms, insertAtMs: placement.insertAtMs + ms - placement.trimStartMs };
}

function getHandleValue(handle: PlacementHandle, placement: Placement): number {
  return { insert: placement.insertAtMs, 'trim-start': placement.trimStartMs, 'trim-end': placement.trimEndMs }[handle];
}

function getLegalRange(handle: PlacementHandle, placement: Placement, ground: PlacementContext) {
  const limits = getHandleLimits(handle, placement, ground);
  return limits?.legal ? { startMs: limits.earliest.atMs, endMs: limits.latest.atMs } : null;
}

/** Every legal value of a handle, found by exhaustive search. */
function getLegalValues(handle: PlacementHandle, placement: Placement, ground: PlacementContext): number[] {
  const values: number[] = [];
  const lastMs = Math.max(ground.video.durationMs, ground.voice.durationMs);
  for (let ms = -100; ms <= lastMs + 100; ms += 1) {
    if (obeysFiveRules(setHandle(handle, placement, ms), ground)) values.push(ms);
  }
  return values;
}

describe('placement handles', () => {
  const placement = createPlacement(500, 4500, 3000);

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
  ])('getHandleLimits of %s returns both limits and the rules that set them', (handle, limits) => {
    expect(getHandleLimits(handle, placement, GROUND)).toEqual(limits);
  });

  it('moveHandle "trim-start" keeps each word at its time in the video', () => {
    expect(moveHandle('trim-start', placement, GROUND, 1200)).toEqual({ ...placement, trimStartMs: 1200, insertAtMs: 3700 });
  });

  it('moveHandle "trim-end" keeps the insert', () => {
    expect(moveHandle('trim-end', placement, GROUND, 3200)).toEqual({ ...placement, trimEndMs: 3200 });
  });

  it('moveHandle "insert" changes only the insert, and every handle keeps the volumes', () => {
    const loud = { ...placement, voiceVolume: 1.5, originalVolume: 0.3 };
    expect(moveHandle('insert', loud, GROUND, 2000)).toEqual({ ...loud, insertAtMs: 2000 });
    expect(moveHandle('trim-start', loud, GROUND, 900)).toMatchObject({ voiceVolume: 1.5, originalVolume: 0.3 });
  });

  it('moveHandle returns the same object when nothing changes', () => {
    expect(moveHandle('insert', placement, GROUND, 3000)).toBe(placement);
    expect(moveHandle('trim-start', placement, GROUND, 500)).toBe(placement);
    expect(moveHandle('trim-end', placement, GROUND, 4500)).toBe(placement);
    expect(moveHandle('insert', placement, GROUND, Number.NaN)).toBe(placement);
  });

  it('moveHandle clamps an infinite target and rounds to milliseconds', () => {
    expect(moveHandle('insert', placement, GROUND, Number.POSITIVE_INFINITY).insertAtMs).toBe(6000);
    expect(moveHandle('insert', placement, GROUND, Number.NEGATIVE_INFINITY).insertAtMs).toBe(1000);
    expect(moveHandle('insert', placement, GROUND, 2000.4).insertAtMs).toBe(2000);
  });

  it('getHandleLimits returns exactly the values that the five rules allow', () => {
    fc.assert(
      fc.property(placedContextArbitrary(5000), fc.constantFrom(...HANDLES), ({ ground, placement }, handle) => {
        const values = getLegalValues(handle, placement, ground);
        const range = getLegalRange(handle, placement, ground);
        const expected = values.length === 0 ? null : { startMs: values[0], endMs: values[values.length - 1] };
        expect(range).toEqual(expected);
        if (range !== null) expect(values.length).toBe(range.endMs - range.startMs + 1);
      }),
      propertyOptions(300),
    );
  });

  it('moveHandle keeps a legal placement legal for any target', () => {
    fc.assert(
      fc.property(
        placedContextArbitrary(62_000),
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
      propertyOptions(1000),
    );
  });

  it('moveHandle returns the legal value nearest to the target from any placement', () => {
    fc.assert(
      fc.property(
        placedContextArbitrary(5000),
        fc.constantFrom(...HANDLES),
        fc.integer({ min: -4000, max: 11_000 }),
        ({ ground, placement }, handle, toMs) => {
          const values = getLegalValues(handle, placement, ground);
          fc.pre(values.length > 0);
          const nearest = values.reduce((best, value) => (Math.abs(value - toMs) < Math.abs(best - toMs) ? value : best));
          expect(moveHandle(handle, placement, ground, toMs)).toEqual(setHandle(handle, placement, nearest));
        },
      ),
      propertyOptions(300),
    );
  });

  it('moveHandle violates no rule by more than before when it cannot make the placement legal, and goes as near as that allows', () => {
    fc.assert(
      fc.property(
        placedContextArbitrary(5000),
        fc.constantFrom(...HANDLES),
        fc.integer({ min: -3000, max: 10_000 }),
        ({ ground, placement }, handle, toMs) => {
          fc.pre(getLegalValues(handle, placement, ground).length === 0);
          const before = getShortfalls(placement, ground);
          const isNoWorse = (candidate: Placement) =>
            Object.entries(getShortfalls(candidate, ground)).every(([rule, ms]) => ms <= (before[rule] ?? 0));
          const after = moveHandle(handle, placement, ground, toMs);
          expect(isNoWorse(after)).toBe(true);
          const distance = Math.abs(getHandleValue(handle, after) - toMs);
          for (let ms = toMs - distance + 1; ms < toMs + distance; ms += 1) {
            expect(isNoWorse(setHandle(handle, placement, ms))).toBe(false);
          }
        },
      ),
      propertyOptions(80),
    );
  });

  it('getHandleLimits names a rule that is violated one millisecond beyond each limit', () => {
    fc.assert(
      fc.property(placedContextArbitrary(62_000), fc.constantFrom(...HANDLES), ({ ground, placement }, handle) => {
        const limits = getHandleLimits(handle, placement, ground);
        fc.pre(limits?.legal === true);
        if (limits === null) return;
        const { earliest, latest } = limits;
        expect(getShortfalls(setHandle(handle, placement, earliest.atMs - 1), ground)).toHaveProperty(earliest.stoppedBy, 1);
        expect(getShortfalls(setHandle(handle, placement, latest.atMs + 1), ground)).toHaveProperty(latest.stoppedBy, 1);
      }),
      propertyOptions(1000),
    );
  });

  it.each<[string, PlacementHandle, number, Placement]>([
    ['may be trimmed to where it starts less early', 'trim-start', 1200, createPlacement(1200, 6000, -300)],
    ['may be trimmed to where it starts with the clip', 'trim-start', 1500, createPlacement(1500, 6000, 0)],
    ['may not be made to start earlier', 'trim-start', 900, createPlacement(1000, 6000, -500)],
    ['may be moved neither way, each being worse for one end', 'insert', 100, createPlacement(1000, 6000, -500)],
    ['may be trimmed to where it ends with the clip', 'trim-end', 5500, createPlacement(1000, 5500, -500)],
    ['may not be made to end later', 'trim-end', 6200, createPlacement(1000, 6000, -500)],
  ])('moveHandle on a voice that exceeds the clip at both ends %s', (_, handle, toMs, expected) => {
    const ground = createContext([0, 4000], 4000, 7000);
    const placement = createPlacement(1000, 6000, -500);
    expect(getHandleLimits(handle, placement, ground)?.legal).toBe(false);
    expect(moveHandle(handle, placement, ground, toMs)).toEqual(expected);
  });

  it('moveHandle returns a placement with NaN fields unchanged, and sets the field that it moves', () => {
    const nonsense = createPlacement(Number.NaN, 4000, 3000);
    expect(getHandleLimits('insert', nonsense, GROUND)).toBeNull();
    expect(moveHandle('insert', nonsense, GROUND, 2000)).toBe(nonsense);
    expect(moveHandle('insert', createPlacement(0, 4000, Number.NaN), GROUND, 2000)).toEqual(createPlacement(0, 4000, 2000));
    expect(moveHandle('trim-end', createPlacement(0, Number.NaN, 3000), GROUND, 4000)).toEqual(createPlacement(0, 4000, 3000));
  });
});

it('the placement functions never throw for any numbers', () => {
  fc.assert(
    fc.property(hostilePlacements, hostileContexts, hostileNumbers, (placement, ground, toMs) => {
      const legal = isLegal(placement, ground);
      for (const handle of HANDLES) {
        getLegalRange(handle, placement, ground);
        const moved = moveHandle(handle, placement, ground, toMs);
        if (legal) expect(isLegal(moved, ground)).toBe(true);
      }
      const best = bestPlacement(ground, placement);
      const fixed = fixPlacement(placement, ground);
      expect(fixed === null).toBe(best.kind === 'impossible');
      if (fixed !== null) expect(isLegal(fixed, ground)).toBe(true);
      if (best.kind === 'placed') expect(isLegal(best.placement, ground)).toBe(true);
    }),
    propertyOptions(1000),
  );
});
