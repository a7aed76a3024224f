'use client';

import { Mic, Square } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { ListenButton } from '@/components/ui/listen-button';
import type { Milliseconds } from '@/lib/domain/time';
import { recorderMessages } from '@/lib/i18n/recorder';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';
import { type Microphone, type MicrophoneFault, openMicrophone, type Recording } from '@/lib/media/microphone';

interface RecorderProps {
  readonly onUse: (file: File) => void;
  readonly onClose: () => void;
  /** Tests inject a fake. */
  readonly open?: () => Promise<Microphone | MicrophoneFault>;
}

type Stage =
  | { readonly kind: 'asking' }
  | { readonly kind: 'refused'; readonly fault: MicrophoneFault }
  | { readonly kind: 'counting'; readonly secondsLeft: number }
  | { readonly kind: 'recording'; readonly elapsedMs: Milliseconds }
  | { readonly kind: 'recorded'; readonly recording: Recording; readonly url: string; readonly lengthMs: Milliseconds }
  | { readonly kind: 'too-short' };

const COUNTDOWN_SECONDS = 3;
const TICK_MS = 100;
/** Slightly below the minute that lip-sync accepts, so that nothing has to be trimmed. */
const MAX_RECORDING_MS = 59_500;
/** Lip-sync needs 2 s; a shorter recording is an accidental click. */
const MIN_RECORDING_MS = 2_100;

/** Records a voice: countdown, recording, playback, then use or retry. The recording is not uploaded before it is used. */
export function Recorder({ onUse, onClose, open = openMicrophone }: RecorderProps) {
  const words = useMessages(recorderMessages);
  const gap = useSentenceGap();
  const [stage, setStage] = useState<Stage>({ kind: 'asking' });
  const [microphone, setMicrophone] = useState<Microphone | null>(null);
  const [attempt, setAttempt] = useState(0);
  const isStopping = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: every attempt opens the microphone again.
  useEffect(() => {
    let unmounted = false;
    let openedMicrophone: Microphone | null = null;
    setStage({ kind: 'asking' });
    void open().then((result) => {
      if (typeof result === 'string') {
        if (!unmounted) setStage({ kind: 'refused', fault: result });
        return;
      }
      if (unmounted) return result.close();
      openedMicrophone = result;
      setMicrophone(result);
      setStage({ kind: 'counting', secondsLeft: COUNTDOWN_SECONDS });
    });
    return () => {
      unmounted = true;
      openedMicrophone?.close();
      setMicrophone(null);
    };
  }, [open, attempt]);

  useCountdown(stage, (secondsLeft) => {
    if (secondsLeft > 0) return setStage({ kind: 'counting', secondsLeft });
    isStopping.current = false;
    microphone?.start();
    setStage({ kind: 'recording', elapsedMs: 0 });
  });
  const stop = async (lengthMs: Milliseconds) => {
    // A second click, or the time limit, may come before the first stop has completed.
    if (isStopping.current) return;
    isStopping.current = true;
    const recording = (await microphone?.stop()) ?? null;
    microphone?.close();
    if (recording === null || lengthMs < MIN_RECORDING_MS) return setStage({ kind: 'too-short' });
    setStage({ kind: 'recorded', recording, url: URL.createObjectURL(recording.blob), lengthMs });
  };
  useStopwatch(stage.kind === 'recording', (elapsedMs) => {
    if (elapsedMs >= MAX_RECORDING_MS) void stop(elapsedMs);
    else setStage((now) => (now.kind === 'recording' ? { kind: 'recording', elapsedMs } : now));
  });
  const url = stage.kind === 'recorded' ? stage.url : null;
  useEffect(() => (url === null ? undefined : () => URL.revokeObjectURL(url)), [url]);

  const retry = () => setAttempt(attempt + 1);
  const retryButton = (
    <Button onClick={retry} autoFocus>
      {words.again}
    </Button>
  );
  return (
    <section aria-label={words.title} className="flex flex-col gap-3 rounded-xl border border-line-strong p-3">
      {stage.kind === 'asking' ? <p role="status">{words.asking}</p> : null}
      {stage.kind === 'refused' ? (
        <div role="alert">
          <p className="font-semibold">{words.faults[stage.fault].what}</p>
          <p className="text-ink-soft">
            {words.faults[stage.fault].todo}
            {gap}
            {words.nothingCharged}
          </p>
        </div>
      ) : null}
      {stage.kind === 'too-short' ? <p role="alert">{words.tooShort}</p> : null}
      {stage.kind === 'counting' ? (
        <p role="status" className="text-center">
          <span className="tabular block text-display font-semibold">{stage.secondsLeft}</span>
          {words.counting}
        </p>
      ) : null}
      {stage.kind === 'recording' ? (
        <p className="tabular flex items-baseline justify-between gap-3">
          <span className="flex items-center gap-2 font-semibold">
            <span aria-hidden className="size-2.5 rounded-full bg-danger" />
            {words.recording}
          </span>
          <span>{words.elapsed(stage.elapsedMs, MAX_RECORDING_MS)}</span>
        </p>
      ) : null}
      {microphone !== null && (stage.kind === 'counting' || stage.kind === 'recording') ? <LevelMeter microphone={microphone} /> : null}
      {stage.kind === 'recorded' ? (
        <div className="flex items-center gap-3">
          <ListenButton src={stage.url} label={words.listen} />
          <p className="tabular text-ink-soft">{words.recorded(stage.lengthMs)}</p>
        </div>
      ) : null}
      <div className="flex flex-wrap gap-2">
        {stage.kind === 'recording' ? (
          <Button variant="primary" autoFocus onClick={() => void stop(stage.elapsedMs)}>
            <Square aria-hidden className="size-3.5" fill="currentColor" />
            {words.stop}
          </Button>
        ) : null}
        {stage.kind === 'recorded' ? (
          <>
            <Button
              variant="primary"
              autoFocus
              onClick={() =>
                onUse(
                  new File([stage.recording.blob], `${words.fileName}${stage.recording.extension}`, { type: stage.recording.blob.type }),
                )
              }
            >
              {words.use}
            </Button>
            <Button onClick={retry}>{words.again}</Button>
          </>
        ) : null}
        {stage.kind === 'too-short' || stage.kind === 'refused' ? retryButton : null}
        <Button variant="quiet" onClick={onClose}>
          {words.close}
        </Button>
      </div>
    </section>
  );
}

