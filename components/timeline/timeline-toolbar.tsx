'use client';

import { Keyboard, Magnet, Minus, Pause, Play, Plus, Redo2, Repeat, Undo2 } from 'lucide-react';
import { type ReactNode, useDeferredValue } from 'react';
import { TimeReadout } from '@/components/player/time-readout';
import { type Transport, useTransportState } from '@/components/player/use-preview';
import { Button } from '@/components/ui/button';
import { Slider } from '@/components/ui/slider';
import { clamp } from '@/lib/domain/time';
import { placeMessages } from '@/lib/i18n/place';
import { timelineMessages } from '@/lib/i18n/timeline';
import { useMessages } from '@/lib/i18n/use-messages';
import { videoMessages } from '@/lib/i18n/video';
import type { TimelineView } from './use-timeline-view';

interface TimelineToolbarProps {
  readonly transport: Transport;
  readonly durationMs: number;
  readonly view: TimelineView;
  readonly snapping: boolean;
  readonly onSnappingChange: (on: boolean) => void;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  /** `null` if no placement fits. */
  readonly onFit: (() => void) | null;
  readonly onShowShortcuts: () => void;
}

/** Toolbar above the lanes: playback, undo, fit and zoom. */
export function TimelineToolbar(props: TimelineToolbarProps) {
  'use memo';
  const { transport, durationMs, view, snapping, onSnappingChange, canUndo, canRedo, onUndo, onRedo, onFit, onShowShortcuts } = props;
  const messages = useMessages(timelineMessages);
  const place = useMessages(placeMessages);
  const { looping, warning: remark } = useTransportState(transport);
  // The lanes render first; the less urgent tools follow, and all of them have shortcuts.
  const hasTools = useDeferredValue(true, false);
  return (
    <>
      <div className="flex min-h-9 flex-wrap items-center gap-x-1.5 gap-y-2">
        <PlayButton transport={transport} />
        <div className="mr-auto pl-2">
          <TimeReadout clock={transport} durationMs={durationMs} />
        </div>
        {/* The second row on a narrow screen; the first row has playback and Fit. */}
        <div className="flex min-h-8 w-full flex-wrap items-center gap-1 max-md:order-last max-md:justify-between md:w-auto">
          {hasTools ? (
            <>
              <IconButton label={messages.undo} disabled={!canUndo} onPress={onUndo}>
                <Undo2 aria-hidden className="size-4" />
              </IconButton>
              <IconButton label={messages.redo} disabled={!canRedo} onPress={onRedo}>
                <Redo2 aria-hidden className="size-4" />
              </IconButton>
              <IconButton label={messages.loop} note={messages.loopNote} isPressed={looping} onPress={() => transport.setLooping(!looping)}>
                <Repeat aria-hidden className="size-4" />
              </IconButton>
              <Button
                variant="quiet"
                className={`px-2 ${snapping ? 'text-ink' : ''}`}
                title={messages.snapNote}
                aria-pressed={snapping}
                onClick={() => onSnappingChange(!snapping)}
              >
                <Magnet aria-hidden className="size-4" />
                {snapping ? messages.snapOn : messages.snapOff}
              </Button>
              <ZoomControls view={view} transport={transport} />
              <IconButton label={messages.keys} onPress={onShowShortcuts}>
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
        {remark === null ? null : messages.remarks[remark]}
      </p>
    </>
  );
}

function PlayButton({ transport }: { transport: Transport }) {
  'use memo';
  const messages = useMessages(videoMessages);
  const { playing } = useTransportState(transport);
  const Icon = playing ? Pause : Play;
  return (
    <button
      type="button"
      data-tour="play"
      aria-label={playing ? messages.pause : messages.play}
      onClick={transport.toggle}
      className="grid size-9 shrink-0 cursor-pointer place-items-center rounded-full bg-ink text-ground transition-opacity hover:opacity-85"
    >
      <Icon aria-hidden className={`size-4 ${playing ? '' : 'ml-0.5'}`} fill="currentColor" />
    </button>
  );
}

const PERCENT = 100;
/** The zoom slider is logarithmic: equal distances multiply the zoom by equal factors. */
const SLIDER_STEPS_PER_DOUBLING = 100;
const ARROW_KEY_SHARE = 0.25;

function ZoomControls({ view, transport }: { view: TimelineView; transport: Transport }) {
  'use memo';
  const messages = useMessages(timelineMessages);
  const { zoom, maxZoom } = view;
  const percent = Math.round(zoom * PERCENT);
  const maxSliderValue = Math.max(1, Math.round(Math.log2(maxZoom) * SLIDER_STEPS_PER_DOUBLING));
  const sliderValue = clamp(Math.round(Math.log2(zoom) * SLIDER_STEPS_PER_DOUBLING), 0, maxSliderValue);
  const setSliderValue = (value: number) =>
    view.zoomTo(2 ** (clamp(value, 0, maxSliderValue) / SLIDER_STEPS_PER_DOUBLING), transport.getTimeMs());
  return (
    <div className="flex items-center gap-1">
      <IconButton label={messages.zoomOut} disabled={zoom <= 1} onPress={() => view.zoomBy(-1, transport.getTimeMs())}>
        <Minus aria-hidden className="size-4" />
      </IconButton>
      <div className="hidden w-24 xl:block">
        <Slider
          label={messages.zoom}
          minValue={0}
          maxValue={maxSliderValue}
          arrowKeyStep={SLIDER_STEPS_PER_DOUBLING * ARROW_KEY_SHARE}
          pageKeyStep={SLIDER_STEPS_PER_DOUBLING}
          isDisabled={maxZoom <= 1}
          thumbs={[
            { label: messages.zoom, value: sliderValue, minValue: 0, maxValue: maxSliderValue, valueText: messages.zoomText(percent) },
          ]}
          onMove={(_index, value) => setSliderValue(value)}
        />
      </div>
      <button
        type="button"
        title={messages.fitView}
        aria-label={messages.fitViewFrom(percent)}
        onClick={view.fit}
        className="tabular min-h-8 min-w-12 cursor-pointer rounded-lg text-center font-medium text-ink-soft hover:bg-raised hover:text-ink max-sm:hidden"
      >
        {messages.zoomPercent(percent)}
      </button>
      <IconButton label={messages.zoomIn} disabled={zoom >= maxZoom} onPress={() => view.zoomBy(1, transport.getTimeMs())}>
        <Plus aria-hidden className="size-4" />
      </IconButton>
    </div>
  );
}

interface IconButtonProps {
  readonly label: string;
  readonly note?: string;
  readonly isPressed?: boolean;
  readonly disabled?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function IconButton({ label, note, isPressed, disabled = false, onPress, children }: IconButtonProps) {
  'use memo';
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={isPressed}
      title={note ?? label}
      // Not `disabled`, because a disabled button loses the focus after the last undo.
      aria-disabled={disabled || undefined}
      onClick={() => {
        if (!disabled) onPress();
      }}
      className={`grid size-8 shrink-0 cursor-pointer place-items-center rounded-lg transition-colors duration-150 aria-disabled:cursor-default aria-disabled:opacity-45 ${isPressed ? 'bg-raised text-ink' : 'text-ink-soft not-aria-disabled:hover:bg-raised not-aria-disabled:hover:text-ink'}`}
    >
      {children}
    </button>
  );
}
