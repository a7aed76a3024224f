'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';
import { useElementWidth } from '@/components/hooks/use-element-width';
import { Button } from '@/components/ui/button';
import type { PendingVoiceState } from '@/components/wizard/session/snapshot';
import { judgeLoudness } from '@/lib/domain/conversion/loudness';
import type { PartHandle } from '@/lib/domain/conversion/part-selection';
import { createTimeRange, type Milliseconds, type TimeRange } from '@/lib/domain/time';
import { conversionMessages } from '@/lib/i18n/conversion';
import { useMessages } from '@/lib/i18n/use-messages';
import { getPeaks, measureLoudness, type Waveform } from '@/lib/media/waveform/waveform';
import { ConversionProgress } from './conversion-progress';
import { PartSelector } from './part-selector';

type OfferedVoice = Extract<PendingVoiceState, { kind: 'offered' }>;

interface PendingVoiceProps {
  readonly voice: Extract<PendingVoiceState, { kind: 'offered' | 'converting' }>;
  readonly onMove: (handle: PartHandle, toMs: Milliseconds) => void;
  readonly onConvert: () => void;
  readonly onCancel: () => void;
  readonly onDiscard: () => void;
}

/** A voice that needs a conversion: selects the part, then shows the progress. */
export function PendingVoice({ voice, onMove, onConvert, onCancel, onDiscard }: PendingVoiceProps) {
  const words = useMessages(conversionMessages);
  return (
    <div className="rounded-xl border border-line-strong p-3">
      {voice.kind === 'converting' ? (
        <ConversionProgress
          title={words.voiceWorking(voice.name)}
          percent={voice.percent}
          msLeft={voice.msLeft}
          plan={null}
          onCancel={onCancel}
        />
      ) : (
        <VoiceOffer voice={voice} onMove={onMove} onConvert={onConvert} onDiscard={onDiscard} />
      )}
    </div>
  );
}

function VoiceOffer({
  voice,
  onMove,
  onConvert,
  onDiscard,
}: { voice: OfferedVoice } & Pick<PendingVoiceProps, 'onMove' | 'onConvert' | 'onDiscard'>) {
  const words = useMessages(conversionMessages);
  const { name, facts, part, src, waveform: map } = voice;
  const findings = part === null || map === null ? [] : judgeLoudness(measureLoudness(map, part)).findings;
  return (
    <section aria-label={words.clipNeeds(name)} className="flex flex-col gap-3">
      <h2 className="font-semibold text-balance wrap-anywhere">
        {part === null ? words.clipNeeds(name) : words.voiceTooLong(facts.durationMs)}
      </h2>
      {part === null ? null : (
        <>
          <PartSelector part={part} durationMs={facts.durationMs} onMove={onMove}>
            {map === null ? <div className="skeleton size-full" /> : <WaveformBars waveform={map} />}
          </PartSelector>
          {map === null ? (
            <p role="status" className="text-ink-faint">
              {words.listening}
            </p>
          ) : null}
          {findings.map(({ code }) => (
            <p key={code} className="text-warn">
              {words.loudness[code]}
            </p>
          ))}
          <PartPlayer src={src} part={part} />
        </>
      )}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={onConvert}>
          {part === null ? words.makeFit : words.take}
        </Button>
        <Button onClick={onDiscard}>{words.leave}</Button>
      </div>
    </section>
  );
}

const BAR_STEP_PX = 3;

function WaveformBars({ waveform }: { waveform: Waveform }) {
  const container = useRef<HTMLDivElement>(null);
  const columns = Math.max(1, Math.floor(useElementWidth(container) / BAR_STEP_PX));
  const peaks = getPeaks(waveform, createTimeRange(0, Math.max(1, Math.floor(waveform.durationMs))), columns);
  const path = Array.from(peaks, (peak, index) => {
    const height = Math.max(2, peak * 100);
    return `M${index} ${((100 - height) / 2).toFixed(1)}h0.66v${height.toFixed(1)}h-0.66z`;
  }).join('');
  return (
    <div ref={container} className="size-full text-ink-soft">
      <svg aria-hidden="true" viewBox={`0 0 ${columns} 100`} preserveAspectRatio="none" className="size-full">
        <path d={path} fill="currentColor" />
      </svg>
    </div>
  );
}

/** Plays the selected range and stops at its end. */
function PartPlayer({ src, part }: { src: string; part: TimeRange }) {
  const words = useMessages(conversionMessages);
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  usePauseAt(audio, part.endMs);
  function toggle() {
    const element = audio.current;
    if (!element) return;
    if (playing) return element.pause();
    element.currentTime = part.startMs / 1000;
    element.play().catch(() => setPlaying(false));
  }
  return (
    <>
      <Button size="small" className="self-start" aria-pressed={playing} onClick={toggle}>
        {playing ? words.previewStop : words.previewPlay}
      </Button>
      {/* biome-ignore lint/a11y/useMediaCaption: a recording that was just added has no captions. */}
      <audio
        ref={audio}
        src={src}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
      />
    </>
  );
}

function usePauseAt(audio: RefObject<HTMLAudioElement | null>, endMs: Milliseconds): void {
  useEffect(() => {
    const element = audio.current;
    if (!element) return;
    const pauseAtEnd = () => {
      if (element.currentTime * 1000 >= endMs) element.pause();
    };
    element.addEventListener('timeupdate', pauseAtEnd);
    return () => element.removeEventListener('timeupdate', pauseAtEnd);
  }, [audio, endMs]);
}
