import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PreviewVideo } from '@/lib/media/playback/preview-video';
import { FakeVideo } from './fake-video';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A picture whose decoder takes `durationMs` for each place it is sent to. */
function setup() {
  const video = new FakeVideo({ nowMs: 0 });
  video.hasPendingSeeks = true;
  const preview = new PreviewVideo();
  preview.attach(video.asElement());
  const finishSeek = async (tookMs: number) => {
    vi.advanceTimersByTime(tookMs);
    video.finishSeek();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { video, picture: preview, arrive: finishSeek };
}

describe('a picture that is dragged about', () => {
  it('goes where it is sent, and of what was asked for meanwhile only where it was sent last', async () => {
    const { video, picture: preview, arrive: finishSeek } = setup();
    for (const atMs of [1_000, 2_000, 3_000]) preview.seek(atMs);
    expect(video.seeks).toEqual([1]);
    await finishSeek(20);
    await vi.advanceTimersByTimeAsync(200);
    expect(video.seeks).toEqual([1, 3]);
  });

  it('rests after each moment for as long as that one took, up to a tenth of a second', async () => {
    const { video, picture: preview, arrive: finishSeek } = setup();
    preview.seek(1_000);
    await finishSeek(40);
    await vi.advanceTimersByTimeAsync(39);
    preview.seek(2_000);
    expect(video.seeks).toEqual([1]);
    await vi.advanceTimersByTimeAsync(1);
    preview.seek(3_000);
    expect(video.seeks).toEqual([1, 3]);
    await finishSeek(5_000);
    await vi.advanceTimersByTimeAsync(100);
    preview.seek(4_000);
    expect(video.seeks).toEqual([1, 3, 4]);
  });

  it('waits for nothing when it begins to play', async () => {
    const { video, picture: preview, arrive: finishSeek } = setup();
    preview.seek(1_000);
    await finishSeek(90);
    preview.play(5_000);
    expect(video.seeks).toEqual([1, 5]);
  });

  it('does nothing more once it has been let go of', async () => {
    const { video, picture: preview, arrive: finishSeek } = setup();
    preview.seek(1_000);
    preview.seek(2_000);
    await finishSeek(40);
    preview.attach(null);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(video.seeks).toEqual([1]);
  });
});
