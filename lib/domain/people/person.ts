/**
 * Groups faces by person. Upstream assigns a new face id after a second out of sight, so only the editor can say that two faces are the same
 * person.
 */

import { type Face, isUsable } from '@/lib/domain/face';
import {
  getHandleLimits,
  isLegal,
  moveHandle,
  type Placement,
  type PlacementContext,
  type PlacementHandle,
  type PlacementStop,
} from '@/lib/domain/placement';
import { createTimeRange, getLengthMs, getOverlapMs, type Milliseconds, type TimeRange } from '@/lib/domain/time';

/** What the editor said about faces of a clip. A face without an entry is a separate, unnamed person. */
export interface Person {
  readonly faceIds: readonly string[];
  readonly name: string | null;
}

/** Longer names do not fit beside the lanes. */
const MAX_PERSON_NAME_LENGTH = 40;

export function getPerson(people: readonly Person[], faceId: string): Person {
  return people.find(({ faceIds }) => faceIds.includes(faceId)) ?? { faceIds: [faceId], name: null };
}

export interface PersonGroup<AFace extends Face> {
  /** In the order in which the faces were found. */
  readonly faces: readonly AFace[];
  readonly name: string | null;
  /** Index of the person's first face among all faces; the default name is made from it. */
  readonly index: number;
}

/** Returns one group per person, in the order of their first faces. */
export function groupFacesByPerson<AFace extends Face>(faces: readonly AFace[], people: readonly Person[]): PersonGroup<AFace>[] {
  const seen = new Set<string>();
  return faces.flatMap((face, index) => {
    if (seen.has(face.faceId)) return [];
    const { faceIds, name } = getPerson(people, face.faceId);
    const facesOfPerson = faces.filter(({ faceId }) => faceIds.includes(faceId));
    for (const { faceId } of facesOfPerson) seen.add(faceId);
    return [{ faces: facesOfPerson, name, index }];
  });
}

/** Returns the name of the face's person, and the index of that person's first face for a default name. */
export function getPersonLabel(
  faces: readonly Face[],
  people: readonly Person[],
  faceId: string,
): Pick<PersonGroup<Face>, 'name' | 'index'> {
  const { faceIds, name } = getPerson(people, faceId);
  return {
    name,
    index: Math.max(
      0,
      faces.findIndex((face) => faceIds.includes(face.faceId)),
    ),
  };
}

/** Merges the persons of two faces. The first person's name is kept, or else the other's. */
export function joinPeople(people: readonly Person[], faceId: string, otherFaceId: string): readonly Person[] {
  const one = getPerson(people, faceId);
  const other = getPerson(people, otherFaceId);
  if (one === other || one.faceIds.includes(otherFaceId)) return people;
  return replacePerson(withoutPerson(people, other), { faceIds: [...one.faceIds, ...other.faceIds], name: one.name ?? other.name }, one);
}

/** Makes one face a separate person; the name stays with the others. */
export function splitPerson(people: readonly Person[], faceId: string): readonly Person[] {
  const person = getPerson(people, faceId);
  if (person.faceIds.length < 2) return people;
  return replacePerson(people, { ...person, faceIds: person.faceIds.filter((id) => id !== faceId) }, person);
}

/** Sets a person's name; an empty one removes it. */
export function namePerson(people: readonly Person[], faceId: string, name: string): readonly Person[] {
  const person = getPerson(people, faceId);
  return replacePerson(people, { ...person, name: name.trim().slice(0, MAX_PERSON_NAME_LENGTH) || null }, person);
}

/** Removes faces that no longer exist, for example after a new search with new ids. */
export function removeMissingFaces(people: readonly Person[], faces: readonly Face[]): readonly Person[] {
  const known = new Set(faces.map(({ faceId }) => faceId));
  return people
    .map((person) => ({ ...person, faceIds: person.faceIds.filter((faceId) => known.has(faceId)) }))
    .filter((person) => person.faceIds.length > 0 && isMeaningful(person));
}

function withoutPerson(people: readonly Person[], removed: Person): readonly Person[] {
  return people.filter((person) => person !== removed);
}

function replacePerson(people: readonly Person[], person: Person, replaced: Person): readonly Person[] {
  return [...withoutPerson(people, replaced), ...(isMeaningful(person) ? [person] : [])];
}

function isMeaningful({ faceIds, name }: Person): boolean {
  return faceIds.length > 1 || name !== null;
}

/**
 * Chooses which of a person's faces a job names: the one whose window contains most of the voice, legal placements first. On a tie, the present
 * face is kept. Returns `null` if no face is usable.
 */
