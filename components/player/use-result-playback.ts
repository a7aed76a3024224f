'use client';

import { type RefObject, useEffect, useState, useSyncExternalStore } from 'react';
import { type PlaybackLoop, type PlaybackState, ResultPlayback } from '@/lib/media/result-playback';

/** One player's playback; `twinRef` is looked at while there is something to compare with (`twinKey` names it). */
export function useResultPlayback(
  videoRef: RefObject<HTMLVideoElement | null>,
  twinRef: RefObject<HTMLVideoElement | null>,
  twinKey: string | null,
  loop: PlaybackLoop | null,
): ResultPlayback {
  'use memo';
  const [playback] = useState(() => new ResultPlayback());
  useEffect(() => (videoRef.current ? playback.attach(videoRef.current) : undefined), [playback, videoRef]);
  useEffect(() => {
    if (twinKey === null || !twinRef.current) return;
    return playback.attachTwin(twinRef.current);
  }, [playback, twinRef, twinKey]);
  const startMs = loop?.startMs ?? null;
  const endMs = loop?.endMs ?? null;
  useEffect(() => playback.setLoop(startMs === null || endMs === null ? null : { startMs, endMs }), [playback, startMs, endMs]);
  return playback;
}

export function usePlaybackState(playback: ResultPlayback): PlaybackState {
  'use memo';
  return useSyncExternalStore(playback.subscribe, playback.getState, playback.getState);
}
