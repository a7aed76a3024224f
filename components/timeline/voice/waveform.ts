'use client';

import { useEffect, useState } from 'react';
import { getDevicePixelRatio } from '@/components/timeline/device-pixels';
import type { WaveformSource } from '@/lib/media/open-media';
import { getMaxPeak, getPeaksFrom, type Waveform } from '@/lib/media/waveform/waveform';

const MIN_BAR = 0.03;
const BAR_STEP_PX = 3;
const BAR_PX = 2;

/** How loud the recording is along its length, once it has been listened through; `null` before, and where it cannot be. */
export function useWaveform(media: WaveformSource | null): Waveform | null {
  'use memo';
  const [loaded, setLoaded] = useState<{ readonly media: WaveformSource; readonly waveform: Waveform | null } | null>(null);
  useEffect(() => {
    if (media === null) return;
    let isCancelled = false;
    media.waveform().then(
      (waveform) => {
        if (!isCancelled) setLoaded({ media, waveform });
      },
      () => undefined,
    );
    return () => {
      isCancelled = true;
    };
  }, [media]);
  return loaded !== null && loaded.media === media ? loaded.waveform : null;
}

/** The bars of a whole recording at one zoom: computed once, then only drawn. */
export interface WaveformBars {
  readonly stepMs: number;
  /** Height of each as a share of the lane. */
  readonly heights: Float32Array;
}

/** The loudest moment of all fills the lane: a quiet recording is seen as well as a loud one. */
export function computeBars(waveform: Waveform, msPerPx: number): WaveformBars {
  const stepMs = BAR_STEP_PX * msPerPx;
  const finestPeakCount = waveform.levels[0]?.peaks.length ?? 0;
  const count = Math.min(Math.max(1, finestPeakCount * BAR_STEP_PX), Math.max(1, Math.ceil(waveform.durationMs / stepMs)));
  const loudest = Math.max(getMaxPeak(waveform), Number.MIN_VALUE);
  return { stepMs, heights: getPeaksFrom(waveform, 0, stepMs, count).map((peak) => Math.max(MIN_BAR, peak / loudest)) };
}

/** What of a recording a canvas shows, in pixels from the recording's own beginning. */
export interface DrawRange {
  readonly fromPx: number;
  readonly toPx: number;
}

/** Wide enough for a few screens, and within what every browser gives a canvas. */
const MAX_CANVAS_PX = 16_000;

/**
 * What to draw of a recording whose beginning stands at `leftPx` of a lane: what is in sight, and as much again on both sides, so that it can
 * be moved a long way before it has to be drawn anew.
 */
export function getDrawRange(leftPx: number, recordingPx: number, lanePx: number): DrawRange {
  const marginPx = Math.min(lanePx, Math.max(0, MAX_CANVAS_PX / getDevicePixelRatio() - lanePx) / 2);
  const fromPx = Math.max(0, Math.floor(-leftPx - marginPx));
  return { fromPx, toPx: Math.max(fromPx, Math.min(recordingPx, Math.ceil(lanePx - leftPx + marginPx))) };
}

/** Whether all of a recording that is in sight has been drawn. */
export function coversVisibleRange({ fromPx, toPx }: DrawRange, leftPx: number, recordingPx: number, lanePx: number): boolean {
  const inSightFromPx = Math.min(recordingPx, Math.max(0, -leftPx));
  const inSightToPx = Math.max(0, Math.min(recordingPx, lanePx - leftPx));
  return inSightToPx <= inSightFromPx || (fromPx <= inSightFromPx && toPx >= inSightToPx);
}

/** Draws a stretch of a recording in one colour, as wide as it is. */
export function drawWaveform(
  canvas: HTMLCanvasElement,
  bars: WaveformBars,
  { fromPx, toPx }: DrawRange,
  heightPx: number,
  colour: string,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const widthPx = toPx - fromPx;
  canvas.width = Math.ceil(widthPx * getDevicePixelRatio());
  canvas.height = Math.ceil(heightPx * getDevicePixelRatio());
  canvas.style.width = `${widthPx}px`;
  context.setTransform(getDevicePixelRatio(), 0, 0, getDevicePixelRatio(), 0, 0);
  context.fillStyle = colour;
  const first = Math.max(0, Math.floor(fromPx / BAR_STEP_PX));
  const last = Math.min(bars.heights.length - 1, Math.ceil(toPx / BAR_STEP_PX));
  for (let bar = first; bar <= last; bar += 1) {
    const barPx = (bars.heights[bar] ?? 0) * heightPx;
    context.fillRect(bar * BAR_STEP_PX - fromPx, (heightPx - barPx) / 2, BAR_PX, barPx);
  }
}
