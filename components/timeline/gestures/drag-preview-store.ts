'use client';

import { createContext, useContext } from 'react';
import { createDebounce } from '@/components/hooks/raf-throttle';
import { moveHandleAcrossFaces } from '@/lib/domain/people/person';
import type { Placement, PlacementContext, PlacementHandle, PlacementStop } from '@/lib/domain/placement';

/** What a hand makes of the placement while it holds something: nothing is decided before it lets go. */
export interface DragPreview {
  readonly placement: Placement;
  /** Where an edge was caught, in the clip's time. */
  readonly guideMs: number | null;
  /** The rule that one is pushing against, where the timeline is to say it. */
  readonly stoppedBy: PlacementStop | null;
  /** The moment of the clip to be seen meanwhile: that of the edge which is held; `null` leaves the picture where it is. */
  readonly frameMs: number | null;
}

/** `isFinal`: the hand rests there or has let go, so nothing comes after it soon. */
type PlacementListener = (placement: Placement, isFinal: boolean) => void;

/** Those who follow at leisure get their turns until a move has taken this long: a frame has little time, and nobody reads numbers faster. */
const FRAME_BUDGET_MS = 0.5;
/** The hand rests: by then everybody has heard where. */
const SETTLE_MS = 100;

/**
 * Holds what a hand is doing, outside React: a pointer moves more often than an editor can be drawn. Those who follow write what they hear
 * straight to their elements, and React draws once, when the hand lets go.
 */
export class DragPreviewStore {
  #live: DragPreview | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #leisurely = new Set<PlacementListener>();
  /** Those of them who have not heard of the last move yet, in the order of their turns. */
  readonly #waiting = new Set<PlacementListener>();
  readonly #rest = createDebounce(SETTLE_MS);
  #isLastTold = false;

  readonly get = (): DragPreview | null => this.#live;

  /** Every move, and the end. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Every move, for those who write to elements. The end leaves what was shown last. */
  subscribeToPlacement(listener: (placement: Placement) => void): () => void {
    return this.subscribe(() => {
      if (this.#live !== null) listener(this.#live.placement);
    });
  }

  /** As many moves as there is time for, one turn a move at least, and always the last, with a word that it is. */
  subscribeLowPriority(listener: PlacementListener): () => void {
    this.#leisurely.add(listener);
    return () => {
      this.#leisurely.delete(listener);
      this.#waiting.delete(listener);
    };
  }

  set(preview: DragPreview): void {
    const untilMs = performance.now() + FRAME_BUDGET_MS;
    this.#live = preview;
    this.#isLastTold = false;
    this.#tell();
    for (const listener of this.#leisurely) this.#waiting.add(listener);
    this.#takeTurns(untilMs);
    this.#rest.schedule(this.#takeLastTurns);
  }

  /** The hand has let go: what was shown last is what stands. */
  end(): void {
    if (this.#live === null) return;
    this.#rest.cancel();
    this.#takeLastTurns();
    this.#live = null;
    this.#tell();
  }

  /** As if nothing had been touched: whoever followed goes back, too. */
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
    for (const listener of this.#leisurely) listener(placement, true);
  };
}

/** Without a provider nothing is ever held. */
export const DragPreviewContext = createContext(new DragPreviewStore());

/** What is held as this is drawn. A hook, so that it is asked in every drawing: nothing is drawn anew because it changes. */
export function usePreviewPlacement(): DragPreview | null {
  return useContext(DragPreviewContext).get();
}

/** The last picture of the voice is the one before its end. */
const LAST_FRAME_OFFSET_MS = 1;

/** Moves a handle from where it stood when it was taken hold of, as far as the rules let it, and says which rule it met. */
export function previewHandleMove(
  handle: PlacementHandle,
  from: Placement,
  placementContext: PlacementContext,
  toMs: number,
  guideMs: number | null,
) {
  const { placement, stop } = moveHandleAcrossFaces(handle, from, placementContext, toMs);
  const endMs = placement.insertAtMs + placement.trimEndMs - placement.trimStartMs;
  const preview: DragPreview = {
    placement,
    guideMs: stop === null ? guideMs : null,
    stoppedBy: stop?.stoppedBy ?? null,
    frameMs: handle === 'trim-end' ? endMs - LAST_FRAME_OFFSET_MS : placement.insertAtMs,
  };
  return { live: preview, stop };
}
