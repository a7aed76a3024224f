import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { walkFilmstrip } from '@/lib/media/filmstrip';

/** A stand-in for the browser's element: tells of loading and of every seek, or of neither. */
function fakeVideo({ widthPx = 1280, seeks = true, loads = true } = {}) {
  const video = document.createElement('video');
  const seeked: number[] = [];
  Object.defineProperty(video, 'videoWidth', { value: widthPx });
  Object.defineProperty(video, 'currentTime', {
    set(seconds: number) {
      seeked.push(seconds);
      if (seeks) queueMicrotask(() => video.dispatchEvent(new Event('seeked')));
    },
  });
  vi.spyOn(document, 'createElement').mockReturnValue(video);
  queueMicrotask(() => video.dispatchEvent(new Event(loads ? 'loadeddata' : 'error')));
  return { video, seeked };
}

const request = { src: 'blob:clip', durationMs: 8_000, count: 4, signal: new AbortController().signal };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('walking through a clip', () => {
  it('stops in the middle of each equal part, in order, and lets go of the file', async () => {
    const { video, seeked } = fakeVideo();
    const onPicture = vi.fn();
    await walkFilmstrip({ ...request, onPicture });
    expect(seeked).toEqual([1, 3, 5, 7]);
    expect(onPicture.mock.calls.map(([, index]) => index)).toEqual([0, 1, 2, 3]);
    expect(video.hasAttribute('src')).toBe(false);
  });

  it.each([
    ['cannot be read', { loads: false }],
    ['loads as sound alone', { widthPx: 0 }],
  ])('gives no picture of a clip that %s', async (_name, options) => {
    const { seeked } = fakeVideo(options);
    const onPicture = vi.fn();
    await walkFilmstrip({ ...request, onPicture });
    expect(seeked).toEqual([]);
    expect(onPicture).not.toHaveBeenCalled();
  });

  it('gives up on a clip that never arrives at a moment', async () => {
    const { seeked } = fakeVideo({ seeks: false });
    const onPicture = vi.fn();
    const walk = walkFilmstrip({ ...request, onPicture });
    await vi.advanceTimersByTimeAsync(5_000);
    await walk;
    expect(seeked).toEqual([1]);
    expect(onPicture).not.toHaveBeenCalled();
  });

  it('stops when it is told to', async () => {
    fakeVideo();
    const control = new AbortController();
    const onPicture = vi.fn(() => control.abort());
    await walkFilmstrip({ ...request, signal: control.signal, onPicture });
    expect(onPicture).toHaveBeenCalledOnce();
  });
});
