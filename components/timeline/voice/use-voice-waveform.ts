'use client';

import { useLayoutEffect, useRef } from 'react';
import { useThemeVersion } from '@/components/hooks/use-theme-version';
import { coversVisibleRange, type DrawRange, drawWaveform, getDrawRange, type WaveformBars } from './waveform';

interface DrawnWaveform {
  readonly bars: WaveformBars;
  readonly lanePx: number;
  readonly drawRange: DrawRange;
  /** Where the drawing of the part used was last put, in that part. */
  usedPx: number | null;
}

/** How both drawings look in a lane of this width: asking has the page laid out, so it is asked once. */
interface WaveformStyle {
  readonly lanePx: number;
  readonly heightPx: number;
  readonly colours: { readonly used: string; readonly ghost: string };
}

/**
 * Two drawings of one recording, one for the part used and one for the ghost around it: made once a zoom, and only pushed about while something
 * is dragged.
 */
export function useVoiceWaveform(bars: WaveformBars | null, recordingPx: number, lanePx: number) {
  'use memo';
  const usedRef = useRef<HTMLCanvasElement>(null);
  const ghostRef = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<DrawnWaveform | null>(null);
  const cachedStyle = useRef<WaveformStyle | null>(null);
  const theme = useThemeVersion();
  // Before whoever places them does so.
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

  /** Where the recording begins in the lane, and where the part used does. */
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
