'use client';

import { Keyboard, Magnet, Minus, Pause, Play, Plus, Redo2, Repeat, Undo2 } from 'lucide-react';
import { type ReactNode, useDeferredValue } from 'react';
import { TimeReadout } from '@/components/player/time-readout';
import { type Transport, useTransportState } from '@/components/player/use-preview';
import { Button } from '@/components/ui/button';
import { Slider } from '@/components/ui/slider';
import { clamp } from '@/lib/domain/time';
import { placeWords } from '@/lib/i18n/place';
import { timelineWords } from '@/lib/i18n/timeline';
import { useWords } from '@/lib/i18n/use-words';
import { videoWords } from '@/lib/i18n/video';
import type { TimelineView } from './use-timeline-view';

interface TimelineBarProps {
  readonly transport: Transport;
  readonly durationMs: number;
  readonly view: TimelineView;
  readonly snapping: boolean;
  readonly onSnapping: (on: boolean) => void;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  /** `null` where nothing fits. */
  readonly onFit: (() => void) | null;
  readonly onKeys: () => void;
}

/** Above the lanes: what plays, what is taken back, and how closely one looks. */
export function TimelineBar(props: TimelineBarProps) {
  'use memo';
  const { transport, durationMs, view, snapping, onSnapping, canUndo, canRedo, onUndo, onRedo, onFit, onKeys } = props;
  const words = useWords(timelineWords);
  const place = useWords(placeWords);
  const { looping, remark } = useTransportState(transport);
  // The lanes come first: one looks before one reaches for a tool, and all of these have keys.
  const hasTools = useDeferredValue(true, false);
  return (
    <>
      <div className="flex min-h-9 flex-wrap items-center gap-x-1.5 gap-y-2">
        <PlayButton transport={transport} />
        <div className="mr-auto pl-2">
          <TimeReadout clock={transport} durationMs={durationMs} />
        </div>
        {/* Where there is little room the second row; the first is for hearing it and for the one press that makes it fit. */}
        <div className="flex min-h-8 w-full flex-wrap items-center gap-1 max-md:order-last max-md:justify-between md:w-auto">
          {hasTools ? (
            <>
              <IconButton label={words.undo} disabled={!canUndo} onPress={onUndo}>
                <Undo2 aria-hidden className="size-4" />
              </IconButton>
              <IconButton label={words.redo} disabled={!canRedo} onPress={onRedo}>
                <Redo2 aria-hidden className="size-4" />
              </IconButton>
              <IconButton label={words.loop} note={words.loopNote} pressed={looping} onPress={() => transport.setLooping(!looping)}>
                <Repeat aria-hidden className="size-4" />
              </IconButton>
              <Button
                look="quiet"
                className={`px-2 ${snapping ? 'text-ink' : ''}`}
                title={words.snapNote}
                aria-pressed={snapping}
                onClick={() => onSnapping(!snapping)}
              >
                <Magnet aria-hidden className="size-4" />
                {snapping ? words.snapOn : words.snapOff}
              </Button>
              <ZoomControls view={view} transport={transport} />
              <IconButton label={words.keys} onPress={onKeys}>
                <Keyboard aria-hidden className="size-4" />
              </IconButton>
            </>
          ) : null}
        </div>
        <Button title={place.fitToFaceNote} disabled={onFit === null} onClick={() => onFit?.()}>
          {place.fitToFace}
        </Button>
      </div>
      <p role="status" className={remark === null ? 'sr-only' : 'mt-1 text-small text-warn'}>
        {remark === null ? null : words.remarks[remark]}
      </p>
    </>
  );
}

function PlayButton({ transport }: { transport: Transport }) {
  'use memo';
  const words = useWords(videoWords);
  const { playing } = useTransportState(transport);
  const Icon = playing ? Pause : Play;
  return (
    <button
      type="button"
      data-tour="play"
      aria-label={playing ? words.pause : words.play}
      onClick={transport.toggle}
      className="grid size-9 shrink-0 cursor-pointer place-items-center rounded-full bg-ink text-ground transition-opacity hover:opacity-85"
    >
      <Icon aria-hidden className={`size-4 ${playing ? '' : 'ml-0.5'}`} fill="currentColor" />
    </button>
  );
}

const PERCENT = 100;
/** The slider's scale is one of doublings, so that each part of its way looks as much closer as the next. */
const PER_DOUBLING = 100;
const KEY_SHARE = 0.25;

function ZoomControls({ view, transport }: { view: TimelineView; transport: Transport }) {
  'use memo';
  const words = useWords(timelineWords);
  const { zoom, closest } = view;
  const percent = Math.round(zoom * PERCENT);
  const most = Math.max(1, Math.round(Math.log2(closest) * PER_DOUBLING));
  const at = clamp(Math.round(Math.log2(zoom) * PER_DOUBLING), 0, most);
  const to = (value: number) => view.zoomTo(2 ** (clamp(value, 0, most) / PER_DOUBLING), transport.getTimeMs());
  return (
    <div className="flex items-center gap-1">
      <IconButton label={words.zoomOut} disabled={zoom <= 1} onPress={() => view.zoomBy(-1, transport.getTimeMs())}>
        <Minus aria-hidden className="size-4" />
      </IconButton>
      <div className="hidden w-24 xl:block">
        <Slider
          label={words.zoom}
          minValue={0}
          maxValue={most}
          keyStep={PER_DOUBLING * KEY_SHARE}
          pageStep={PER_DOUBLING}
          isDisabled={closest <= 1}
          thumbs={[{ label: words.zoom, value: at, minValue: 0, maxValue: most, valueText: words.zoomText(percent) }]}
          onMove={(_index, value) => to(value)}
        />
      </div>
      <button
        type="button"
        title={words.fitView}
        aria-label={words.fitViewFrom(percent)}
        onClick={view.fit}
        className="tabular min-h-8 min-w-12 cursor-pointer rounded-lg text-center font-medium text-ink-soft hover:bg-raised hover:text-ink max-sm:hidden"
      >
        {words.zoomPercent(percent)}
      </button>
      <IconButton label={words.zoomIn} disabled={zoom >= closest} onPress={() => view.zoomBy(1, transport.getTimeMs())}>
        <Plus aria-hidden className="size-4" />
      </IconButton>
    </div>
  );
}

interface IconButtonProps {
  readonly label: string;
  readonly note?: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function IconButton({ label, note, pressed, disabled = false, onPress, children }: IconButtonProps) {
  'use memo';
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      title={note ?? label}
      // Not `disabled`: the last press of Undo would throw the focus away.
      aria-disabled={disabled || undefined}
      onClick={() => {
        if (!disabled) onPress();
      }}
      className={`grid size-8 shrink-0 cursor-pointer place-items-center rounded-lg transition-colors duration-150 aria-disabled:cursor-default aria-disabled:opacity-45 ${pressed ? 'bg-raised text-ink' : 'text-ink-soft not-aria-disabled:hover:bg-raised not-aria-disabled:hover:text-ink'}`}
    >
      {children}
    </button>
  );
}
