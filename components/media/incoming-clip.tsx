'use client';

import { type CSSProperties, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import type { IncomingClip } from '@/components/wizard/session/snapshot';
import { type ClipHealing, type PartHandle, planPart } from '@/lib/domain/healing';
import type { Milliseconds, TimeRange } from '@/lib/domain/time';
import type { ClipFacts } from '@/lib/domain/video-treatment';
import { healingWords } from '@/lib/i18n/healing';
import { useWords } from '@/lib/i18n/use-words';
import { HealingProgress } from './healing-progress';
import { PartWindow } from './part-window';
import { ThumbnailStrip } from './thumbnail-strip';

type Offered = Extract<IncomingClip, { kind: 'offered' }>;

interface IncomingClipProps {
  readonly clip: Extract<IncomingClip, { kind: 'offered' | 'healing' }>;
  readonly onMove: (handle: PartHandle, toMs: Milliseconds) => void;
  readonly onHeal: () => void;
  readonly onStop: () => void;
  readonly onLeave: () => void;
}

/** A clip that lip-sync would not take as it is: which part is wanted, or how far the work is. It stands where the picture will be. */
export function IncomingClipStage({ clip, onMove, onHeal, onStop, onLeave }: IncomingClipProps) {
  const words = useWords(healingWords);
  return (
    <div className="grid h-full min-h-56 w-full place-items-center overflow-y-auto rounded-2xl border border-line-strong bg-panel p-4 sm:p-6">
      <div className="w-full max-w-3xl">
        {clip.kind === 'healing' ? (
          <HealingProgress
            title={words.clipWorking(clip.name)}
            percent={clip.percent}
            msLeft={clip.msLeft}
            plan={plannedWords(clip.facts, clip.part, words.clipPlanned)}
            onCancel={onStop}
          />
        ) : (
          <Offer clip={clip} onMove={onMove} onHeal={onHeal} onLeave={onLeave} />
        )}
      </div>
    </div>
  );
}

function Offer({ clip, onMove, onHeal, onLeave }: { clip: Offered } & Pick<IncomingClipProps, 'onMove' | 'onHeal' | 'onLeave'>) {
  const words = useWords(healingWords);
  const { name, facts, part, src, media } = clip;
  const [blind, setBlind] = useState(!facts.canDecodeVideo);
  const onNone = useCallback(() => setBlind(true), []);
  const preview = useRef<HTMLVideoElement>(null);
  usePreviewAt(preview, part?.startMs ?? 0);
  const planned = plannedWords(facts, part, words.clipPlanned);
  return (
    <section aria-label={words.clipNeeds(name)} className="flex flex-col gap-3">
      <h2 className="text-title font-semibold text-balance wrap-anywhere">
        {part === null ? words.clipNeeds(name) : words.clipTooLong(facts.durationMs)}
      </h2>
      {part === null ? null : (
        <>
          <video
            ref={preview}
            src={src}
            muted
            playsInline
            preload="auto"
            aria-label={words.preview(name)}
            onError={onNone}
            className={`mx-auto rounded-lg bg-raised ${blind ? 'hidden' : ''}`}
            style={pictureRoom(facts)}
          />
          {blind ? <p className="text-ink-soft">{words.noStrip}</p> : null}
          <PartWindow
            part={part}
            durationMs={facts.durationMs}
            onMove={onMove}
            onLook={(atMs) => {
              if (preview.current) preview.current.currentTime = Math.max(0, atMs / 1000);
            }}
          >
            {blind ? null : <ThumbnailStrip media={media} onNone={onNone} />}
          </PartWindow>
        </>
      )}
      {planned === null ? null : <p className="text-ink-soft">{planned}</p>}
      <div className="flex flex-wrap gap-2">
        <Button look="primary" onClick={onHeal}>
          {part === null ? words.makeFit : words.take}
        </Button>
        <Button onClick={onLeave}>{words.leave}</Button>
      </div>
    </section>
  );
}

/** As large as the picture will be, before any of it is there. */
function pictureRoom({ widthPx, heightPx }: ClipFacts): CSSProperties {
  const ratio = widthPx / Math.max(1, heightPx);
  return { aspectRatio: ratio, width: `min(100%, ${widthPx}px, calc(38vh * ${ratio}))` };
}

/** Where the window was put by itself, the preview goes along. */
function usePreviewAt(preview: RefObject<HTMLVideoElement | null>, startMs: Milliseconds): void {
  const moved = useRef(false);
  useEffect(() => {
    if (moved.current || !preview.current) return;
    moved.current = startMs > 0;
    preview.current.currentTime = startMs / 1000;
  }, [preview, startMs]);
}

function plannedWords(facts: ClipFacts, part: TimeRange | null, say: (planned: ClipHealing) => string): string | null {
  const plan = planPart(facts, part, null);
  if (plan.kind === 'as-is' || plan.kind === 'impossible') return null;
  const { formatName, widthPx, heightPx, byteSize } = facts;
  return say({
    treatments: plan.treatments,
    part: plan.part,
    from: { formatName, widthPx, heightPx, byteSize },
    to: plan.predicted,
    quality: plan.kind === 'encode' ? plan.quality : null,
    sound: plan.sound,
  });
}
