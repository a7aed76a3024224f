'use client';

import { useEffect, useRef, useState } from 'react';
import { useElementWidth } from '@/components/hooks/use-element-width';
import type { OpenMedia } from '@/lib/media/open-media';

const HEIGHT_PX = 64;
/** Sharp on high-density screens, and still small in memory. */
const DEVICE_PIXEL_RATIO = 2;
/** Between upright and wide; either shape is cropped to its middle. */
const THUMBNAIL_WIDTH_PX = 84;

/** Thumbnails of a clip, decoded in coarse-to-fine order. Calls `onUnavailable` if no frame can be decoded. */
export function ThumbnailStrip({ media, onUnavailable }: { media: OpenMedia; onUnavailable: () => void }) {
  const container = useRef<HTMLDivElement>(null);
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const width = Math.round(useElementWidth(container));
  // Fixed after the first measurement; a later resize only stretches the thumbnails.
  const [count, setCount] = useState(0);
  if (count === 0 && width > 0) setCount(Math.max(4, Math.round(width / THUMBNAIL_WIDTH_PX)));

  useEffect(() => {
    if (count === 0) return;
    const control = new AbortController();
    const draw = (slot: number, image: ImageBitmap) => {
      const canvas = canvasRef.current;
      const context = canvas?.getContext('2d');
      if (!canvas || !context) return;
      // Until finer frames arrive, a frame fills all slots up to the next one.
      drawThumbnail(context, image, slot, count, canvas.width / count, canvas.height);
    };
    media
      .thumbnails({ count, heightPx: HEIGHT_PX * DEVICE_PIXEL_RATIO }, ({ slot, image }) => draw(slot, image), control.signal)
      .then((drawnCount) => {
        if (drawnCount === 0 && !control.signal.aborted) onUnavailable();
      })
      .catch(() => undefined);
    return () => control.abort();
  }, [media, count, onUnavailable]);

  return (
    <div ref={container} className="size-full">
      <canvas
        ref={canvasRef}
        width={count * THUMBNAIL_WIDTH_PX * DEVICE_PIXEL_RATIO}
        height={HEIGHT_PX * DEVICE_PIXEL_RATIO}
        className="size-full"
      />
    </div>
  );
}

function drawThumbnail(
  context: CanvasRenderingContext2D,
  image: ImageBitmap,
  slot: number,
  count: number,
  slotWidth: number,
  height: number,
): void {
  if (image.width === 0 || slot >= count) return;
  const scale = Math.max(slotWidth / image.width, height / image.height);
  const sourceWidth = slotWidth / scale;
  const sourceHeight = height / scale;
  context.drawImage(
    image,
    (image.width - sourceWidth) / 2,
    (image.height - sourceHeight) / 2,
    sourceWidth,
    sourceHeight,
    slot * slotWidth,
    0,
    slotWidth - DEVICE_PIXEL_RATIO,
    height,
  );
}
