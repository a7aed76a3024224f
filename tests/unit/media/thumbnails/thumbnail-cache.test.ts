import { describe, expect, it, vi } from 'vitest';
import type { Thumbnail } from '@/lib/media/thumbnails/decode-thumbnails';
import { type DrawThumbnails, ThumbnailCache } from '@/lib/media/thumbnails/thumbnail-cache';

const REQUEST = { count: 3, heightPx: 90 };

class FakeImage implements ImageBitmap {
  readonly width = 160;
  readonly height = 90;
  readonly close = vi.fn();
}

const createThumbnail = (slot: number): Thumbnail & { readonly image: FakeImage } => ({
  slot,
  atMs: slot * 1_000,
  image: new FakeImage(),
});

/** Draws every missing slot. */
function createFakeDrawer() {
  const created: ReturnType<typeof createThumbnail>[] = [];
  const draw = vi.fn<DrawThumbnails>(async ({ count }, drawnSlots, onThumbnail, signal) => {
    for (let slot = 0; slot < count && !signal.aborted; slot += 1) {
      if (drawnSlots.includes(slot)) continue;
      const thumbnail = createThumbnail(slot);
      created.push(thumbnail);
      onThumbnail(thumbnail);
      await Promise.resolve();
    }
  });
  return { draw, made: created };
}

describe('ThumbnailCache', () => {
  it('ThumbnailCache draws each thumbnail once', async () => {
    const cache = new ThumbnailCache();
    const { draw } = createFakeDrawer();
    const first: number[] = [];
    const secondTime: number[] = [];
    expect(await cache.show(REQUEST, draw, ({ slot }) => first.push(slot))).toBe(3);
    expect(await cache.show(REQUEST, draw, ({ slot }) => secondTime.push(slot))).toBe(3);
    expect([first, secondTime]).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(draw).toHaveBeenCalledOnce();
  });

  it('ThumbnailCache continues an aborted strip', async () => {
    const cache = new ThumbnailCache();
    const { draw, made: created } = createFakeDrawer();
    const control = new AbortController();
    await cache.show(REQUEST, draw, () => control.abort(), control.signal);
    const seen: number[] = [];
    await cache.show(REQUEST, draw, ({ slot }) => seen.push(slot));
    expect(seen).toEqual([0, 1, 2]);
    expect(created.map(({ slot }) => slot)).toEqual([0, 1, 2]);
  });

  it('ThumbnailCache keeps strips of different sizes apart, and only the last few', async () => {
    const cache = new ThumbnailCache();
    const { draw, made: created } = createFakeDrawer();
    for (const count of [1, 2, 3, 4, 5]) await cache.show({ count, heightPx: 90 }, draw, () => undefined);
    expect(created[0]?.image.close).toHaveBeenCalledOnce();
    expect(created[1]?.image.close).not.toHaveBeenCalled();
    await cache.show({ count: 5, heightPx: 90 }, draw, () => undefined);
    expect(draw).toHaveBeenCalledTimes(5);
  });

  it('ThumbnailCache frees all images on close, including late ones', async () => {
    const cache = new ThumbnailCache();
    const lateThumbnail = createThumbnail(1);
    const earlyThumbnail = createThumbnail(0);
    const { promise, resolve } = Promise.withResolvers<void>();
    const onThumbnail = vi.fn();
    const shown = cache.show(
      REQUEST,
      async (_wish, _known, onThumbnail) => {
        onThumbnail(earlyThumbnail);
        await promise;
        onThumbnail(lateThumbnail);
      },
      onThumbnail,
    );
    cache.close();
    resolve();
    await shown;
    expect(onThumbnail).toHaveBeenCalledOnce();
    expect(earlyThumbnail.image.close).toHaveBeenCalledOnce();
    expect(lateThumbnail.image.close).toHaveBeenCalledOnce();
    const { draw } = createFakeDrawer();
    expect(await cache.show(REQUEST, draw, onThumbnail)).toBe(0);
    expect(draw).not.toHaveBeenCalled();
  });
});
