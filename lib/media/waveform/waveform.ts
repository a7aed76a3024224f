/** The levels of a recording over time: peaks at several zooms for drawing, and power for the loudness check. Pure functions. */

import type { Loudness } from '@/lib/domain/conversion/loudness';
import type { Milliseconds, TimeRange } from '@/lib/domain/time';

/** The narrowest column that is drawn. */
const FINEST_BUCKET_MS = 10;
/** Number of columns that each further zoom joins. */
const ZOOM_FACTOR = 4;
const ZOOM_LEVELS = 5;
/** Duration over which levels are averaged. */
const LEVEL_BUCKET_MS = 100;
/** A sample above this with a neighbour above it counts as clipped. */
const CLIPPING_THRESHOLD = 0.998;
/** Power below this share of the loudest bucket is a pause. */
const PAUSE_POWER_RATIO = 10 ** (-20 / 10);
const SILENCE_DB = -120;
/** Share of the loudest peaks that the typical peak ignores, such as a knock or a clap. */
const OUTLIER_SHARE = 0.02;

export interface PeakLevel {
  readonly bucketMs: Milliseconds;
  /** Peak of each bucket over all channels, 0 to 1. */
  readonly peaks: Float32Array<ArrayBuffer>;
}

/** A minute takes 30 kB, an hour 1.7 MB. */
export interface Waveform {
  readonly durationMs: Milliseconds;
  /** Finest first. */
  readonly levels: readonly PeakLevel[];
  /** Mean square of each 100 ms; 1 is the maximum. */
  readonly power: Float32Array<ArrayBuffer>;
  /** Share of clipped samples in each 100 ms. */
  readonly clipped: Float32Array<ArrayBuffer>;
}

interface GrowableArray {
  put(index: number, value: number, mode: 'most' | 'sum'): void;
  toArray(length: number): Float32Array<ArrayBuffer>;
}

function createGrowableArray(): GrowableArray {
  let values = new Float32Array(6_000);
  return {
    put(index, value, mode) {
      if (index >= values.length) {
        const more = new Float32Array(Math.max(index + 1, values.length * 2));
        more.set(values);
        values = more;
      }
      const before = values[index] ?? 0;
      values[index] = mode === 'sum' ? before + value : Math.max(before, value);
    },
    toArray: (length) => values.slice(0, length),
  };
}

export interface WaveformBuilder {
  /** Adds samples of one channel that start at `atSeconds`. */
  add(samples: Float32Array, atSeconds: number, sampleRateHz: number): void;
  finish(durationMs: Milliseconds): Waveform;
}

export function createWaveformBuilder(): WaveformBuilder {
  const peaks = createGrowableArray();
  const squares = createGrowableArray();
  const counts = createGrowableArray();
  const clippedCounts = createGrowableArray();
  return {
    add(samples, atSeconds, sampleRateHz) {
      const samplesPerBucket = (sampleRateHz * FINEST_BUCKET_MS) / 1000;
      const firstSample = Math.max(0, Math.round(atSeconds * sampleRateHz));
      let at = 0;
      while (at < samples.length) {
        const bucket = Math.floor((firstSample + at) / samplesPerBucket);
        const end = Math.min(samples.length, Math.ceil((bucket + 1) * samplesPerBucket) - firstSample);
        const to = Math.max(at + 1, end);
        // A hot loop: a minute has six million samples.
        let highest = 0;
        let lowest = 0;
        let sum = 0;
        for (let index = at; index < to; index += 1) {
          const value = samples[index] ?? 0;
          sum += value * value;
          if (value > highest) highest = value;
          else if (value < lowest) lowest = value;
        }
        const max = Math.max(highest, -lowest);
        const clipped = max >= CLIPPING_THRESHOLD ? countClippedSamples(samples, at, to) : 0;
        peaks.put(bucket, max, 'most');
        const level = Math.floor((bucket * FINEST_BUCKET_MS) / LEVEL_BUCKET_MS);
        squares.put(level, sum, 'sum');
        counts.put(level, to - at, 'sum');
        if (clipped > 0) clippedCounts.put(level, clipped, 'sum');
        at = to;
      }
    },
    finish(durationMs) {
      const length = Math.max(1, Math.ceil(durationMs / FINEST_BUCKET_MS));
      const levelLength = Math.max(1, Math.ceil(durationMs / LEVEL_BUCKET_MS));
      const sampleCounts = counts.toArray(levelLength);
      const divideByCount = (values: Float32Array<ArrayBuffer>) =>
        values.map((value, index) => value / Math.max(1, sampleCounts[index] ?? 0));
      const levels: PeakLevel[] = [{ bucketMs: FINEST_BUCKET_MS, peaks: peaks.toArray(length) }];
      for (let zoom = 1; zoom < ZOOM_LEVELS; zoom += 1)
        levels.push(toCoarserLevel(levels[zoom - 1] ?? { bucketMs: 1, peaks: new Float32Array(0) }));
      return {
        durationMs,
        levels,
        power: divideByCount(squares.toArray(levelLength)),
        clipped: divideByCount(clippedCounts.toArray(levelLength)),
      };
    },
  };
}

