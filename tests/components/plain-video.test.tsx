import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { createRef, useLayoutEffect } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { PlainVideo } from '@/components/player/plain-video';

afterEach(cleanup);

function setup(src: string | null = 'blob:one') {
  const videoRef = createRef<HTMLVideoElement>();
  const heard = { onPress: vi.fn(), onError: vi.fn(), onLoadedData: vi.fn() };
  const view = (props: Partial<Parameters<typeof PlainVideo>[0]> = {}) => (
    <PlainVideo videoRef={videoRef} src={src} label="The clip" className="block" width="10px" ratio={1.5} {...heard} {...props} />
  );
  const { rerender, unmount } = render(view());
  return { videoRef, heard, unmount, change: (props: Partial<Parameters<typeof PlainVideo>[0]>) => rerender(view(props)) };
}

it('is one muted video, which is there for whoever plays it', () => {
  const { videoRef, change, unmount } = setup();
  const video = screen.getByLabelText<HTMLVideoElement>('The clip');
  expect(videoRef.current).toBe(video);
  expect([video.muted, video.preload, video.getAttribute('src')]).toEqual([true, 'auto', 'blob:one']);

  change({ src: 'blob:two', label: 'Another clip', className: 'hidden', ratio: 0.5 });
  expect(screen.getByLabelText('Another clip')).toBe(video);
  expect([video.getAttribute('src'), video.className, Number.parseFloat(video.style.aspectRatio)]).toEqual(['blob:two', 'hidden', 0.5]);
  change({ src: null });
  expect(video.hasAttribute('src')).toBe(false);

  unmount();
  expect(videoRef.current).toBeNull();
  expect(video.isConnected).toBe(false);
});

it('is listened to before anything is painted: a file may fail sooner', () => {
  const videoRef = createRef<HTMLVideoElement>();
  const onError = vi.fn();
  const nothing = () => undefined;
  function Parent() {
    // After its children's layout effects, and before anybody's later ones.
    useLayoutEffect(() => void videoRef.current?.dispatchEvent(new Event('error')), []);
    return (
      <PlainVideo
        videoRef={videoRef}
        src="blob:one"
        label="The clip"
        className=""
        width=""
        ratio={1}
        onPress={nothing}
        onError={onError}
        onLoadedData={nothing}
      />
    );
  }
  render(<Parent />);
  expect(onError).toHaveBeenCalledTimes(1);
});

it('says what it was asked to say, by whoever is asked now', () => {
  const { videoRef, heard, change } = setup();
  const video = videoRef.current;
  if (!video) throw new Error('there is no video');
  fireEvent.click(video);
  fireEvent.error(video);
  fireEvent.loadedData(video);
  expect(heard.onPress).toHaveBeenCalledTimes(1);
  expect(heard.onError).toHaveBeenCalledTimes(1);
  expect(heard.onLoadedData.mock.calls).toEqual([[video]]);

  const later = vi.fn();
  change({ onPress: later });
  fireEvent.click(video);
  expect(later).toHaveBeenCalledTimes(1);
  expect(heard.onPress).toHaveBeenCalledTimes(1);
});
