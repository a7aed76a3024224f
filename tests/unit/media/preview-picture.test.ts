import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PreviewPicture } from '@/lib/media/preview-picture';
import { FakeVideo } from './fake-video';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A picture whose decoder takes `tookMs` for each place it is sent to. */
function setup() {
  const video = new FakeVideo({ nowMs: 0 });
  video.slow = true;
  const picture = new PreviewPicture();
  picture.attach(video.asElement());
  const arrive = async (tookMs: number) => {
    vi.advanceTimersByTime(tookMs);
    video.arrive();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { video, picture, arrive };
}

describe('a picture that is dragged about', () => {
  it('goes where it is sent, and of what was asked for meanwhile only where it was sent last', async () => {
    const { video, picture, arrive } = setup();
    for (const atMs of [1_000, 2_000, 3_000]) picture.show(atMs);
    expect(video.seeks).toEqual([1]);
    await arrive(20);
    await vi.advanceTimersByTimeAsync(200);
    expect(video.seeks).toEqual([1, 3]);
  });

  it('rests after each moment for as long as that one took, up to a tenth of a second', async () => {
    const { video, picture, arrive } = setup();
    picture.show(1_000);
    await arrive(40);
    await vi.advanceTimersByTimeAsync(39);
    picture.show(2_000);
    expect(video.seeks).toEqual([1]);
    await vi.advanceTimersByTimeAsync(1);
    picture.show(3_000);
    expect(video.seeks).toEqual([1, 3]);
    await arrive(5_000);
    await vi.advanceTimersByTimeAsync(100);
    picture.show(4_000);
    expect(video.seeks).toEqual([1, 3, 4]);
  });

  it('waits for nothing when it begins to play', async () => {
    const { video, picture, arrive } = setup();
    picture.show(1_000);
    await arrive(90);
    picture.play(5_000);
    expect(video.seeks).toEqual([1, 5]);
  });

  it('does nothing more once it has been let go of', async () => {
    const { video, picture, arrive } = setup();
    picture.show(1_000);
    picture.show(2_000);
    await arrive(40);
    picture.attach(null);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(video.seeks).toEqual([1]);
  });
});
