/** What is heard when in a preview, and how the picture keeps up with it: arithmetic only, in the clip's time. */

import type { Placement } from '@/lib/domain/placement';
import { clamp, type Milliseconds } from '@/lib/domain/time';

/** One stretch of a recording, to be started after a while. */
export interface AudioCue {
  readonly delayMs: Milliseconds;
  /** Where in the recording it begins. */
  readonly offsetMs: Milliseconds;
  readonly lengthMs: Milliseconds;
}

/** What of a voice at its place is still to be heard from `fromMs` of the clip on; `null` when it is over, or was never there. */
export function getVoiceCue(placement: Placement, voiceMs: Milliseconds, clipMs: Milliseconds, fromMs: Milliseconds): AudioCue | null {
  const startMs = placement.insertAtMs;
  const endMs = startMs + Math.min(placement.trimEndMs, voiceMs) - placement.trimStartMs;
  return toCue(startMs, Math.min(endMs, clipMs), placement.trimStartMs, fromMs);
}

/** The same of the clip's own sound, which begins with it. */
export function getClipCue(audioMs: Milliseconds, clipMs: Milliseconds, fromMs: Milliseconds): AudioCue | null {
  return toCue(0, Math.min(audioMs, clipMs), 0, fromMs);
}

function toCue(startMs: Milliseconds, endMs: Milliseconds, offsetMs: Milliseconds, fromMs: Milliseconds): AudioCue | null {
  const audibleFromMs = Math.max(startMs, fromMs, 0);
  const lengthMs = endMs - audibleFromMs;
  return lengthMs > 0 ? { delayMs: audibleFromMs - fromMs, offsetMs: offsetMs + audibleFromMs - startMs, lengthMs } : null;
}

/** A picture this near to its sound is in time: less than a frame at 50 a second. */
const DRIFT_TOLERANCE_MS = 20;
/** Beyond this nobody waits for the picture to catch up: it is put where it belongs. */
const MAX_CORRECTABLE_DRIFT_MS = 250;
/** The picture's speed is bent by at most this share; nobody sees it. */
const MAX_RATE_CHANGE = 0.12;
/** A drift is to be made good in about this time. */
const CORRECTION_TIME_MS = 600;

export type DriftCorrection = { readonly kind: 'rate'; readonly rate: number } | { readonly kind: 'seek' };

/** How a playing picture gets back in time with the sound. `driftMs` is how far it is ahead. */
export function correctDrift(driftMs: Milliseconds): DriftCorrection {
  if (!(Math.abs(driftMs) <= MAX_CORRECTABLE_DRIFT_MS)) return { kind: 'seek' };
  if (Math.abs(driftMs) <= DRIFT_TOLERANCE_MS) return { kind: 'rate', rate: 1 };
  return { kind: 'rate', rate: 1 - clamp(driftMs / CORRECTION_TIME_MS, -MAX_RATE_CHANGE, MAX_RATE_CHANGE) };
}

/** Before and after the voice, so that one hears it begin and end. */
const LOOP_MARGIN_MS = 1_000;

export interface LoopRange {
  readonly startMs: Milliseconds;
  readonly endMs: Milliseconds;
}

/** What *Loop* repeats: the voice and a little around it, or the whole clip while there is no voice. */
export function getLoopRange(placement: Placement | null, clipMs: Milliseconds): LoopRange {
  if (placement === null) return { startMs: 0, endMs: clipMs };
  return getLoopRangeAround(
    { startMs: placement.insertAtMs, endMs: placement.insertAtMs + placement.trimEndMs - placement.trimStartMs },
    clipMs,
  );
}

/** The same of a voice that has been laid in. */
export function getLoopRangeAround(voice: LoopRange, clipMs: Milliseconds): LoopRange {
  const startMs = clamp(voice.startMs - LOOP_MARGIN_MS, 0, clipMs);
  const endMs = clamp(voice.endMs + LOOP_MARGIN_MS, 0, clipMs);
  return endMs > startMs ? { startMs, endMs } : { startMs: 0, endMs: clipMs };
}
