'use client';

import { type RefObject, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';

interface UnmanagedVideoProps {
  readonly videoRef: RefObject<HTMLVideoElement | null>;
  readonly src: string | null;
  readonly label: string;
  readonly className: string;
  /** CSS width; the height follows from the ratio of width to height. */
  readonly width: string;
  readonly ratio: number;
  readonly onPress: () => void;
  readonly onError: () => void;
  readonly onLoadedData: (video: HTMLVideoElement) => void;
}

/**
 * A muted `<video>` in a shadow root. React adds two dozen listeners to its own video elements and listens to all others at the root; seeking fires five
 * events per frame, each of which would run through React without a handler. Media events do not leave the shadow root; clicks do.
 */
export function UnmanagedVideo({ videoRef, src, label, className, width, ratio, onPress, onError, onLoadedData }: UnmanagedVideoProps) {
  const hostRef = useRef<HTMLDivElement>(null);
  const [video] = useState(createVideo);
  const handlePress = useEffectEvent(onPress);
  const handleError = useEffectEvent(onError);
  const handleLoadedData = useEffectEvent(() => onLoadedData(video));

  // A layout effect, so that the element exists before its controller reads the ref.
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
  // Listens before `src` is set, because its events may fire at any time.
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
  // Page styles do not apply inside the shadow root.
  Object.assign(video.style, { display: 'block', width: '100%', height: '100%', borderRadius: 'inherit' });
  return video;
}
