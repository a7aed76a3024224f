import { afterEach, describe, expect, it, vi } from 'vitest';
import { getUrlFileName, probeUrl } from '@/lib/media/probe/probe-url';

afterEach(() => {
  vi.useRealTimers();
});

/** The element that probeUrl creates, controlled by the test. */
function stubVideoElement() {
  const video = document.createElement('video');
  vi.spyOn(video, 'load').mockImplementation(() => undefined);
  vi.spyOn(document, 'createElement').mockReturnValue(video);
  return video;
}

describe('probeUrl', () => {
  it.each([
    ['https://example.com/a/My%20clip.mp4?token=1', 'My clip.mp4'],
    ['https://example.com/', 'example.com'],
    ['https://example.com/%E0%A4%A', '%E0%A4%A'],
    ['https://例え.jp/映像.mp4', '映像.mp4'],
  ])('getUrlFileName of %s is %s', (url, name) => {
    expect(getUrlFileName(url)).toBe(name);
  });

  it('probeUrl returns the duration and size of a readable link', async () => {
    const video = stubVideoElement();
    const probing = probeUrl('https://example.com/a.mp4', new AbortController().signal);
    Object.defineProperties(video, {
      duration: { value: 8.0004 },
      videoWidth: { value: 1_280 },
      videoHeight: { value: 720 },
    });
    video.onloadedmetadata?.(new Event('loadedmetadata'));
    await expect(probing).resolves.toEqual({ durationMs: 8_000, widthPx: 1_280, heightPx: 720 });
    expect(video.hasAttribute('src')).toBe(false);
  });

  it('probeUrl returns null for a link that is unreadable, endless or unresponsive', async () => {
    const broken = stubVideoElement();
    const first = probeUrl('https://example.com/a.mp4', new AbortController().signal);
    if (typeof broken.onerror === 'function') broken.onerror(new Event('error'));
    await expect(first).resolves.toBeNull();

    const endless = stubVideoElement();
    const second = probeUrl('https://example.com/live', new AbortController().signal);
    Object.defineProperty(endless, 'duration', { value: Number.POSITIVE_INFINITY });
    endless.onloadedmetadata?.(new Event('loadedmetadata'));
    await expect(second).resolves.toBeNull();

    vi.useFakeTimers();
    stubVideoElement();
    const third = probeUrl('https://example.com/silent', new AbortController().signal);
    await vi.advanceTimersByTimeAsync(8_000);
    await expect(third).resolves.toBeNull();
  });
});
