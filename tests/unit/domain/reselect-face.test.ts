import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUsable } from '@/lib/domain/face';
import { isLegal } from '@/lib/domain/placement';
import { reselectFace, reselectPlacement } from '@/lib/domain/reselect-face';
import { createTimeRange, getOverlapMs } from '@/lib/domain/time';
import { propertyOptions } from './property-options';

const face = (faceId: string, startMs: number, endMs: number) => ({ faceId, window: createTimeRange(startMs, endMs) });
const FORMER = face('0', 2_000, 8_000);

describe('reselectFace', () => {
  it.each([
    ['the same face', [face('0', 2_000, 8_000), face('1', 0, 3_000)], '0'],
    ['the face with the most overlap despite another id', [face('0', 0, 3_000), face('7', 2_500, 8_000)], '7'],
    ['the face with the same id on a tie', [face('5', 2_000, 8_000), face('0', 1_000, 9_000)], '0'],
    ['the first face on a tie of other ids', [face('5', 2_000, 8_000), face('6', 1_000, 9_000)], '5'],
    ['a usable face instead of a short one', [face('0', 2_000, 3_900), face('1', 7_000, 9_500)], '1'],
    ['null without any overlap', [face('0', 8_000, 12_000), face('1', 0, 2_000)], null],
    ['null without faces', [], null],
  ])('reselectFace returns %s', (_name, faces, faceId) => {
    expect(reselectFace(faces, FORMER)?.faceId ?? null).toBe(faceId);
  });

  it('reselectFace returns the usable face with the most overlap', () => {
    const window = fc.tuple(fc.nat(20_000), fc.nat(10_000)).map(([startMs, length]) => createTimeRange(startMs, startMs + length));
    const faces = fc
      .array(window, { maxLength: 8 })
      .map((windows) => windows.map((each, index) => ({ faceId: String(index), window: each })));
    fc.assert(
      fc.property(faces, window, (found, former) => {
        const proposed = reselectFace(found, { faceId: '0', window: former });
        const shared = (each: (typeof found)[number]) => getOverlapMs(each.window, former);
        const most = Math.max(0, ...found.filter(isUsable).map(shared));
        expect(proposed === null ? 0 : shared(proposed)).toBe(most);
      }),
      propertyOptions(300),
    );
  });
});

describe('reselectPlacement', () => {
  const ground = { face: face('0', 2_000, 8_000), video: { durationMs: 10_000 }, voice: { durationMs: 5_000 } };
  const former = { trimStartMs: 500, trimEndMs: 4_000, insertAtMs: 3_000, voiceVolume: 0.8, originalVolume: 0.5 };

  it('reselectPlacement keeps a legal placement, even inside a guard', () => {
    expect(reselectPlacement(former, ground)).toBe(former);
  });

  it('reselectPlacement keeps the trim and the volumes and moves no further than necessary', () => {
    expect(reselectPlacement({ ...former, insertAtMs: 7_900 }, ground)).toEqual({ ...former, insertAtMs: 5_800 });
  });

  it('reselectPlacement returns null if no placement is legal', () => {
    expect(reselectPlacement(former, { ...ground, face: face('0', 2_000, 3_000) })).toBeNull();
  });

  it('reselectPlacement always returns a legal placement', () => {
    const ms = fc.integer({ min: -2_000, max: 20_000 });
    fc.assert(
      fc.property(ms, ms, ms, fc.nat(12_000), (trimStartMs, trimEndMs, insertAtMs, windowStartMs) => {
        const moved = { ...ground, face: face('1', windowStartMs, windowStartMs + 4_000) };
        const proposed = reselectPlacement({ ...former, trimStartMs, trimEndMs, insertAtMs }, moved);
        if (proposed !== null) expect(isLegal(proposed, moved)).toBe(true);
      }),
      propertyOptions(300),
    );
  });
});
