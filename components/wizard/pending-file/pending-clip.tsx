'use client';

import { type CSSProperties, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import type { PendingClipState } from '@/components/wizard/session/snapshot';
import { type PartHandle, planPart, type VideoConversion } from '@/lib/domain/conversion/part-selection';
import type { ProbedVideo } from '@/lib/domain/conversion/video-plan';
import type { Milliseconds, TimeRange } from '@/lib/domain/time';
import { conversionMessages } from '@/lib/i18n/conversion';
import { useMessages } from '@/lib/i18n/use-messages';
import { ConversionProgress } from './conversion-progress';
import { PartSelector } from './part-selector';
import { ThumbnailStrip } from './thumbnail-strip';

type OfferedClip = Extract<PendingClipState, { kind: 'offered' }>;

interface PendingClipProps {
  readonly clip: Extract<PendingClipState, { kind: 'offered' | 'converting' }>;
  readonly onMove: (handle: PartHandle, toMs: Milliseconds) => void;
  readonly onConvert: () => void;
  readonly onCancel: () => void;
  readonly onDiscard: () => void;
}

/** A clip that needs a conversion: selects the part, then shows the progress. It takes the place of the preview. */
export function PendingClip({ clip, onMove, onConvert, onCancel, onDiscard }: PendingClipProps) {
  const words = useMessages(conversionMessages);
  return (
    <div className="grid h-full min-h-56 w-full place-items-center overflow-y-auto rounded-2xl border border-line-strong bg-panel p-4 sm:p-6">
      <div className="w-full max-w-3xl">
        {clip.kind === 'converting' ? (
          <ConversionProgress
            title={words.clipWorking(clip.name)}
            percent={clip.percent}
            msLeft={clip.msLeft}
            plan={describePlan(clip.facts, clip.part, words.clipPlanned)}
            onCancel={onCancel}
          />
        ) : (
          <ClipOffer clip={clip} onMove={onMove} onConvert={onConvert} onDiscard={onDiscard} />
        )}
      </div>
    </div>
  );
}

function ClipOffer({
  clip,
  onMove,
  onConvert,
  onDiscard,
}: { clip: OfferedClip } & Pick<PendingClipProps, 'onMove' | 'onConvert' | 'onDiscard'>) {
  const words = useMessages(conversionMessages);
  const { name, facts, part, src, media } = clip;
  const [previewUnavailable, setPreviewUnavailable] = useState(!facts.canDecodeVideo);
  const onUnavailable = useCallback(() => setPreviewUnavailable(true), []);
  const preview = useRef<HTMLVideoElement>(null);
  usePreviewPosition(preview, part?.startMs ?? 0);
  const planText = describePlan(facts, part, words.clipPlanned);
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
            onError={onUnavailable}
            className={`mx-auto rounded-lg bg-raised ${previewUnavailable ? 'hidden' : ''}`}
            style={getFrameStyle(facts)}
          />
          {previewUnavailable ? <p className="text-ink-soft">{words.noStrip}</p> : null}
          <PartSelector
            part={part}
            durationMs={facts.durationMs}
            onMove={onMove}
            onPreview={(atMs) => {
              if (preview.current) preview.current.currentTime = Math.max(0, atMs / 1000);
            }}
          >
            {previewUnavailable ? null : <ThumbnailStrip media={media} onUnavailable={onUnavailable} />}
          </PartSelector>
        </>
      )}
      {planText === null ? null : <p className="text-ink-soft">{planText}</p>}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={onConvert}>
          {part === null ? words.makeFit : words.take}
        </Button>
        <Button onClick={onDiscard}>{words.leave}</Button>
      </div>
    </section>
  );
}

/** Reserves the size of the video before it loads. */
function getFrameStyle({ widthPx, heightPx }: ProbedVideo): CSSProperties {
  const ratio = widthPx / Math.max(1, heightPx);
  return { aspectRatio: ratio, width: `min(100%, ${widthPx}px, calc(38vh * ${ratio}))` };
}

/** Seeks the preview when the range is moved automatically. */
function usePreviewPosition(preview: RefObject<HTMLVideoElement | null>, startMs: Milliseconds): void {
  const hasMoved = useRef(false);
  useEffect(() => {
    if (hasMoved.current || !preview.current) return;
    hasMoved.current = startMs > 0;
    preview.current.currentTime = startMs / 1000;
  }, [preview, startMs]);
}

function describePlan(facts: ProbedVideo, part: TimeRange | null, describe: (planText: VideoConversion) => string): string | null {
  const plan = planPart(facts, part, null);
  if (plan.kind === 'as-is' || plan.kind === 'impossible') return null;
  const { formatName, widthPx, heightPx, byteSize } = facts;
  return describe({
    steps: plan.steps,
    part: plan.part,
    from: { formatName, widthPx, heightPx, byteSize },
    to: plan.predicted,
    quality: plan.kind === 'encode' ? plan.quality : null,
    audio: plan.audio,
  });
}
