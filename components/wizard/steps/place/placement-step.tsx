'use client';

import { useMemo, useState } from 'react';
import { type DragPreviewStore, previewHandleMove, usePreviewPlacement } from '@/components/timeline/gestures/drag-preview-store';
import { useGestureId } from '@/components/timeline/gestures/use-gesture-id';
import { Button } from '@/components/ui/button';
import { Slider, type SliderPreview } from '@/components/ui/slider';
import { type ParsedTime, TimeField } from '@/components/ui/time-field';
import { bestPlacement } from '@/lib/domain/best-placement';
import { type ConstrainedMove, getHandleRange, moveHandleAcrossWindows } from '@/lib/domain/people/person';
import type { Placement, PlacementContext, PlacementHandle, PlacementStop } from '@/lib/domain/placement';
import { formatTime, parseTimeEntry } from '@/lib/domain/time';
import { type PlaceMessages, placeMessages } from '@/lib/i18n/place';
import { useMessages } from '@/lib/i18n/use-messages';
import { useDragPreview } from './use-drag-preview';
import { VolumeControls } from './volume-controls';

interface PlacementStepProps {
  readonly placementContext: PlacementContext;
  readonly placement: Placement;
  /** `null` if unknown, as for a link that this browser cannot read. */
  readonly hasOriginalSound: boolean | null;
  readonly isLaterPass?: boolean;
  /** Changes with the same gesture id are undone together. */
  readonly onPlacementChange: (placement: Placement, getGestureId?: string) => void;
  readonly onFitToFace: () => void;
}

/** Step of the page keys; arrow keys move a tenth of it. */
const PAGE_KEY_STEP_MS = 1_000;
const ARROW_KEY_STEP_MS = 100;

type FieldName = 'insertAtMs' | 'length' | 'trimStartMs' | 'trimEndMs';

/** The rule that stopped a handle; shown until the placement changes. */
interface BlockedMove {
  readonly field: FieldName;
  readonly atMs: number;
  readonly reason: PlacementStop;
  readonly placement: Placement;
}