/** Counts clipped samples with a clipped predecessor. */
function countClippedSamples(samples: Float32Array, from: number, to: number): number {
  let clippedCounts = 0;
  let before = false;
  for (let index = from; index < to; index += 1) {
    const atLimit = Math.abs(samples[index] ?? 0) >= CLIPPING_THRESHOLD;
    if (atLimit && before) clippedCounts += 1;
    before = atLimit;
  }
  return clippedCounts;
}

function toCoarserLevel({ bucketMs, peaks }: PeakLevel): PeakLevel {
  const wider = new Float32Array(Math.ceil(peaks.length / ZOOM_FACTOR));
  for (const [index, peak] of peaks.entries()) {
    const target = Math.floor(index / ZOOM_FACTOR);
    wider[target] = Math.max(wider[target] ?? 0, peak);
  }
  return { bucketMs: bucketMs * ZOOM_FACTOR, peaks: wider };
}

/** The peaks of `columns` equal parts of a range. */
export function getPeaks(waveform: Waveform, part: TimeRange, columns: number): Float32Array<ArrayBuffer> {
  return getPeaksFrom(waveform, part.startMs, (part.endMs - part.startMs) / columns, columns);
}

/** The peaks of `columns` columns of `columnMs` each, from the coarsest sufficient zoom. */
export function getPeaksFrom(waveform: Waveform, startMs: Milliseconds, columnMs: number, columns: number): Float32Array<ArrayBuffer> {
  const level = waveform.levels.findLast(({ bucketMs }) => bucketMs <= columnMs) ?? waveform.levels[0];
  const result = new Float32Array(columns);
  if (level === undefined) return result;
  for (let column = 0; column < columns; column += 1) {
    const from = Math.floor((startMs + column * columnMs) / level.bucketMs);
    const to = Math.max(from + 1, Math.floor((startMs + (column + 1) * columnMs) / level.bucketMs));
    let max = 0;
    for (let index = from; index < to; index += 1) max = Math.max(max, level.peaks[index] ?? 0);
    result[column] = max;
  }
  return result;
}

/** The highest peak, 0 to 1. */
export function getMaxPeak(waveform: Waveform): number {
  return (waveform.levels.at(-1)?.peaks ?? new Float32Array(0)).reduce((max, peak) => Math.max(max, peak), 0);
}

const decibels = (power: number) => (power > 0 ? Math.max(SILENCE_DB, 10 * Math.log10(power)) : SILENCE_DB);

/** Measures the loudness of a part without its pauses. */
export function measureLoudness(waveform: Waveform, part: TimeRange): Loudness {
  const power = waveform.power.subarray(Math.floor(part.startMs / LEVEL_BUCKET_MS), Math.ceil(part.endMs / LEVEL_BUCKET_MS));
  const clipped = waveform.clipped.subarray(Math.floor(part.startMs / LEVEL_BUCKET_MS), Math.ceil(part.endMs / LEVEL_BUCKET_MS));
  const peaks = waveform.levels[0]?.peaks.subarray(Math.floor(part.startMs / FINEST_BUCKET_MS), Math.ceil(part.endMs / FINEST_BUCKET_MS));
  const sampleCounts = (peaks ?? new Float32Array(0)).filter((value) => value > 0).sort();
  const [peak, typicalPeak] = [sampleCounts.at(-1) ?? 0, sampleCounts[Math.floor((sampleCounts.length - 1) * (1 - OUTLIER_SHARE))] ?? 0];
  const maxPower = power.reduce((max, value) => Math.max(max, value), 0);
  const speechPower = power.filter((value) => value > 0 && value >= maxPower * PAUSE_POWER_RATIO);
  const mean = speechPower.reduce((sum, value) => sum + value, 0) / Math.max(1, speechPower.length);
  return {
    peakDb: decibels(peak * peak),
    typicalPeakDb: decibels(typicalPeak * typicalPeak),
    speechDb: decibels(mean),
    clippedShare: clipped.reduce((sum, value) => sum + value, 0) / Math.max(1, clipped.length),
    measuredMs: Math.min(waveform.durationMs, part.endMs) - part.startMs,
  };
}
