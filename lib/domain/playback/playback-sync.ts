/** Keeps a second video in sync with the first, and chooses the layout of two videos. Pure functions. */

import { clamp, type Milliseconds } from '@/lib/domain/time';

/** A quarter of a frame at 25 frames per second; a smaller drift counts as in sync. */
const DRIFT_TOLERANCE_MS = 8;
/** A larger drift is corrected by a seek instead of a rate change. */
const MAX_CORRECTABLE_DRIFT_MS = 200;
/** Approximate time in which a drift is corrected. */
const CORRECTION_TIME_MS = 160;
/** Largest change of the playback rate. The second video is muted, so the change is inaudible. */
const MAX_RATE_CHANGE = 0.4;
/** Each rate change costs the decoder some time, and finer steps are invisible. */
const RATE_STEP = 0.02;

export type CompanionCorrection = { readonly kind: 'rate'; readonly rate: number } | { readonly kind: 'align' };

/** Returns the next correction for the second video. `driftMs` is how far it is ahead in video time; `rate` is the first video's playback rate. */
export function correctCompanionDrift(driftMs: Milliseconds, rate: number): CompanionCorrection {
  if (!(Math.abs(driftMs) <= MAX_CORRECTABLE_DRIFT_MS * Math.max(1, rate))) return { kind: 'align' };
  if (Math.abs(driftMs) <= DRIFT_TOLERANCE_MS) return { kind: 'rate', rate };
  const rateChange = clamp(driftMs / CORRECTION_TIME_MS, -MAX_RATE_CHANGE, MAX_RATE_CHANGE);
  return { kind: 'rate', rate: rate * (1 - Math.round(rateChange / RATE_STEP) * RATE_STEP) };
}

/** Whether two frames of this aspect ratio (width / height) are larger side by side than one above the other. */
export function fitsSideBySide(availableWidth: number, availableHeight: number, ratio: number): boolean {
  const getFittedWidth = (width: number, height: number) => Math.min(width, height * ratio);
  return getFittedWidth(availableWidth / 2, availableHeight) >= getFittedWidth(availableWidth, availableHeight / 2);
}
