/** The faces that the simulator reports, derived from the video's length alone, so that tests can predict them. */

import type { Milliseconds } from '@/lib/domain/time';

export interface SimulatedFace {
  /** Counted from "0", as in upstream's own sample. */
  readonly faceId: string;
  readonly startMs: Milliseconds;
  /** As reported: `END_OVERSHOOT_MS` after the true end, as upstream's are. */
  readonly endMs: Milliseconds;
}

/** "A few milliseconds later than the true end" (specification). */
export const END_OVERSHOOT_MS = 4;
/** Video lengths from which two and three faces are reported. */
const TWO_FACES_FROM_MS = 20_000;
const THREE_FACES_FROM_MS = 40_000;
/** The third is on screen too briefly to be used, so that this case occurs in practice mode. */
const BRIEF_FACE_MS = 1_500;

const MIN_USABLE_MS = 2_000;

/**
 * Below 20 s one face, seen from 1/18 of the video to as much before its end (0.5 s to 8.5 s of 9 s), and always for at least 2 s.
 * From 20 s on a second one: the first speaks in the first part, the second in the last, with a moment in which both do.
 * From 40 s on a third one, for 1.5 s in the middle.
 */
export function simulateFaces(durationMs: Milliseconds): SimulatedFace[] {
  const at = (share: number) => Math.round(durationMs * share);
  if (durationMs < TWO_FACES_FROM_MS) {
    const margin = Math.max(0, Math.min(at(1 / 18), Math.floor((durationMs - MIN_USABLE_MS) / 2)));
    return [face(0, margin, durationMs - margin, durationMs)];
  }
  const two = [face(0, at(1 / 18), at(0.56), durationMs), face(1, at(0.5), at(17 / 18), durationMs)];
  if (durationMs < THREE_FACES_FROM_MS) return two;
  const briefStartMs = at(0.5) - BRIEF_FACE_MS / 2;
  return [...two, face(2, briefStartMs, briefStartMs + BRIEF_FACE_MS, durationMs)];
}

function face(index: number, startMs: Milliseconds, trueEndMs: Milliseconds, durationMs: Milliseconds): SimulatedFace {
  return { faceId: String(index), startMs, endMs: Math.min(trueEndMs + END_OVERSHOOT_MS, durationMs) };
}
