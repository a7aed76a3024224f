'use client';

import { useLayoutEffect, useRef } from 'react';
import { useTheme } from './use-theme';
import { covers, drawWave, stretchAround, type WaveBars, type WaveStretch } from './waveform';

interface Drawn {
  readonly bars: WaveBars;
  readonly lanePx: number;
  readonly stretch: WaveStretch;
  /** Where the drawing of the part used was last put, in that part. */
  usedPx: number | null;
}

/** How both drawings look in a lane of this width: asking has the page laid out, so it is asked once. */
interface Look {
  readonly lanePx: number;
  readonly heightPx: number;
  readonly colours: { readonly used: string; readonly ghost: string };
}

/**
 * Two drawings of one recording, one for the part used and one for the ghost around it: made once a zoom, and only pushed about while something
 * is dragged.
 */
export function useWave(bars: WaveBars | null, recordingPx: number, lanePx: number) {
  'use memo';
  const usedRef = useRef<HTMLCanvasElement>(null);
  const ghostRef = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const look = useRef<Look | null>(null);
  const theme = useTheme();
  // Before whoever places them does so.
  useLayoutEffect(() => {
    void theme;
    drawn.current = null;
    look.current = null;
  }, [theme]);

  function lookOf(used: HTMLCanvasElement, ghost: HTMLCanvasElement): Look {
    const known = look.current;
    if (known?.lanePx === lanePx) return known;
    const colours = { used: getComputedStyle(used).color, ghost: getComputedStyle(ghost).color };
    const now = { lanePx, heightPx: Math.max(1, used.clientHeight), colours };
    look.current = used.clientHeight > 0 ? now : null;
    return now;
  }

  /** Where the recording begins in the lane, and where the part used does. */
  function place(leftPx: number, usedLeftPx: number): void {
    const [used, ghost] = [usedRef.current, ghostRef.current];
    if (!used || !ghost || bars === null || lanePx <= 0) return;
    const now = drawn.current;
    if (now === null || now.bars !== bars || now.lanePx !== lanePx || !covers(now.stretch, leftPx, recordingPx, lanePx)) {
      const stretch = stretchAround(leftPx, recordingPx, lanePx);
      const { heightPx, colours } = lookOf(used, ghost);
      drawWave(used, bars, stretch, heightPx, colours.used);
      drawWave(ghost, bars, stretch, heightPx, colours.ghost);
      ghost.style.transform = `translateX(${stretch.fromPx}px)`;
      drawn.current = { bars, lanePx, stretch, usedPx: null };
    }
    if (drawn.current === null) return;
    const usedPx = leftPx + drawn.current.stretch.fromPx - usedLeftPx;
    if (drawn.current.usedPx === usedPx) return;
    drawn.current.usedPx = usedPx;
    used.style.transform = `translateX(${usedPx}px)`;
  }

  return { usedRef, ghostRef, place };
}
