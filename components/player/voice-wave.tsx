'use client';

import { useEffect, useRef, useState } from 'react';
import { useTheme } from '@/components/timeline/use-theme';
import { timeRange } from '@/lib/domain/time';
import { loudestOf, peaksFor, type SoundMap } from '@/lib/media/sound-map';

/** The recording that was laid in, and which part of it. */
export interface WaveSource {
  readonly src: string;
  readonly durationMs: number;
  readonly trimStartMs: number;
  readonly trimEndMs: number;
}

const BAR_STEP_PX = 3;
const BAR_PX = 2;
/** Silence is a thin line, and not nothing. */
const LEAST_BAR = 0.05;

/** The part of a voice that is used, as bars over the whole of its box; nothing until it has been read, and where it cannot be. */
export function VoiceWave({ src, trimStartMs, trimEndMs }: WaveSource) {
  'use memo';
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  const [map, setMap] = useState<SoundMap | null>(null);
  useEffect(() => {
    const control = new AbortController();
    readMap(src, control.signal).then(
      (read) => {
        if (!control.signal.aborted) setMap(read);
      },
      () => undefined,
    );
    return () => control.abort();
  }, [src]);

  useEffect(() => {
    const canvas = canvasRef.current;
    if (!canvas || map === null) return;
    void theme;
    const draw = () => drawBars(canvas, map, trimStartMs, trimEndMs);
    draw();
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(draw);
    observer.observe(canvas);
    return () => observer.disconnect();
  }, [map, trimStartMs, trimEndMs, theme]);

  return <canvas ref={canvasRef} aria-hidden data-part="voice-wave" data-read={map !== null} className="size-full text-accent" />;
}

async function readMap(src: string, signal: AbortSignal): Promise<SoundMap | null> {
  const response = await fetch(src, { signal });
  if (!response.ok) return null;
  const [file, { openMedia }] = await Promise.all([response.blob(), import('@/lib/media/open-media')]);
  if (signal.aborted) return null;
  const media = openMedia(file);
  try {
    return await media.soundMap();
  } finally {
    media.close();
  }
}

function drawBars(canvas: HTMLCanvasElement, map: SoundMap, trimStartMs: number, trimEndMs: number): void {
  const context = canvas.getContext('2d');
  const { clientWidth: widthPx, clientHeight: heightPx } = canvas;
  if (!context || widthPx === 0) return;
  const density = window.devicePixelRatio || 1;
  canvas.width = Math.round(widthPx * density);
  canvas.height = Math.round(heightPx * density);
  context.setTransform(density, 0, 0, density, 0, 0);
  context.fillStyle = getComputedStyle(canvas).color;
  const bars = Math.floor(widthPx / BAR_STEP_PX);
  if (bars === 0) return;
  const loudest = Math.max(loudestOf(map), Number.MIN_VALUE);
  for (const [bar, peak] of peaksFor(map, timeRange(trimStartMs, trimEndMs), bars).entries()) {
    const barPx = Math.max(LEAST_BAR, peak / loudest) * heightPx;
    context.fillRect(bar * BAR_STEP_PX, (heightPx - barPx) / 2, BAR_PX, barPx);
  }
}
