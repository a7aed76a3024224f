import { useEffect, useState } from 'react';
import { type KeyStroke, useShortcuts } from '@/components/hooks/use-shortcuts';
import type { Transport } from '@/components/player/use-preview';
import { moveHandleAcrossWindows } from '@/lib/domain/people/person';
import type { Placement, PlacementContext, PlacementHandle, PlacementStop } from '@/lib/domain/placement';
import { clamp } from '@/lib/domain/time';
import { stepFrames } from '@/lib/domain/timeline/timeline-scale';
import { useGestureId } from './gestures/use-gesture-id';
import { actionFor, type TimelineAction } from './shortcuts';
import type { TimelineView } from './use-timeline-view';

interface TimelineActionOptions {
  readonly videoDurationMs: number;
  /** Frames per second; `null` if unknown, as for a link. */
  readonly frameRate: number | null;
  readonly placement: Placement | null;
  readonly placementContext: PlacementContext | null;
  readonly onPlacementChange: (placement: Placement, gesture?: string) => void;
  readonly transport: Transport;
  readonly view: TimelineView;
  readonly singleKeys: boolean;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  readonly onToggleSnapping: () => void;
  readonly onShowShortcuts: () => void;
}

const SECOND_MS = 1_000;
/** How long the reason stays visible after the key press that a rule limited. */
const STOP_NOTE_MS = 2_500;

/**
 * Runs the actions of the editor's shortcuts.
 * @returns the rule that limited the last key press, for a short time.
 */
export function useTimelineActions(options: TimelineActionOptions): PlacementStop | null {
  'use memo';
  const { placement, placementContext, transport, view, videoDurationMs } = options;
  const gesture = useGestureId();
  const [blocked, setBlocked] = useState<{ readonly stoppedBy: PlacementStop } | null>(null);
  useEffect(() => {
    if (!blocked) return;
    const timer = setTimeout(() => setBlocked(null), STOP_NOTE_MS);
    return () => clearTimeout(timer);
  }, [blocked]);

  function moveHandle(handle: PlacementHandle, toMs: number, gestureName: string) {
    if (!placement || !placementContext) return;
    const { placement: moved, stop } = moveHandleAcrossWindows(handle, placement, placementContext, toMs);
    setBlocked(stop);
    if (moved !== placement) options.onPlacementChange(moved, gesture(gestureName));
  }
  function nudge(byMs: (fromMs: number) => number) {
    if (placement) moveHandle('insert', byMs(placement.insertAtMs), 'nudge');
  }
  /** Trims the voice at the playhead. */
  function trimTo(handle: 'trim-start' | 'trim-end') {
    if (placement) moveHandle(handle, placement.trimStartMs + transport.getTimeMs() - placement.insertAtMs, handle);
  }
  /** Steps by the clip's frame length, or by a default length if its frame rate is unknown. */
  function stepByFrames(fromMs: number, count: number) {
    return stepFrames(fromMs, count, options.frameRate ?? undefined);
  }
  function seekTo(toMs: number) {
    transport.seek(clamp(toMs, 0, videoDurationMs));
    view.reveal(transport.getTimeMs());
  }

  const getAction = (keyStroke: KeyStroke) => actionFor(keyStroke, options.singleKeys);
  useShortcuts(getAction, (action: TimelineAction) => {
    const nowMs = transport.getTimeMs();
    switch (action) {
      case 'play':
        return transport.toggle();
      case 'back-second':
        return seekTo(nowMs - SECOND_MS);
      case 'on-second':
        return seekTo(nowMs + SECOND_MS);
      case 'back-frame':
        return seekTo(stepByFrames(nowMs, -1));
      case 'on-frame':
        return seekTo(stepByFrames(nowMs, 1));
      case 'start':
        return seekTo(0);
      case 'end':
        return seekTo(videoDurationMs);
      case 'trim-in':
        return trimTo('trim-start');
      case 'trim-out':
        return trimTo('trim-end');
      case 'nudge-back-frame':
        return nudge((fromMs) => stepByFrames(fromMs, -1));
      case 'nudge-on-frame':
        return nudge((fromMs) => stepByFrames(fromMs, 1));
      case 'nudge-back-second':
        return nudge((fromMs) => fromMs - SECOND_MS);
      case 'nudge-on-second':
        return nudge((fromMs) => fromMs + SECOND_MS);
      case 'undo':
        return options.onUndo();
      case 'redo':
        return options.onRedo();
      case 'zoom-in':
        return view.zoomBy(1, nowMs);
      case 'zoom-out':
        return view.zoomBy(-1, nowMs);
      case 'fit-view':
        return view.fit();
      case 'snapping':
        return options.onToggleSnapping();
      case 'keys':
        return options.onShowShortcuts();
    }
  });
  return blocked?.stoppedBy ?? null;
}
