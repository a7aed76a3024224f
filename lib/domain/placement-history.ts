/** Undo and redo of the placement, the volumes and the face. */

import type { Placement } from './placement';
import { getPlacementContext, type WizardState } from './wizard';

/** A state to which undo returns. A `null` placement means the default. */
export interface PlacementSnapshot {
  readonly faceId: string;
  readonly placement: Placement | null;
}

export interface PlacementHistory {
  /** Oldest first; *Undo* restores the last one. */
  readonly past: readonly PlacementSnapshot[];
  /** *Redo* restores the last one. */
  readonly future: readonly PlacementSnapshot[];
  /** Id of the gesture that made the last step; later changes of the same gesture extend that step. */
  readonly gesture: string | null;
}

const MAX_STEPS = 200;

export const EMPTY_HISTORY: PlacementHistory = { past: [], future: [], gesture: null };

/**
 * Records one change of the wizard's state. All changes of a gesture (a drag, a held key) are one step, or none if it ends where it began. A
 * different clip, voice or face search clears the history.
 */
export function recordPlacementChange(
  history: PlacementHistory,
  before: WizardState,
  after: WizardState,
  gesture?: string,
): PlacementHistory {
  if (!hasSameInputs(before, after)) return EMPTY_HISTORY;
  const from = getSnapshot(before);
  const to = getSnapshot(after);
  if (from === null || to === null || isSameSnapshot(from, to)) return history;
  const start = history.past.at(-1);
  if (gesture !== undefined && gesture === history.gesture && start !== undefined) {
    return isSameSnapshot(start, to) ? { past: history.past.slice(0, -1), future: [], gesture: null } : { ...history, future: [] };
  }
  return { past: [...history.past, from].slice(-MAX_STEPS), future: [], gesture: gesture ?? null };
}

export interface HistoryStep {
  readonly history: PlacementHistory;
  /** The payload of the `placement-restored` action. */
  readonly snapshot: PlacementSnapshot;
}

/** Returns `null` if there is nothing to undo. */
export function undoPlacement(history: PlacementHistory, state: WizardState): HistoryStep | null {
  const snapshot = history.past.at(-1);
  const current = getSnapshot(state);
  if (snapshot === undefined || current === null) return null;
  return { history: { past: history.past.slice(0, -1), future: [...history.future, current], gesture: null }, snapshot };
}

/** Returns `null` if there is nothing to redo. */
export function redoPlacement(history: PlacementHistory, state: WizardState): HistoryStep | null {
  const snapshot = history.future.at(-1);
  const current = getSnapshot(state);
  if (snapshot === undefined || current === null) return null;
  return { history: { past: [...history.past, current], future: history.future.slice(0, -1), gesture: null }, snapshot };
}

/** `null` until a placement is possible. */
function getSnapshot(state: WizardState): PlacementSnapshot | null {
  if (state.faceId === undefined || getPlacementContext(state) === null) return null;
  return { faceId: state.faceId, placement: state.placement ?? null };
}

function hasSameInputs(before: WizardState, after: WizardState): boolean {
  return before.found?.videoId === after.found?.videoId && before.voice?.fileKey === after.voice?.fileKey;
}

function isSameSnapshot(a: PlacementSnapshot, b: PlacementSnapshot): boolean {
  if (a.faceId !== b.faceId) return false;
  if (a.placement === null || b.placement === null) return a.placement === b.placement;
  return (
    a.placement.insertAtMs === b.placement.insertAtMs &&
    a.placement.trimStartMs === b.placement.trimStartMs &&
    a.placement.trimEndMs === b.placement.trimEndMs &&
    a.placement.voiceVolume === b.placement.voiceVolume &&
    a.placement.originalVolume === b.placement.originalVolume
  );
}
