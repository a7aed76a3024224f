/** What is taken of a file that has to be healed, and what was done to it. */

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

/** `sizedBody`: the window is moved as it is; an edge that is pushed too far or too near takes the other one along. */
export type PartHandle = 'start' | 'end' | 'whole';

/** The wanted part after one of its handles was moved towards `targetMs`: never outside the file, never too short or too long to be cut out. */
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

/** A start that moves by less than this to lie on a key picture is not worth coding the whole part again. */
const MAX_KEYFRAME_SNAP_MS = 1_000;

/** The plan for a part, `null` being the whole: copied where its start is near enough to a key picture, or where nothing else is possible. */
export function planPart(facts: ProbedVideo, part: TimeRange | null, keyframesMs: readonly Milliseconds[] | null): VideoPlan {
  const partOption = part === null ? {} : { part };
  const keyframesOption = keyframesMs === null || keyframesMs.length === 0 ? {} : { keyframesMs };
  const snapped = planVideo(facts, { ...partOption, ...keyframesOption, snapToKeyframe: true });
  if (snapped.kind !== 'copy' || !facts.canDecodeVideo || Math.abs(snapped.startMovedByMs) <= MAX_KEYFRAME_SNAP_MS) return snapped;
  return planVideo(facts, { ...partOption, ...keyframesOption });
}

/** What was done, or is about to be done, to a clip. */
export interface VideoConversion {
  readonly steps: readonly ConversionStep[];
  readonly part: TimeRange;
  readonly from: FrameSize & { readonly formatName: string; readonly byteSize: number };
  readonly to: FrameSize & { readonly byteSize: number };
  /** `null`: the picture is copied. */
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
