'use client';

import { useEffect, useRef } from 'react';
import { walkFilmstrip } from '@/lib/media/filmstrip';

interface FilmstripProps {
  readonly src: string | null;
  readonly durationMs: number;
  readonly widthPx: number;
}

const HEIGHT_PX = 40;
/** Sharp on any screen, and still small. */
const PIXELS_PER_PX = 2;
const PICTURE_GAP_PX = 1;
/** A window that is being resized would have every width drawn. */
const REST_MS = 250;

/** The clip in small pictures, one beside the other; a calm bar until they are there, and where there are none. */
export function Filmstrip({ src, durationMs, widthPx }: FilmstripProps) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const width = Math.round(widthPx);

  useEffect(() => {
    if (src === null || width === 0 || durationMs <= 0) return;
    const control = new AbortController();
    const timer = setTimeout(() => {
      // Every picture 16:9 in shape, whatever the clip's: the middle of an upright one says enough.
      const count = Math.max(1, Math.round((width * 9) / (HEIGHT_PX * 16)));
      void walkFilmstrip({
        src,
        durationMs,
        count,
        signal: control.signal,
        onPicture: (video, index) => {
          const canvas = canvasRef.current;
          if (canvas) drawPicture(canvas, video, width / count, index);
        },
      });
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [src, durationMs, width]);

  return (
    <div className="h-10 overflow-hidden rounded-md bg-raised">
      <canvas
        ref={canvasRef}
        key={`${src} ${width}`}
        width={width * PIXELS_PER_PX}
        height={HEIGHT_PX * PIXELS_PER_PX}
        className="size-full"
      />
    </div>
  );
}

/** Fills its share of the strip from the middle of the picture. */
function drawPicture(canvas: HTMLCanvasElement, video: HTMLVideoElement, shareWidthPx: number, index: number) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const toWidth = (shareWidthPx - PICTURE_GAP_PX) * PIXELS_PER_PX;
  const toHeight = HEIGHT_PX * PIXELS_PER_PX;
  const scale = Math.max(toWidth / video.videoWidth, toHeight / video.videoHeight);
  const fromWidth = toWidth / scale;
  const fromHeight = toHeight / scale;
  context.drawImage(
    video,
    (video.videoWidth - fromWidth) / 2,
    (video.videoHeight - fromHeight) / 2,
    fromWidth,
    fromHeight,
    index * shareWidthPx * PIXELS_PER_PX,
    0,
    toWidth,
    toHeight,
  );
}
