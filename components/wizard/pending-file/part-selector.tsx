'use client';

import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { useElementWidth } from '@/components/hooks/use-element-width';
import { useDrag } from '@/components/timeline/gestures/use-drag';
import type { PartHandle } from '@/lib/domain/conversion/part-selection';
import { PART_LIMITS } from '@/lib/domain/conversion/video-plan';
import { getLengthMs, type Milliseconds, type TimeRange } from '@/lib/domain/time';
import { conversionMessages } from '@/lib/i18n/conversion';
import { useMessages } from '@/lib/i18n/use-messages';

interface PartSelectorProps {
  readonly part: TimeRange;
  readonly durationMs: Milliseconds;
  readonly onMove: (handle: PartHandle, toMs: Milliseconds) => void;
  /** Called with the edge that is moved, so that a preview can show it. */
  readonly onPreview?: (atMs: Milliseconds) => void;
  /** The filmstrip or waveform of the whole file. */
  readonly children: ReactNode;
}

const KEY_STEP_MS = 100;
const SHIFT_STEP_MS = 1_000;
const PAGE_STEP_MS = 5_000;

/** Selects a range of a long file: drag its middle or an end, or use the range input of each. */
export function PartSelector({ part, durationMs, onMove, onPreview, children }: PartSelectorProps) {
  const words = useMessages(conversionMessages);
  const track = useRef<HTMLDivElement>(null);
  const msPerPx = durationMs / Math.max(1, useElementWidth(track));
  const toPercent = (ms: Milliseconds) => `${((ms / durationMs) * 100).toFixed(3)}%`;
  const move = (handle: PartHandle, toMs: Milliseconds) => {
    onMove(handle, toMs);
    onPreview?.(handle === 'end' ? toMs - 1 : toMs);
  };
  const shared = { part, durationMs, msPerPx, onMove: move };
  return (
    <div>
      {/* The handles are outside the range, so the track has margins. */}
      <div ref={track} className="relative mx-6 h-16 touch-pan-y select-none rounded-lg bg-raised">
        <div aria-hidden className="absolute inset-0 overflow-hidden rounded-lg">
          {children}
        </div>
        <div aria-hidden className="absolute inset-y-0 left-0 rounded-l-lg bg-ground/75" style={{ width: toPercent(part.startMs) }} />
        <div
          aria-hidden
          className="absolute inset-y-0 right-0 rounded-r-lg bg-ground/75"
          style={{ width: toPercent(durationMs - part.endMs) }}
        />
        <PartHandleInput handle="whole" {...shared} style={{ left: toPercent(part.startMs), right: toPercent(durationMs - part.endMs) }} />
        <PartHandleInput handle="start" {...shared} style={{ left: toPercent(part.startMs) }} />
        <PartHandleInput handle="end" {...shared} style={{ left: toPercent(part.endMs) }} />
      </div>
      <p className="tabular mt-2 flex flex-wrap justify-between gap-x-4 text-ink-soft">
        <span className="font-semibold text-ink">{words.partText(part.startMs, part.endMs)}</span>
        <span>{words.partLength(getLengthMs(part))}</span>
      </p>
      <p className="mt-1 text-ink-faint text-small">{words.partHint}</p>
    </div>
  );
}

interface PartHandleInputProps {
  readonly handle: PartHandle;
  readonly part: TimeRange;
  readonly durationMs: Milliseconds;
  readonly msPerPx: number;
  readonly onMove: (handle: PartHandle, toMs: Milliseconds) => void;
  readonly style: { readonly left: string; readonly right?: string };
}

const HANDLE_CLASSES: Record<PartHandle, string> = {
  whole: 'cursor-grab border-y-2 border-accent active:cursor-grabbing',
  start: 'w-6 -translate-x-full cursor-ew-resize rounded-l-lg bg-accent',
  end: 'w-6 cursor-ew-resize rounded-r-lg bg-accent',
};

function PartHandleInput({ handle, part, durationMs, msPerPx, onMove, style }: PartHandleInputProps) {
  const words = useMessages(conversionMessages);
  const valueMs = handle === 'end' ? part.endMs : part.startMs;
  const { minMs, maxMs } = getHandleBounds(handle, part, durationMs);
  const { dragProps } = useDrag({
    begin: () => valueMs,
    move: (fromMs, { byPx }) => onMove(handle, fromMs + byPx * msPerPx),
    cancel: (fromMs) => onMove(handle, fromMs),
  });
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    const stepMs = event.shiftKey ? SHIFT_STEP_MS : KEY_STEP_MS;
    const targets: Record<string, Milliseconds> = {
      ...{ ArrowLeft: valueMs - stepMs, ArrowDown: valueMs - stepMs, ArrowRight: valueMs + stepMs, ArrowUp: valueMs + stepMs },
      ...{ PageDown: valueMs - PAGE_STEP_MS, PageUp: valueMs + PAGE_STEP_MS, Home: minMs, End: maxMs },
    };
    const toMs = targets[event.key];
    if (toMs === undefined) return;
    event.preventDefault();
    onMove(handle, toMs);
  }
  return (
    <div
      {...dragProps}
      style={style}
      className={`absolute inset-y-0 touch-none outline-offset-2 has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-ink ${HANDLE_CLASSES[handle]}`}
    >
      {handle === 'whole' ? null : (
        <span aria-hidden className="-translate-1/2 absolute top-1/2 left-1/2 h-6 w-0.5 rounded-full bg-on-accent" />
      )}
      <input
        type="range"
        aria-label={words.handles[handle]}
        aria-valuetext={handle === 'whole' ? words.partText(part.startMs, part.endMs) : words.partAt(valueMs)}
        min={minMs}
        max={maxMs}
        step={1}
        value={valueMs}
        onChange={(event) => onMove(handle, Number(event.target.value))}
        onKeyDown={onKeyDown}
        className="sr-only"
      />
    </div>
  );
}

/** Bounds of a handle; the other end moves along where necessary. */
function getHandleBounds(handle: PartHandle, part: TimeRange, durationMs: Milliseconds) {
  const totalMs = Math.floor(durationMs);
  if (handle === 'whole') return { minMs: 0, maxMs: totalMs - getLengthMs(part) };
  return handle === 'start' ? { minMs: 0, maxMs: totalMs - PART_LIMITS.minMs } : { minMs: PART_LIMITS.minMs, maxMs: totalMs };
}
