'use client';

import { type RefObject, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';

interface UnmanagedVideoProps {
  readonly videoRef: RefObject<HTMLVideoElement | null>;
  readonly src: string | null;
  readonly label: string;
  readonly className: string;
  /** CSS for how wide it is; its height follows from its shape, width over height. */
  readonly width: string;
  readonly ratio: number;
  readonly onPress: () => void;
  readonly onError: () => void;
  readonly onLoadedData: (video: HTMLVideoElement) => void;
}

/**
 * A muted `<video>` that React does not listen to. To one of its own it listens with two dozen listeners, for whoever may ask, and to all others
 * from the page's root; a video that is dragged about tells five things for every picture, and each would go through React for nobody. What a
 * video tells does not leave the shadow that it stands in; a press does.
 */
export function UnmanagedVideo({ videoRef, src, label, className, width, ratio, onPress, onError, onLoadedData }: UnmanagedVideoProps) {
  const hostRef = useRef<HTMLDivElement>(null);
  const [video] = useState(createVideo);
  const handlePress = useEffectEvent(onPress);
  const handleError = useEffectEvent(onError);
  const handleLoadedData = useEffectEvent(() => onLoadedData(video));

  // Before whoever plays it looks for it.
  useLayoutEffect(() => {
    const host = hostRef.current;
    const shadow = host?.shadowRoot ?? host?.attachShadow({ mode: 'open' });
    shadow?.append(video);
    videoRef.current = video;
    return () => {
      video.remove();
      videoRef.current = null;
    };
  }, [video, videoRef]);
  // Before it has anything to load: what it tells of that comes whenever it likes.
  useLayoutEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    video.addEventListener('click', () => handlePress(), { signal });
    video.addEventListener('error', () => handleError(), { signal });
    video.addEventListener('loadeddata', () => handleLoadedData(), { signal });
    return () => controller.abort();
  }, [video]);
  useLayoutEffect(() => {
    if (src === null) video.removeAttribute('src');
    else if (video.getAttribute('src') !== src) video.src = src;
  }, [video, src]);
  useLayoutEffect(() => {
    video.setAttribute('aria-label', label);
  }, [video, label]);

  return <div ref={hostRef} className={className} style={{ width, aspectRatio: ratio }} />;
}

function createVideo(): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.preload = 'auto';
  // The page's styles end at the shadow.
  Object.assign(video.style, { display: 'block', width: '100%', height: '100%', borderRadius: 'inherit' });
  return video;
}
