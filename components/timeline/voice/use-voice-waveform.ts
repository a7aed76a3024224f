'use client';

import { useLayoutEffect, useRef } from 'react';
import { useThemeVersion } from '@/components/hooks/use-theme-version';
import { coversVisibleRange, type DrawRange, drawWaveform, getDrawRange, type WaveformBars } from './waveform';

interface DrawnWaveform {
  readonly bars: WaveformBars;
  readonly lanePx: number;
  readonly drawRange: DrawRange;
  /** Last position of the solid waveform within the used part. */
  usedPx: number | null;
}

/** Read once per lane width, because reading styles causes a layout. */
interface WaveformStyle {
  readonly lanePx: number;
  readonly heightPx: number;
  readonly colours: { readonly used: string; readonly ghost: string };
}

/** Draws the recording twice, solid for the used part and faint for the trimmed rest. The canvases are redrawn on zoom and only moved during a drag. */
export function useVoiceWaveform(bars: WaveformBars | null, recordingPx: number, lanePx: number) {
  'use memo';
  const usedRef = useRef<HTMLCanvasElement>(null);
  const ghostRef = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<DrawnWaveform | null>(null);
  const cachedStyle = useRef<WaveformStyle | null>(null);
  const theme = useThemeVersion();
  // Before the parent's layout effect positions the canvases.
  useLayoutEffect(() => {
    void theme;
    drawn.current = null;
    cachedStyle.current = null;
  }, [theme]);

  function readStyle(used: HTMLCanvasElement, ghost: HTMLCanvasElement): WaveformStyle {
    const cached = cachedStyle.current;
    if (cached?.lanePx === lanePx) return cached;
    const colours = { used: getComputedStyle(used).color, ghost: getComputedStyle(ghost).color };
    const now = { lanePx, heightPx: Math.max(1, used.clientHeight), colours };
    cachedStyle.current = used.clientHeight > 0 ? now : null;
    return now;
  }

  /** Positions of the recording and of its used part, in lane pixels. */
  function positionCanvases(leftPx: number, usedLeftPx: number): void {
    const [used, ghost] = [usedRef.current, ghostRef.current];
    if (!used || !ghost || bars === null || lanePx <= 0) return;
    const now = drawn.current;
    if (now === null || now.bars !== bars || now.lanePx !== lanePx || !coversVisibleRange(now.drawRange, leftPx, recordingPx, lanePx)) {
      const drawRange = getDrawRange(leftPx, recordingPx, lanePx);
      const { heightPx, colours } = readStyle(used, ghost);
      drawWaveform(used, bars, drawRange, heightPx, colours.used);
      drawWaveform(ghost, bars, drawRange, heightPx, colours.ghost);
      ghost.style.transform = `translateX(${drawRange.fromPx}px)`;
      drawn.current = { bars, lanePx, drawRange, usedPx: null };
    }
    if (drawn.current === null) return;
    const usedPx = leftPx + drawn.current.drawRange.fromPx - usedLeftPx;
    if (drawn.current.usedPx === usedPx) return;
    drawn.current.usedPx = usedPx;
    used.style.transform = `translateX(${usedPx}px)`;
  }

  return { usedRef, ghostRef, place: positionCanvases };
}
