'use client';

import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { type Stroke, usePageKeys } from '@/components/ui/use-page-keys';
import { useRemembered } from '@/components/ui/use-remembered';
import { loopAround } from '@/lib/domain/preview-schedule';
import { playerWords } from '@/lib/i18n/player';
import { useWords } from '@/lib/i18n/use-words';
import type { ResultPlayback } from '@/lib/media/result-playback';
import { type CompareMode, CompareStage } from './compare-stage';
import { PlayerBar, RATES } from './player-bar';
import { type PlayerAct, playerActOf } from './player-keys';
import { useCompareMode } from './use-compare-mode';
import { usePlaybackState, useResultPlayback } from './use-result-playback';
import type { WaveSource } from './voice-wave';

const KeySheet = lazy(async () => ({ default: (await import('./player-key-sheet')).PlayerKeySheet }));

interface ResultPlayerProps {
  readonly src: string;
  /** As the job knew it; the file's own length wins once it is read. */
  readonly durationMs: number | null;
  /** Where the voice runs in the video. */
  readonly voice: { readonly startMs: number; readonly endMs: number } | null;
  readonly wave?: WaveSource | null;
  /** What the result was made of; `null` where it cannot be had. */
  readonly before?: string | null;
  /** Why it cannot, in words. */
  readonly whyNoBefore?: string | null;
  /** Beside the picture. */
  readonly children: ReactNode;
}

const SECOND_MS = 1_000;
const NEXT_MODE: Readonly<Record<CompareMode, CompareMode>> = { wipe: 'side-by-side', 'side-by-side': 'off', off: 'wipe' };

/** The finished video, the one from before over or beside it, and under both what plays them. */
export function ResultPlayer({
  src,
  durationMs: expectedMs,
  voice,
  wave = null,
  before = null,
  whyNoBefore = null,
  children,
}: ResultPlayerProps) {
  'use memo';
  const words = useWords(playerWords);
  const frameRef = useRef<HTMLElement>(null);
  const videoRef = useRef<HTMLVideoElement>(null);
  const twinRef = useRef<HTMLVideoElement>(null);
  const [wanted, setMode] = useCompareMode();
  const [singleKeys, setSingleKeys] = useRemembered('single-keys', true);
  const [sheetIsOpen, setSheetIsOpen] = useState(false);
  // Whoever does not compare loads nothing for it.
  const twinSrc = wanted === 'off' ? null : before;
  const playback = useResultPlayback(videoRef, twinRef, twinSrc, voice && loopAround(voice, expectedMs ?? Number.MAX_SAFE_INTEGER));
  const { durationMs: measuredMs, ratio, broken, waiting, twin } = usePlaybackState(playback);
  const durationMs = measuredMs ?? expectedMs ?? 0;
  const isUnshown = twin === 'broken';
  const mode: CompareMode = before === null || isUnshown ? 'off' : wanted;

  /** Picture and controls together; refused where a page may not fill the screen (iPhones), and then nothing changes. */
  function toggleFullScreen() {
    const wish = document.fullscreenElement ? document.exitFullscreen() : frameRef.current?.requestFullscreen?.();
    wish?.catch(() => {});
  }

  const meaning = (stroke: Stroke) => playerActOf(stroke, singleKeys);
  usePageKeys(meaning, (act: PlayerAct) => {
    switch (act) {
      case 'loop':
        return playback.setLooping(!playback.getState().looping);
      case 'compare':
        return before === null ? undefined : setMode(NEXT_MODE[wanted]);
      case 'full-screen':
        return toggleFullScreen();
      case 'keys':
        return setSheetIsOpen(true);
      default:
        return steer(playback, act, durationMs);
    }
  });

  return (
    <section
      ref={frameRef}
      aria-label={words.label}
      className="flex min-h-0 min-w-0 grow flex-col bg-stage lg:grid lg:grid-cols-[minmax(0,1fr)_19.75rem] lg:grid-rows-[minmax(0,1fr)_auto]"
    >
      <CompareStage videoRef={videoRef} twinRef={twinRef} src={src} twinSrc={twinSrc} mode={mode} ratio={ratio} onPress={playback.toggle}>
        {(measuredMs === null || waiting) && !broken ? (
          <p role="status" className="absolute z-30 rounded-md bg-panel px-2 py-1 text-ink-soft text-small">
            {measuredMs === null ? words.loading : words.waiting}
          </p>
        ) : null}
        {broken ? <Broken onReload={playback.reload} /> : null}
      </CompareStage>
      <div className="contents max-lg:[&>aside]:order-3">{children}</div>
      <div className="max-lg:order-2 lg:col-span-2">
        <PlayerBar
          playback={playback}
          durationMs={durationMs}
          voice={voice}
          wave={wave}
          mode={before === null || isUnshown ? null : wanted}
          whyNoMode={isUnshown ? words.unshown : whyNoBefore}
          onMode={setMode}
          onFullScreen={toggleFullScreen}
          onKeys={() => setSheetIsOpen(true)}
        />
      </div>
      {sheetIsOpen ? (
        <Suspense>
          <KeySheet singleKeys={singleKeys} onSingleKeys={setSingleKeys} onClose={() => setSheetIsOpen(false)} />
        </Suspense>
      ) : null}
    </section>
  );
}

/** What a key does to the playing itself. */
function steer(playback: ResultPlayback, act: Exclude<PlayerAct, 'loop' | 'compare' | 'full-screen' | 'keys'>, durationMs: number) {
  const atMs = playback.getTimeMs();
  switch (act) {
    case 'play':
      return playback.toggle();
    case 'back-second':
      return playback.seek(atMs - SECOND_MS);
    case 'on-second':
      return playback.seek(atMs + SECOND_MS);
    case 'back-frame':
      return playback.step(-1);
    case 'on-frame':
      return playback.step(1);
    case 'start':
      return playback.seek(0);
    case 'end':
      return playback.seek(durationMs);
    case 'slower':
      return playback.setRate(RATES.findLast((rate) => rate < playback.getState().rate) ?? RATES[0]);
    case 'faster':
      return playback.setRate(RATES.find((rate) => rate > playback.getState().rate) ?? RATES[RATES.length - 1] ?? 1);
    case 'mute':
      return playback.toggleMuted();
  }
}

function Broken({ onReload }: { onReload: () => void }) {
  'use memo';
  const words = useWords(playerWords);
  return (
    <div role="alert" className="absolute inset-0 z-30 grid place-items-center bg-stage p-6 text-center">
      <div className="max-w-sm">
        <p className="font-semibold">{words.brokenTitle}</p>
        <p className="mt-1 text-ink-soft">{words.brokenText}</p>
        <Button className="mt-4" onClick={onReload}>
          {words.loadAgain}
        </Button>
      </div>
    </div>
  );
}
