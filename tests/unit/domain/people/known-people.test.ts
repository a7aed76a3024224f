import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describePeople, matchKnownPeople } from '@/lib/domain/people/known-people';
import { createTimeRange } from '@/lib/domain/time';
import { propertyOptions } from '../property-options';

const face = (faceId: string, startMs: number, endMs: number) => ({ faceId, window: createTimeRange(startMs, endMs) });
const BEFORE = [face('0', 0, 8_000), face('1', 9_500, 19_500), face('2', 2_000, 12_000)];
const ANNA = { faceIds: ['0', '1'], name: 'Anna' };

describe('matchKnownPeople', () => {
  const known = describePeople([ANNA], BEFORE);

  it('matchKnownPeople recognises people by their windows under new face ids', () => {
    const now = [face('1', 2_000, 12_000), face('7', 0, 8_000), face('0', 9_500, 19_500)];
    expect(matchKnownPeople(known, now)).toEqual([{ faceIds: ['7', '0'], name: 'Anna' }]);
  });

  it('matchKnownPeople tolerates slightly different windows', () => {
    expect(matchKnownPeople(known, [face('5', 40, 8_040), face('6', 9_900, 19_500)])).toEqual([{ faceIds: ['5', '6'], name: 'Anna' }]);
  });

  it('matchKnownPeople keeps the name of a person with only one matching window', () => {
    expect(matchKnownPeople(known, [face('5', 0, 8_000), face('6', 13_000, 19_500)])).toEqual([{ faceIds: ['5'], name: 'Anna' }]);
  });

  it('matchKnownPeople drops people without a matching window or without a label', () => {
    expect(matchKnownPeople(known, [face('0', 0, 6_000), face('1', 2_000, 12_000)])).toEqual([]);
    const unnamed = describePeople([{ ...ANNA, name: null }], BEFORE);
    expect(matchKnownPeople(unnamed, [face('0', 0, 8_000)])).toEqual([]);
  });

  it('matchKnownPeople drops an ambiguous person unless one face has exactly the same window', () => {
    const alone = describePeople([{ faceIds: ['0'], name: 'Anna' }], BEFORE);
    expect(matchKnownPeople(alone, [face('0', 0, 8_000), face('1', 0, 8_000)])).toEqual([]);
    expect(matchKnownPeople(alone, [face('0', 0, 7_900), face('1', 100, 8_000)])).toEqual([]);
    expect(matchKnownPeople(alone, [face('0', 0, 7_900), face('1', 0, 8_000)])).toEqual([{ faceIds: ['1'], name: 'Anna' }]);
  });

  it('matchKnownPeople never assigns a face to two people', () => {
    const two = [
      { windows: [createTimeRange(0, 8_000), createTimeRange(9_000, 12_000)], name: 'Anna' },
      { windows: [createTimeRange(0, 7_900)], name: 'Ben' },
    ];
    expect(matchKnownPeople(two, [face('0', 50, 7_950), face('1', 9_000, 12_000)])).toEqual([{ faceIds: ['1'], name: 'Anna' }]);
  });

  it('matchKnownPeople restores described people from the same windows in any order and under any ids', () => {
    const windows = fc
      .uniqueArray(fc.tuple(fc.nat(60_000), fc.integer({ min: 1, max: 60_000 })), { minLength: 2, maxLength: 12, selector: String })
      .map((pairs) => pairs.map(([startMs, length], index) => face(`old ${index}`, startMs, startMs + length)));
    fc.assert(
      fc.property(windows, fc.nat(), (faces, seed) => {
        const people = [
          { faceIds: faces.filter((_, index) => (seed >> index) % 2 === 1).map(({ faceId }) => faceId), name: 'Anna' },
          { faceIds: faces.filter((_, index) => (seed >> index) % 2 === 0).map(({ faceId }) => faceId), name: 'Ben' },
        ].filter(({ faceIds }) => faceIds.length > 0);
        const newFaces = faces.toReversed().map(({ window, faceId }) => ({ window, faceId: faceId.replace('old', 'new') }));
        const recognised = matchKnownPeople(describePeople(people, faces), newFaces);
        expect(recognised).toEqual(people.map((person) => ({ ...person, faceIds: person.faceIds.map((id) => id.replace('old', 'new')) })));
      }),
      propertyOptions(300),
    );
  });
});
