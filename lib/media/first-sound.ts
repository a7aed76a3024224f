/** Which part of a long recording or clip is taken unless someone chooses: the first stretch of it that has sound. */

import { type Milliseconds, type TimeRange, timeRange } from '@/lib/domain/time';
import { fitPart, PART_LIMITS } from '@/lib/domain/video-treatment';
import type { SoundMap } from './sound-map';

/** This much softer than the loudest moment is no sound yet: hum, hiss, a room. */
const HEARD_BELOW_LOUDEST = 10 ** (-35 / 10);
/** Nothing below this (-55 dB) is heard at all. */
const HEARD_ABOVE_POWER = 10 ** (-55 / 10);
/** A click is no sound: it has to last this many tenths of a second, of as many and one more. */
const LASTING_BUCKETS = 3;
const BUCKET_MS = 100;
/** Starting right on a word would cut its first consonant. */
const LEAD_MS = 300;

/** When sound starts; 0 when there is none at all. */
function firstSoundMs(map: SoundMap): Milliseconds {
  const loudest = map.power.reduce((most, value) => Math.max(most, value), 0);
  const floor = Math.max(HEARD_ABOVE_POWER, loudest * HEARD_BELOW_LOUDEST);
  for (let index = 0; index < map.power.length; index += 1) {
    const heard = map.power.subarray(index, index + LASTING_BUCKETS + 1).filter((value) => value >= floor).length;
    if (heard >= LASTING_BUCKETS) return index * BUCKET_MS;
  }
  return 0;
}

/**
 * The first minute with sound; the whole of what is no longer than that. `map` is `null` for a file without sound.
 * With `keyframesMs` the part starts on the key picture before, so that it can be copied.
 */
export function defaultPart(durationMs: Milliseconds, map: SoundMap | null, keyframesMs: readonly Milliseconds[] = []): TimeRange {
  const whole = timeRange(0, Math.max(0, Math.floor(durationMs)));
  if (whole.endMs <= PART_LIMITS.maxMs) return whole;
  const soundMs = map === null ? 0 : Math.max(0, firstSoundMs(map) - LEAD_MS);
  const latestMs = Math.min(soundMs, whole.endMs - PART_LIMITS.maxMs);
  const startMs = keyframesMs.length === 0 ? latestMs : Math.max(0, ...keyframesMs.filter((at) => at <= latestMs));
  return fitPart(timeRange(startMs, startMs + PART_LIMITS.maxMs), durationMs);
}
