import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeRange } from '@/lib/domain/time';
import { defaultPart } from '@/lib/media/first-sound';
import { limited } from '@/lib/media/gain';
import { loudnessOf, peaksFor, type SoundMap, soundMapper } from '@/lib/media/sound-map';

const RATE_HZ = 8_000;

/** Sound whose size at a second is what `sizeAt` says. */
function mapOf(seconds: number, sizeAt: (second: number) => number, pieceLength = 1_000): SoundMap {
  const samples = Float32Array.from({ length: seconds * RATE_HZ }, (_, index) => (index % 2 === 0 ? 1 : -1) * sizeAt(index / RATE_HZ));
  const mapper = soundMapper();
  for (let from = 0; from < samples.length; from += pieceLength) {
    mapper.add(samples.subarray(from, from + pieceLength), from / RATE_HZ, RATE_HZ);
  }
  return mapper.finish(seconds * 1000);
}

describe('a sound map', () => {
  it('holds the loudest sample of every stretch, at every zoom', () => {
    const map = mapOf(4, (second) => (second >= 1.5 && second < 1.6 ? 0.8 : 0.1));
    expect(map.levels.map(({ bucketMs }) => bucketMs)).toEqual([10, 40, 160, 640, 2560]);
    for (const { peaks } of map.levels) expect(Math.max(...peaks)).toBeCloseTo(0.8);
    const drawn = peaksFor(map, timeRange(0, 4000), 40);
    expect(drawn[14]).toBeCloseTo(0.1);
    expect(drawn[15]).toBeCloseTo(0.8);
    expect(drawn[16]).toBeCloseTo(0.1);
  });

  it('does not depend on the pieces in which sound arrives', () => {
    const sizeAt = (second: number) => 0.3 + 0.3 * Math.sin(second * 7);
    fc.assert(
      fc.property(fc.integer({ min: 7, max: 5_000 }), (pieceLength) => {
        const [whole, pieces] = [mapOf(2, sizeAt, 16_000), mapOf(2, sizeAt, pieceLength)];
        expect(pieces.levels[0]?.peaks).toEqual(whole.levels[0]?.peaks);
        for (const [index, power] of whole.power.entries()) expect(pieces.power[index]).toBeCloseTo(power, 4);
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it('draws a part between two columns of the finest zoom without a hole', () => {
    const drawn = peaksFor(
      mapOf(2, () => 0.5),
      timeRange(500, 520),
      50,
    );
    expect([...drawn].every((peak) => peak > 0.49)).toBe(true);
  });
});

describe('loudness', () => {
  it('is the level of what is said, whatever pauses lie between', () => {
    const spoken = mapOf(4, () => 0.1);
    const withPauses = mapOf(8, (second) => (second % 2 < 1 ? 0.1 : 0.0001));
    expect(loudnessOf(spoken, timeRange(0, 4000)).speechDb).toBeCloseTo(-20, 0);
    expect(loudnessOf(withPauses, timeRange(0, 8000)).speechDb).toBeCloseTo(-20, 0);
  });

  it('sees samples that lie flat against the limit, and only those', () => {
    expect(
      loudnessOf(
        mapOf(2, (second) => (second < 1 ? 1 : 0.2)),
        timeRange(0, 2000),
      ).clippedShare,
    ).toBeGreaterThan(0.3);
    expect(
      loudnessOf(
        mapOf(2, () => 0.9),
        timeRange(0, 2000),
      ).clippedShare,
    ).toBe(0);
  });

  it('does not take a knock for a usual peak', () => {
    const knocked = loudnessOf(
      mapOf(10, (second) => (second >= 2 && second < 2.1 ? 0.9 : 0.1)),
      timeRange(0, 10_000),
    );
    expect(knocked.peakDb).toBeCloseTo(-0.9, 1);
    expect(knocked.usualPeakDb).toBeCloseTo(-20, 1);
  });

  it('of what a decoder gives above the limit is more than 0 dB', () => {
    expect(
      loudnessOf(
        mapOf(2, () => 1.5),
        timeRange(0, 2000),
      ),
    ).toMatchObject({ peakDb: expect.closeTo(3.5, 1), clippedShare: expect.closeTo(1, 1) });
  });

  it('of silence is a number', () => {
    expect(
      loudnessOf(
        mapOf(2, () => 0),
        timeRange(0, 2000),
      ),
    ).toMatchObject({ peakDb: -120, speechDb: -120, clippedShare: 0 });
  });
});

describe('the part that is taken unless someone chooses', () => {
  it('is the whole of what is no longer than a minute', () => {
    expect(defaultPart(45_000, null)).toEqual(timeRange(0, 45_000));
  });

  it('starts a moment before the first sound', () => {
    const map = mapOf(120, (second) => (second >= 30 ? 0.3 : 0.0005));
    expect(defaultPart(120_000, map)).toEqual(timeRange(29_600, 89_500));
  });

  it('does not take a click for sound', () => {
    const map = mapOf(120, (second) => (second >= 30 || (second >= 5 && second < 5.05) ? 0.3 : 0.0005));
    expect(defaultPart(120_000, map).startMs).toBe(29_600);
  });

  it('starts on a key picture where there are some, so that it can be copied', () => {
    const map = mapOf(120, (second) => (second >= 30 ? 0.3 : 0));
    expect(defaultPart(120_000, map, [0, 10_000, 28_000, 31_000])).toEqual(timeRange(28_000, 87_900));
  });

  it('ends with the recording when sound comes late, and begins with it when there is none', () => {
    expect(
      defaultPart(
        120_000,
        mapOf(120, (second) => (second >= 110 ? 0.3 : 0)),
      ),
    ).toEqual(timeRange(60_100, 120_000));
    expect(
      defaultPart(
        120_000,
        mapOf(120, () => 0),
      ),
    ).toEqual(timeRange(0, 59_900));
    expect(defaultPart(120_000, null)).toEqual(timeRange(0, 59_900));
  });
});

describe('a gain', () => {
  it('never leaves the range of a file, keeps order and sign, and leaves quiet sound as it is', () => {
    fc.assert(
      fc.property(fc.double({ min: -40, max: 40, noNaN: true }), fc.double({ min: -40, max: 40, noNaN: true }), (a, b) => {
        // Under -1 dB: an encoder overshoots by a little.
        expect(Math.abs(limited(a))).toBeLessThanOrEqual(0.892);
        expect(limited(-a)).toBeCloseTo(-limited(a), 10);
        if (a <= b) expect(limited(a)).toBeLessThanOrEqual(limited(b));
        if (Math.abs(a) <= 0.8) expect(limited(a)).toBe(a);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
