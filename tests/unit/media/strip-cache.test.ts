import { describe, expect, it, vi } from 'vitest';
import type { DrawnThumbnail } from '@/lib/media/read-thumbnails';
import { type DrawStrip, StripCache } from '@/lib/media/strip-cache';

const WISH = { count: 3, heightPx: 90 };

class FakePicture implements ImageBitmap {
  readonly width = 160;
  readonly height = 90;
  readonly close = vi.fn();
}

const drawn = (slot: number): DrawnThumbnail & { readonly picture: FakePicture } => ({
  slot,
  atMs: slot * 1_000,
  picture: new FakePicture(),
});

/** Draws every slot that is not known yet. */
function painter() {
  const made: ReturnType<typeof drawn>[] = [];
  const draw = vi.fn<DrawStrip>(async ({ count }, known, told, signal) => {
    for (let slot = 0; slot < count && !signal.aborted; slot += 1) {
      if (known.includes(slot)) continue;
      const thumbnail = drawn(slot);
      made.push(thumbnail);
      told(thumbnail);
      await Promise.resolve();
    }
  });
  return { draw, made };
}

describe('a clip’s small pictures', () => {
  it('are drawn once, however often they are asked for', async () => {
    const cache = new StripCache();
    const { draw } = painter();
    const first: number[] = [];
    const again: number[] = [];
    expect(await cache.show(WISH, draw, ({ slot }) => first.push(slot))).toBe(3);
    expect(await cache.show(WISH, draw, ({ slot }) => again.push(slot))).toBe(3);
    expect([first, again]).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(draw).toHaveBeenCalledOnce();
  });

  it('that were stopped half-way go on where they were', async () => {
    const cache = new StripCache();
    const { draw, made } = painter();
    const control = new AbortController();
    await cache.show(WISH, draw, () => control.abort(), control.signal);
    const seen: number[] = [];
    await cache.show(WISH, draw, ({ slot }) => seen.push(slot));
    expect(seen).toEqual([0, 1, 2]);
    expect(made.map(({ slot }) => slot)).toEqual([0, 1, 2]);
  });

  it('of another number or size are others, and only the last few are kept', async () => {
    const cache = new StripCache();
    const { draw, made } = painter();
    for (const count of [1, 2, 3, 4, 5]) await cache.show({ count, heightPx: 90 }, draw, () => undefined);
    expect(made[0]?.picture.close).toHaveBeenCalledOnce();
    expect(made[1]?.picture.close).not.toHaveBeenCalled();
    await cache.show({ count: 5, heightPx: 90 }, draw, () => undefined);
    expect(draw).toHaveBeenCalledTimes(5);
  });

  it('are freed when the clip goes, those that come late with them', async () => {
    const cache = new StripCache();
    const late = drawn(1);
    const early = drawn(0);
    const { promise, resolve } = Promise.withResolvers<void>();
    const onDrawn = vi.fn();
    const shown = cache.show(
      WISH,
      async (_wish, _known, told) => {
        told(early);
        await promise;
        told(late);
      },
      onDrawn,
    );
    cache.close();
    resolve();
    await shown;
    expect(onDrawn).toHaveBeenCalledOnce();
    expect(early.picture.close).toHaveBeenCalledOnce();
    expect(late.picture.close).toHaveBeenCalledOnce();
    const { draw } = painter();
    expect(await cache.show(WISH, draw, onDrawn)).toBe(0);
    expect(draw).not.toHaveBeenCalled();
  });
});
