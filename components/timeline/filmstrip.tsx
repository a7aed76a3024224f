'use client';

import { useEffect, useRef, useState } from 'react';
import { fitScale, type TimelineScale } from '@/lib/domain/timeline/timeline-scale';
import type { ThumbnailSource } from '@/lib/media/open-media';

interface FilmstripProps {
  readonly media: ThumbnailSource | null;
  readonly durationMs: number;
  readonly scale: TimelineScale;
  readonly widthPx: number;
}

const HEIGHT_PX = 40;
/** Every thumbnail is 16:9, whatever the clip's aspect ratio; upright clips are cropped to their middle. */
const FRAME_WIDTH_PX = Math.round((HEIGHT_PX * 16) / 9);
const FRAME_GAP_PX = 1;
/** Sharp on high-density screens, and still small in memory. */
const PIXEL_DENSITY = 2;
/** At most one frame per second is decoded; closer zoom levels repeat the nearest frame. */
const MIN_FRAME_INTERVAL_MS = 1_000;
/** Debounced, because otherwise every width during a window resize would be decoded. */
const RESIZE_DEBOUNCE_MS = 250;

interface SpriteSheet {
  readonly media: ThumbnailSource;
  readonly canvas: HTMLCanvasElement;
  /** Which slots of the sheet have been decoded. */
  readonly drawn: readonly boolean[];
}

/** Filmstrip of the clip's frames; a plain bar while no frames are available. */
export function Filmstrip({ media, durationMs, scale, widthPx }: FilmstripProps) {
  'use memo';
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const [latestSheet, setLatestSheet] = useState<SpriteSheet | null>(null);
  const sheet = latestSheet !== null && latestSheet.media === media ? latestSheet : null;
  const fittingCount = Math.max(1, Math.round(widthPx / FRAME_WIDTH_PX));
  const count = Math.min(Math.max(fittingCount, Math.ceil(durationMs / MIN_FRAME_INTERVAL_MS)), 2 * fittingCount);
  const isDrawn = widthPx > 0 && durationMs > 0;

  useEffect(() => {
    if (media === null || !isDrawn) return;
    const controller = new AbortController();
    const drawn: boolean[] = Array.from({ length: count }, () => false);
    const timer = setTimeout(() => {
      const canvas = document.createElement('canvas');
      canvas.width = count * FRAME_WIDTH_PX * PIXEL_DENSITY;
      canvas.height = HEIGHT_PX * PIXEL_DENSITY;
      const addFrame = (slot: number, frame: ImageBitmap) => {
        if (controller.signal.aborted) return;
        drawFrame(canvas, frame, slot);
        drawn[slot] = true;
        const next = { media, canvas, drawn: [...drawn] };
        // The previous width's frames stay visible until the new sheet has as many.
        setLatestSheet((before) =>
          before === null || before.media !== media || before.canvas === canvas || hasMoreFrames(next, before) ? next : before,
        );
      };
      const options = { count, heightPx: HEIGHT_PX * PIXEL_DENSITY };
      media.thumbnails(options, ({ slot, image: frame }) => addFrame(slot, frame), controller.signal).catch(() => undefined);
    }, RESIZE_DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [media, count, isDrawn]);
  // Releases the sheet of a replaced clip.
  useEffect(() => {
    void media;
    return () => setLatestSheet(null);
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

function hasMoreFrames({ drawn }: SpriteSheet, other: SpriteSheet): boolean {
  const count = drawn.filter(Boolean).length;
  return count === drawn.length || count >= other.drawn.filter(Boolean).length;
}

/** Draws a frame into its slot, cropped to the slot's aspect ratio around the centre. */
function drawFrame(canvas: HTMLCanvasElement, frame: ImageBitmap, slot: number) {
  const context = canvas.getContext('2d');
  if (!context || frame.width === 0) return;
  const toWidth = FRAME_WIDTH_PX * PIXEL_DENSITY;
  const toHeight = HEIGHT_PX * PIXEL_DENSITY;
  const scale = Math.max(toWidth / frame.width, toHeight / frame.height);
  const fromWidth = toWidth / scale;
  const fromHeight = toHeight / scale;
  const [left, top] = [(frame.width - fromWidth) / 2, (frame.height - fromHeight) / 2];
  context.drawImage(frame, left, top, fromWidth, fromHeight, slot * toWidth, 0, toWidth, toHeight);
}

/** Cells are aligned to the clip's time, so that scrolling moves the frames without changing them. */
function drawStrip(
  canvas: HTMLCanvasElement,
  { canvas: sheet, drawn }: SpriteSheet,
  durationMs: number,
  scale: TimelineScale,
  widthPx: number,
) {
  const context = canvas.getContext('2d');
  if (!context) return;
  canvas.width = Math.round(widthPx * PIXEL_DENSITY);
  canvas.height = HEIGHT_PX * PIXEL_DENSITY;
  const fittedScale = fitScale(durationMs, widthPx);
  // The whole clip is divided into a whole number of cells.
  const cells = Math.max(1, Math.round((widthPx / FRAME_WIDTH_PX) * (fittedScale.msPerPx / scale.msPerPx)));
  const cellMs = durationMs / cells;
  const cellPx = cellMs / scale.msPerPx;
  const first = Math.max(0, Math.floor(scale.originMs / cellMs));
  const last = Math.min(cells - 1, Math.floor((scale.originMs + widthPx * scale.msPerPx) / cellMs));
  for (let cell = first; cell <= last; cell += 1) {
    const frame = findNearestDrawn(drawn, Math.floor(((cell + 0.5) / cells) * drawn.length));
    if (frame === null) continue;
    const leftPx = (cell * cellMs - scale.originMs) / scale.msPerPx;
    const [fromX, toX] = [frame * FRAME_WIDTH_PX * PIXEL_DENSITY, leftPx * PIXEL_DENSITY];
    const shownPx = (cellPx - FRAME_GAP_PX) * PIXEL_DENSITY;
    context.drawImage(sheet, fromX, 0, FRAME_WIDTH_PX * PIXEL_DENSITY, sheet.height, toX, 0, shownPx, canvas.height);
  }
}

/** Frames are decoded in coarse-to-fine order; a slot shows the nearest decoded frame until its own arrives. */
function findNearestDrawn(drawn: readonly boolean[], slotIndex: number): number | null {
  for (let distance = 0; distance <= drawn.length; distance += 1) {
    for (const index of [slotIndex - distance, slotIndex + distance]) if (drawn[index]) return index;
  }
  return null;
}
