'use client';

import { Pause, Play } from 'lucide-react';
import { useRef, useState } from 'react';

/** Plays an audio file from its start; a second click stops it. */
export function ListenButton({ src, label }: { src: string | null; label: string }) {
  const audioRef = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const toggle = () => {
    const element = audioRef.current;
    if (!element) return;
    if (playing) {
      element.pause();
      element.currentTime = 0;
    } else {
      // Playback was stopped immediately, or the format is unsupported.
      element.play().catch(() => setPlaying(false));
    }
  };
  return (
    <>
      <button
        type="button"
        aria-label={label}
        aria-pressed={playing}
        disabled={src === null}
        onClick={toggle}
        className="grid size-9 shrink-0 cursor-pointer place-items-center rounded-full bg-ink text-ground transition-opacity hover:opacity-85 disabled:opacity-45"
      >
        {playing ? (
          <Pause aria-hidden className="size-4" fill="currentColor" />
        ) : (
          <Play aria-hidden className="ml-0.5 size-4" fill="currentColor" />
        )}
      </button>
      <audio
        ref={audioRef}
        {...(src === null ? {} : { src })}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
      />
    </>
  );
}
