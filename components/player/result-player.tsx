'use client';

import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import { useLocalStorage } from '@/components/hooks/use-local-storage';
import { type KeyStroke, useShortcuts } from '@/components/hooks/use-shortcuts';
import { Button } from '@/components/ui/button';
import { getLoopRangeAround } from '@/lib/domain/playback/preview-schedule';
import { playerMessages } from '@/lib/i18n/player';
import { useMessages } from '@/lib/i18n/use-messages';
import type { ResultPlayback } from '@/lib/media/playback/result-playback';
import { type CompareMode, CompareStage } from './compare-stage';
import { PLAYBACK_RATES, PlayerBar } from './player-bar';
import { type PlayerAction, playerActionFor } from './player-shortcuts';
import { useCompareMode } from './use-compare-mode';
import { usePlaybackState, useResultPlayback } from './use-result-playback';
import type { WaveformSource } from './voice-waveform';

const ShortcutsDialog = lazy(async () => ({ default: (await import('./player-shortcuts-dialog')).PlayerShortcutsDialog }));

interface ResultPlayerProps {
  readonly src: string;
  /** Duration according to the job; the file's own duration replaces it once loaded. */
  readonly durationMs: number | null;
  /** Where the voice is in the video. */
  readonly voice: { readonly startMs: number; readonly endMs: number } | null;
  readonly waveform?: WaveformSource | null;
  /** The source video; `null` if it is unavailable. */
  readonly beforeSrc?: string | null;
  readonly beforeUnavailableReason?: string | null;
  /** Content beside the video. */
  readonly children: ReactNode;
}

const SECOND_MS = 1_000;
const NEXT_MODE: Readonly<Record<CompareMode, CompareMode>> = { wipe: 'side-by-side', 'side-by-side': 'off', off: 'wipe' };

/** Plays the result, with the source video over it or beside it. */
export function ResultPlayer({
  src,
  durationMs: expectedMs,
  voice,
  waveform = null,
  beforeSrc = null,
  beforeUnavailableReason = null,
  children,
}: ResultPlayerProps) {
  'use memo';
  const messages = useMessages(playerMessages);
  const containerRef = useRef<HTMLElement>(null);
  const videoRef = useRef<HTMLVideoElement>(null);
  const companionRef = useRef<HTMLVideoElement>(null);
  const [requestedMode, setMode] = useCompareMode();
  const [singleKeys, setSingleKeys] = useLocalStorage('single-keys', true);
  const [isShortcutsOpen, setIsShortcutsOpen] = useState(false);
  // The source video is only loaded for a comparison.
  const companionSrc = requestedMode === 'off' ? null : beforeSrc;
  const playback = useResultPlayback(
    videoRef,
    companionRef,
    companionSrc,
    voice && getLoopRangeAround(voice, expectedMs ?? Number.MAX_SAFE_INTEGER),
  );
  const { durationMs: measuredMs, ratio, failed: broken, waiting, companion } = usePlaybackState(playback);
  const durationMs = measuredMs ?? expectedMs ?? 0;
  const isBeforeBroken = companion === 'broken';
  const mode: CompareMode = beforeSrc === null || isBeforeBroken ? 'off' : requestedMode;

  /** Shows video and controls in full screen; rejected on iPhones, where nothing changes. */
  function toggleFullScreen() {
    const fullscreenChange = document.fullscreenElement ? document.exitFullscreen() : containerRef.current?.requestFullscreen?.();
    fullscreenChange?.catch(() => {});
  }

  const getAction = (keyStroke: KeyStroke) => playerActionFor(keyStroke, singleKeys);
  useShortcuts(getAction, (action: PlayerAction) => {
    switch (action) {
      case 'loop':
        return playback.setLooping(!playback.getState().looping);
      case 'compare':
        return beforeSrc === null ? undefined : setMode(NEXT_MODE[requestedMode]);
      case 'full-screen':
        return toggleFullScreen();
      case 'keys':
        return setIsShortcutsOpen(true);
      default:
        return applyPlaybackAction(playback, action, durationMs);
    }
  });

  return (
    <section
      ref={containerRef}
      aria-label={messages.label}
      className="flex min-h-0 min-w-0 grow flex-col bg-stage lg:grid lg:grid-cols-[minmax(0,1fr)_19.75rem] lg:grid-rows-[minmax(0,1fr)_auto]"
    >
      <CompareStage
        videoRef={videoRef}
        companionRef={companionRef}
        src={src}
        companionSrc={companionSrc}
        mode={mode}
        ratio={ratio}
        onPress={playback.toggle}
      >
        {(measuredMs === null || waiting) && !broken ? (
          <p role="status" className="absolute z-30 rounded-md bg-panel px-2 py-1 text-ink-soft text-small">
            {measuredMs === null ? messages.loading : messages.waiting}
          </p>
        ) : null}
        {broken ? <PlaybackError onReload={playback.reload} /> : null}
      </CompareStage>
      <div className="contents max-lg:[&>aside]:order-3">{children}</div>
      <div className="max-lg:order-2 lg:col-span-2">
        <PlayerBar
          playback={playback}
          durationMs={durationMs}
          voice={voice}
          waveform={waveform}
          mode={beforeSrc === null || isBeforeBroken ? null : requestedMode}
          compareUnavailableReason={isBeforeBroken ? messages.unshown : beforeUnavailableReason}
          onModeChange={setMode}
          onFullScreen={toggleFullScreen}
          onShowShortcuts={() => setIsShortcutsOpen(true)}
        />
      </div>
      {isShortcutsOpen ? (
        <Suspense>
          <ShortcutsDialog singleKeys={singleKeys} onSingleKeysChange={setSingleKeys} onClose={() => setIsShortcutsOpen(false)} />
        </Suspense>
      ) : null}
    </section>
  );
}

function applyPlaybackAction(
  playback: ResultPlayback,
  action: Exclude<PlayerAction, 'loop' | 'compare' | 'full-screen' | 'keys'>,
  durationMs: number,
) {
  const currentMs = playback.getTimeMs();
  switch (action) {
    case 'play':
      return playback.toggle();
    case 'back-second':
      return playback.seek(currentMs - SECOND_MS);
    case 'on-second':
      return playback.seek(currentMs + SECOND_MS);
    case 'back-frame':
      return playback.step(-1);
    case 'on-frame':
      return playback.step(1);
    case 'start':
      return playback.seek(0);
    case 'end':
      return playback.seek(durationMs);
    case 'slower':
      return playback.setRate(PLAYBACK_RATES.findLast((rate) => rate < playback.getState().rate) ?? PLAYBACK_RATES[0]);
    case 'faster':
      return playback.setRate(
        PLAYBACK_RATES.find((rate) => rate > playback.getState().rate) ?? PLAYBACK_RATES[PLAYBACK_RATES.length - 1] ?? 1,
      );
    case 'mute':
      return playback.toggleMuted();
  }
}

function PlaybackError({ onReload }: { onReload: () => void }) {
  'use memo';
  const messages = useMessages(playerMessages);
  return (
    <div role="alert" className="absolute inset-0 z-30 grid place-items-center bg-stage p-6 text-center">
      <div className="max-w-sm">
        <p className="font-semibold">{messages.brokenTitle}</p>
        <p className="mt-1 text-ink-soft">{messages.brokenText}</p>
        <Button className="mt-4" onClick={onReload}>
          {messages.loadAgain}
        </Button>
      </div>
    </div>
  );
}
