'use client';

import { useMemo, useState } from 'react';
import { type DragPreviewStore, previewHandleMove, usePreviewPlacement } from '@/components/timeline/gestures/drag-preview-store';
import { useGestureId } from '@/components/timeline/gestures/use-gesture-id';
import { Button } from '@/components/ui/button';
import { Slider, type SliderPreview } from '@/components/ui/slider';
import { type ParsedTime, TimeField } from '@/components/ui/time-field';
import { bestPlacement } from '@/lib/domain/best-placement';
import { type ConstrainedMove, getHandleReach, moveHandleAcrossFaces } from '@/lib/domain/people/person';
import type { Placement, PlacementContext, PlacementHandle, PlacementStop } from '@/lib/domain/placement';
import { formatTime, parseTimeEntry } from '@/lib/domain/time';
import { type PlaceMessages, placeMessages } from '@/lib/i18n/place';
import { useMessages } from '@/lib/i18n/use-messages';
import { useHolding } from './use-holding';
import { VolumeControls } from './volume-controls';

interface PlacementStepProps {
  readonly ground: PlacementContext;
  readonly placement: Placement;
  /** `null` where nobody could tell, as for a link that this browser cannot read. */
  readonly hasOriginalSound: boolean | null;
  readonly isLaterPass?: boolean;
  /** Changes of one `gesture` are taken back together. */
  readonly onPlacementChange: (placement: Placement, gesture?: string) => void;
  readonly onFitToFace: () => void;
}

/** What a page key moves; an arrow key moves a tenth of it. */
const PAGE_MS = 1_000;
const KEY_MS = 100;

type FieldName = 'insertAtMs' | 'length' | 'trimStartMs' | 'trimEndMs';

/** The rule that stopped a handle, shown where the editor is pushing, for as long as the placement stays where it was stopped. */
interface Stopped {
  readonly at: FieldName;
  readonly atMs: number;
  readonly by: PlacementStop;
  readonly placement: Placement;
}

