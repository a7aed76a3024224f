/** Undo and redo of everything that moves the voice: where it lies, how loud it is, and in whose mouth. */

import type { Placement } from './placement';
import { getPlacementContext, type WizardState } from './wizard';

/** What one step back returns to; no placement is the best legal spot. */
export interface PlacementSnapshot {
  readonly faceId: string;
  readonly placement: Placement | null;
}

export interface PlacementHistory {
  /** Oldest first; the last is what *Undo* returns to. */
  readonly past: readonly PlacementSnapshot[];
  /** The last is what *Redo* returns to. */
  readonly future: readonly PlacementSnapshot[];
  /** The gesture that made the last step; what it goes on to do belongs to the same step. */
  readonly gesture: string | null;
}

/** More steps than anyone counts; each is a few numbers. */
const MAX_STEPS = 200;

export const EMPTY_HISTORY: PlacementHistory = { past: [], future: [], gesture: null };

/**
 * Follows one change of the wizard's facts. Changes of one gesture (a handle's drag, a key held down) are one step, and none at all if it
 * ends where it began. Another clip or voice, or faces found anew, is another piece of work: nothing leads back across that.
 */
export function recordPlacement(history: PlacementHistory, before: WizardState, after: WizardState, gesture?: string): PlacementHistory {
  if (!isSameSession(before, after)) return EMPTY_HISTORY;
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
  /** What the wizard's facts become: `placement-restored`. */
  readonly snapshot: PlacementSnapshot;
}

/** `null` when there is nothing to take back. */
export function undoPlacement(history: PlacementHistory, state: WizardState): HistoryStep | null {
  const snapshot = history.past.at(-1);
  const present = getSnapshot(state);
  if (snapshot === undefined || present === null) return null;
  return { history: { past: history.past.slice(0, -1), future: [...history.future, present], gesture: null }, snapshot };
}

/** `null` when nothing was taken back, or something was changed since. */
export function redoPlacement(history: PlacementHistory, state: WizardState): HistoryStep | null {
  const snapshot = history.future.at(-1);
  const present = getSnapshot(state);
  if (snapshot === undefined || present === null) return null;
  return { history: { past: [...history.past, present], future: history.future.slice(0, -1), gesture: null }, snapshot };
}

/** `null` while there is nothing to place. */
function getSnapshot(state: WizardState): PlacementSnapshot | null {
  if (state.faceId === undefined || getPlacementContext(state) === null) return null;
  return { faceId: state.faceId, placement: state.placement ?? null };
}

function isSameSession(before: WizardState, after: WizardState): boolean {
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
