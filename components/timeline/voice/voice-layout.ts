import type { Placement } from '@/lib/domain/placement';
import { clamp, type Milliseconds } from '@/lib/domain/time';
import { msToPx, type TimelineScale } from '@/lib/domain/timeline/timeline-scale';

export const HANDLE_PX = 18;
/** Minimum gap between two handles: a 24 px target (WCAG 2.5.8), plus 1 px because edges are rounded to whole pixels. */
const MIN_TARGET_PX = 24 + 1;
/** How far a tab may extend beyond the lane: the page margin on a phone. */
const MAX_OVERHANG_PX = 16;

interface PixelBox {
  readonly leftPx: number;
  readonly widthPx: number;
}

export interface VoiceLayout {
  /** The whole recording, including its trimmed parts. */
  readonly ghost: PixelBox;
  /** The used part. */
  readonly body: PixelBox;
  /** Left edges of the handles; `null` if an end is scrolled out of the visible range. */
  readonly startPx: number | null;
  readonly endPx: number | null;
  /** The voice is too narrow for handles inside it, so they are tabs outside, and the body stays draggable. */
  readonly isNarrow: boolean;
  /** How far the body's target extends beyond the drawn body on each side; negative where a handle covers it. */
  readonly reach: { readonly startPx: number; readonly endPx: number };
}

/** Positions of a placed voice in a lane. In an invalid placement an end may be beyond the clip; its handle then stays inside the lane's reach. */
export function voiceLayout(placement: Placement, voiceMs: Milliseconds, scale: TimelineScale, lanePx: number): VoiceLayout {
  const { insertAtMs, trimStartMs, trimEndMs } = placement;
  const leftPx = msToPx(scale, insertAtMs);
  const widthPx = Math.max(0, trimEndMs - trimStartMs) / scale.msPerPx;
  const rightPx = leftPx + widthPx;
  const isNarrow = widthPx < 2 * HANDLE_PX + MIN_TARGET_PX;
  const handles = isNarrow
    ? getOutsideHandles(leftPx, rightPx, lanePx)
    : { startPx: clampHandleX(leftPx, lanePx), endPx: clampHandleX(rightPx - HANDLE_PX, lanePx) };
  /** When zoomed in, an end outside the visible range has no handle. */
  const isVisible = (px: number) => scale.originMs <= 0 || (px >= -HANDLE_PX && px <= lanePx + HANDLE_PX);
  return {
    ghost: { leftPx: msToPx(scale, insertAtMs - trimStartMs), widthPx: voiceMs / scale.msPerPx },
    body: { leftPx, widthPx },
    startPx: isVisible(leftPx) ? handles.startPx : null,
    endPx: isVisible(rightPx) ? handles.endPx : null,
    isNarrow,
    reach: isNarrow ? { startPx: leftPx - handles.startPx - HANDLE_PX, endPx: handles.endPx - rightPx } : { startPx: 0, endPx: 0 },
  };
}

function clampHandleX(px: number, lanePx: number, marginPx = 0): number {
  return clamp(px, -marginPx, Math.max(0, lanePx + marginPx - HANDLE_PX));
}

/** Puts one tab on each side, with a whole target between them even where the end of the clip pushes a tab inwards. */
function getOutsideHandles(leftPx: number, rightPx: number, lanePx: number): { readonly startPx: number; readonly endPx: number } {
  const handleDistancePx = HANDLE_PX + MIN_TARGET_PX;
  const sparePx = Math.max(0, (MIN_TARGET_PX - (rightPx - leftPx)) / 2);
  const preferredStartPx = clampHandleX(leftPx - sparePx - HANDLE_PX, lanePx, MAX_OVERHANG_PX);
  const endPx = clampHandleX(Math.max(rightPx + sparePx, preferredStartPx + handleDistancePx), lanePx, MAX_OVERHANG_PX);
  return { startPx: Math.min(preferredStartPx, endPx - handleDistancePx), endPx };
}