/** Placement controls of the inspector: a slider and a typed field for every handle of the timeline. */
export function PlacementStep({
  placementContext,
  placement,
  hasOriginalSound,
  isLaterPass,
  onPlacementChange,
  onFitToFace,
}: PlacementStepProps) {
  'use memo';
  const messages = useMessages(placeMessages);
  const getGestureId = useGestureId();
  const [blockedMove, setBlockedMove] = useState<BlockedMove | null>(null);
  const drag = useDragPreview(placement, (next, changeName) => onPlacementChange(next, getGestureId(changeName)));
  const { preview: dragPreview, previewMove, commit: commitDrag } = drag;
  const previewPlacement = usePreviewPlacement();
  const previewSubscribers = useMemo(() => createPreviewSubscribers(dragPreview, messages), [dragPreview, messages]);
  const { insertAtMs, trimStartMs, trimEndMs } = placement;
  const usedMs = trimEndMs - trimStartMs;
  const best = bestPlacement(placementContext);
  const differsFromBest = best.kind === 'placed' && !isSamePosition(best.placement, placement);

  function reportStop(field: FieldName, next: Placement, stop: ConstrainedMove['stop']) {
    if (stop === null) return setBlockedMove(null);
    const atMs = field === 'length' ? stop.atMs - next.trimStartMs : stop.atMs;
    setBlockedMove((previous) => {
      const isSame =
        previous?.field === field &&
        previous.atMs === atMs &&
        previous.reason === stop.stoppedBy &&
        isSamePosition(previous.placement, next);
      return isSame ? previous : { field: field, atMs, reason: stop.stoppedBy, placement: next };
    });
  }
  function moveHandle(handle: PlacementHandle, field: FieldName, toMs: number) {
    const { placement: next, stop } = moveHandleAcrossWindows(handle, placement, placementContext, toMs);
    reportStop(field, next, stop);
    if (next !== placement) onPlacementChange(next, getGestureId(field));
  }
  function handleSliderMove(handle: PlacementHandle, field: FieldName, toMs: number, isHeld: boolean) {
    if (!isHeld) return moveHandle(handle, field, toMs);
    previewMove(field, (from) => {
      const { live: next, stop } = previewHandleMove(handle, from, placementContext, toMs, null);
      reportStop(field, next.placement, stop);
      // The reason is shown beside the slider instead.
      return { ...next, stoppedBy: null };
    });
  }

  const getBounds = (handle: PlacementHandle, valueMs: number) => {
    const handleReach = getHandleRange(handle, placement, placementContext);
    const [minValue, maxValue] = [handleReach?.startMs ?? valueMs, handleReach?.endMs ?? valueMs];
    return { minValue, maxValue, limits: messages.limits(minValue, maxValue) };
  };
  const createTimeParser =
    (valueMs: number) =>
    (text: string): ParsedTime => {
      const parsedEntry = parseTimeEntry(text, valueMs);
      return parsedEntry.ok ? parsedEntry : { ok: false, message: messages.refused(parsedEntry.reason, formatTime(valueMs)) };
    };
  const showsBlockedMove = blockedMove !== null && isSamePosition(blockedMove.placement, previewPlacement?.placement ?? placement);
  const field = (name: FieldName, label: string, valueMs: number, commit: (ms: number) => void) => (
    <TimeField
      label={label}
      valueMs={valueMs}
      format={formatTime}
      parse={createTimeParser(valueMs)}
      onCommit={commit}
      hint={messages.timeHint}
      noteClassName="order-last col-span-2"
      note={
        showsBlockedMove && blockedMove.field === name ? messages.stoppedAt(blockedMove.atMs, messages.stops[blockedMove.reason]) : null
      }
      subscribeToPreview={previewSubscribers.fields[name]}
    />
  );

  return (
    <div className="flex flex-col gap-4">
      <div className="grid grid-cols-2 gap-x-3 gap-y-1">
        {field('insertAtMs', messages.fields.insertAtMs, insertAtMs, (ms) => moveHandle('insert', 'insertAtMs', ms))}
        {field('length', messages.lengthUsed, usedMs, (ms) => moveHandle('trim-end', 'length', trimStartMs + ms))}
        <div className="col-span-2">
          <Slider
            label={messages.fields.insertAtMs}
            tone="accent"
            minValue={0}
            maxValue={placementContext.video.durationMs}
            fill={{ start: insertAtMs, end: insertAtMs + usedMs }}
            highlight={{ start: placementContext.face.window.startMs, end: placementContext.face.window.endMs }}
            arrowKeyStep={ARROW_KEY_STEP_MS}
            pageKeyStep={PAGE_KEY_STEP_MS}
            thumbs={[
              {
                label: messages.fields.insertAtMs,
                value: insertAtMs,
                ...getBounds('insert', insertAtMs),
                valueText: messages.insertText(insertAtMs, insertAtMs + usedMs),
              },
            ]}
            subscribeToPreview={previewSubscribers.insert}
            onMove={(_index, toMs, isHeld) => handleSliderMove('insert', 'insertAtMs', toMs, isHeld)}
            onMoveEnd={commitDrag}
          />
        </div>
      </div>

      <div className="grid grid-cols-2 gap-x-3 gap-y-1">
        {field('trimStartMs', messages.fields.trimStartMs, trimStartMs, (ms) => moveHandle('trim-start', 'trimStartMs', ms))}
        {field('trimEndMs', messages.fields.trimEndMs, trimEndMs, (ms) => moveHandle('trim-end', 'trimEndMs', ms))}
        <div className="col-span-2">
          <Slider
            label={messages.trimSlider}
            tone="accent"
            minValue={0}
            maxValue={placementContext.voice.durationMs}
            arrowKeyStep={ARROW_KEY_STEP_MS}
            pageKeyStep={PAGE_KEY_STEP_MS}
            thumbs={[
              {
                label: messages.fields.trimStartMs,
                value: trimStartMs,
                ...getBounds('trim-start', trimStartMs),
                valueText: messages.trimStartText(trimStartMs),
              },
              {
                label: messages.fields.trimEndMs,
                value: trimEndMs,
                ...getBounds('trim-end', trimEndMs),
                valueText: messages.trimEndText(trimEndMs, usedMs),
              },
            ]}
            subscribeToPreview={previewSubscribers.trim}
            onMove={(index, toMs, isHeld) =>
              index === 0
                ? handleSliderMove('trim-start', 'trimStartMs', toMs, isHeld)
                : handleSliderMove('trim-end', 'trimEndMs', toMs, isHeld)
            }
            onMoveEnd={commitDrag}
          />
        </div>
      </div>

      {differsFromBest && (
        <Button variant="quiet" size="small" onClick={onFitToFace} title={messages.fitToFaceNote} className="-mt-2 -ml-2.5 self-start">
          {messages.backToBest}
        </Button>
      )}

      <VolumeControls
        placement={placement}
        hasOriginalSound={hasOriginalSound}
        {...(isLaterPass === undefined ? {} : { isLaterPass })}
        drag={drag}
        onPlacementChange={(next) => onPlacementChange(next, getGestureId('volume'))}
      />
    </div>
  );
}

function isSamePosition(a: Placement, b: Placement): boolean {
  return a.insertAtMs === b.insertAtMs && a.trimStartMs === b.trimStartMs && a.trimEndMs === b.trimEndMs;
}

/** Creates the subscriptions by which each field and slider shows a placement during a drag. */
function createPreviewSubscribers(dragPreview: DragPreviewStore, messages: PlaceMessages) {
  const field = (getValue: (placement: Placement) => number) => (listener: (ms: number) => void) =>
    dragPreview.subscribeLowPriority((placement) => listener(getValue(placement)));
  const slider =
    (getValue: (placement: Placement) => Omit<SliderPreview, 'isTransient'>) => (listener: (sliderPreview: SliderPreview) => void) =>
      dragPreview.subscribeLowPriority((placement, isFinal) => listener({ ...getValue(placement), isTransient: !isFinal }));
  return {
    fields: {
      insertAtMs: field(({ insertAtMs }) => insertAtMs),
      length: field(({ trimStartMs, trimEndMs }) => trimEndMs - trimStartMs),
      trimStartMs: field(({ trimStartMs }) => trimStartMs),
      trimEndMs: field(({ trimEndMs }) => trimEndMs),
    } satisfies Record<FieldName, unknown>,
    insert: slider(({ insertAtMs, trimStartMs, trimEndMs }) => {
      const endMs = insertAtMs + trimEndMs - trimStartMs;
      return {
        values: [{ value: insertAtMs, valueText: messages.insertText(insertAtMs, endMs) }],
        fill: { start: insertAtMs, end: endMs },
      };
    }),
    trim: slider(({ trimStartMs, trimEndMs }) => ({
      values: [
        { value: trimStartMs, valueText: messages.trimStartText(trimStartMs) },
        { value: trimEndMs, valueText: messages.trimEndText(trimEndMs, trimEndMs - trimStartMs) },
      ],
    })),
  };
}
