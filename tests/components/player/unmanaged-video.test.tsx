import { cleanup, fireEvent, render } from '@testing-library/react';
import { createRef, useLayoutEffect } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { UnmanagedVideo } from '@/components/player/unmanaged-video';

afterEach(cleanup);

function setup(src: string | null = 'blob:one') {
  const videoRef = createRef<HTMLVideoElement>();
  const handlers = { onPress: vi.fn(), onError: vi.fn(), onLoadedData: vi.fn() };
  const view = (props: Partial<Parameters<typeof UnmanagedVideo>[0]> = {}) => (
    <UnmanagedVideo videoRef={videoRef} src={src} label="The clip" className="block" width="10px" ratio={1.5} {...handlers} {...props} />
  );
  const { container, rerender, unmount } = render(view());
  const video = container.firstElementChild?.shadowRoot?.querySelector('video');
  if (!video) throw new Error('the video element is missing');
  return {
    video,
    host: container.firstElementChild as HTMLElement,
    videoRef,
    handlers,
    unmount,
    change: (props: Partial<Parameters<typeof UnmanagedVideo>[0]>) => rerender(view(props)),
  };
}

it('UnmanagedVideo renders one muted video and sets its ref', () => {
  const { video, host, videoRef, change: rerenderWith, unmount } = setup();
  expect(videoRef.current).toBe(video);
  expect(video.getAttribute('aria-label')).toBe('The clip');
  expect([video.muted, video.preload, video.getAttribute('src')]).toEqual([true, 'auto', 'blob:one']);

  rerenderWith({ src: 'blob:two', label: 'Another clip', className: 'hidden', ratio: 0.5 });
  expect(videoRef.current).toBe(video);
  expect([video.getAttribute('src'), video.getAttribute('aria-label')]).toEqual(['blob:two', 'Another clip']);
  expect([host.className, Number.parseFloat(host.style.aspectRatio)]).toEqual(['hidden', 0.5]);
  rerenderWith({ src: null });
  expect(video.hasAttribute('src')).toBe(false);

  unmount();
  expect(videoRef.current).toBeNull();
  expect(video.isConnected).toBe(false);
});

it('UnmanagedVideo listens before the first paint, because a file may fail earlier', () => {
  const videoRef = createRef<HTMLVideoElement>();
  const onError = vi.fn();
  const noop = () => undefined;
  function Parent() {
    // Runs after the child's layout effects and before any passive effect.
    useLayoutEffect(() => void videoRef.current?.dispatchEvent(new Event('error')), []);
    return (
      <UnmanagedVideo
        videoRef={videoRef}
        src="blob:one"
        label="The clip"
        className=""
        width=""
        ratio={1}
        onPress={noop}
        onError={onError}
        onLoadedData={noop}
      />
    );
  }
  render(<Parent />);
  expect(onError).toHaveBeenCalledTimes(1);
});

it('UnmanagedVideo calls the current callbacks', () => {
  const { video, handlers, change: rerenderWith } = setup();
  fireEvent.click(video);
  fireEvent.error(video);
  fireEvent.loadedData(video);
  expect(handlers.onPress).toHaveBeenCalledTimes(1);
  expect(handlers.onError).toHaveBeenCalledTimes(1);
  expect(handlers.onLoadedData.mock.calls).toEqual([[video]]);

  const newHandler = vi.fn();
  rerenderWith({ onPress: newHandler });
  fireEvent.click(video);
  expect(newHandler).toHaveBeenCalledTimes(1);
  expect(handlers.onPress).toHaveBeenCalledTimes(1);
});

it('UnmanagedVideo lets only clicks bubble to the page', () => {
  const { video } = setup();
  const eventNames: string[] = [];
  const control = new AbortController();
  for (const name of ['seeking', 'seeked', 'timeupdate', 'canplay', 'click'])
    document.addEventListener(name, () => eventNames.push(name), { capture: true, signal: control.signal });
  for (const name of ['seeking', 'seeked', 'timeupdate', 'canplay']) video.dispatchEvent(new Event(name));
  fireEvent.click(video);
  control.abort();
  expect(eventNames).toEqual(['click']);
});
