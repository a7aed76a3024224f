/** The timeline's arithmetic: milliseconds to pixels and back, where ticks stand, what a dragged edge snaps to. */

import { clamp, type Milliseconds } from '@/lib/domain/time';

/** Which moment stands at the left edge, and how much time one pixel shows. */
export interface TimelineScale {
  readonly originMs: Milliseconds;
  readonly msPerPx: number;
}

/** How near, in pixels at any zoom, an edge must come to be caught. */
const SNAP_DISTANCE_PX = 10;
/** As many labels are read at a glance; each has at least the room that `M:SS.mmm` needs, and never more than keeps an eye on its way. */
const TARGET_LABEL_COUNT = 7;
const MIN_LABEL_GAP_PX = 64;
const MAX_LABEL_GAP_PX = 200;
/** What a frame is taken to last where nobody measured it; most phones and cameras record 30 a second. */
const ASSUMED_FRAMES_PER_SECOND = 30;

/** Steps that people count in; each divides into the given number of unlabelled parts. */
const TICK_STEPS: readonly { readonly stepMs: Milliseconds; readonly parts: number }[] = [
  { stepMs: 10, parts: 2 },
  { stepMs: 20, parts: 2 },
  { stepMs: 50, parts: 5 },
  { stepMs: 100, parts: 5 },
  { stepMs: 200, parts: 4 },
  { stepMs: 500, parts: 5 },
  { stepMs: 1_000, parts: 5 },
  { stepMs: 2_000, parts: 4 },
  { stepMs: 5_000, parts: 5 },
  { stepMs: 10_000, parts: 5 },
  { stepMs: 15_000, parts: 3 },
  { stepMs: 30_000, parts: 6 },
  { stepMs: 60_000, parts: 6 },
];

/** The scale at which the whole clip just fills the width. A clip or a width of nothing gets a scale that still divides. */
export function fitScale(durationMs: Milliseconds, widthPx: number): TimelineScale {
  return { originMs: 0, msPerPx: Math.max(1, durationMs) / Math.max(1, widthPx) };
}

/** Unrounded: two edges that touch in time must touch on the screen. */
export function msToPx(scale: TimelineScale, ms: Milliseconds): number {
  return (ms - scale.originMs) / scale.msPerPx;
}

/** The whole millisecond under a pixel. */
export function pxToMs(scale: TimelineScale, px: number): Milliseconds {
  return Math.round(scale.originMs + px * scale.msPerPx);
}

export interface Tick {
  readonly atMs: Milliseconds;
  readonly labelled: boolean;
}

/** The finest step whose labels do not crowd a timeline of this width; beyond a minute, whole minutes. */
export function getTickStep(scale: TimelineScale, widthPx: number): { readonly stepMs: Milliseconds; readonly parts: number } {
  const minMs = clamp(widthPx / TARGET_LABEL_COUNT, MIN_LABEL_GAP_PX, MAX_LABEL_GAP_PX) * scale.msPerPx;
  return TICK_STEPS.find(({ stepMs }) => stepMs >= minMs) ?? { stepMs: Math.ceil(minMs / 60_000) * 60_000, parts: 1 };
}

/** Every tick between the left edge and `widthPx`, from 0 to the clip's end. */
export function getTicks(scale: TimelineScale, widthPx: number, durationMs: Milliseconds): readonly Tick[] {
  const { stepMs, parts } = getTickStep(scale, widthPx);
  const partMs = stepMs / parts;
  const first = Math.max(0, Math.ceil(scale.originMs / partMs));
  const last = Math.floor(Math.min(durationMs, scale.originMs + widthPx * scale.msPerPx) / partMs);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => ({
    atMs: (first + index) * partMs,
    labelled: (first + index) % parts === 0,
  }));
}

export interface Snap {
  readonly ms: Milliseconds;
  /** Where the guide line stands; `null` when nothing caught it. */
  readonly targetMs: Milliseconds | null;
}

