/** How a second video keeps to the first one's time, and how two pictures share a room: arithmetic only. */

import { clamp, type Milliseconds } from './time';

/** A quarter of a frame at 25 a second: nearer than this the two are together. */
const TOGETHER_MS = 8;
/** Beyond this nobody waits for it to catch up: both are put to the same moment and start anew. */
const LOST_MS = 200;
/** A drift is to be made good in about this time; a frame's worth in a few frames. */
const CATCH_UP_MS = 160;
/** The second video's speed is bent by at most this share. It is muted, so nobody hears it. */
const MOST_BEND = 0.4;
/** Each change of speed costs the decoder a little; a finer one would not be seen. */
const BEND_STEP = 0.02;

export type TwinStep = { readonly kind: 'rate'; readonly rate: number } | { readonly kind: 'align' };

/** What the second video does now. `driftMs` is how far it is ahead, in the videos' own time; `rate` is the first one's speed. */
export function keepTogether(driftMs: Milliseconds, rate: number): TwinStep {
  if (!(Math.abs(driftMs) <= LOST_MS * Math.max(1, rate))) return { kind: 'align' };
  if (Math.abs(driftMs) <= TOGETHER_MS) return { kind: 'rate', rate };
  const bend = clamp(driftMs / CATCH_UP_MS, -MOST_BEND, MOST_BEND);
  return { kind: 'rate', rate: rate * (1 - Math.round(bend / BEND_STEP) * BEND_STEP) };
}

/** Whether two pictures of this shape (width by height) are larger one beside the other than one above the other. */
export function fitsBeside(roomWidth: number, roomHeight: number, ratio: number): boolean {
  const widthIn = (width: number, height: number) => Math.min(width, height * ratio);
  return widthIn(roomWidth / 2, roomHeight) >= widthIn(roomWidth, roomHeight / 2);
}
