/** Chooses the default part of a long recording or clip: the first stretch with audio. */

import { fitPart, PART_LIMITS } from '@/lib/domain/conversion/video-plan';
import { createTimeRange, type Milliseconds, type TimeRange } from '@/lib/domain/time';
import type { Waveform } from '@/lib/media/waveform/waveform';

/** Power below the loudest bucket's by more than this (35 dB) is background noise. */
const MIN_POWER_RELATIVE_TO_PEAK = 10 ** (-35 / 10);
/** Power below this (-55 dB) is inaudible. */
const MIN_AUDIBLE_POWER = 10 ** (-55 / 10);
/** Number of audible buckets, out of one more, that count as a start, so that a click is ignored. */
const MIN_AUDIBLE_BUCKETS = 3;
const BUCKET_MS = 100;
/** Starts slightly earlier, so that the first consonant is not cut. */
const LEAD_IN_MS = 300;

/** Time of the first audible bucket; 0 without one. */
function findFirstAudibleMs(waveform: Waveform): Milliseconds {
  const loudest = waveform.power.reduce((max, value) => Math.max(max, value), 0);
  const threshold = Math.max(MIN_AUDIBLE_POWER, loudest * MIN_POWER_RELATIVE_TO_PEAK);
  for (let index = 0; index < waveform.power.length; index += 1) {
    const audibleBuckets = waveform.power.subarray(index, index + MIN_AUDIBLE_BUCKETS + 1).filter((value) => value >= threshold).length;
    if (audibleBuckets >= MIN_AUDIBLE_BUCKETS) return index * BUCKET_MS;
  }
  return 0;
}

/**
 * Returns the first minute with audio, or the whole file if it is shorter. `waveform` is `null` for a file without audio. With `keyframesMs`, the
 * part starts on the preceding keyframe, so that it can be copied.
 */
export function defaultPart(durationMs: Milliseconds, waveform: Waveform | null, keyframesMs: readonly Milliseconds[] = []): TimeRange {
  const whole = createTimeRange(0, Math.max(0, Math.floor(durationMs)));
  if (whole.endMs <= PART_LIMITS.maxMs) return whole;
  const audibleFromMs = waveform === null ? 0 : Math.max(0, findFirstAudibleMs(waveform) - LEAD_IN_MS);
  const latestStartMs = Math.min(audibleFromMs, whole.endMs - PART_LIMITS.maxMs);
  const startMs = keyframesMs.length === 0 ? latestStartMs : Math.max(0, ...keyframesMs.filter((at) => at <= latestStartMs));
  return fitPart(createTimeRange(startMs, startMs + PART_LIMITS.maxMs), durationMs);
}
