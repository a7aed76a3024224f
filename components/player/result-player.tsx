'use client';

import { Maximize, Pause, Play, Volume2, VolumeX } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { formatTime } from '@/lib/domain/time';
import { resultWords } from '@/lib/i18n/result';
import { useWords } from '@/lib/i18n/use-words';
import { ScrubBar } from './scrub-bar';
import { usePlayback } from './use-playback';

interface ResultPlayerProps {
  readonly src: string;
  /** As the job knew it; the file's own length wins once it is read. */
  readonly durationMs: number | null;
  /** Where the voice runs in the video. */
  readonly voice: { readonly startMs: number; readonly endMs: number } | null;
}

const ROUND = 'grid size-9 shrink-0 cursor-pointer place-items-center rounded-full transition-colors duration-150';

/** The finished video: picture, and a strip that shows where the voice runs. */
export function ResultPlayer({ src, durationMs: expectedMs, voice }: ResultPlayerProps) {
  const words = useWords(resultWords).player;
  const frameRef = useRef<HTMLElement>(null);
  const videoRef = useRef<HTMLVideoElement>(null);
  const { timeMs, durationMs: measuredMs, ratio, playing, muted, broken, toggle, seek, toggleMuted, reload } = usePlayback(videoRef);
  const durationMs = measuredMs ?? expectedMs ?? 0;

  /** A focused control keeps its own keys; from anywhere else in the player the usual two play and pause. */
  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (event.altKey || event.ctrlKey || event.metaKey || (event.key !== ' ' && event.key.toLowerCase() !== 'k')) return;
    if (event.key === ' ' && event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    toggle();
  }

  /** Picture and controls together; refused where a page may not fill the screen (iPhones), and then nothing changes. */
  function toggleFullScreen() {
    const wish = document.fullscreenElement ? document.exitFullscreen() : frameRef.current?.requestFullscreen?.();
    wish?.catch(() => {});
  }

  return (
    <section ref={frameRef} aria-label={words.label} onKeyDown={onKeyDown} className="flex min-h-0 min-w-0 grow flex-col">
      <div className="relative grid min-h-0 grow place-items-center bg-stage lg:p-5 lg:[container-type:size]">
        {/* biome-ignore lint/a11y/useMediaCaption: the editor's own clip; there is no text of what is said in it */}
        <video
          ref={videoRef}
          src={src}
          playsInline
          preload="auto"
          aria-label={words.label}
          onClick={toggle}
          className="bg-black object-contain max-lg:max-h-[56dvh] lg:rounded-xl lg:shadow-picture"
          // As large as fits in its room; where the room has no height of its own (phones), in the window.
          style={{ aspectRatio: ratio, width: `min(100cqw, calc(100cqh * ${ratio.toFixed(4)}))` }}
        />
        {measuredMs === null && !broken && (
          <p role="status" className="absolute rounded-md bg-panel px-2 py-1 text-ink-soft text-small">
            {words.loading}
          </p>
        )}
        {broken && (
          <div role="alert" className="absolute inset-0 grid place-items-center bg-stage p-6 text-center">
            <div className="max-w-sm">
              <p className="font-semibold">{words.brokenTitle}</p>
              <p className="mt-1 text-ink-soft">{words.brokenText}</p>
              <Button className="mt-4" onClick={reload}>
                {words.loadAgain}
              </Button>
            </div>
          </div>
        )}
      </div>
      <div className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-2 border-line border-t bg-panel px-4 py-2 sm:flex-nowrap lg:px-5">
        <button
          type="button"
          onClick={toggle}
          disabled={broken}
          aria-label={playing ? words.pause : words.play}
          className={`${ROUND} bg-ink text-panel hover:bg-ink-soft disabled:opacity-45`}
        >
          {playing ? <Pause aria-hidden className="size-4 fill-current" /> : <Play aria-hidden className="ml-0.5 size-4 fill-current" />}
        </button>
        <p className="tabular shrink-0 text-large">
          <span className="font-semibold">{formatTime(timeMs)}</span> <span className="text-ink-faint">/ {formatTime(durationMs)}</span>
        </p>
        <div className="order-last flex w-full min-w-0 sm:order-none sm:w-auto sm:grow">
          <ScrubBar
            label={words.seek}
            timeMs={timeMs}
            durationMs={durationMs}
            valueText={words.at(timeMs, durationMs)}
            voice={voice}
            onSeek={seek}
          />
        </div>
        <div className="ml-auto flex shrink-0 gap-1 sm:ml-0">
          <button
            type="button"
            onClick={toggleMuted}
            aria-label={muted ? words.unmute : words.mute}
            className={`${ROUND} text-ink-soft hover:bg-raised hover:text-ink`}
          >
            {muted ? <VolumeX aria-hidden className="size-4.5" /> : <Volume2 aria-hidden className="size-4.5" />}
          </button>
          <button
            type="button"
            onClick={toggleFullScreen}
            aria-label={words.fullScreen}
            className={`${ROUND} text-ink-soft hover:bg-raised hover:text-ink`}
          >
            <Maximize aria-hidden className="size-4.5" />
          </button>
        </div>
      </div>
    </section>
  );
}
