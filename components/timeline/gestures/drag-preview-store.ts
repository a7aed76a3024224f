'use client';

import { createContext, useContext } from 'react';
import { createDebounce } from '@/components/hooks/raf-throttle';
import { moveHandleAcrossWindows } from '@/lib/domain/people/person';
import type { Placement, PlacementContext, PlacementHandle, PlacementStop } from '@/lib/domain/placement';

/** The placement during a drag, before it is committed. */
export interface DragPreview {
  readonly placement: Placement;
  /** Position of the snap guide in the clip's time. */
  readonly guideMs: number | null;
  /** The rule that limits the drag, if the timeline should show it. */
  readonly stoppedBy: PlacementStop | null;
  /** The frame to show during the drag, usually at the dragged edge; `null` leaves the frame unchanged. */
  readonly frameMs: number | null;
}

/** `isFinal`: the pointer rests or was released, so no further move follows immediately. */
type PlacementListener = (placement: Placement, isFinal: boolean) => void;

/** Time budget per move for low-priority subscribers. */
const FRAME_BUDGET_MS = 0.5;
/** After this long without a move, all low-priority subscribers are updated. */
const SETTLE_MS = 100;

/**
 * Holds the drag preview outside React, because a pointer moves more often than the editor can render. Subscribers write directly to their elements;
 * React renders once, at the end of the drag.
 */
export class DragPreviewStore {
  #live: DragPreview | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #lowPriority = new Set<PlacementListener>();
  /** Low-priority subscribers that have not received the latest move, in round-robin order. */
  readonly #waiting = new Set<PlacementListener>();
  readonly #rest = createDebounce(SETTLE_MS);
  #isLastTold = false;

  readonly get = (): DragPreview | null => this.#live;

  /** Called on every move and at the end. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Called on every move. The end of the drag leaves the last shown values in place. */
  subscribeToPlacement(listener: (placement: Placement) => void): () => void {
    return this.subscribe(() => {
      if (this.#live !== null) listener(this.#live.placement);
    });
  }

  /** Called within the frame budget: at least one subscriber per move, and always for the last move, with `isFinal` set. */
  subscribeLowPriority(listener: PlacementListener): () => void {
    this.#lowPriority.add(listener);
    return () => {
      this.#lowPriority.delete(listener);
      this.#waiting.delete(listener);
    };
  }

  set(preview: DragPreview): void {
    const untilMs = performance.now() + FRAME_BUDGET_MS;
    this.#live = preview;
    this.#isLastTold = false;
    this.#tell();
    for (const listener of this.#lowPriority) this.#waiting.add(listener);
    this.#takeTurns(untilMs);
    this.#rest.schedule(this.#takeLastTurns);
  }

  /** Ends the drag and keeps the last preview. */
  end(): void {
    if (this.#live === null) return;
    this.#rest.cancel();
    this.#takeLastTurns();
    this.#live = null;
    this.#tell();
  }

  /** Ends the drag and restores `to` in all subscribers. */
  revert(to: Placement): void {
    if (this.#live === null) return;
    this.set({ placement: to, guideMs: null, stoppedBy: null, frameMs: null });
    this.end();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #takeTurns(untilMs: number): void {
    const placement = this.#live?.placement;
    if (placement === undefined) return;
    for (const listener of this.#waiting) {
      this.#waiting.delete(listener);
      listener(placement, false);
      if (performance.now() >= untilMs) return;
    }
  }

  readonly #takeLastTurns = (): void => {
    const placement = this.#live?.placement;
    if (placement === undefined || this.#isLastTold) return;
    this.#isLastTold = true;
    this.#waiting.clear();
    for (const listener of this.#lowPriority) listener(placement, true);
  };
}

/** The default store has no drag, so components work without a provider. */
export const DragPreviewContext = createContext(new DragPreviewStore());

/** Reads the preview during a render. It does not subscribe, so a change does not cause a render. */
export function usePreviewPlacement(): DragPreview | null {
  return useContext(DragPreviewContext).get();
}

/** The last frame of the voice is just before its end. */
const LAST_FRAME_OFFSET_MS = 1;

/**
 * Moves a handle from its position at the start of the drag, within the placement rules.
 * @returns the new placement and the rule that limited the move.
 */
export function previewHandleMove(
  handle: PlacementHandle,
  from: Placement,
  placementContext: PlacementContext,
  toMs: number,
  guideMs: number | null,
) {
  const { placement, stop } = moveHandleAcrossWindows(handle, from, placementContext, toMs);
  const endMs = placement.insertAtMs + placement.trimEndMs - placement.trimStartMs;
  const preview: DragPreview = {
    placement,
    guideMs: stop === null ? guideMs : null,
    stoppedBy: stop?.stoppedBy ?? null,
    frameMs: handle === 'trim-end' ? endMs - LAST_FRAME_OFFSET_MS : placement.insertAtMs,
  };
  return { live: preview, stop };
}
