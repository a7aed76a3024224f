/** Draws small pictures of a clip one by one, coarse first: its beginning, then halves, then halves of those. */

import { CanvasSink, EncodedPacketSink, type InputVideoTrack } from 'mediabunny';
import { coarseFirst } from './coarse-first';
import { openBlob, tracksOf } from './opened';

export interface DrawnThumbnail {
  /** Which of the equal parts of the clip it stands for. */
  readonly slot: number;
  /** When in the clip it was seen. */
  readonly atMs: number;
  readonly picture: ImageBitmap;
}

export interface ThumbnailWish {
  readonly count: number;
  readonly heightPx: number;
}

/** Answers how many were drawn; a clip that this browser cannot decode has none. */
export async function readThumbnails(
  file: Blob,
  { count, heightPx }: ThumbnailWish,
  onDrawn: (thumbnail: DrawnThumbnail) => void,
  signal: AbortSignal,
): Promise<number> {
  const { input } = openBlob(file, 'glance');
  let drawn = 0;
  try {
    const { picture, startSeconds } = await tracksOf(input);
    if (!picture || !(await picture.canDecode())) return 0;
    const seconds = (await picture.computeDuration()) - startSeconds;
    const sink = new CanvasSink(picture, { height: heightPx, poolSize: 1 });
    const draw = async (slot: number, canvas: HTMLCanvasElement | OffscreenCanvas, timestamp: number) => {
      onDrawn({ slot, atMs: Math.round((timestamp - startSeconds) * 1000), picture: await createImageBitmap(canvas) });
      drawn += 1;
    };
    const slots = coarseFirst(count);
    const places: { readonly slot: number; readonly at: number }[] = [];
    for (const slot of slots) {
      if (signal.aborted) return drawn;
      const at = await placeOf(picture, startSeconds + (slot * seconds) / count, seconds / count);
      if (places.length === 0) {
        // The first picture does not wait for the others to be found.
        const first = await sink.getCanvas(at);
        if (first !== null) await draw(slot, first.canvas, first.timestamp);
      }
      places.push({ slot, at });
    }
    const rest = places.slice(1);
    let index = 0;
    for await (const canvas of sink.canvasesAtTimestamps(rest.map(({ at }) => at))) {
      if (signal.aborted) return drawn;
      const place = rest[index];
      index += 1;
      if (canvas !== null && place !== undefined) await draw(place.slot, canvas.canvas, canvas.timestamp);
    }
    return drawn;
  } catch {
    // A clip that breaks off keeps the pictures that it had.
    return drawn;
  } finally {
    input.dispose();
  }
}

/** Where a slot is looked at: on a key picture inside it, which needs no other decoded, else at its very beginning. */
async function placeOf(track: InputVideoTrack, at: number, width: number): Promise<number> {
  const sink = new EncodedPacketSink(track);
  const before = await sink.getKeyPacket(at, { metadataOnly: true });
  if (before === null) return (await sink.getFirstKeyPacket({ metadataOnly: true }))?.timestamp ?? at;
  if (before.timestamp >= at - width / 4) return before.timestamp;
  const next = await sink.getNextKeyPacket(before, { metadataOnly: true });
  return next !== null && next.timestamp < at + width ? next.timestamp : at;
}