/** Draws a time to the nearest target within 10 px; of two equally near ones, to the earlier. `bypass` lets it go where it is put. */
export function snap(scale: TimelineScale, ms: Milliseconds, targetsMs: readonly Milliseconds[], bypass = false): Snap {
  const snapDistanceMs = SNAP_DISTANCE_PX * scale.msPerPx;
  let nearest: Milliseconds | null = null;
  for (const targetMs of bypass ? [] : targetsMs) {
    const distance = Math.abs(targetMs - ms);
    if (!(distance <= snapDistanceMs)) continue;
    const best = nearest === null ? Number.POSITIVE_INFINITY : Math.abs(nearest - ms);
    if (distance < best || (distance === best && nearest !== null && targetMs < nearest)) nearest = targetMs;
  }
  return { ms: nearest ?? ms, targetMs: nearest };
}

/**
 * The time `frames` frames on (or back, if negative), on the clip's grid of frames; from between two frames the first step goes to the next one.
 * A frame's time is its exact one rounded to the millisecond, so steps never drift.
 */
export function stepFrames(ms: Milliseconds, frames: number, framesPerSecond: number = ASSUMED_FRAMES_PER_SECOND): Milliseconds {
  const frameAt = (index: number) => Math.round((index * 1000) / framesPerSecond);
  const position = (ms * framesPerSecond) / 1000;
  const nearest = Math.round(position);
  const onGrid = frameAt(nearest) === ms;
  const from = onGrid ? nearest : frames > 0 ? Math.floor(position) : Math.ceil(position);
  return Math.max(0, frameAt(from + frames));
}

/** At the closest look a pixel is a millisecond: nothing in this app is finer. */
const MIN_MS_PER_PX = 1;

/** The same view, closer by `factor` (or further off, below 1), with the moment at `anchorPx` staying where it is. Never beyond the clip. */
export function zoomScale(
  scale: TimelineScale,
  factor: number,
  anchorPx: number,
  durationMs: Milliseconds,
  widthPx: number,
): TimelineScale {
  const fit = fitScale(durationMs, widthPx);
  const msPerPx = Math.min(Math.max(scale.msPerPx / factor, Math.min(MIN_MS_PER_PX, fit.msPerPx)), fit.msPerPx);
  const anchorMs = scale.originMs + anchorPx * scale.msPerPx;
  return scrollScale({ originMs: anchorMs - anchorPx * msPerPx, msPerPx }, durationMs, widthPx);
}

/** The nearest view that shows nothing before the clip's beginning and, where the clip is long enough, nothing after its end. */
export function scrollScale(scale: TimelineScale, durationMs: Milliseconds, widthPx: number): TimelineScale {
  const lastOriginMs = Math.max(0, durationMs - widthPx * scale.msPerPx);
  const originMs = Math.min(Math.max(scale.originMs, 0), lastOriginMs);
  return originMs === scale.originMs ? scale : { ...scale, originMs };
}

/** A view that shows `ms`: the same one where it does already, else one that has it near the left edge. */
export function revealScale(scale: TimelineScale, ms: Milliseconds, durationMs: Milliseconds, widthPx: number): TimelineScale {
  const atPx = msToPx(scale, ms);
  if (atPx >= 0 && atPx <= widthPx) return scale;
  return scrollScale({ ...scale, originMs: ms - (widthPx * scale.msPerPx) / 8 }, durationMs, widthPx);
}

/** How much closer than the whole clip one looks; 1 is all of it. */
export function getZoom(scale: TimelineScale, durationMs: Milliseconds, widthPx: number): number {
  return fitScale(durationMs, widthPx).msPerPx / scale.msPerPx;
}

/** The most that `getZoom` can be. */
export function getMaxZoom(durationMs: Milliseconds, widthPx: number): number {
  return Math.max(1, fitScale(durationMs, widthPx).msPerPx / MIN_MS_PER_PX);
}
