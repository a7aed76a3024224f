/** How loud a recording is along its length: peaks at several zooms for drawing it, levels for judging it. Pure: samples in, numbers out. */

import type { Loudness } from '@/lib/domain/conversion/loudness';
import type { Milliseconds, TimeRange } from '@/lib/domain/time';

/** The finest column that is ever drawn. */
const FINEST_BUCKET_MS = 10;
/** Each further zoom joins this many columns into one. */
const ZOOM_FACTOR = 4;
const ZOOM_LEVELS = 5;
/** Levels are heard over about this long. */
const LEVEL_BUCKET_MS = 100;
/** A sample this near to the limit was cut there, if its neighbour was too. */
const CLIPPING_THRESHOLD = 0.998;
/** What is this much softer than the loudest moment is a pause, not speech. */
const PAUSE_POWER_RATIO = 10 ** (-20 / 10);
const SILENCE_DB = -120;
/** The loudest moments that do not count as usual: a knock, a clap. */
const OUTLIER_SHARE = 0.02;

export interface PeakLevel {
  readonly bucketMs: Milliseconds;
  /** The loudest sample of each bucket over all channels, 0 to 1. */
  readonly peaks: Float32Array<ArrayBuffer>;
}

/** Made once a file; a minute takes 30 kB, an hour 1.7 MB. */
export interface Waveform {
  readonly durationMs: Milliseconds;
  /** Finest first. */
  readonly levels: readonly PeakLevel[];
  /** Mean square of each 100 ms, 1 being the loudest possible. */
  readonly power: Float32Array<ArrayBuffer>;
  /** Samples of each 100 ms that lie flat against the limit, as a share of all of them. */
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
  /** Takes the samples of one channel that start at `atSeconds`. */
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
        // As little as can be for each sample: there are six million of them in a minute.
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

/** How many samples lie flat against the limit beside another one that does. */
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

/** The loudest of each of `columns` equal parts of a stretch. */
export function getPeaks(waveform: Waveform, part: TimeRange, columns: number): Float32Array<ArrayBuffer> {
  return getPeaksFrom(waveform, part.startMs, (part.endMs - part.startMs) / columns, columns);
}

/** The loudest of each of `columns` columns that are `columnMs` wide, from the coarsest zoom that is fine enough. */
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

/** The loudest sample of all, 0 to 1. */
export function getMaxPeak(waveform: Waveform): number {
  return (waveform.levels.at(-1)?.peaks ?? new Float32Array(0)).reduce((max, peak) => Math.max(max, peak), 0);
}

const decibels = (power: number) => (power > 0 ? Math.max(SILENCE_DB, 10 * Math.log10(power)) : SILENCE_DB);

/** How loud a part is. Pauses do not count, so that a sentence between two silences is as loud as it sounds. */
export function measureLoudness(waveform: Waveform, part: TimeRange): Loudness {
  const power = waveform.power.subarray(Math.floor(part.startMs / LEVEL_BUCKET_MS), Math.ceil(part.endMs / LEVEL_BUCKET_MS));
  const clipped = waveform.clipped.subarray(Math.floor(part.startMs / LEVEL_BUCKET_MS), Math.ceil(part.endMs / LEVEL_BUCKET_MS));
  const peaks = waveform.levels[0]?.peaks.subarray(Math.floor(part.startMs / FINEST_BUCKET_MS), Math.ceil(part.endMs / FINEST_BUCKET_MS));
  const sampleCounts = (peaks ?? new Float32Array(0)).filter((value) => value > 0).sort();
  const [peak, usualPeak] = [sampleCounts.at(-1) ?? 0, sampleCounts[Math.floor((sampleCounts.length - 1) * (1 - OUTLIER_SHARE))] ?? 0];
  const maxPower = power.reduce((max, value) => Math.max(max, value), 0);
  const speechPower = power.filter((value) => value > 0 && value >= maxPower * PAUSE_POWER_RATIO);
  const mean = speechPower.reduce((sum, value) => sum + value, 0) / Math.max(1, speechPower.length);
  return {
    peakDb: decibels(peak * peak),
    typicalPeakDb: decibels(usualPeak * usualPeak),
    speechDb: decibels(mean),
    clippedShare: clipped.reduce((sum, value) => sum + value, 0) / Math.max(1, clipped.length),
    measuredMs: Math.min(waveform.durationMs, part.endMs) - part.startMs,
  };
}
