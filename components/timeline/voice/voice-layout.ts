import type { Placement } from '@/lib/domain/placement';
import { clamp, type Milliseconds } from '@/lib/domain/time';
import { msToPx, type TimelineScale } from '@/lib/domain/timeline/timeline-scale';

/** A handle is drawn this wide. */
export const HANDLE_PX = 18;
/** What stays free between two handles: the least that a hand can take hold of (24 px, WCAG 2.5.8), and one more, because edges are drawn on whole pixels. */
const MIN_TARGET_PX = 24 + 1;
/** How far beside the lane a tab may stand: a phone's margin. */
const MAX_OVERHANG_PX = 16;

interface PixelBox {
  readonly leftPx: number;
  readonly widthPx: number;
}

export interface VoiceLayout {
  /** The whole recording, what is cut off with it. */
  readonly ghost: PixelBox;
  /** What is used of it. */
  readonly body: PixelBox;
  /** Left edges of the handles; `null` where an end is scrolled out of sight. */
  readonly startPx: number | null;
  readonly endPx: number | null;
  /** The voice is too narrow to hold its handles: they stand beside it as tabs, so that it can be seen and taken hold of itself. */
  readonly isNarrow: boolean;
  /** How far beyond what is drawn the body is there for a hand, on each side; below zero where a handle covers some of it. */
  readonly reach: { readonly startPx: number; readonly endPx: number };
}

/** Where everything of a placed voice stands in a lane. Of a placement that the rules refuse, an end may lie beyond the clip: its handle stays within reach. */
export function voiceLayout(placement: Placement, voiceMs: Milliseconds, scale: TimelineScale, lanePx: number): VoiceLayout {
  const { insertAtMs, trimStartMs, trimEndMs } = placement;
  const leftPx = msToPx(scale, insertAtMs);
  const widthPx = Math.max(0, trimEndMs - trimStartMs) / scale.msPerPx;
  const rightPx = leftPx + widthPx;
  const isNarrow = widthPx < 2 * HANDLE_PX + MIN_TARGET_PX;
  const handles = isNarrow
    ? getOutsideHandles(leftPx, rightPx, lanePx)
    : { startPx: clampHandleX(leftPx, lanePx), endPx: clampHandleX(rightPx - HANDLE_PX, lanePx) };
  /** In a closer look an end that is scrolled out of sight is not there to be taken hold of. */
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

/** One on each side of what is drawn, and a whole target between them, also where the end of the clip pushes one of them in. */
function getOutsideHandles(leftPx: number, rightPx: number, lanePx: number): { readonly startPx: number; readonly endPx: number } {
  const handleDistancePx = HANDLE_PX + MIN_TARGET_PX;
  const sparePx = Math.max(0, (MIN_TARGET_PX - (rightPx - leftPx)) / 2);
  const preferredStartPx = clampHandleX(leftPx - sparePx - HANDLE_PX, lanePx, MAX_OVERHANG_PX);
  const endPx = clampHandleX(Math.max(rightPx + sparePx, preferredStartPx + handleDistancePx), lanePx, MAX_OVERHANG_PX);
  return { startPx: Math.min(preferredStartPx, endPx - handleDistancePx), endPx };
}
