import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTimeRange } from '@/lib/domain/time';
import { limit } from '@/lib/media/convert/apply-gain';
import { defaultPart } from '@/lib/media/convert/default-part';
import { createWaveformBuilder, getPeaks, measureLoudness, type Waveform } from '@/lib/media/waveform/waveform';

const RATE_HZ = 8_000;

/** Sound whose size at a second is what `amplitudeAt` says. */
function createWaveform(seconds: number, amplitudeAt: (second: number) => number, chunkLength = 1_000): Waveform {
  const samples = Float32Array.from({ length: seconds * RATE_HZ }, (_, index) => (index % 2 === 0 ? 1 : -1) * amplitudeAt(index / RATE_HZ));
  const builder = createWaveformBuilder();
  for (let from = 0; from < samples.length; from += chunkLength) {
    builder.add(samples.subarray(from, from + chunkLength), from / RATE_HZ, RATE_HZ);
  }
  return builder.finish(seconds * 1000);
}

describe('a sound map', () => {
  it('holds the loudest sample of every stretch, at every zoom', () => {
    const waveform = createWaveform(4, (second) => (second >= 1.5 && second < 1.6 ? 0.8 : 0.1));
    expect(waveform.levels.map(({ bucketMs }) => bucketMs)).toEqual([10, 40, 160, 640, 2560]);
    for (const { peaks } of waveform.levels) expect(Math.max(...peaks)).toBeCloseTo(0.8);
    const peaks = getPeaks(waveform, createTimeRange(0, 4000), 40);
    expect(peaks[14]).toBeCloseTo(0.1);
    expect(peaks[15]).toBeCloseTo(0.8);
    expect(peaks[16]).toBeCloseTo(0.1);
  });

  it('does not depend on the pieces in which sound arrives', () => {
    const amplitudeAt = (second: number) => 0.3 + 0.3 * Math.sin(second * 7);
    fc.assert(
      fc.property(fc.integer({ min: 7, max: 5_000 }), (chunkLength) => {
        const [whole, chunked] = [createWaveform(2, amplitudeAt, 16_000), createWaveform(2, amplitudeAt, chunkLength)];
        expect(chunked.levels[0]?.peaks).toEqual(whole.levels[0]?.peaks);
        for (const [index, power] of whole.power.entries()) expect(chunked.power[index]).toBeCloseTo(power, 4);
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it('draws a part between two columns of the finest zoom without a hole', () => {
    const peaks = getPeaks(
      createWaveform(2, () => 0.5),
      createTimeRange(500, 520),
      50,
    );
    expect([...peaks].every((peak) => peak > 0.49)).toBe(true);
  });
});

describe('loudness', () => {
  it('is the level of what is said, whatever pauses lie between', () => {
    const spoken = createWaveform(4, () => 0.1);
    const withPauses = createWaveform(8, (second) => (second % 2 < 1 ? 0.1 : 0.0001));
    expect(measureLoudness(spoken, createTimeRange(0, 4000)).speechDb).toBeCloseTo(-20, 0);
    expect(measureLoudness(withPauses, createTimeRange(0, 8000)).speechDb).toBeCloseTo(-20, 0);
  });

  it('sees samples that lie flat against the limit, and only those', () => {
    expect(
      measureLoudness(
        createWaveform(2, (second) => (second < 1 ? 1 : 0.2)),
        createTimeRange(0, 2000),
      ).clippedShare,
    ).toBeGreaterThan(0.3);
    expect(
      measureLoudness(
        createWaveform(2, () => 0.9),
        createTimeRange(0, 2000),
      ).clippedShare,
    ).toBe(0);
  });

  it('does not take a knock for a usual peak', () => {
    const knocked = measureLoudness(
      createWaveform(10, (second) => (second >= 2 && second < 2.1 ? 0.9 : 0.1)),
      createTimeRange(0, 10_000),
    );
    expect(knocked.peakDb).toBeCloseTo(-0.9, 1);
    expect(knocked.typicalPeakDb).toBeCloseTo(-20, 1);
  });

  it('of what a decoder gives above the limit is more than 0 dB', () => {
    expect(
      measureLoudness(
        createWaveform(2, () => 1.5),
        createTimeRange(0, 2000),
      ),
    ).toMatchObject({ peakDb: expect.closeTo(3.5, 1), clippedShare: expect.closeTo(1, 1) });
  });

  it('of silence is a number', () => {
    expect(
      measureLoudness(
        createWaveform(2, () => 0),
        createTimeRange(0, 2000),
      ),
    ).toMatchObject({ peakDb: -120, speechDb: -120, clippedShare: 0 });
  });
});

describe('the part that is taken unless someone chooses', () => {
  it('is the whole of what is no longer than a minute', () => {
    expect(defaultPart(45_000, null)).toEqual(createTimeRange(0, 45_000));
  });

  it('starts a moment before the first sound', () => {
    const waveform = createWaveform(120, (second) => (second >= 30 ? 0.3 : 0.0005));
    expect(defaultPart(120_000, waveform)).toEqual(createTimeRange(29_600, 89_500));
  });

  it('does not take a click for sound', () => {
    const waveform = createWaveform(120, (second) => (second >= 30 || (second >= 5 && second < 5.05) ? 0.3 : 0.0005));
    expect(defaultPart(120_000, waveform).startMs).toBe(29_600);
  });

  it('starts on a key picture where there are some, so that it can be copied', () => {
    const waveform = createWaveform(120, (second) => (second >= 30 ? 0.3 : 0));
    expect(defaultPart(120_000, waveform, [0, 10_000, 28_000, 31_000])).toEqual(createTimeRange(28_000, 87_900));
  });

  it('ends with the recording when sound comes late, and begins with it when there is none', () => {
    expect(
      defaultPart(
        120_000,
        createWaveform(120, (second) => (second >= 110 ? 0.3 : 0)),
      ),
    ).toEqual(createTimeRange(60_100, 120_000));
    expect(
      defaultPart(
        120_000,
        createWaveform(120, () => 0),
      ),
    ).toEqual(createTimeRange(0, 59_900));
    expect(defaultPart(120_000, null)).toEqual(createTimeRange(0, 59_900));
  });
});

describe('a gain', () => {
  it('never leaves the range of a file, keeps order and sign, and leaves quiet sound as it is', () => {
    fc.assert(
      fc.property(fc.double({ min: -40, max: 40, noNaN: true }), fc.double({ min: -40, max: 40, noNaN: true }), (a, b) => {
        // Under -1 dB: an encoder overshoots by a little.
        expect(Math.abs(limit(a))).toBeLessThanOrEqual(0.892);
        expect(limit(-a)).toBeCloseTo(-limit(a), 10);
        if (a <= b) expect(limit(a)).toBeLessThanOrEqual(limit(b));
        if (Math.abs(a) <= 0.8) expect(limit(a)).toBe(a);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
