'use client';

import { useEffect, useRef, useState } from 'react';
import { useWidth } from '@/components/ui/use-width';
import type { OpenMedia } from '@/lib/media/open-media';

const HEIGHT_PX = 64;
/** Sharp on any screen, and still small. */
const PIXELS_PER_PX = 2;
/** A shape between upright and wide ones: the middle of either says enough. */
const SHARE_WIDTH_PX = 84;

/** A clip in small pictures that come one by one, coarse first. Tells when there are none to be had. */
export function ThumbnailStrip({ media, onNone }: { media: OpenMedia; onNone: () => void }) {
  const frame = useRef<HTMLDivElement>(null);
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const width = Math.round(useWidth(frame));
  // As many as fit the width at first; a window that changes later stretches them.
  const [count, setCount] = useState(0);
  if (count === 0 && width > 0) setCount(Math.max(4, Math.round(width / SHARE_WIDTH_PX)));

  useEffect(() => {
    if (count === 0) return;
    const control = new AbortController();
    const draw = (slot: number, picture: ImageBitmap) => {
      const canvas = canvasRef.current;
      const context = canvas?.getContext('2d');
      if (!canvas || !context) return;
      // Until finer ones come, a picture stands for all that follows it.
      drawFrom(context, picture, slot, count, canvas.width / count, canvas.height);
    };
    media
      .thumbnails({ count, heightPx: HEIGHT_PX * PIXELS_PER_PX }, ({ slot, picture }) => draw(slot, picture), control.signal)
      .then((drawn) => {
        if (drawn === 0 && !control.signal.aborted) onNone();
      })
      .catch(() => undefined);
    return () => control.abort();
  }, [media, count, onNone]);

  return (
    <div ref={frame} className="size-full">
      <canvas ref={canvasRef} width={count * SHARE_WIDTH_PX * PIXELS_PER_PX} height={HEIGHT_PX * PIXELS_PER_PX} className="size-full" />
    </div>
  );
}

function drawFrom(
  context: CanvasRenderingContext2D,
  picture: ImageBitmap,
  slot: number,
  count: number,
  shareWidth: number,
  height: number,
): void {
  if (picture.width === 0 || slot >= count) return;
  const scale = Math.max(shareWidth / picture.width, height / picture.height);
  const fromWidth = shareWidth / scale;
  const fromHeight = height / scale;
  context.drawImage(
    picture,
    (picture.width - fromWidth) / 2,
    (picture.height - fromHeight) / 2,
    fromWidth,
    fromHeight,
    slot * shareWidth,
    0,
    shareWidth - PIXELS_PER_PX,
    height,
  );
}
