'use client';

import { type RefObject, useEffect, useState, useSyncExternalStore } from 'react';
import { type PlaybackLoop, type PlaybackState, ResultPlayback } from '@/lib/media/playback/result-playback';

/** Playback of one player; `companionRef` is read while there is a source to compare with (`companionKey`). */
export function useResultPlayback(
  videoRef: RefObject<HTMLVideoElement | null>,
  companionRef: RefObject<HTMLVideoElement | null>,
  companionKey: string | null,
  loop: PlaybackLoop | null,
): ResultPlayback {
  'use memo';
  const [playback] = useState(() => new ResultPlayback());
  useEffect(() => (videoRef.current ? playback.attach(videoRef.current) : undefined), [playback, videoRef]);
  useEffect(() => {
    if (companionKey === null || !companionRef.current) return;
    return playback.attachCompanion(companionRef.current);
  }, [playback, companionRef, companionKey]);
  const startMs = loop?.startMs ?? null;
  const endMs = loop?.endMs ?? null;
  useEffect(() => playback.setLoop(startMs === null || endMs === null ? null : { startMs, endMs }), [playback, startMs, endMs]);
  return playback;
}

export function usePlaybackState(playback: ResultPlayback): PlaybackState {
  'use memo';
  return useSyncExternalStore(playback.subscribe, playback.getState, playback.getState);
}
