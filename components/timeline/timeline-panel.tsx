'use client';

import { type ReactNode, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { useWidth } from '@/components/ui/use-width';
import { bestPlacement } from '@/lib/domain/best-placement';
import type { Placement, PlacementGround } from '@/lib/domain/placement';
import { clamp, formatTime } from '@/lib/domain/time';
import { fitScale, msToPx } from '@/lib/domain/timeline-scale';
import type { WizardFace } from '@/lib/domain/wizard';
import { placeWords } from '@/lib/i18n/place';
import { useWords } from '@/lib/i18n/use-words';
import { FaceLane } from './face-lane';
import { Ruler } from './ruler';
import { VoiceLane } from './voice-lane';

interface TimelinePanelProps {
  readonly videoDurationMs: number;
  /** For the clip's pictures; `null` where this browser cannot read the clip. */
  readonly videoSrc: string | null;
  readonly faces: readonly WizardFace[];
  readonly faceId: string | null;
  readonly voice: { readonly name: string; readonly durationMs: number; readonly src: string } | null;
  readonly placement: Placement | null;
  readonly ground: PlacementGround | null;
  readonly onPlacementChange: (placement: Placement) => void;
  readonly onChooseFace: (faceId: string) => void;
  readonly currentTimeMs: number;
  readonly onSeek: (ms: number) => void;
  /** Play and pause, from whoever plays. */
  readonly transport?: ReactNode;
}

/** The clip's whole length as lanes under one playhead: where each face may speak, and where the voice lies. */
export function TimelinePanel(props: TimelinePanelProps) {
  const { videoDurationMs, faces, faceId, voice, placement, ground, onPlacementChange, onChooseFace, currentTimeMs, onSeek, transport } =
    props;
  const words = useWords(placeWords);
  const lanesRef = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(lanesRef);
  const scale = fitScale(videoDurationMs, widthPx);
  const best = ground && bestPlacement(ground, placement ?? undefined);
  const playheadPx = msToPx(scale, clamp(currentTimeMs, 0, videoDurationMs));

  return (
    <section aria-label={words.timeline.label} className="border-line border-t bg-panel px-4 pt-3 pb-3 lg:px-5">
      <div className="flex min-h-9 items-center gap-3.5">
        {transport}
        <p className="tabular text-large">
          <span className="font-semibold">{formatTime(currentTimeMs)}</span>{' '}
          <span className="text-ink-faint">/ {formatTime(videoDurationMs)}</span>
        </p>
        <Button
          className="ml-auto"
          title={words.fitToFaceNote}
          disabled={best?.kind !== 'placed'}
          onClick={() => best?.kind === 'placed' && onPlacementChange(best.placement)}
        >
          {words.fitToFace}
        </Button>
      </div>

      <div className="mt-1 grid grid-cols-[minmax(0,1fr)] gap-y-1.5 sm:grid-cols-[5.5rem_minmax(0,1fr)]">
        {/* Names beside the lanes where there is room for them; on a phone the lanes name themselves. */}
        <div aria-hidden className="hidden flex-col gap-1.5 pr-2 text-right text-ink-soft text-small sm:flex">
          <span className="h-6" />
          <span className="grid h-10 items-center">{words.timeline.clip}</span>
          <div className="flex flex-col gap-1.5">
            {faces.map((face, index) => (
              <span key={face.faceId} className="grid h-5.5 items-center">
                {words.timeline.faceName(index)}
              </span>
            ))}
          </div>
          <span className="grid h-14 items-center">{words.timeline.voice}</span>
        </div>

        <div ref={lanesRef} className="relative flex min-w-0 flex-col gap-1.5">
          <Ruler scale={scale} widthPx={widthPx} durationMs={videoDurationMs} currentTimeMs={currentTimeMs} onSeek={onSeek} />
          <div className="h-10 rounded-md bg-raised" />
          {faces.map((face, index) => (
            <FaceLane
              key={face.faceId}
              face={face}
              index={index}
              chosen={face.faceId === faceId}
              scale={scale}
              onChoose={() => onChooseFace(face.faceId)}
            />
          ))}
          {voice && placement && ground ? (
            <VoiceLane voice={voice} placement={placement} ground={ground} scale={scale} onPlacementChange={onPlacementChange} />
          ) : (
            <p className="grid h-15 place-items-center rounded-md bg-stage px-3 text-center text-ink-faint text-small sm:h-14">
              {voice ? words.timeline.noFace : words.timeline.noVoice}
            </p>
          )}
          <div aria-hidden className="-bottom-1 pointer-events-none absolute top-4 z-20 w-px bg-ink" style={{ left: playheadPx }} />
        </div>
      </div>
    </section>
  );
}
