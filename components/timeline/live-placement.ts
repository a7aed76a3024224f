'use client';

import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { Placement, PlacementStop } from '@/lib/domain/placement';

/** What a drag makes of the placement while it lasts: nothing is decided before the hand lets go. */
export interface Live {
  readonly placement: Placement;
  /** Where an edge was caught, in the clip's time. */
  readonly guideMs: number | null;
  readonly stoppedBy: PlacementStop | null;
}

/**
 * Holds the drag that is under way, outside React: a pointer moves more often than an editor can be drawn. Each part of it listens as often as
 * it can afford.
 */
export class LivePlacement {
  #live: Live | null = null;
  readonly #listeners = new Set<() => void>();

  readonly get = (): Live | null => this.#live;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(live: Live | null): void {
    if (live === this.#live) return;
    this.#live = live;
    for (const listener of this.#listeners) listener();
  }
}

/** Without a provider nothing is ever dragged. */
export const LivePlacementContext = createContext(new LivePlacement());

/** The placement as it is dragged, else as it stands. `everyMs` is how often a drag is looked at; its end is never missed. */
export function useLivePlacement(settled: Placement | null, everyMs = 0): Placement | null {
  const live = useContext(LivePlacementContext);
  const subscribe = useCallback((notify: () => void) => throttled(live, notify, everyMs), [live, everyMs]);
  const dragged = useSyncExternalStore(subscribe, live.get, () => null);
  return dragged?.placement ?? settled;
}

function throttled(live: LivePlacement, notify: () => void, everyMs: number): () => void {
  if (everyMs === 0) return live.subscribe(notify);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    clearTimeout(timer);
    timer = undefined;
    notify();
  };
  const stop = live.subscribe(() => {
    if (live.get() === null) tell();
    else timer ??= setTimeout(tell, everyMs);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
