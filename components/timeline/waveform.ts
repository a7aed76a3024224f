'use client';

import { useEffect, useState } from 'react';
import type { Heard } from '@/lib/media/open-media';
import { loudestOf, peaksFrom, type SoundMap } from '@/lib/media/sound-map';
import { density } from './pixels';

const LEAST_BAR = 0.03;
const BAR_STEP_PX = 3;
const BAR_PX = 2;

/** How loud the recording is along its length, once it has been listened through; `null` before, and where it cannot be. */
export function useSoundMap(media: Heard | null): SoundMap | null {
  'use memo';
  const [heard, setHeard] = useState<{ readonly media: Heard; readonly map: SoundMap | null } | null>(null);
  useEffect(() => {
    if (media === null) return;
    let gone = false;
    media.soundMap().then(
      (map) => {
        if (!gone) setHeard({ media, map });
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [media]);
  return heard !== null && heard.media === media ? heard.map : null;
}

/** The bars of a whole recording at one zoom: computed once, then only drawn. */
export interface WaveBars {
  readonly stepMs: number;
  /** Height of each as a share of the lane. */
  readonly heights: Float32Array;
}

/** The loudest moment of all fills the lane: a quiet recording is seen as well as a loud one. */
export function barsAt(map: SoundMap, msPerPx: number): WaveBars {
  const stepMs = BAR_STEP_PX * msPerPx;
  const finest = map.levels[0]?.peaks.length ?? 0;
  const count = Math.min(Math.max(1, finest * BAR_STEP_PX), Math.max(1, Math.ceil(map.durationMs / stepMs)));
  const loudest = Math.max(loudestOf(map), Number.MIN_VALUE);
  return { stepMs, heights: peaksFrom(map, 0, stepMs, count).map((peak) => Math.max(LEAST_BAR, peak / loudest)) };
}

/** What of a recording a canvas shows, in pixels from the recording's own beginning. */
export interface WaveStretch {
  readonly fromPx: number;
  readonly toPx: number;
}

/** Wide enough for a few screens, and within what every browser gives a canvas. */
const WIDEST_PX = 16_000;

/**
 * What to draw of a recording whose beginning stands at `leftPx` of a lane: what is in sight, and as much again on both sides, so that it can
 * be moved a long way before it has to be drawn anew.
 */
export function stretchAround(leftPx: number, recordingPx: number, lanePx: number): WaveStretch {
  const roomPx = Math.min(lanePx, Math.max(0, WIDEST_PX / density() - lanePx) / 2);
  const fromPx = Math.max(0, Math.floor(-leftPx - roomPx));
  return { fromPx, toPx: Math.max(fromPx, Math.min(recordingPx, Math.ceil(lanePx - leftPx + roomPx))) };
}

/** Whether all of a recording that is in sight has been drawn. */
export function covers({ fromPx, toPx }: WaveStretch, leftPx: number, recordingPx: number, lanePx: number): boolean {
  const inSightFromPx = Math.min(recordingPx, Math.max(0, -leftPx));
  const inSightToPx = Math.max(0, Math.min(recordingPx, lanePx - leftPx));
  return inSightToPx <= inSightFromPx || (fromPx <= inSightFromPx && toPx >= inSightToPx);
}

/** Draws a stretch of a recording in one colour, as wide as it is. */
export function drawWave(canvas: HTMLCanvasElement, bars: WaveBars, { fromPx, toPx }: WaveStretch, heightPx: number, colour: string): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const widthPx = toPx - fromPx;
  canvas.width = Math.ceil(widthPx * density());
  canvas.height = Math.ceil(heightPx * density());
  canvas.style.width = `${widthPx}px`;
  context.setTransform(density(), 0, 0, density(), 0, 0);
  context.fillStyle = colour;
  const first = Math.max(0, Math.floor(fromPx / BAR_STEP_PX));
  const last = Math.min(bars.heights.length - 1, Math.ceil(toPx / BAR_STEP_PX));
  for (let bar = first; bar <= last; bar += 1) {
    const barPx = (bars.heights[bar] ?? 0) * heightPx;
    context.fillRect(bar * BAR_STEP_PX - fromPx, (heightPx - barPx) / 2, BAR_PX, barPx);
  }
}
