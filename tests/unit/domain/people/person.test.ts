import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bestFaceFor,
  getHandleRange,
  getPerson,
  getRangesOutside,
  groupFacesByPerson,
  joinPeople,
  moveHandleAcrossWindows,
  namePerson,
  type Person,
  removeMissingFaces,
  splitPerson,
} from '@/lib/domain/people/person';
import { isLegal, type Placement, type PlacementContext } from '@/lib/domain/placement';
import { createTimeRange } from '@/lib/domain/time';
import { propertyOptions } from '../property-options';

const FACES = [
  { faceId: 'a', window: createTimeRange(1_000, 6_000) },
  { faceId: 'b', window: createTimeRange(0, 30_000) },
  { faceId: 'c', window: createTimeRange(12_000, 20_000) },
  { faceId: 'd', window: createTimeRange(25_000, 26_000) },
];
const placementAt = (insertAtMs: number): Placement => ({
  trimStartMs: 0,
  trimEndMs: 4_000,
  insertAtMs,
  voiceVolume: 1,
  originalVolume: 0,
});
const durations = { video: { durationMs: 30_000 }, voice: { durationMs: 6_000 } };
const ground: PlacementContext = {
  ...durations,
  face: { window: createTimeRange(1_000, 6_000) },
  otherWindows: [createTimeRange(12_000, 20_000)],
};

describe('people', () => {
  it('groupFacesByPerson returns one person per face by default', () => {
    expect(groupFacesByPerson(FACES, []).map(({ faces }) => faces.map(({ faceId }) => faceId))).toEqual([['a'], ['b'], ['c'], ['d']]);
  });

  it('joinPeople merges two faces into one lane and keeps the existing name', () => {
    const people = joinPeople(namePerson([], 'c', ' Anna '), 'a', 'c');
    expect(groupFacesByPerson(FACES, people)).toMatchObject([
      { faces: [FACES[0], FACES[2]], name: 'Anna', index: 0 },
      { index: 1 },
      { index: 3 },
    ]);
  });

  it('splitPerson separates one face', () => {
    const people = joinPeople(joinPeople([], 'a', 'c'), 'a', 'd');
    expect(getPerson(splitPerson(people, 'c'), 'a').faceIds).toEqual(['a', 'd']);
    expect(splitPerson(splitPerson(people, 'c'), 'd')).toEqual([]);
  });

  it('keepPresentPeople drops the labels of missing faces', () => {
    const people = joinPeople(namePerson([], 'b', 'Ben'), 'a', 'c');
    expect(removeMissingFaces(people, FACES.slice(0, 2))).toEqual([{ faceIds: ['b'], name: 'Ben' }]);
  });

  it('a face belongs to one person after any sequence of joins, splits and names', () => {
    const face = fc.constantFrom('a', 'b', 'c', 'd');
    const step = fc.tuple(fc.constantFrom('join', 'part', 'name'), face, face);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const people = steps.reduce<readonly Person[]>((now, [what, one, other]) => {
          if (what === 'join') return joinPeople(now, one, other);
          return what === 'part' ? splitPerson(now, one) : namePerson(now, one, other === 'd' ? '' : other);
        }, []);
        const ids = people.flatMap(({ faceIds }) => faceIds);
        expect(new Set(ids).size).toBe(ids.length);
        expect(groupFacesByPerson(FACES, people).flatMap(({ faces }) => faces)).toHaveLength(FACES.length);
      }),
      propertyOptions(200),
    );
  });
});

describe('bestFaceFor', () => {
  const facesOfPerson = FACES.filter(({ faceId }) => faceId !== 'b');

  it.each([
    ['a', 1_500],
    ['a', 3_000],
    ['c', 9_500],
    ['c', 14_000],
  ])('bestFaceFor returns %s when the voice starts at %i ms, because its window contains most of it', (faceId, insertAtMs) => {
    expect(bestFaceFor(facesOfPerson, 'a', placementAt(insertAtMs), durations)).toBe(faceId);
  });

  it('bestFaceFor keeps the present face on a tie', () => {
    const equalFaces = [FACES[0], { faceId: 'twin', window: createTimeRange(1_000, 6_000) }].filter((face) => face !== undefined);
    expect(bestFaceFor(equalFaces, 'twin', placementAt(2_000), durations)).toBe('twin');
    expect(bestFaceFor(equalFaces, 'a', placementAt(2_000), durations)).toBe('a');
  });

  it('bestFaceFor never returns an unusable face', () => {
    expect(bestFaceFor([{ faceId: 'd', window: createTimeRange(25_000, 26_000) }], 'd', placementAt(24_000), durations)).toBeNull();
  });
});

describe('moveHandleAcrossFaces', () => {
  it('moveHandleAcrossFaces switches to the person’s other window when it is nearer to the target', () => {
    expect(moveHandleAcrossWindows('insert', placementAt(2_000), ground, 13_000)).toEqual({ placement: placementAt(13_000), stop: null });
    expect(moveHandleAcrossWindows('insert', placementAt(2_000), ground, 5_000)).toMatchObject({
      placement: placementAt(4_000),
      stop: { stoppedBy: 'overlap-too-short' },
    });
    expect(moveHandleAcrossWindows('insert', placementAt(2_000), ground, 9_000)).toMatchObject({ placement: placementAt(10_000) });
  });

  it('moveHandleAcrossFaces stays within a single window', () => {
    const { otherWindows: _, ...alone } = ground;
    expect(moveHandleAcrossWindows('insert', placementAt(2_000), alone, 13_000)).toMatchObject({
      placement: placementAt(4_000),
      stop: { atMs: 4_000 },
    });
  });

  it('moveHandleAcrossFaces keeps a legal placement legal for one of the person’s faces', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('insert' as const, 'trim-start' as const, 'trim-end' as const),
        fc.integer({ min: -5_000, max: 40_000 }),
        (handle, toMs) => {
          const { placement } = moveHandleAcrossWindows(handle, placementAt(2_000), ground, toMs);
          const windows = [ground.face.window, ...(ground.otherWindows ?? [])];
          expect(windows.some((window) => isLegal(placement, { ...ground, face: { window } }))).toBe(true);
        },
      ),
      propertyOptions(300),
    );
  });

  it('getHandleReach spans from the first window to the last', () => {
    expect(getHandleRange('insert', placementAt(2_000), ground)).toEqual(createTimeRange(0, 18_000));
  });
});

it('getRangesOutside returns the parts before and after the window', () => {
  const window = createTimeRange(1_000, 6_000);
  expect(getRangesOutside(window, createTimeRange(2_000, 6_000))).toEqual([]);
  expect(getRangesOutside(window, createTimeRange(0, 8_000))).toEqual([createTimeRange(0, 1_000), createTimeRange(6_000, 8_000)]);
  expect(getRangesOutside(window, createTimeRange(7_000, 9_000))).toEqual([createTimeRange(7_000, 9_000)]);
});
