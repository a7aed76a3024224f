/** The part of a file that a conversion keeps, and a record of the conversion. */

import { clamp, createTimeRange, getLengthMs, type Milliseconds, type TimeRange } from '@/lib/domain/time';
import {
  type AudioPlan,
  type ConversionStep,
  type FrameSize,
  PART_LIMITS,
  type ProbedVideo,
  planVideo,
  type VideoPlan,
  type VideoQuality,
} from './video-plan';

/**
 * `whole` moves the part without changing its length. `start` and `end` move one edge; the other edge follows when the part would become too short
 * or too long.
 */
export type PartHandle = 'start' | 'end' | 'whole';

/** Moves one handle of a part to `toMs`, within the file and `PART_LIMITS`. */
export function movePart(handle: PartHandle, part: TimeRange, toMs: Milliseconds, durationMs: Milliseconds): TimeRange {
  const whole = Math.floor(durationMs);
  const minLengthMs = Math.min(PART_LIMITS.minMs, whole);
  const maxLengthMs = Math.min(PART_LIMITS.maxMs, whole);
  const to = Math.round(toMs);
  if (handle === 'start') {
    const startMs = clamp(to, 0, whole - minLengthMs);
    return createTimeRange(startMs, clamp(part.endMs, startMs + minLengthMs, Math.min(whole, startMs + maxLengthMs)));
  }
  if (handle === 'end') {
    const endMs = clamp(to, minLengthMs, whole);
    return createTimeRange(clamp(part.startMs, Math.max(0, endMs - maxLengthMs), endMs - minLengthMs), endMs);
  }
  const startMs = clamp(to, 0, whole - getLengthMs(part));
  return createTimeRange(startMs, startMs + getLengthMs(part));
}

/** If the nearest keyframe is closer than this to the start, the start moves there, which avoids re-encoding the part. */
const MAX_KEYFRAME_SNAP_MS = 1_000;

/**
 * Plans the conversion of a part (`null`: the whole file). Copies if a keyframe is close enough to the start, or if the browser cannot decode the
 * video.
 */
export function planPart(facts: ProbedVideo, part: TimeRange | null, keyframesMs: readonly Milliseconds[] | null): VideoPlan {
  const partOption = part === null ? {} : { part };
  const keyframesOption = keyframesMs === null || keyframesMs.length === 0 ? {} : { keyframesMs };
  const snapped = planVideo(facts, { ...partOption, ...keyframesOption, snapToKeyframe: true });
  if (snapped.kind !== 'copy' || !facts.canDecodeVideo || Math.abs(snapped.startMovedByMs) <= MAX_KEYFRAME_SNAP_MS) return snapped;
  return planVideo(facts, { ...partOption, ...keyframesOption });
}

/** A finished or planned conversion of a clip. */
export interface VideoConversion {
  readonly steps: readonly ConversionStep[];
  readonly part: TimeRange;
  readonly from: FrameSize & { readonly formatName: string; readonly byteSize: number };
  readonly to: FrameSize & { readonly byteSize: number };
  /** `null`: the video track is copied. */
  readonly quality: VideoQuality | null;
  readonly audio: AudioPlan;
}

export interface VoiceConversion {
  readonly steps: readonly ConversionStep[];
  readonly part: TimeRange;
  readonly from: { readonly formatName: string; readonly byteSize: number };
  readonly to: { readonly format: 'mp3' | 'wav'; readonly byteSize: number };
  readonly gainDb: number;
}
