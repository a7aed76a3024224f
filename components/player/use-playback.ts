import { type RefObject, useCallback, useEffect, useState } from 'react';

export interface Playback {
  readonly timeMs: number;
  /** `null` until the file has told. */
  readonly durationMs: number | null;
  /** Width by height as shown; 16:9 until the file has told. */
  readonly ratio: number;
  readonly playing: boolean;
  readonly muted: boolean;
  /** The file could not be loaded or shown. */
  readonly broken: boolean;
  toggle(): void;
  seek(ms: number): void;
  toggleMuted(): void;
  /** Loads the file again, after it broke. */
  reload(): void;
}

/** What a media element does, as state; the element itself stays the only truth. */
export function usePlayback(ref: RefObject<HTMLVideoElement | null>): Playback {
  const [timeMs, setTimeMs] = useState(0);
  const [durationMs, setDurationMs] = useState<number | null>(null);
  const [ratio, setRatio] = useState(16 / 9);
  const [playing, setPlaying] = useState(false);
  const [muted, setMuted] = useState(false);
  const [broken, setBroken] = useState(false);

  useEffect(() => {
    const video = ref.current;
    if (!video) return;
    let frame = 0;
    const readTime = () => setTimeMs(Math.round(video.currentTime * 1000));
    /** `timeupdate` comes four times a second at best; a playhead that moves needs every frame. */
    const follow = () => {
      readTime();
      frame = requestAnimationFrame(follow);
    };
    const stop = () => {
      cancelAnimationFrame(frame);
      setPlaying(false);
      readTime();
    };
    const listeners: Record<string, () => void> = {
      loadedmetadata: () => {
        setBroken(false);
        if (video.videoWidth > 0 && video.videoHeight > 0) setRatio(video.videoWidth / video.videoHeight);
        setDurationMs(Number.isFinite(video.duration) ? Math.round(video.duration * 1000) : null);
      },
      play: () => {
        setPlaying(true);
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(follow);
      },
      pause: stop,
      ended: stop,
      seeked: readTime,
      volumechange: () => setMuted(video.muted),
      error: () => setBroken(true),
    };
    for (const [name, listener] of Object.entries(listeners)) video.addEventListener(name, listener);
    // What happened before this code ran, such as an error or metadata from the cache, sends no event any more.
    if (video.error) setBroken(true);
    else if (video.readyState >= 1) listeners.loadedmetadata?.();
    return () => {
      cancelAnimationFrame(frame);
      for (const [name, listener] of Object.entries(listeners)) video.removeEventListener(name, listener);
    };
  }, [ref]);

  const toggle = useCallback(() => {
    const video = ref.current;
    if (!video) return;
    if (!video.paused) return video.pause();
    // Refused (no gesture) or cut short by a pause: the element stays paused, which is what the button shows.
    video.play().catch(() => setPlaying(false));
  }, [ref]);

  const seek = useCallback(
    (ms: number) => {
      const video = ref.current;
      if (!video) return;
      video.currentTime = ms / 1000;
      setTimeMs(ms);
    },
    [ref],
  );

  const toggleMuted = useCallback(() => {
    if (ref.current) ref.current.muted = !ref.current.muted;
  }, [ref]);

  const reload = useCallback(() => {
    setBroken(false);
    ref.current?.load();
  }, [ref]);

  return { timeMs, durationMs, ratio, playing, muted, broken, toggle, seek, toggleMuted, reload };
}
