import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PreviewVideo } from '@/lib/media/playback/preview-video';
import { FakeVideo } from './fake-video';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A video whose seeks take `durationMs`. */
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
  return { video, preview, finishSeek };
}

describe('PreviewVideo', () => {
  it('PreviewVideo seeks to the last of several targets requested during a seek', async () => {
    const { video, preview, finishSeek } = setup();
    for (const atMs of [1_000, 2_000, 3_000]) preview.seek(atMs);
    expect(video.seeks).toEqual([1]);
    await finishSeek(20);
    await vi.advanceTimersByTimeAsync(200);
    expect(video.seeks).toEqual([1, 3]);
  });

  it('PreviewVideo pauses between seeks for the duration of the last one, at most 100 ms', async () => {
    const { video, preview, finishSeek } = setup();
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

  it('PreviewVideo plays without a pause', async () => {
    const { video, preview, finishSeek } = setup();
    preview.seek(1_000);
    await finishSeek(90);
    preview.play(5_000);
    expect(video.seeks).toEqual([1, 5]);
  });

  it('PreviewVideo does nothing after it was detached', async () => {
    const { video, preview, finishSeek } = setup();
    preview.seek(1_000);
    preview.seek(2_000);
    await finishSeek(40);
    preview.attach(null);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(video.seeks).toEqual([1]);
  });
});
