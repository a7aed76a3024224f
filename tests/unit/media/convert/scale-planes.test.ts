import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlaneScaler, type Plane } from '@/lib/media/convert/scale-planes';
import { progressiveOrder } from '@/lib/media/thumbnails/progressive-order';

function createPlane(width: number, height: number, at: (x: number, y: number) => number): Plane {
  const values = Uint8Array.from({ length: width * height }, (_, index) => at(index % width, Math.floor(index / width)));
  return { values, offset: 0, stride: width, step: 1, width, height, extraBits: 0 };
}

function scale(source: Plane, width: number, height: number, rotation: 0 | 90 | 180 | 270 = 0): Uint8Array {
  const [codedWidth, codedHeight] = rotation % 180 === 0 ? [width, height] : [height, width];
  const values = new Uint8Array(width * height);
  const target = { values, offset: 0, stride: width, left: 0, top: 0, width, height, rotation };
  createPlaneScaler(source.width, source.height, codedWidth, codedHeight)(source, target);
  return values;
}

const side = fc.integer({ min: 1, max: 60 });

describe('createPlaneScaler', () => {
  it('createPlaneScaler keeps the brightness of a uniform plane at all sizes', () => {
    fc.assert(
      fc.property(side, side, side, side, fc.integer({ min: 0, max: 255 }), (fromWidth, fromHeight, toWidth, toHeight, value) => {
        expect(
          scale(
            createPlane(fromWidth, fromHeight, () => value),
            toWidth,
            toHeight,
          ).every((found) => found === value),
        ).toBe(true);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('createPlaneScaler keeps every value at the same size', () => {
    const source = createPlane(13, 7, (x, y) => (x * 37 + y * 91) % 256);
    expect(scale(source, 13, 7)).toEqual(source.values);
  });

  it('createPlaneScaler averages two by two values', () => {
    expect([
      ...scale(
        createPlane(4, 2, (x, y) => x * 10 + y * 100),
        2,
        1,
      ),
    ]).toEqual([55, 75]);
  });

  it.each([
    [90, [4, 1, 5, 2, 6, 3], 2, 3],
    [180, [6, 5, 4, 3, 2, 1], 3, 2],
    [270, [3, 6, 2, 5, 1, 4], 2, 3],
  ] as const)('createPlaneScaler rotates by %i degrees clockwise', (rotation, expected, width, height) => {
    expect([
      ...scale(
        createPlane(3, 2, (x, y) => 1 + x + 3 * y),
        width,
        height,
        rotation,
      ),
    ]).toEqual([...expected]);
  });

  it('createPlaneScaler reads interleaved planes and drops the bits beyond eight', () => {
    const values = Uint16Array.from([4, 400, 8, 800, 12, 1020, 16, 0]);
    const source: Plane = { values, offset: 1, stride: 4, step: 2, width: 2, height: 2, extraBits: 2 };
    expect([...scale(source, 2, 2)]).toEqual([100, 200, 255, 0]);
  });

  it('createPlaneScaler writes only inside its rectangle', () => {
    const values = new Uint8Array(6 * 4).fill(16);
    createPlaneScaler(
      2,
      2,
      2,
      2,
    )(
      createPlane(2, 2, () => 200),
      { values, offset: 0, stride: 6, left: 2, top: 1, width: 2, height: 2, rotation: 0 },
    );
    expect([...values].filter((value) => value === 200)).toHaveLength(4);
    expect([values[8], values[9], values[14], values[15]]).toEqual([200, 200, 200, 200]);
  });
});

describe('progressiveOrder', () => {
  it('progressiveOrder returns every slot once, and every prefix is evenly spread', () => {
    expect(progressiveOrder(8)).toEqual([0, 4, 2, 6, 1, 3, 5, 7]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (count) => {
        expect(progressiveOrder(count).toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});
