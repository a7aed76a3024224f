/** Caches a clip's thumbnails, so that each is decoded only once. */

import type { Thumbnail, ThumbnailRequest } from './decode-thumbnails';

/** Each strip takes a few MB, and resizing the window requests many. */
const MAX_STRIPS = 4;

/** Draws the slots of a strip that are not in `drawnSlots`. */
export type DrawThumbnails = (
  request: ThumbnailRequest,
  drawnSlots: readonly number[],
  onThumbnail: (thumbnail: Thumbnail) => void,
  signal: AbortSignal,
) => Promise<void>;

interface ThumbnailStrip {
  readonly thumbnails: Map<number, Thumbnail>;
  isComplete: boolean;
}

export class ThumbnailCache {
  /** Least recently used first. */
  readonly #strips = new Map<string, ThumbnailStrip>();
  readonly #closed = new AbortController();

  /** Shows the cached thumbnails and draws the missing ones. Returns their number. */
  async show(
    request: ThumbnailRequest,
    draw: DrawThumbnails,
    onThumbnail: (thumbnail: Thumbnail) => void,
    signal?: AbortSignal,
  ): Promise<number> {
    if (this.#closed.signal.aborted) return 0;
    const strip = this.#getStrip(request);
    for (const thumbnail of strip.thumbnails.values()) onThumbnail(thumbnail);
    if (strip.isComplete) return strip.thumbnails.size;
    const stopSignal = signal ? AbortSignal.any([signal, this.#closed.signal]) : this.#closed.signal;
    const addThumbnail = (thumbnail: Thumbnail) => {
      if (this.#closed.signal.aborted || strip.thumbnails.has(thumbnail.slot)) return thumbnail.image.close();
      strip.thumbnails.set(thumbnail.slot, thumbnail);
      if (!stopSignal.aborted) onThumbnail(thumbnail);
    };
    await draw(request, [...strip.thumbnails.keys()], addThumbnail, stopSignal);
    if (!stopSignal.aborted) strip.isComplete = true;
    return strip.thumbnails.size;
  }

  close(): void {
    this.#closed.abort();
    for (const strip of this.#strips.values()) closeImages(strip);
    this.#strips.clear();
  }

  #getStrip({ count, heightPx }: ThumbnailRequest): ThumbnailStrip {
    const key = `${count}×${heightPx}`;
    const strip = this.#strips.get(key) ?? { thumbnails: new Map(), isComplete: false };
    this.#strips.delete(key);
    this.#strips.set(key, strip);
    for (const [oldKey, old] of this.#strips) {
      if (this.#strips.size <= MAX_STRIPS) break;
      this.#strips.delete(oldKey);
      closeImages(old);
    }
    return strip;
  }
}

function closeImages({ thumbnails }: ThumbnailStrip): void {
  for (const { image } of thumbnails.values()) image.close();
  thumbnails.clear();
}