export function bestFaceFor(
  faces: readonly Face[],
  currentFaceId: string,
  placement: Placement,
  context: Omit<PlacementContext, 'face'>,
): string | null {
  let best: { readonly faceId: string; readonly score: number } | null = null;
  const currentFaces = faces.filter(({ faceId }) => faceId === currentFaceId);
  for (const face of [...currentFaces, ...faces].filter(isUsable)) {
    const overlapMs = getWindowOverlapMs(face.window, placement);
    // A day (in ms) exceeds every overlap, so legal placements rank first.
    const score = overlapMs + (isLegal(placement, { ...context, face }) ? 86_400_000 : 0);
    if (best === null || score > best.score) best = { faceId: face.faceId, score };
  }
  return best?.faceId ?? null;
}

/** How much of a placed voice lies in a window. */
function getWindowOverlapMs(window: TimeRange, placement: Placement): Milliseconds {
  const usedMs = placement.trimEndMs - placement.trimStartMs;
  if (!Number.isSafeInteger(placement.insertAtMs) || !Number.isSafeInteger(usedMs) || usedMs < 0) return 0;
  return getOverlapMs(window, createTimeRange(placement.insertAtMs, placement.insertAtMs + usedMs));
}

/** The parts of a placed voice outside a window: at most one before and one after it. */
export function getRangesOutside(window: TimeRange, spoken: TimeRange): TimeRange[] {
  const before = createTimeRange(spoken.startMs, Math.max(spoken.startMs, Math.min(spoken.endMs, window.startMs)));
  const after = createTimeRange(Math.min(spoken.endMs, Math.max(spoken.startMs, window.endMs)), spoken.endMs);
  return [before, after].filter((range) => getLengthMs(range) > 0);
}

export interface ConstrainedMove {
  /** The legal placement nearest to the requested value; the same object if nothing moved. */
  readonly placement: Placement;
  /** Where and why the handle stopped; `null` if it reached the requested value. */
  readonly stop: { readonly atMs: Milliseconds; readonly stoppedBy: PlacementStop } | null;
}

/**
 * Moves a handle as far as the rules allow, in the window of the person that gets nearest to `toMs`, and returns the rule that stopped it.
 * Dragging, sliders, keys and text fields all use it.
 */
export function moveHandleAcrossWindows(
  handle: PlacementHandle,
  placement: Placement,
  context: PlacementContext,
  toMs: Milliseconds,
): ConstrainedMove {
  let nearest: (ConstrainedMove & { readonly missMs: number }) | null = null;
  for (const window of [context.face.window, ...(context.otherWindows ?? [])]) {
    const windowContext = { ...context, face: { window } };
    const move = moveHandleWithinWindow(handle, placement, windowContext, toMs);
    // Only a legal placement may switch to another window.
    if (nearest !== null && !isLegal(move.placement, windowContext)) continue;
    const missMs = move.stop === null ? 0 : Math.abs(move.stop.atMs - toMs);
    if (nearest === null || missMs < nearest.missMs) nearest = { ...move, missMs };
  }
  return nearest ? { placement: nearest.placement, stop: nearest.stop } : { placement, stop: null };
}

function moveHandleWithinWindow(
  handle: PlacementHandle,
  placement: Placement,
  context: PlacementContext,
  toMs: Milliseconds,
): ConstrainedMove {
  const limits = getHandleLimits(handle, placement, context);
  const moved = moveHandle(handle, placement, context, toMs);
  if (limits === null) return { placement: moved, stop: null };
  if (toMs > limits.latest.atMs) return { placement: moved, stop: limits.latest };
  if (toMs < limits.earliest.atMs) return { placement: moved, stop: limits.earliest };
  return { placement: moved, stop: null };
}

/** The range of values that a handle can have over all windows of the person; `null` if it cannot move. */
export function getHandleRange(handle: PlacementHandle, placement: Placement, context: PlacementContext): TimeRange | null {
  const limitsPerWindow = [context.face.window, ...(context.otherWindows ?? [])].flatMap((window, index) => {
    const limits = getHandleLimits(handle, placement, { ...context, face: { window } });
    return limits === null || (index > 0 && !limits.legal) ? [] : [limits];
  });
  if (limitsPerWindow.length === 0) return null;
  const startMs = Math.min(...limitsPerWindow.map(({ earliest }) => earliest.atMs));
  return createTimeRange(startMs, Math.max(startMs, ...limitsPerWindow.map(({ latest }) => latest.atMs)));
}
