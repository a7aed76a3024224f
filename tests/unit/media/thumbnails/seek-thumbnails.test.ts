import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { seekThumbnails } from '@/lib/media/thumbnails/seek-thumbnails';

/** A fake element that fires load and seek events, or neither. */
function fakeVideo({ widthPx = 1280, durationSeconds = 8, seeks = true, loads = true } = {}) {
  const video = document.createElement('video');
  const canvas = document.createElement('canvas');
  const seeked: number[] = [];
  Object.defineProperty(video, 'videoWidth', { value: widthPx });
  Object.defineProperty(video, 'videoHeight', { value: 720 });
  Object.defineProperty(video, 'duration', { value: durationSeconds });
  Object.defineProperty(video, 'currentTime', {
    set(seconds: number) {
      seeked.push(seconds);
      if (seeks) queueMicrotask(() => video.dispatchEvent(new Event('seeked')));
    },
  });
  vi.spyOn(video, 'load').mockReturnValue();
  vi.spyOn(canvas, 'getContext').mockReturnValue(null);
  vi.spyOn(document, 'createElement').mockImplementation((name: string) => (name === 'video' ? video : canvas));
  queueMicrotask(() => video.dispatchEvent(new Event(loads ? 'loadeddata' : 'error')));
  return { video, canvas, seeked };
}

const request = { count: 4, heightPx: 90 };
const neverAborted = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('createImageBitmap', async () => ({ close: () => undefined }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('seekThumbnails', () => {
  it('seekThumbnails draws in progressive order at the start of each part, keeps the aspect ratio and releases the file', async () => {
    const { video, canvas, seeked } = fakeVideo();
    const onThumbnail = vi.fn();
    await seekThumbnails('blob:clip', request, onThumbnail, neverAborted);
    expect(seeked).toEqual([0, 4, 2, 6]);
    expect(onThumbnail.mock.calls.map(([{ slot, atMs }]) => [slot, atMs])).toEqual([
      [0, 0],
      [2, 4_000],
      [1, 2_000],
      [3, 6_000],
    ]);
    expect([canvas.width, canvas.height]).toEqual([160, 90]);
    expect(video.hasAttribute('src')).toBe(false);
    expect(video.load).toHaveBeenCalledOnce();
  });

  it.each([
    ['cannot be read', { loads: false }],
    ['loads as audio only', { widthPx: 0 }],
    ['has an infinite duration', { durationSeconds: Number.POSITIVE_INFINITY }],
  ])('seekThumbnails draws nothing for a clip that %s', async (_name, options) => {
    const { seeked } = fakeVideo(options);
    const onThumbnail = vi.fn();
    await seekThumbnails('blob:clip', request, onThumbnail, neverAborted);
    expect(seeked).toEqual([]);
    expect(onThumbnail).not.toHaveBeenCalled();
  });

  it('seekThumbnails stops after a seek without a response', async () => {
    const { seeked } = fakeVideo({ seeks: false });
    const onThumbnail = vi.fn();
    const drawing = seekThumbnails('blob:clip', request, onThumbnail, neverAborted);
    await vi.advanceTimersByTimeAsync(5_000);
    await drawing;
    expect(seeked).toEqual([0]);
    expect(onThumbnail).not.toHaveBeenCalled();
  });

  it('seekThumbnails stops on abort', async () => {
    fakeVideo();
    const control = new AbortController();
    const onThumbnail = vi.fn(() => control.abort());
    await seekThumbnails('blob:clip', request, onThumbnail, control.signal);
    expect(onThumbnail).toHaveBeenCalledOnce();
  });
});
