/** Timeline arithmetic: conversion between milliseconds and pixels, ticks, snapping and zoom. */

import { clamp, type Milliseconds } from '@/lib/domain/time';

/** The time at the left edge, and the milliseconds per pixel. */
export interface TimelineScale {
  readonly originMs: Milliseconds;
  readonly msPerPx: number;
}

/** In pixels, independent of the zoom. */
const SNAP_DISTANCE_PX = 10;
/** Number of labels that are readable at a glance; the minimum gap is the width of `M:SS.mmm`. */
const TARGET_LABEL_COUNT = 7;
const MIN_LABEL_GAP_PX = 64;
const MAX_LABEL_GAP_PX = 200;
/** The frame rate if it was not measured; most phones and cameras record 30 frames per second. */
const DEFAULT_FRAMES_PER_SECOND = 30;

/** Round tick steps, each with its number of unlabelled parts. */
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

/** The scale at which the clip fills the width. A zero duration or width gives a scale that is still safe to divide by. */
export function fitScale(durationMs: Milliseconds, widthPx: number): TimelineScale {
  return { originMs: 0, msPerPx: Math.max(1, durationMs) / Math.max(1, widthPx) };
}

/** Not rounded, so that edges at the same time are at the same pixel. */
export function msToPx(scale: TimelineScale, ms: Milliseconds): number {
  return (ms - scale.originMs) / scale.msPerPx;
}

/** The integer millisecond under a pixel. */
export function pxToMs(scale: TimelineScale, px: number): Milliseconds {
  return Math.round(scale.originMs + px * scale.msPerPx);
}

export interface Tick {
  readonly atMs: Milliseconds;
  readonly labelled: boolean;
}

/** Returns the finest step whose labels fit at this width; above a minute, whole minutes. */
export function getTickStep(scale: TimelineScale, widthPx: number): { readonly stepMs: Milliseconds; readonly parts: number } {
  const minMs = clamp(widthPx / TARGET_LABEL_COUNT, MIN_LABEL_GAP_PX, MAX_LABEL_GAP_PX) * scale.msPerPx;
  return TICK_STEPS.find(({ stepMs }) => stepMs >= minMs) ?? { stepMs: Math.ceil(minMs / 60_000) * 60_000, parts: 1 };
}

/** Returns every tick between the left edge and `widthPx`, within the clip. */
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
  /** Time of the guide line; `null` if nothing snapped. */
  readonly targetMs: Milliseconds | null;
}

/** Snaps a time to the nearest target within 10 px, on a tie to the earlier one; `bypass` turns snapping off. */
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
 * Moves a time by `frames` on the clip's frame grid; from between two frames, the first step goes to the adjacent frame. Frame times are rounded
 * from their exact values, so repeated steps do not drift.
 */
export function stepFrames(ms: Milliseconds, frames: number, framesPerSecond: number = DEFAULT_FRAMES_PER_SECOND): Milliseconds {
  const frameAt = (index: number) => Math.round((index * 1000) / framesPerSecond);
  const position = (ms * framesPerSecond) / 1000;
  const nearest = Math.round(position);
  const onGrid = frameAt(nearest) === ms;
  const from = onGrid ? nearest : frames > 0 ? Math.floor(position) : Math.ceil(position);
  return Math.max(0, frameAt(from + frames));
}

/** At maximum zoom a pixel is a millisecond, the resolution of all times in the app. */
const MIN_MS_PER_PX = 1;

/** Zooms in by `factor` (out if below 1) and keeps the time at `anchorPx` in place, within the clip. */
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

/** Clamps the view to the clip. */
export function scrollScale(scale: TimelineScale, durationMs: Milliseconds, widthPx: number): TimelineScale {
  const lastOriginMs = Math.max(0, durationMs - widthPx * scale.msPerPx);
  const originMs = Math.min(Math.max(scale.originMs, 0), lastOriginMs);
  return originMs === scale.originMs ? scale : { ...scale, originMs };
}

/** Scrolls so that `ms` is visible near the left edge; unchanged if it is visible already. */
export function revealScale(scale: TimelineScale, ms: Milliseconds, durationMs: Milliseconds, widthPx: number): TimelineScale {
  const atPx = msToPx(scale, ms);
  if (atPx >= 0 && atPx <= widthPx) return scale;
  return scrollScale({ ...scale, originMs: ms - (widthPx * scale.msPerPx) / 8 }, durationMs, widthPx);
}

/** Zoom factor relative to the whole clip, which is 1. */
export function getZoom(scale: TimelineScale, durationMs: Milliseconds, widthPx: number): number {
  return fitScale(durationMs, widthPx).msPerPx / scale.msPerPx;
}

/** The largest value of `getZoom`. */
export function getMaxZoom(durationMs: Milliseconds, widthPx: number): number {
  return Math.max(1, fitScale(durationMs, widthPx).msPerPx / MIN_MS_PER_PX);
}
