'use client';

import { Keyboard, Maximize, Pause, Play, Repeat, Volume2, VolumeX } from 'lucide-react';
import type { ReactNode } from 'react';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { playerMessages } from '@/lib/i18n/player';
import { useMessages } from '@/lib/i18n/use-messages';
import type { ResultPlayback } from '@/lib/media/playback/result-playback';
import type { CompareMode } from './compare-stage';
import { ScrubBar } from './scrub-bar';
import { TimeReadout } from './time-readout';
import { usePlaybackState } from './use-result-playback';
import { VoiceWaveform, type WaveformSource } from './voice-waveform';

/** Slow enough to see each mouth shape, fast enough to review a minute. */
export const PLAYBACK_RATES = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;
const COMPARE_MODES: readonly CompareMode[] = ['wipe', 'side-by-side', 'off'];

interface PlayerBarProps {
  readonly playback: ResultPlayback;
  readonly durationMs: number;
  /** Where the voice is in the video. */
  readonly voice: { readonly startMs: number; readonly endMs: number } | null;
  readonly waveform: WaveformSource | null;
  /** `null` if there is nothing to compare with. */
  readonly mode: CompareMode | null;
  readonly compareUnavailableReason: string | null;
  readonly onModeChange: (mode: CompareMode) => void;
  readonly onFullScreen: () => void;
  readonly onShowShortcuts: () => void;
}

/** Player controls below the video, at its full width. */
export function PlayerBar({
  playback,
  durationMs,
  voice,
  waveform,
  mode,
  compareUnavailableReason,
  onModeChange,
  onFullScreen,
  onShowShortcuts,
}: PlayerBarProps) {
  'use memo';
  const messages = useMessages(playerMessages);
  const { playing, muted, failed: broken, rate, looping } = usePlaybackState(playback);
  return (
    <div className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 border-line border-t bg-panel px-4 py-2 lg:px-5">
      <button
        type="button"
        onClick={playback.toggle}
        disabled={broken}
        aria-label={playing ? messages.pause : messages.play}
        className="grid size-9 shrink-0 cursor-pointer place-items-center rounded-full bg-ink text-panel transition-colors duration-150 hover:bg-ink-soft disabled:opacity-45"
      >
        {playing ? <Pause aria-hidden className="size-4 fill-current" /> : <Play aria-hidden className="ml-0.5 size-4 fill-current" />}
      </button>
      <TimeReadout clock={playback} durationMs={durationMs} />
      <div className="flex w-full min-w-0 max-lg:order-2 lg:w-auto lg:grow lg:basis-60">
        <ScrubBar
          label={messages.seek}
          clock={playback}
          durationMs={durationMs}
          valueText={(ms) => messages.at(ms, durationMs)}
          voice={voice}
          waveform={waveform ? <VoiceWaveform {...waveform} /> : null}
          onSeek={(ms) => playback.seek(ms)}
        />
      </div>
      <div className="flex items-center gap-1 max-lg:order-3">
        {voice === null ? null : (
          <button
            type="button"
            aria-pressed={looping}
            title={messages.loopNote}
            onClick={() => playback.setLooping(!looping)}
            className={`flex min-h-8 cursor-pointer items-center gap-1.5 rounded-lg px-2 font-medium transition-colors duration-150 ${looping ? 'bg-raised text-ink' : 'text-ink-soft hover:bg-raised hover:text-ink'}`}
          >
            <Repeat aria-hidden className="size-4" />
            <span className="whitespace-nowrap max-sm:sr-only">{messages.loopVoice}</span>
          </button>
        )}
        <select
          aria-label={messages.speed}
          title={messages.speed}
          value={rate}
          onChange={(event) => playback.setRate(Number(event.currentTarget.value))}
          className="tabular min-h-8 w-15 cursor-pointer appearance-none rounded-lg bg-panel px-2 text-center font-medium text-ink-soft hover:bg-raised hover:text-ink"
        >
          {PLAYBACK_RATES.map((each) => (
            <option key={each} value={each}>
              {messages.times(each)}
            </option>
          ))}
        </select>
      </div>
      {mode === null ? (
        compareUnavailableReason === null ? null : (
          <p className="min-w-40 max-w-72 text-ink-soft text-small max-lg:order-4 max-lg:grow max-lg:max-w-none">
            {compareUnavailableReason}
          </p>
        )
      ) : (
        <div className="max-lg:order-4 max-lg:ml-auto">
          <SegmentedControl
            label={messages.compare}
            options={COMPARE_MODES.map((value) => ({ value, label: messages.modes[value] }))}
            value={mode}
            onChange={onModeChange}
          />
        </div>
      )}
      <div className="flex items-center gap-0.5 max-lg:order-1 max-lg:ml-auto">
        <RoundButton label={muted ? messages.unmute : messages.mute} onPress={playback.toggleMuted}>
          {muted ? <VolumeX aria-hidden className="size-4" /> : <Volume2 aria-hidden className="size-4" />}
        </RoundButton>
        <RoundButton label={messages.fullScreen} onPress={onFullScreen}>
          <Maximize aria-hidden className="size-4" />
        </RoundButton>
        <div className="max-sm:hidden">
          <RoundButton label={messages.keys} onPress={onShowShortcuts}>
            <Keyboard aria-hidden className="size-4" />
          </RoundButton>
        </div>
      </div>
    </div>
  );
}

function RoundButton({ label, onPress, children }: { label: string; onPress: () => void; children: ReactNode }) {
  'use memo';
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onPress}
      className="grid size-8 shrink-0 cursor-pointer place-items-center rounded-lg text-ink-soft transition-colors duration-150 hover:bg-raised hover:text-ink"
    >
      {children}
    </button>
  );
}
