'use client';

import { useEffect, useRef, useState } from 'react';
import { fitScale, type TimelineScale } from '@/lib/domain/timeline-scale';
import type { Filmed } from '@/lib/media/open-media';

interface FilmstripProps {
  readonly media: Filmed | null;
  readonly durationMs: number;
  readonly scale: TimelineScale;
  readonly widthPx: number;
}

const HEIGHT_PX = 40;
/** Every picture 16:9 in shape, whatever the clip's: the middle of an upright one says enough. */
const PICTURE_PX = Math.round((HEIGHT_PX * 16) / 9);
const PICTURE_GAP_PX = 1;
/** Sharp on any screen, and still small. */
const PIXELS_PER_PX = 2;
/** One in a second at most: closer looks repeat the nearest. */
const DENSEST_MS = 1_000;
/** A window that is being resized would have every width drawn. */
const REST_MS = 250;

interface Sheet {
  readonly media: Filmed;
  readonly canvas: HTMLCanvasElement;
  /** Which pictures are there. */
  readonly drawn: readonly boolean[];
}

/** The clip in small pictures, one beside the other; a calm bar until they are there, and where there are none. */
export function Filmstrip({ media, durationMs, scale, widthPx }: FilmstripProps) {
  'use memo';
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const [made, setMade] = useState<Sheet | null>(null);
  const sheet = made !== null && made.media === media ? made : null;
  const fitting = Math.max(1, Math.round(widthPx / PICTURE_PX));
  const count = Math.min(Math.max(fitting, Math.ceil(durationMs / DENSEST_MS)), 2 * fitting);
  const isDrawn = widthPx > 0 && durationMs > 0;

  useEffect(() => {
    if (media === null || !isDrawn) return;
    const control = new AbortController();
    const drawn: boolean[] = Array.from({ length: count }, () => false);
    const timer = setTimeout(() => {
      const canvas = document.createElement('canvas');
      canvas.width = count * PICTURE_PX * PIXELS_PER_PX;
      canvas.height = HEIGHT_PX * PIXELS_PER_PX;
      const draw = (slot: number, picture: ImageBitmap) => {
        if (control.signal.aborted) return;
        drawPicture(canvas, picture, slot);
        drawn[slot] = true;
        const next = { media, canvas, drawn: [...drawn] };
        // Pictures of another width stand until there are as many of this one.
        setMade((before) =>
          before === null || before.media !== media || before.canvas === canvas || hasMore(next, before) ? next : before,
        );
      };
      const wish = { count, heightPx: HEIGHT_PX * PIXELS_PER_PX };
      media.thumbnails(wish, ({ slot, picture }) => draw(slot, picture), control.signal).catch(() => undefined);
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [media, count, isDrawn]);
  // Those of a clip that is gone are not held on to.
  useEffect(() => {
    void media;
    return () => setMade(null);
  }, [media]);

  useEffect(() => {
    const canvas = canvasRef.current;
    if (canvas && sheet && isDrawn) drawStrip(canvas, sheet, durationMs, scale, widthPx);
  }, [sheet, durationMs, scale, widthPx, isDrawn]);

  return (
    <div className="h-10 overflow-hidden rounded-md bg-raised">
      <canvas ref={canvasRef} aria-hidden className={`size-full ${sheet ? '' : 'invisible'}`} />
    </div>
  );
}

/** Whether as many pictures are there as in another sheet, or all of them. */
function hasMore({ drawn }: Sheet, other: Sheet): boolean {
  const count = drawn.filter(Boolean).length;
  return count === drawn.length || count >= other.drawn.filter(Boolean).length;
}

/** Fills its place in the sheet from the middle of the picture. */
function drawPicture(canvas: HTMLCanvasElement, picture: ImageBitmap, slot: number) {
  const context = canvas.getContext('2d');
  if (!context || picture.width === 0) return;
  const toWidth = PICTURE_PX * PIXELS_PER_PX;
  const toHeight = HEIGHT_PX * PIXELS_PER_PX;
  const scale = Math.max(toWidth / picture.width, toHeight / picture.height);
  const fromWidth = toWidth / scale;
  const fromHeight = toHeight / scale;
  const [left, top] = [(picture.width - fromWidth) / 2, (picture.height - fromHeight) / 2];
  context.drawImage(picture, left, top, fromWidth, fromHeight, slot * toWidth, 0, toWidth, toHeight);
}

/** Places stand on a grid of the clip's own time, so that scrolling moves the pictures and does not change them. */
function drawStrip(canvas: HTMLCanvasElement, { canvas: sheet, drawn }: Sheet, durationMs: number, scale: TimelineScale, widthPx: number) {
  const context = canvas.getContext('2d');
  if (!context) return;
  canvas.width = Math.round(widthPx * PIXELS_PER_PX);
  canvas.height = HEIGHT_PX * PIXELS_PER_PX;
  const fit = fitScale(durationMs, widthPx);
  // The whole clip is a whole number of pictures.
  const places = Math.max(1, Math.round((widthPx / PICTURE_PX) * (fit.msPerPx / scale.msPerPx)));
  const placeMs = durationMs / places;
  const placePx = placeMs / scale.msPerPx;
  const first = Math.max(0, Math.floor(scale.originMs / placeMs));
  const last = Math.min(places - 1, Math.floor((scale.originMs + widthPx * scale.msPerPx) / placeMs));
  for (let place = first; place <= last; place += 1) {
    const picture = nearestDrawn(drawn, Math.floor(((place + 0.5) / places) * drawn.length));
    if (picture === null) continue;
    const leftPx = (place * placeMs - scale.originMs) / scale.msPerPx;
    const [fromX, toX] = [picture * PICTURE_PX * PIXELS_PER_PX, leftPx * PIXELS_PER_PX];
    const shownPx = (placePx - PICTURE_GAP_PX) * PIXELS_PER_PX;
    context.drawImage(sheet, fromX, 0, PICTURE_PX * PIXELS_PER_PX, sheet.height, toX, 0, shownPx, canvas.height);
  }
}

/** Pictures come coarse first: until finer ones are there, the nearest stands in a place. */
function nearestDrawn(drawn: readonly boolean[], wanted: number): number | null {
  for (let distance = 0; distance <= drawn.length; distance += 1) {
    for (const index of [wanted - distance, wanted + distance]) if (drawn[index]) return index;
  }
  return null;
}
