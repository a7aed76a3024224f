'use client';

import { useState } from 'react';

import { useLivePlacement } from '@/components/timeline/live-placement';
import { useGesture } from '@/components/timeline/use-gesture';
import { Button } from '@/components/ui/button';
import { Slider } from '@/components/ui/slider';
import { TimeField, type TimeReading } from '@/components/ui/time-field';
import { bestPlacement } from '@/lib/domain/best-placement';
import { pushHandle, reachOf } from '@/lib/domain/person';
import type { Placement, PlacementGround, PlacementHandle } from '@/lib/domain/placement';
import { formatTime, parseTimeEntry } from '@/lib/domain/time';
import { placeWords } from '@/lib/i18n/place';
import { useWords } from '@/lib/i18n/use-words';
import { VolumeControls } from './volume-controls';

interface PlacementStepProps {
  readonly ground: PlacementGround;
  readonly placement: Placement;
  /** `null` where nobody could tell, as for a link that this browser cannot read. */
  readonly hasOriginalSound: boolean | null;
  /** Changes of one `gesture` are taken back together. */
  readonly onPlacementChange: (placement: Placement, gesture?: string) => void;
  readonly onFitToFace: () => void;
}

/** What a page key moves; an arrow key moves a tenth of it. */
const PAGE_MS = 1_000;
const KEY_MS = 100;

/** How often fields and sliders look at a drag in the timeline: numbers that change faster cannot be read. */
const FOLLOW_MS = 400;

type FieldName = 'insertAtMs' | 'length' | 'trimStartMs' | 'trimEndMs';

/** The rule that stopped a handle, shown where the editor is pushing, for as long as the placement stays where it was stopped. */
interface Stopped {
  readonly at: FieldName;
  readonly text: string;
  readonly placement: Placement;
}

/** The inspector: every handle of the timeline as a slider and a typed field, all of them the one placement. */
export function PlacementStep({ ground, placement: settled, hasOriginalSound, onPlacementChange, onFitToFace }: PlacementStepProps) {
  const words = useWords(placeWords);
  const placement = useLivePlacement(settled, FOLLOW_MS) ?? settled;
  const gesture = useGesture();
  const [stopped, setStopped] = useState<Stopped | null>(null);
  const { insertAtMs, trimStartMs, trimEndMs } = placement;
  const usedMs = trimEndMs - trimStartMs;
  const best = bestPlacement(ground);
  const moved = best.kind === 'placed' && !isSamePlace(best.placement, placement);

  function push(handle: PlacementHandle, field: FieldName, toMs: number) {
    const { placement: next, stop } = pushHandle(handle, placement, ground, toMs);
    const shownMs = stop && (field === 'length' ? stop.atMs - trimStartMs : stop.atMs);
    setStopped(
      stop && shownMs !== null ? { at: field, text: words.stoppedAt(shownMs, words.stops[stop.stoppedBy]), placement: next } : null,
    );
    if (next !== placement) onPlacementChange(next, gesture(field));
  }

  const boundsOf = (handle: PlacementHandle, valueMs: number) => {
    const reach = reachOf(handle, placement, ground);
    return { minValue: reach?.startMs ?? valueMs, maxValue: reach?.endMs ?? valueMs };
  };
  const readerFor =
    (valueMs: number) =>
    (text: string): TimeReading => {
      const entry = parseTimeEntry(text, valueMs);
      return entry.ok ? entry : { ok: false, message: words.refused(entry.reason, formatTime(valueMs)) };
    };
  const field = (name: FieldName, label: string, valueMs: number, commit: (ms: number) => void) => (
    <TimeField
      label={label}
      valueMs={valueMs}
      format={formatTime}
      read={readerFor(valueMs)}
      onCommit={commit}
      hint={words.timeHint}
      noteClassName="order-last col-span-2"
      note={stopped?.at === name && isSamePlace(stopped.placement, placement) ? stopped.text : null}
    />
  );

  return (
    <div className="flex flex-col gap-4">
      <div className="grid grid-cols-2 gap-x-3 gap-y-1">
        {field('insertAtMs', words.fields.insertAtMs, insertAtMs, (ms) => push('insert', 'insertAtMs', ms))}
        {field('length', words.lengthUsed, usedMs, (ms) => push('trim-end', 'length', trimStartMs + ms))}
        <div className="col-span-2">
          <Slider
            label={words.fields.insertAtMs}
            tone="accent"
            minValue={0}
            maxValue={ground.video.durationMs}
            fill={{ start: insertAtMs, end: insertAtMs + usedMs }}
            lit={{ start: ground.face.window.startMs, end: ground.face.window.endMs }}
            keyStep={KEY_MS}
            pageStep={PAGE_MS}
            thumbs={[
              {
                label: words.fields.insertAtMs,
                value: insertAtMs,
                ...boundsOf('insert', insertAtMs),
                valueText: words.insertText(insertAtMs, insertAtMs + usedMs),
              },
            ]}
            onMove={(_index, toMs) => push('insert', 'insertAtMs', toMs)}
          />
        </div>
      </div>

      <div className="grid grid-cols-2 gap-x-3 gap-y-1">
        {field('trimStartMs', words.fields.trimStartMs, trimStartMs, (ms) => push('trim-start', 'trimStartMs', ms))}
        {field('trimEndMs', words.fields.trimEndMs, trimEndMs, (ms) => push('trim-end', 'trimEndMs', ms))}
        <div className="col-span-2">
          <Slider
            label={words.trimSlider}
            tone="accent"
            minValue={0}
            maxValue={ground.voice.durationMs}
            keyStep={KEY_MS}
            pageStep={PAGE_MS}
            thumbs={[
              {
                label: words.fields.trimStartMs,
                value: trimStartMs,
                ...boundsOf('trim-start', trimStartMs),
                valueText: words.trimStartText(trimStartMs),
              },
              {
                label: words.fields.trimEndMs,
                value: trimEndMs,
                ...boundsOf('trim-end', trimEndMs),
                valueText: words.trimEndText(trimEndMs, usedMs),
              },
            ]}
            onMove={(index, toMs) => (index === 0 ? push('trim-start', 'trimStartMs', toMs) : push('trim-end', 'trimEndMs', toMs))}
          />
        </div>
      </div>

      {moved && (
        <Button look="quiet" size="small" onClick={onFitToFace} title={words.fitToFaceNote} className="-mt-2 -ml-2.5 self-start">
          {words.backToBest}
        </Button>
      )}

      <VolumeControls
        placement={placement}
        hasOriginalSound={hasOriginalSound}
        onPlacementChange={(next) => onPlacementChange(next, gesture('volume'))}
      />
    </div>
  );
}

function isSamePlace(a: Placement, b: Placement): boolean {
  return a.insertAtMs === b.insertAtMs && a.trimStartMs === b.trimStartMs && a.trimEndMs === b.trimEndMs;
}