export function RecordButton({ onClick }: { onClick: () => void }) {
  const words = useMessages(recorderMessages);
  return (
    <Button onClick={onClick}>
      <Mic aria-hidden className="size-4" />
      {words.record}
    </Button>
  );
}

function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}

function useCountdown(stage: Stage, onCount: (secondsLeft: number) => void): void {
  const secondsLeft = stage.kind === 'counting' ? stage.secondsLeft : null;
  const latest = useLatest(onCount);
  useEffect(() => {
    if (secondsLeft === null) return;
    const timer = setTimeout(() => latest.current(secondsLeft - 1), 1_000);
    return () => clearTimeout(timer);
  }, [secondsLeft, latest]);
}

function useStopwatch(running: boolean, onTick: (elapsedMs: Milliseconds) => void): void {
  const latest = useLatest(onTick);
  useEffect(() => {
    if (!running) return;
    const from = performance.now();
    const timer = setInterval(() => latest.current(Math.round(performance.now() - from)), TICK_MS);
    return () => clearInterval(timer);
  }, [running, latest]);
}

/** The lowest level that the meter shows, in dB. */
const METER_FLOOR_DB = -50;

/** Input level, hidden from screen readers, because a speaking user does not need it announced. */
function LevelMeter({ microphone }: { microphone: Microphone }) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let frame = 0;
    const draw = () => {
      const level = microphone.level();
      const db = level > 0 ? 20 * Math.log10(level) : METER_FLOOR_DB;
      const share = Math.min(1, Math.max(0, 1 - db / METER_FLOOR_DB));
      if (bar.current) bar.current.style.transform = `scaleX(${share.toFixed(3)})`;
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [microphone]);
  return (
    <div aria-hidden className="h-2 overflow-hidden rounded-full bg-raised">
      <div ref={bar} className="h-full origin-left scale-x-0 rounded-full bg-accent" />
    </div>
  );
}