/** The inspector: every handle of the timeline as a slider and a typed field, all of them the one placement. */
export function PlacementStep({ ground, placement, hasOriginalSound, isLaterPass, onPlacementChange, onFitToFace }: PlacementStepProps) {
  'use memo';
  const words = useMessages(placeMessages);
  const gesture = useGestureId();
  const [stopped, setStopped] = useState<Stopped | null>(null);
  const holding = useHolding(placement, (next, what) => onPlacementChange(next, gesture(what)));
  const { live, hold, release } = holding;
  const heldNow = usePreviewPlacement();
  const followers = useMemo(() => followersOf(live, words), [live, words]);
  const { insertAtMs, trimStartMs, trimEndMs } = placement;
  const usedMs = trimEndMs - trimStartMs;
  const best = bestPlacement(ground);
  const moved = best.kind === 'placed' && !isSamePlace(best.placement, placement);

  function say(field: FieldName, next: Placement, stop: ConstrainedMove['stop']) {
    if (stop === null) return setStopped(null);
    const atMs = field === 'length' ? stop.atMs - next.trimStartMs : stop.atMs;
    setStopped((before) => {
      const isSame = before?.at === field && before.atMs === atMs && before.by === stop.stoppedBy && isSamePlace(before.placement, next);
      return isSame ? before : { at: field, atMs, by: stop.stoppedBy, placement: next };
    });
  }
  function push(handle: PlacementHandle, field: FieldName, toMs: number) {
    const { placement: next, stop } = moveHandleAcrossFaces(handle, placement, ground, toMs);
    say(field, next, stop);
    if (next !== placement) onPlacementChange(next, gesture(field));
  }
  function slide(handle: PlacementHandle, field: FieldName, toMs: number, held: boolean) {
    if (!held) return push(handle, field, toMs);
    hold(field, (from) => {
      const { live: next, stop } = previewHandleMove(handle, from, ground, toMs, null);
      say(field, next.placement, stop);
      // It is said beside the slider.
      return { ...next, stoppedBy: null };
    });
  }

  const boundsOf = (handle: PlacementHandle, valueMs: number) => {
    const reach = getHandleReach(handle, placement, ground);
    const [minValue, maxValue] = [reach?.startMs ?? valueMs, reach?.endMs ?? valueMs];
    return { minValue, maxValue, limits: words.limits(minValue, maxValue) };
  };
  const readerFor =
    (valueMs: number) =>
    (text: string): ParsedTime => {
      const entry = parseTimeEntry(text, valueMs);
      return entry.ok ? entry : { ok: false, message: words.refused(entry.reason, formatTime(valueMs)) };
    };
  const isStopped = stopped !== null && isSamePlace(stopped.placement, heldNow?.placement ?? placement);
  const field = (name: FieldName, label: string, valueMs: number, commit: (ms: number) => void) => (
    <TimeField
      label={label}
      valueMs={valueMs}
      format={formatTime}
      parse={readerFor(valueMs)}
      onCommit={commit}
      hint={words.timeHint}
      noteClassName="order-last col-span-2"
      note={isStopped && stopped.at === name ? words.stoppedAt(stopped.atMs, words.stops[stopped.by]) : null}
      subscribeToPreview={followers.fields[name]}
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
            highlight={{ start: ground.face.window.startMs, end: ground.face.window.endMs }}
            arrowKeyStep={KEY_MS}
            pageKeyStep={PAGE_MS}
            thumbs={[
              {
                label: words.fields.insertAtMs,
                value: insertAtMs,
                ...boundsOf('insert', insertAtMs),
                valueText: words.insertText(insertAtMs, insertAtMs + usedMs),
              },
            ]}
            subscribeToPreview={followers.insert}
            onMove={(_index, toMs, held) => slide('insert', 'insertAtMs', toMs, held)}
            onMoveEnd={release}
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
            arrowKeyStep={KEY_MS}
            pageKeyStep={PAGE_MS}
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
            subscribeToPreview={followers.trim}
            onMove={(index, toMs, held) =>
              index === 0 ? slide('trim-start', 'trimStartMs', toMs, held) : slide('trim-end', 'trimEndMs', toMs, held)
            }
            onMoveEnd={release}
          />
        </div>
      </div>

      {moved && (
        <Button variant="quiet" size="small" onClick={onFitToFace} title={words.fitToFaceNote} className="-mt-2 -ml-2.5 self-start">
          {words.backToBest}
        </Button>
      )}

      <VolumeControls
        placement={placement}
        hasOriginalSound={hasOriginalSound}
        {...(isLaterPass === undefined ? {} : { isLaterPass })}
        holding={holding}
        onPlacementChange={(next) => onPlacementChange(next, gesture('volume'))}
      />
    </div>
  );
}

function isSamePlace(a: Placement, b: Placement): boolean {
  return a.insertAtMs === b.insertAtMs && a.trimStartMs === b.trimStartMs && a.trimEndMs === b.trimEndMs;
}

/** How each field and slider shows a placement that somebody holds, here or in the timeline. */
function followersOf(live: DragPreviewStore, words: PlaceMessages) {
  const field = (read: (placement: Placement) => number) => (show: (ms: number) => void) =>
    live.subscribeLowPriority((placement) => show(read(placement)));
  const slider = (read: (placement: Placement) => Omit<SliderPreview, 'isTransient'>) => (show: (shown: SliderPreview) => void) =>
    live.subscribeLowPriority((placement, isLast) => show({ ...read(placement), isTransient: !isLast }));
  return {
    fields: {
      insertAtMs: field(({ insertAtMs }) => insertAtMs),
      length: field(({ trimStartMs, trimEndMs }) => trimEndMs - trimStartMs),
      trimStartMs: field(({ trimStartMs }) => trimStartMs),
      trimEndMs: field(({ trimEndMs }) => trimEndMs),
    } satisfies Record<FieldName, unknown>,
    insert: slider(({ insertAtMs, trimStartMs, trimEndMs }) => {
      const endMs = insertAtMs + trimEndMs - trimStartMs;
      return { values: [{ value: insertAtMs, valueText: words.insertText(insertAtMs, endMs) }], fill: { start: insertAtMs, end: endMs } };
    }),
    trim: slider(({ trimStartMs, trimEndMs }) => ({
      values: [
        { value: trimStartMs, valueText: words.trimStartText(trimStartMs) },
        { value: trimEndMs, valueText: words.trimEndText(trimEndMs, trimEndMs - trimStartMs) },
      ],
    })),
  };
}
