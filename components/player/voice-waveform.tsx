'use client';

import { useEffect, useRef, useState } from 'react';
import { useThemeVersion } from '@/components/hooks/use-theme-version';
import { createTimeRange } from '@/lib/domain/time';
import { getMaxPeak, getPeaks, type Waveform } from '@/lib/media/waveform/waveform';

/** The recording, and the part of it that was used. */
export interface WaveformSource {
  readonly src: string;
  readonly durationMs: number;
  readonly trimStartMs: number;
  readonly trimEndMs: number;
}

const BAR_STEP_PX = 3;
const BAR_PX = 2;
/** Minimum bar height, so that silence shows as a thin line. */
const MIN_BAR = 0.05;

/** Waveform of the used part of a voice; empty until it is decoded, or if it cannot be. */
export function VoiceWaveform({ src, trimStartMs, trimEndMs }: WaveformSource) {
  'use memo';
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const theme = useThemeVersion();
  const [waveform, setWaveform] = useState<Waveform | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    readWaveform(src, controller.signal).then(
      (loaded) => {
        if (!controller.signal.aborted) setWaveform(loaded);
      },
      () => undefined,
    );
    return () => controller.abort();
  }, [src]);

  useEffect(() => {
    const canvas = canvasRef.current;
    if (!canvas || waveform === null) return;
    void theme;
    const draw = () => drawBars(canvas, waveform, trimStartMs, trimEndMs);
    draw();
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(draw);
    observer.observe(canvas);
    return () => observer.disconnect();
  }, [waveform, trimStartMs, trimEndMs, theme]);

  return <canvas ref={canvasRef} aria-hidden data-part="voice-wave" data-read={waveform !== null} className="size-full text-accent" />;
}

async function readWaveform(src: string, signal: AbortSignal): Promise<Waveform | null> {
  const response = await fetch(src, { signal });
  if (!response.ok) return null;
  const [file, { openMedia }] = await Promise.all([response.blob(), import('@/lib/media/open-media')]);
  if (signal.aborted) return null;
  const media = openMedia(file);
  try {
    return await media.waveform();
  } finally {
    media.close();
  }
}

function drawBars(canvas: HTMLCanvasElement, waveform: Waveform, trimStartMs: number, trimEndMs: number): void {
  const context = canvas.getContext('2d');
  const { clientWidth: widthPx, clientHeight: heightPx } = canvas;
  if (!context || widthPx === 0) return;
  const devicePixelRatio = window.devicePixelRatio || 1;
  canvas.width = Math.round(widthPx * devicePixelRatio);
  canvas.height = Math.round(heightPx * devicePixelRatio);
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.fillStyle = getComputedStyle(canvas).color;
  const bars = Math.floor(widthPx / BAR_STEP_PX);
  if (bars === 0) return;
  const loudest = Math.max(getMaxPeak(waveform), Number.MIN_VALUE);
  for (const [bar, peak] of getPeaks(waveform, createTimeRange(trimStartMs, trimEndMs), bars).entries()) {
    const barPx = Math.max(MIN_BAR, peak / loudest) * heightPx;
    context.fillRect(bar * BAR_STEP_PX, (heightPx - barPx) / 2, BAR_PX, barPx);
  }
}
