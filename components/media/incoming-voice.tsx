'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { useWidth } from '@/components/ui/use-width';
import type { IncomingVoice } from '@/components/wizard/session/snapshot';
import type { PartHandle } from '@/lib/domain/healing';
import { judgeLoudness } from '@/lib/domain/loudness';
import { type Milliseconds, type TimeRange, timeRange } from '@/lib/domain/time';
import { healingWords } from '@/lib/i18n/healing';
import { useWords } from '@/lib/i18n/use-words';
import { loudnessOf, peaksFor, type SoundMap } from '@/lib/media/sound-map';
import { HealingProgress } from './healing-progress';
import { PartWindow } from './part-window';

type Offered = Extract<IncomingVoice, { kind: 'offered' }>;

interface IncomingVoiceProps {
  readonly voice: Extract<IncomingVoice, { kind: 'offered' | 'healing' }>;
  readonly onMove: (handle: PartHandle, toMs: Milliseconds) => void;
  readonly onHeal: () => void;
  readonly onStop: () => void;
  readonly onLeave: () => void;
}

/** A voice that does not go as it is: which part of it is wanted, or how far the work is. */
export function IncomingVoicePanel({ voice, onMove, onHeal, onStop, onLeave }: IncomingVoiceProps) {
  const words = useWords(healingWords);
  return (
    <div className="rounded-xl border border-line-strong p-3">
      {voice.kind === 'healing' ? (
        <HealingProgress
          title={words.voiceWorking(voice.name)}
          percent={voice.percent}
          msLeft={voice.msLeft}
          plan={null}
          onCancel={onStop}
        />
      ) : (
        <Offer voice={voice} onMove={onMove} onHeal={onHeal} onLeave={onLeave} />
      )}
    </div>
  );
}

function Offer({ voice, onMove, onHeal, onLeave }: { voice: Offered } & Pick<IncomingVoiceProps, 'onMove' | 'onHeal' | 'onLeave'>) {
  const words = useWords(healingWords);
  const { name, facts, part, src, map } = voice;
  const said = part === null || map === null ? [] : judgeLoudness(loudnessOf(map, part)).findings;
  return (
    <section aria-label={words.clipNeeds(name)} className="flex flex-col gap-3">
      <h2 className="font-semibold text-balance wrap-anywhere">
        {part === null ? words.clipNeeds(name) : words.voiceTooLong(facts.durationMs)}
      </h2>
      {part === null ? null : (
        <>
          <PartWindow part={part} durationMs={facts.durationMs} onMove={onMove}>
            {map === null ? <div className="skeleton size-full" /> : <Peaks map={map} />}
          </PartWindow>
          {map === null ? (
            <p role="status" className="text-ink-faint">
              {words.listening}
            </p>
          ) : null}
          {said.map(({ code }) => (
            <p key={code} className="text-warn">
              {words.loudness[code]}
            </p>
          ))}
          <PartPlayer src={src} part={part} />
        </>
      )}
      <div className="flex flex-wrap gap-2">
        <Button look="primary" onClick={onHeal}>
          {part === null ? words.makeFit : words.take}
        </Button>
        <Button onClick={onLeave}>{words.leave}</Button>
      </div>
    </section>
  );
}

const BAR_STEP_PX = 3;

/** The whole recording's loudness, one thin bar beside the other. */
function Peaks({ map }: { map: SoundMap }) {
  const frame = useRef<HTMLDivElement>(null);
  const columns = Math.max(1, Math.floor(useWidth(frame) / BAR_STEP_PX));
  const peaks = peaksFor(map, timeRange(0, Math.max(1, Math.floor(map.durationMs))), columns);
  const path = Array.from(peaks, (peak, index) => {
    const height = Math.max(2, peak * 100);
    return `M${index} ${((100 - height) / 2).toFixed(1)}h0.66v${height.toFixed(1)}h-0.66z`;
  }).join('');
  return (
    <div ref={frame} className="size-full text-ink-soft">
      <svg aria-hidden="true" viewBox={`0 0 ${columns} 100`} preserveAspectRatio="none" className="size-full">
        <path d={path} fill="currentColor" />
      </svg>
    </div>
  );
}

/** Plays what lies in the window, and stops where it ends. */
function PartPlayer({ src, part }: { src: string; part: TimeRange }) {
  const words = useWords(healingWords);
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  useStopAt(audio, part.endMs);
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
      {/* biome-ignore lint/a11y/useMediaCaption: a recording that was dropped a moment ago has no captions. */}
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

function useStopAt(audio: RefObject<HTMLAudioElement | null>, endMs: Milliseconds): void {
  useEffect(() => {
    const element = audio.current;
    if (!element) return;
    const look = () => {
      if (element.currentTime * 1000 >= endMs) element.pause();
    };
    element.addEventListener('timeupdate', look);
    return () => element.removeEventListener('timeupdate', look);
  }, [audio, endMs]);
}
