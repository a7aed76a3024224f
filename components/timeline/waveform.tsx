'use client';

import { useEffect, useState } from 'react';
import { readPeaks } from '@/lib/media/peaks';

/** Enough for one bar in every three pixels of a wide screen. */
const PEAK_COUNT = 480;
const LEAST_BAR = 0.03;

/** The recording's peaks, once they have been read; `null` before, and where they cannot be. */
export function usePeaks(src: string): readonly number[] | null {
  const [read, setRead] = useState<{ readonly src: string; readonly peaks: readonly number[] | null } | null>(null);
  useEffect(() => {
    const control = new AbortController();
    void readPeaks(src, PEAK_COUNT, control.signal).then((peaks) => {
      if (!control.signal.aborted) setRead({ src, peaks });
    });
    return () => control.abort();
  }, [src]);
  return read?.src === src ? read.peaks : null;
}

interface WaveformProps {
  readonly peaks: readonly number[];
  /** How many pixels the whole recording is wide: bars keep one width at any zoom. */
  readonly widthPx: number;
  readonly leftPx: number;
  readonly className: string;
}

const BAR_STEP_PX = 3;
const BAR_PX = 2;

/** The whole recording, drawn in the colour of its surroundings. */
export function Waveform({ peaks, widthPx, leftPx, className }: WaveformProps) {
  const bars = Math.max(1, Math.min(peaks.length, Math.floor(widthPx / BAR_STEP_PX)));
  const stepPx = widthPx / bars;
  const path = Array.from({ length: bars }, (_, index) => {
    const from = Math.floor((index * peaks.length) / bars);
    const to = Math.max(from + 1, Math.floor(((index + 1) * peaks.length) / bars));
    const height = Math.max(LEAST_BAR, ...peaks.slice(from, to)) * 100;
    return `M${(index * stepPx).toFixed(2)} ${((100 - height) / 2).toFixed(1)}h${BAR_PX}v${height.toFixed(1)}h-${BAR_PX}z`;
  }).join('');
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${Math.max(1, widthPx)} 100`}
      preserveAspectRatio="none"
      className={className}
      style={{ left: leftPx, width: widthPx }}
    >
      <path d={path} fill="currentColor" />
    </svg>
  );
}
