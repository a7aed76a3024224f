'use client';

import { useEffect, useState } from 'react';
import type { Placement } from '@/lib/domain/placement';
import { msToPx, type TimelineScale } from '@/lib/domain/timeline-scale';
import { readPeaks } from '@/lib/media/peaks';

/** Fine enough for the closest look that shows more than a syllable, and a minute of it is a few thousand numbers. */
const PEAK_MS = 10;
const LEAST_BAR = 0.03;
const BAR_STEP_PX = 3;
const BAR_PX = 2;

/** The recording's peaks, one in every 10 ms, once they have been read; `null` before, and where they cannot be. */
export function usePeaks(src: string | null, durationMs: number): readonly number[] | null {
  const [read, setRead] = useState<{ readonly src: string; readonly peaks: readonly number[] | null } | null>(null);
  useEffect(() => {
    if (src === null) return;
    const control = new AbortController();
    void readPeaks(src, Math.max(1, Math.ceil(durationMs / PEAK_MS)), control.signal).then((peaks) => {
      if (!control.signal.aborted) setRead({ src, peaks });
    });
    return () => control.abort();
  }, [src, durationMs]);
  return read !== null && read.src === src ? read.peaks : null;
}

/** The bars of a whole recording at one zoom: computed once, then only drawn. */
export interface WaveBars {
  readonly stepMs: number;
  /** Height of each as a share of the lane. */
  readonly heights: Float32Array;
}

export function barsAt(peaks: readonly number[], durationMs: number, msPerPx: number): WaveBars {
  const stepMs = BAR_STEP_PX * msPerPx;
  const count = Math.min(peaks.length * BAR_STEP_PX, Math.max(1, Math.ceil(durationMs / stepMs)));
  const perMs = peaks.length / Math.max(1, durationMs);
  const heights = new Float32Array(count);
  for (let bar = 0; bar < count; bar += 1) {
    const from = Math.floor(bar * stepMs * perMs);
    const to = Math.min(peaks.length, Math.max(from + 1, Math.floor((bar + 1) * stepMs * perMs)));
    let height = LEAST_BAR;
    for (let index = from; index < to; index += 1) height = Math.max(height, peaks[index] ?? 0);
    heights[bar] = height;
  }
  return { stepMs, heights };
}

export interface WaveColours {
  readonly used: string;
  readonly ghost: string;
}

/** Draws what is in sight of a recording at its place: the part used in one colour, what is cut off in another. */
export function drawWave(
  canvas: HTMLCanvasElement,
  bars: WaveBars,
  placement: Placement,
  scale: TimelineScale,
  widthPx: number,
  heightPx: number,
  colours: WaveColours,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const density = window.devicePixelRatio || 1;
  const width = Math.round(widthPx * density);
  const height = Math.round(heightPx * density);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, widthPx, heightPx);
  const leftPx = msToPx(scale, placement.insertAtMs - placement.trimStartMs);
  const first = Math.max(0, Math.floor(-leftPx / BAR_STEP_PX));
  const last = Math.min(bars.heights.length - 1, Math.ceil((widthPx - leftPx) / BAR_STEP_PX));
  for (const isUsed of [false, true]) {
    context.fillStyle = isUsed ? colours.used : colours.ghost;
    for (let bar = first; bar <= last; bar += 1) {
      const atMs = (bar + 0.5) * bars.stepMs;
      if ((atMs >= placement.trimStartMs && atMs < placement.trimEndMs) !== isUsed) continue;
      const barPx = (bars.heights[bar] ?? 0) * heightPx;
      context.fillRect(leftPx + bar * BAR_STEP_PX, (heightPx - barPx) / 2, BAR_PX, barPx);
    }
  }
}
