/** Keeps a clip's small pictures, so that each is decoded once however often it is shown. */

import type { DrawnThumbnail, ThumbnailWish } from './read-thumbnails';

/** Each strip takes a few MB; a window that is being resized asks for one after the other. */
const MOST_STRIPS = 4;

/** Draws what is not `known` yet of a strip. */
export type DrawStrip = (
  wish: ThumbnailWish,
  known: readonly number[],
  told: (thumbnail: DrawnThumbnail) => void,
  signal: AbortSignal,
) => Promise<void>;

interface Strip {
  readonly drawn: Map<number, DrawnThumbnail>;
  done: boolean;
}

export class StripCache {
  /** Last asked for, last. */
  readonly #strips = new Map<string, Strip>();
  readonly #closing = new AbortController();

  /** Shows what is there and draws what is missing. Answers how many pictures there are. */
  async show(wish: ThumbnailWish, draw: DrawStrip, onDrawn: (thumbnail: DrawnThumbnail) => void, signal?: AbortSignal): Promise<number> {
    if (this.#closing.signal.aborted) return 0;
    const strip = this.#stripOf(wish);
    for (const thumbnail of strip.drawn.values()) onDrawn(thumbnail);
    if (strip.done) return strip.drawn.size;
    const stopped = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
    const told = (thumbnail: DrawnThumbnail) => {
      if (this.#closing.signal.aborted || strip.drawn.has(thumbnail.slot)) return thumbnail.picture.close();
      strip.drawn.set(thumbnail.slot, thumbnail);
      if (!stopped.aborted) onDrawn(thumbnail);
    };
    await draw(wish, [...strip.drawn.keys()], told, stopped);
    if (!stopped.aborted) strip.done = true;
    return strip.drawn.size;
  }

  close(): void {
    this.#closing.abort();
    for (const strip of this.#strips.values()) free(strip);
    this.#strips.clear();
  }

  #stripOf({ count, heightPx }: ThumbnailWish): Strip {
    const key = `${count}×${heightPx}`;
    const strip = this.#strips.get(key) ?? { drawn: new Map(), done: false };
    this.#strips.delete(key);
    this.#strips.set(key, strip);
    for (const [oldKey, old] of this.#strips) {
      if (this.#strips.size <= MOST_STRIPS) break;
      this.#strips.delete(oldKey);
      free(old);
    }
    return strip;
  }
}

function free({ drawn }: Strip): void {
  for (const { picture } of drawn.values()) picture.close();
  drawn.clear();
}
