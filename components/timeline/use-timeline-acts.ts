import { useEffect, useState } from 'react';
import type { Transport } from '@/components/player/use-preview';
import { type Stroke, usePageKeys } from '@/components/ui/use-page-keys';
import { pushHandle } from '@/lib/domain/person';
import type { Placement, PlacementGround, PlacementHandle, PlacementStop } from '@/lib/domain/placement';
import { clamp } from '@/lib/domain/time';
import { stepFrames } from '@/lib/domain/timeline-scale';
import { actOf, type TimelineAct } from './key-map';
import { useGesture } from './use-gesture';
import type { TimelineView } from './use-timeline-view';

interface TimelineActs {
  readonly videoDurationMs: number;
  /** Pictures a second; `null` where nobody could tell, as for a link. */
  readonly frameRate: number | null;
  readonly placement: Placement | null;
  readonly ground: PlacementGround | null;
  readonly onPlacementChange: (placement: Placement, gesture?: string) => void;
  readonly transport: Transport;
  readonly view: TimelineView;
  readonly singleKeys: boolean;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  readonly onSnapping: () => void;
  readonly onKeys: () => void;
}

const SECOND_MS = 1_000;
/** How long a reason stands after the key that met it. */
const REASON_MS = 2_500;

/** Does what the keys say. @returns which rule the last one met, for a moment. */
export function useTimelineActs(acts: TimelineActs): PlacementStop | null {
  'use memo';
  const { placement, ground, transport, view, videoDurationMs } = acts;
  const gesture = useGesture();
  const [met, setMet] = useState<{ readonly stoppedBy: PlacementStop } | null>(null);
  useEffect(() => {
    if (!met) return;
    const timer = setTimeout(() => setMet(null), REASON_MS);
    return () => clearTimeout(timer);
  }, [met]);

  function push(handle: PlacementHandle, toMs: number, what: string) {
    if (!placement || !ground) return;
    const { placement: moved, stop } = pushHandle(handle, placement, ground, toMs);
    setMet(stop);
    if (moved !== placement) acts.onPlacementChange(moved, gesture(what));
  }
  function nudge(byMs: (fromMs: number) => number) {
    if (placement) push('insert', byMs(placement.insertAtMs), 'nudge');
  }
  /** An edge of the voice to where the playhead stands. */
  function trimTo(handle: 'trim-start' | 'trim-end') {
    if (placement) push(handle, placement.trimStartMs + transport.getTimeMs() - placement.insertAtMs, handle);
  }
  /** The clip's own frames, or ones of the usual length. */
  function frames(fromMs: number, count: number) {
    return stepFrames(fromMs, count, acts.frameRate ?? undefined);
  }
  function go(toMs: number) {
    transport.seek(clamp(toMs, 0, videoDurationMs));
    view.reveal(transport.getTimeMs());
  }

  const meaning = (stroke: Stroke) => actOf(stroke, acts.singleKeys);
  usePageKeys(meaning, (act: TimelineAct) => {
    const nowMs = transport.getTimeMs();
    switch (act) {
      case 'play':
        return transport.toggle();
      case 'back-second':
        return go(nowMs - SECOND_MS);
      case 'on-second':
        return go(nowMs + SECOND_MS);
      case 'back-frame':
        return go(frames(nowMs, -1));
      case 'on-frame':
        return go(frames(nowMs, 1));
      case 'start':
        return go(0);
      case 'end':
        return go(videoDurationMs);
      case 'trim-in':
        return trimTo('trim-start');
      case 'trim-out':
        return trimTo('trim-end');
      case 'nudge-back-frame':
        return nudge((fromMs) => frames(fromMs, -1));
      case 'nudge-on-frame':
        return nudge((fromMs) => frames(fromMs, 1));
      case 'nudge-back-second':
        return nudge((fromMs) => fromMs - SECOND_MS);
      case 'nudge-on-second':
        return nudge((fromMs) => fromMs + SECOND_MS);
      case 'undo':
        return acts.onUndo();
      case 'redo':
        return acts.onRedo();
      case 'zoom-in':
        return view.zoomBy(1, nowMs);
      case 'zoom-out':
        return view.zoomBy(-1, nowMs);
      case 'fit-view':
        return view.fit();
      case 'snapping':
        return acts.onSnapping();
      case 'keys':
        return acts.onKeys();
    }
  });
  return met?.stoppedBy ?? null;
}
