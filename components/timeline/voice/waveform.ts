'use client';

import { useEffect, useState } from 'react';
import { getDevicePixelRatio } from '@/components/timeline/device-pixels';
import type { WaveformSource } from '@/lib/media/open-media';
import { getMaxPeak, getPeaksFrom, type Waveform } from '@/lib/media/waveform/waveform';

const MIN_BAR = 0.03;
const BAR_STEP_PX = 3;
const BAR_PX = 2;

/** Waveform of the recording; `null` until it has been decoded, or if it cannot be. */
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

/** Bars of a whole recording at one zoom level, computed once per zoom level. */
export interface WaveformBars {
  readonly stepMs: number;
  /** Bar heights as shares of the lane's height. */
  readonly heights: Float32Array;
}

/** Scaled so that the loudest bar fills the lane, which makes quiet recordings visible. */
export function computeBars(waveform: Waveform, msPerPx: number): WaveformBars {
  const stepMs = BAR_STEP_PX * msPerPx;
  const finestPeakCount = waveform.levels[0]?.peaks.length ?? 0;
  const count = Math.min(Math.max(1, finestPeakCount * BAR_STEP_PX), Math.max(1, Math.ceil(waveform.durationMs / stepMs)));
  const loudest = Math.max(getMaxPeak(waveform), Number.MIN_VALUE);
  return { stepMs, heights: getPeaksFrom(waveform, 0, stepMs, count).map((peak) => Math.max(MIN_BAR, peak / loudest)) };
}

/** The drawn range of a recording, in pixels from the start of the recording. */
export interface DrawRange {
  readonly fromPx: number;
  readonly toPx: number;
}

/** Several screens wide, and below every browser's canvas limit. */
const MAX_CANVAS_PX = 16_000;

/**
 * The range to draw for a recording that starts at `leftPx` of a lane: the visible range plus a margin of the same width on both sides, so that a drag
 * rarely needs a redraw.
 */
export function getDrawRange(leftPx: number, recordingPx: number, lanePx: number): DrawRange {
  const marginPx = Math.min(lanePx, Math.max(0, MAX_CANVAS_PX / getDevicePixelRatio() - lanePx) / 2);
  const fromPx = Math.max(0, Math.floor(-leftPx - marginPx));
  return { fromPx, toPx: Math.max(fromPx, Math.min(recordingPx, Math.ceil(lanePx - leftPx + marginPx))) };
}

/** Whether the drawn range includes everything that is visible. */
export function coversVisibleRange({ fromPx, toPx }: DrawRange, leftPx: number, recordingPx: number, lanePx: number): boolean {
  const inSightFromPx = Math.min(recordingPx, Math.max(0, -leftPx));
  const inSightToPx = Math.max(0, Math.min(recordingPx, lanePx - leftPx));
  return inSightToPx <= inSightFromPx || (fromPx <= inSightFromPx && toPx >= inSightToPx);
}

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
