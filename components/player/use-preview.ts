'use client';

import { type RefObject, useEffect, useState, useSyncExternalStore } from 'react';
import type { Placement } from '@/lib/domain/placement';
import { PreviewPlayer, type PreviewSource, type PreviewState } from '@/lib/media/playback/preview-player';

/** The part of the preview that controls and displays use. */
export type Transport = Pick<
  PreviewPlayer,
  'subscribe' | 'getState' | 'getTimeMs' | 'toggle' | 'pause' | 'seek' | 'showFrame' | 'setLooping'
>;

interface PreviewSources {
  readonly videoRef: RefObject<HTMLVideoElement | null>;
  readonly clip: PreviewSource;
  readonly voiceSrc: string | null;
  readonly placement: Placement | null;
}

/** Creates a preview while the editor is mounted and updates it with the facts. */
export function usePreview({ videoRef, clip, voiceSrc, placement }: PreviewSources): PreviewPlayer {
  'use memo';
  const [mixer] = useState(() => new PreviewPlayer());
  const { src, durationMs, hasSound } = clip;
  useEffect(() => {
    mixer.attach(videoRef.current);
    return () => mixer.dispose();
  }, [mixer, videoRef]);
  useEffect(() => mixer.setClip({ src, durationMs, hasSound }), [mixer, src, durationMs, hasSound]);
  useEffect(() => mixer.setVoice(voiceSrc), [mixer, voiceSrc]);
  useEffect(() => mixer.setPlacement(placement), [mixer, placement]);
  return mixer;
}

export function useTransportState(transport: Transport): PreviewState {
  'use memo';
  return useSyncExternalStore(transport.subscribe, transport.getState, transport.getState);
}

/** Duration that the video element reports; `null` until then. For a link that could not be measured otherwise. */
export function useMediaDuration(videoRef: RefObject<HTMLVideoElement | null>): number | null {
  'use memo';
  const [durationMs, setDurationMs] = useState<number | null>(null);
  useEffect(() => {
    const video = videoRef.current;
    if (!video) return;
    const read = () => setDurationMs(Number.isFinite(video.duration) ? Math.round(video.duration * 1000) : null);
    read();
    const events = ['loadedmetadata', 'durationchange', 'emptied'];
    for (const name of events) video.addEventListener(name, read);
    return () => {
      for (const name of events) video.removeEventListener(name, read);
    };
  }, [videoRef]);
  return durationMs;
}
