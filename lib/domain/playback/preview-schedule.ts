/** Schedules the audio of a preview and keeps the video in sync with it. Pure functions in clip time. */

import type { Placement } from '@/lib/domain/placement';
import { clamp, type Milliseconds } from '@/lib/domain/time';

/** One stretch of a recording, started after a delay. */
export interface AudioCue {
  readonly delayMs: Milliseconds;
  readonly offsetMs: Milliseconds;
  readonly lengthMs: Milliseconds;
}

/** The part of the placed voice that remains from `fromMs` of the clip on; `null` if nothing remains. */
export function getVoiceCue(placement: Placement, voiceMs: Milliseconds, clipMs: Milliseconds, fromMs: Milliseconds): AudioCue | null {
  const startMs = placement.insertAtMs;
  const endMs = startMs + Math.min(placement.trimEndMs, voiceMs) - placement.trimStartMs;
  return toCue(startMs, Math.min(endMs, clipMs), placement.trimStartMs, fromMs);
}

/** When the clip's own audio plays; it starts at 0. */
export function getClipCue(audioMs: Milliseconds, clipMs: Milliseconds, fromMs: Milliseconds): AudioCue | null {
  return toCue(0, Math.min(audioMs, clipMs), 0, fromMs);
}

function toCue(startMs: Milliseconds, endMs: Milliseconds, offsetMs: Milliseconds, fromMs: Milliseconds): AudioCue | null {
  const audibleFromMs = Math.max(startMs, fromMs, 0);
  const lengthMs = endMs - audibleFromMs;
  return lengthMs > 0 ? { delayMs: audibleFromMs - fromMs, offsetMs: offsetMs + audibleFromMs - startMs, lengthMs } : null;
}

/** Largest drift that counts as in sync: a frame at 50 frames per second. */
const DRIFT_TOLERANCE_MS = 20;
/** A larger drift is corrected by a seek. */
const MAX_CORRECTABLE_DRIFT_MS = 250;
/** Largest change of the playback rate; it is not noticeable. */
const MAX_RATE_CHANGE = 0.12;
/** Approximate time in which a drift is corrected. */
const CORRECTION_TIME_MS = 600;

export type DriftCorrection = { readonly kind: 'rate'; readonly rate: number } | { readonly kind: 'seek' };

/** Returns the correction for a playing video. `driftMs` is how far it is ahead of the audio. */
export function correctDrift(driftMs: Milliseconds): DriftCorrection {
  if (!(Math.abs(driftMs) <= MAX_CORRECTABLE_DRIFT_MS)) return { kind: 'seek' };
  if (Math.abs(driftMs) <= DRIFT_TOLERANCE_MS) return { kind: 'rate', rate: 1 };
  return { kind: 'rate', rate: 1 - clamp(driftMs / CORRECTION_TIME_MS, -MAX_RATE_CHANGE, MAX_RATE_CHANGE) };
}

/** Margin around the voice in a loop. */
const LOOP_MARGIN_MS = 1_000;

export interface LoopRange {
  readonly startMs: Milliseconds;
  readonly endMs: Milliseconds;
}

/** The range that *Loop* repeats: the voice with a margin, or the whole clip without a voice. */
export function getLoopRange(placement: Placement | null, clipMs: Milliseconds): LoopRange {
  if (placement === null) return { startMs: 0, endMs: clipMs };
  return getLoopRangeAround(
    { startMs: placement.insertAtMs, endMs: placement.insertAtMs + placement.trimEndMs - placement.trimStartMs },
    clipMs,
  );
}

/** The same for a voice that is already part of a result. */
export function getLoopRangeAround(voice: LoopRange, clipMs: Milliseconds): LoopRange {
  const startMs = clamp(voice.startMs - LOOP_MARGIN_MS, 0, clipMs);
  const endMs = clamp(voice.endMs + LOOP_MARGIN_MS, 0, clipMs);
  return endMs > startMs ? { startMs, endMs } : { startMs: 0, endMs: clipMs };
}
