/** Which part of a long recording or clip is taken unless someone chooses: the first stretch of it that has sound. */

import { fitPart, PART_LIMITS } from '@/lib/domain/conversion/video-plan';
import { createTimeRange, type Milliseconds, type TimeRange } from '@/lib/domain/time';
import type { Waveform } from '@/lib/media/waveform/waveform';

/** This much softer than the loudest moment is no sound yet: hum, hiss, a room. */
const MIN_POWER_RELATIVE_TO_PEAK = 10 ** (-35 / 10);
/** Nothing below this (-55 dB) is heard at all. */
const MIN_AUDIBLE_POWER = 10 ** (-55 / 10);
/** A click is no sound: it has to last this many tenths of a second, of as many and one more. */
const MIN_AUDIBLE_BUCKETS = 3;
const BUCKET_MS = 100;
/** Starting right on a word would cut its first consonant. */
const LEAD_IN_MS = 300;

/** When sound starts; 0 when there is none at all. */
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
 * The first minute with sound; the whole of what is no longer than that. `map` is `null` for a file without sound.
 * With `keyframesMs` the part starts on the key picture before, so that it can be copied.
 */
export function defaultPart(durationMs: Milliseconds, waveform: Waveform | null, keyframesMs: readonly Milliseconds[] = []): TimeRange {
  const whole = createTimeRange(0, Math.max(0, Math.floor(durationMs)));
  if (whole.endMs <= PART_LIMITS.maxMs) return whole;
  const audibleFromMs = waveform === null ? 0 : Math.max(0, findFirstAudibleMs(waveform) - LEAD_IN_MS);
  const latestStartMs = Math.min(audibleFromMs, whole.endMs - PART_LIMITS.maxMs);
  const startMs = keyframesMs.length === 0 ? latestStartMs : Math.max(0, ...keyframesMs.filter((at) => at <= latestStartMs));
  return fitPart(createTimeRange(startMs, startMs + PART_LIMITS.maxMs), durationMs);
}
