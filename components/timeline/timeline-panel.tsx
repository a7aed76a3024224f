'use client';

import { type ReactNode, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { useWidth } from '@/components/ui/use-width';
import { bestPlacement } from '@/lib/domain/best-placement';
import type { Placement, PlacementGround, PlacementStop } from '@/lib/domain/placement';
import { clamp, formatTime } from '@/lib/domain/time';
import { fitScale, msToPx } from '@/lib/domain/timeline-scale';
import type { WizardFace } from '@/lib/domain/wizard';
import { faceWords } from '@/lib/i18n/face';
import { placeWords } from '@/lib/i18n/place';
import { useWords } from '@/lib/i18n/use-words';
import { FaceLane } from './face-lane';
import { Filmstrip } from './filmstrip';
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

/** From this many on, the lanes move together, so that the picture keeps its room. */
const ROOMY_FACES = 4;

/** The clip's whole length as lanes under one playhead: where each face may speak, and where the voice lies. */
export function TimelinePanel(props: TimelinePanelProps) {
  const {
    videoDurationMs,
    videoSrc,
    faces,
    faceId,
    voice,
    placement,
    ground,
    onPlacementChange,
    onChooseFace,
    currentTimeMs,
    onSeek,
    transport,
  } = props;
  const words = useWords(placeWords);
  const faceNames = useWords(faceWords);
  const [stoppedBy, setStoppedBy] = useState<PlacementStop | null>(null);
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

      <div className="relative mt-1 sm:pl-22">
        <div ref={lanesRef}>
          <Ruler scale={scale} widthPx={widthPx} durationMs={videoDurationMs} currentTimeMs={currentTimeMs} onSeek={onSeek} />
        </div>
        <Lane name={words.timeline.clip}>
          <Filmstrip src={videoSrc} durationMs={videoDurationMs} widthPx={widthPx} />
          {/* Over the pictures, so that the edges one compares stay free. */}
          <p
            role="status"
            className={
              stoppedBy === null
                ? 'sr-only'
                : 'pointer-events-none absolute inset-y-0 right-1.5 z-30 my-auto flex h-fit min-h-7 max-w-[calc(100%-0.75rem)] items-center rounded-md bg-panel px-2 text-small'
            }
          >
            {stoppedBy === null ? null : words.stops[stoppedBy]}
          </p>
        </Lane>
        <div className={faces.length > ROOMY_FACES ? '*:mt-1' : undefined}>
          {faces.map((face, index) => (
            <Lane key={face.faceId} name={faceNames.name(index)}>
              <FaceLane
                face={face}
                index={index}
                chosen={face.faceId === faceId}
                scale={scale}
                widthPx={widthPx}
                onChoose={() => onChooseFace(face.faceId)}
              />
            </Lane>
          ))}
        </div>
        <Lane name={words.timeline.voice}>
          {voice && placement && ground ? (
            <VoiceLane
              voice={voice}
              placement={placement}
              ground={ground}
              scale={scale}
              widthPx={widthPx}
              onPlacementChange={onPlacementChange}
              onStop={setStoppedBy}
            />
          ) : (
            <p className="grid h-15 place-items-center rounded-md bg-stage px-3 text-center text-ink-faint text-small sm:h-14">
              {voice ? words.timeline.noFace : words.timeline.noVoice}
            </p>
          )}
        </Lane>
        <div aria-hidden className="-bottom-1 pointer-events-none absolute top-4 right-0 left-0 sm:left-22">
          <div className="absolute inset-y-0 z-20 w-px bg-ink" style={{ left: playheadPx }} />
        </div>
      </div>
    </section>
  );
}

/** One row under the ruler. Its name stands beside it where there is room; on a phone the lanes name themselves. */
function Lane({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="relative mt-1.5">
      <span
        aria-hidden
        className="absolute inset-y-0 right-full hidden w-22 items-center justify-end pr-2 text-ink-soft text-small sm:flex"
      >
        {name}
      </span>
      {children}
    </div>
  );
}
