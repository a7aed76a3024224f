/** What is taken of a file that has to be healed, and what was done to it. */

import { clamp, lengthMs, type Milliseconds, type TimeRange, timeRange } from './time';
import {
  type ClipFacts,
  PART_LIMITS,
  type PictureSize,
  planVideo,
  type Quality,
  type SoundPlan,
  type Treatment,
  type VideoPlan,
} from './video-treatment';

/** `sizedBody`: the window is moved as it is; an edge that is pushed too far or too near takes the other one along. */
export type PartHandle = 'start' | 'end' | 'whole';

/** The wanted part after one of its handles was moved towards `toMs`: never outside the file, never too short or too long to be cut out. */
export function movePart(handle: PartHandle, part: TimeRange, toMs: Milliseconds, durationMs: Milliseconds): TimeRange {
  const whole = Math.floor(durationMs);
  const least = Math.min(PART_LIMITS.minMs, whole);
  const most = Math.min(PART_LIMITS.maxMs, whole);
  const to = Math.round(toMs);
  if (handle === 'start') {
    const startMs = clamp(to, 0, whole - least);
    return timeRange(startMs, clamp(part.endMs, startMs + least, Math.min(whole, startMs + most)));
  }
  if (handle === 'end') {
    const endMs = clamp(to, least, whole);
    return timeRange(clamp(part.startMs, Math.max(0, endMs - most), endMs - least), endMs);
  }
  const startMs = clamp(to, 0, whole - lengthMs(part));
  return timeRange(startMs, startMs + lengthMs(part));
}

/** A start that moves by less than this to lie on a key picture is not worth coding the whole part again. */
const MOST_SNAP_MS = 1_000;

/** The plan for a part, `null` being the whole: copied where its start is near enough to a key picture, or where nothing else is possible. */
export function planPart(facts: ClipFacts, part: TimeRange | null, keyframesMs: readonly Milliseconds[] | null): VideoPlan {
  const wanted = part === null ? {} : { part };
  const known = keyframesMs === null || keyframesMs.length === 0 ? {} : { keyframesMs };
  const snapped = planVideo(facts, { ...wanted, ...known, snapToKeyframe: true });
  if (snapped.kind !== 'copy' || !facts.canDecodeVideo || Math.abs(snapped.startMovedByMs) <= MOST_SNAP_MS) return snapped;
  return planVideo(facts, { ...wanted, ...known });
}

/** What was done, or is about to be done, to a clip. */
export interface ClipHealing {
  readonly treatments: readonly Treatment[];
  readonly part: TimeRange;
  readonly from: PictureSize & { readonly formatName: string; readonly byteSize: number };
  readonly to: PictureSize & { readonly byteSize: number };
  /** `null`: the picture is copied. */
  readonly quality: Quality | null;
  readonly sound: SoundPlan;
}

export interface VoiceHealing {
  readonly treatments: readonly Treatment[];
  readonly part: TimeRange;
  readonly from: { readonly formatName: string; readonly byteSize: number };
  readonly to: { readonly format: 'mp3' | 'wav'; readonly byteSize: number };
  readonly gainDb: number;
}
