import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTimeRange } from '@/lib/domain/time';
import { limit } from '@/lib/media/convert/apply-gain';
import { defaultPart } from '@/lib/media/convert/default-part';
import { createWaveformBuilder, getPeaks, measureLoudness, type Waveform } from '@/lib/media/waveform/waveform';

const RATE_HZ = 8_000;

/** Audio whose amplitude at each second is `amplitudeAt`. */
function createWaveform(seconds: number, amplitudeAt: (second: number) => number, chunkLength = 1_000): Waveform {
  const samples = Float32Array.from({ length: seconds * RATE_HZ }, (_, index) => (index % 2 === 0 ? 1 : -1) * amplitudeAt(index / RATE_HZ));
  const builder = createWaveformBuilder();
  for (let from = 0; from < samples.length; from += chunkLength) {
    builder.add(samples.subarray(from, from + chunkLength), from / RATE_HZ, RATE_HZ);
  }
  return builder.finish(seconds * 1000);
}

describe('waveform', () => {
  it('the waveform holds the peak of every bucket at every zoom', () => {
    const waveform = createWaveform(4, (second) => (second >= 1.5 && second < 1.6 ? 0.8 : 0.1));
    expect(waveform.levels.map(({ bucketMs }) => bucketMs)).toEqual([10, 40, 160, 640, 2560]);
    for (const { peaks } of waveform.levels) expect(Math.max(...peaks)).toBeCloseTo(0.8);
    const peaks = getPeaks(waveform, createTimeRange(0, 4000), 40);
    expect(peaks[14]).toBeCloseTo(0.1);
    expect(peaks[15]).toBeCloseTo(0.8);
    expect(peaks[16]).toBeCloseTo(0.1);
  });

  it('the waveform is independent of the chunks in which audio arrives', () => {
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

  it('getPeaks returns no gap for a part narrower than the finest columns', () => {
    const peaks = getPeaks(
      createWaveform(2, () => 0.5),
      createTimeRange(500, 520),
      50,
    );
    expect([...peaks].every((peak) => peak > 0.49)).toBe(true);
  });
});

describe('measureLoudness', () => {
  it('measureLoudness ignores pauses', () => {
    const spoken = createWaveform(4, () => 0.1);
    const withPauses = createWaveform(8, (second) => (second % 2 < 1 ? 0.1 : 0.0001));
    expect(measureLoudness(spoken, createTimeRange(0, 4000)).speechDb).toBeCloseTo(-20, 0);
    expect(measureLoudness(withPauses, createTimeRange(0, 8000)).speechDb).toBeCloseTo(-20, 0);
  });

  it('measureLoudness counts clipped samples only', () => {
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

  it('measureLoudness ignores a knock in the typical peak', () => {
    const knocked = measureLoudness(
      createWaveform(10, (second) => (second >= 2 && second < 2.1 ? 0.9 : 0.1)),
      createTimeRange(0, 10_000),
    );
    expect(knocked.peakDb).toBeCloseTo(-0.9, 1);
    expect(knocked.typicalPeakDb).toBeCloseTo(-20, 1);
  });

  it('measureLoudness returns more than 0 dB for samples above full scale', () => {
    expect(
      measureLoudness(
        createWaveform(2, () => 1.5),
        createTimeRange(0, 2000),
      ),
    ).toMatchObject({ peakDb: expect.closeTo(3.5, 1), clippedShare: expect.closeTo(1, 1) });
  });

  it('measureLoudness returns a finite number for silence', () => {
    expect(
      measureLoudness(
        createWaveform(2, () => 0),
        createTimeRange(0, 2000),
      ),
    ).toMatchObject({ peakDb: -120, speechDb: -120, clippedShare: 0 });
  });
});

describe('defaultPart', () => {
  it('defaultPart returns the whole file up to a minute', () => {
    expect(defaultPart(45_000, null)).toEqual(createTimeRange(0, 45_000));
  });

  it('defaultPart starts shortly before the first audio', () => {
    const waveform = createWaveform(120, (second) => (second >= 30 ? 0.3 : 0.0005));
    expect(defaultPart(120_000, waveform)).toEqual(createTimeRange(29_600, 89_500));
  });

  it('defaultPart ignores a click', () => {
    const waveform = createWaveform(120, (second) => (second >= 30 || (second >= 5 && second < 5.05) ? 0.3 : 0.0005));
    expect(defaultPart(120_000, waveform).startMs).toBe(29_600);
  });

  it('defaultPart starts on a keyframe if there are any', () => {
    const waveform = createWaveform(120, (second) => (second >= 30 ? 0.3 : 0));
    expect(defaultPart(120_000, waveform, [0, 10_000, 28_000, 31_000])).toEqual(createTimeRange(28_000, 87_900));
  });

  it('defaultPart ends with the recording for late audio, and starts at 0 for silence', () => {
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

describe('limit', () => {
  it('limit stays within full scale, is monotonic and odd, and keeps quiet samples unchanged', () => {
    fc.assert(
      fc.property(fc.double({ min: -40, max: 40, noNaN: true }), fc.double({ min: -40, max: 40, noNaN: true }), (a, b) => {
        // Below -1 dB, because encoders overshoot slightly.
        expect(Math.abs(limit(a))).toBeLessThanOrEqual(0.892);
        expect(limit(-a)).toBeCloseTo(-limit(a), 10);
        if (a <= b) expect(limit(a)).toBeLessThanOrEqual(limit(b));
        if (Math.abs(a) <= 0.8) expect(limit(a)).toBe(a);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
