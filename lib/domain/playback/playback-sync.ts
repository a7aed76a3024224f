/** How a second video keeps to the first one's time, and how two pictures share a room: arithmetic only. */

import { clamp, type Milliseconds } from '@/lib/domain/time';

/** A quarter of a frame at 25 a second: nearer than this the two are together. */
const DRIFT_TOLERANCE_MS = 8;
/** Beyond this nobody waits for it to catch up: both are put to the same moment and start anew. */
const MAX_CORRECTABLE_DRIFT_MS = 200;
/** A drift is to be made good in about this time; a frame's worth in a few frames. */
const CORRECTION_TIME_MS = 160;
/** The second video's speed is bent by at most this share. It is muted, so nobody hears it. */
const MAX_RATE_CHANGE = 0.4;
/** Each change of speed costs the decoder a little; a finer one would not be seen. */
const RATE_STEP = 0.02;

export type CompanionCorrection = { readonly kind: 'rate'; readonly rate: number } | { readonly kind: 'align' };

/** What the second video does now. `driftMs` is how far it is ahead, in the videos' own time; `rate` is the first one's speed. */
export function correctCompanionDrift(driftMs: Milliseconds, rate: number): CompanionCorrection {
  if (!(Math.abs(driftMs) <= MAX_CORRECTABLE_DRIFT_MS * Math.max(1, rate))) return { kind: 'align' };
  if (Math.abs(driftMs) <= DRIFT_TOLERANCE_MS) return { kind: 'rate', rate };
  const rateChange = clamp(driftMs / CORRECTION_TIME_MS, -MAX_RATE_CHANGE, MAX_RATE_CHANGE);
  return { kind: 'rate', rate: rate * (1 - Math.round(rateChange / RATE_STEP) * RATE_STEP) };
}

/** Whether two pictures of this shape (width by height) are larger one beside the other than one above the other. */
export function fitsSideBySide(availableWidth: number, availableHeight: number, ratio: number): boolean {
  const getFittedWidth = (width: number, height: number) => Math.min(width, height * ratio);
  return getFittedWidth(availableWidth / 2, availableHeight) >= getFittedWidth(availableWidth, availableHeight / 2);
}
