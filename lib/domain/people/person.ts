/** Several windows of one person. A face gets a new id after a second out of sight; only the editor can say that two are the same person. */

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

/** What an editor has said of a clip's faces. A face that nothing was said of is somebody alone, without a name. */
export interface Person {
  readonly faceIds: readonly string[];
  readonly name: string | null;
}

/** Longer names are cut: they stand beside lanes. */
const MAX_PERSON_NAME_LENGTH = 40;

export function findPerson(people: readonly Person[], faceId: string): Person {
  return people.find(({ faceIds }) => faceIds.includes(faceId)) ?? { faceIds: [faceId], name: null };
}

export interface PersonGroup<AFace extends Face> {
  /** In the order in which the faces were found. */
  readonly faces: readonly AFace[];
  readonly name: string | null;
  /** The first face's place among all, for a name until there is one. */
  readonly index: number;
}

/** One entry a person, in the order in which their first faces were found. */
export function groupFacesByPerson<AFace extends Face>(faces: readonly AFace[], people: readonly Person[]): PersonGroup<AFace>[] {
  const seen = new Set<string>();
  return faces.flatMap((face, index) => {
    if (seen.has(face.faceId)) return [];
    const { faceIds, name } = findPerson(people, face.faceId);
    const faceIdsOfPerson = faces.filter(({ faceId }) => faceIds.includes(faceId));
    for (const { faceId } of faceIdsOfPerson) seen.add(faceId);
    return [{ faces: faceIdsOfPerson, name, index }];
  });
}

/** What a face goes by: its person's name, or else the place among all of that person's first face, to be counted from. */
export function getPersonLabel(
  faces: readonly Face[],
  people: readonly Person[],
  faceId: string,
): Pick<PersonGroup<Face>, 'name' | 'index'> {
  const { faceIds, name } = findPerson(people, faceId);
  return {
    name,
    index: Math.max(
      0,
      faces.findIndex((face) => faceIds.includes(face.faceId)),
    ),
  };
}

/** *Same person*: all faces of both belong together. The name of the first stays, or else that of the other. */
export function joinPeople(people: readonly Person[], faceId: string, otherFaceId: string): readonly Person[] {
  const one = findPerson(people, faceId);
  const other = findPerson(people, otherFaceId);
  if (one === other || one.faceIds.includes(otherFaceId)) return people;
  return withPerson(withoutPerson(people, other), { faceIds: [...one.faceIds, ...other.faceIds], name: one.name ?? other.name }, one);
}

/** Takes one face out again; the name stays with the rest. */
export function splitPerson(people: readonly Person[], faceId: string): readonly Person[] {
  const person = findPerson(people, faceId);
  if (person.faceIds.length < 2) return people;
  return withPerson(people, { ...person, faceIds: person.faceIds.filter((id) => id !== faceId) }, person);
}

/** An empty name takes the name away. */
export function namePerson(people: readonly Person[], faceId: string, name: string): readonly Person[] {
  const person = findPerson(people, faceId);
  return withPerson(people, { ...person, name: name.trim().slice(0, MAX_PERSON_NAME_LENGTH) || null }, person);
}

/** What was said of faces that are gone (they were found anew under other ids) is forgotten. */
export function keepPresentPeople(people: readonly Person[], faces: readonly Face[]): readonly Person[] {
  const known = new Set(faces.map(({ faceId }) => faceId));
  return people
    .map((person) => ({ ...person, faceIds: person.faceIds.filter((faceId) => known.has(faceId)) }))
    .filter((person) => person.faceIds.length > 0 && isMeaningful(person));
}

function withoutPerson(people: readonly Person[], removed: Person): readonly Person[] {
  return people.filter((person) => person !== removed);
}

function withPerson(people: readonly Person[], person: Person, replacement: Person): readonly Person[] {
  return [...withoutPerson(people, replacement), ...(isMeaningful(person) ? [person] : [])];
}

function isMeaningful({ faceIds, name }: Person): boolean {
  return faceIds.length > 1 || name !== null;
}

/**
 * Which of a person's faces a job names: the one whose window holds most of the voice, of those where the placement is legal if there are any.
 * The present one stays unless another is better. `null` when none of them can hold a voice.
 */
export function bestFaceFor(
  faces: readonly Face[],
  presentFaceId: string,
  placement: Placement,
  context: Omit<PlacementContext, 'face'>,
): string | null {
  let best: { readonly faceId: string; readonly score: number } | null = null;
  const present = faces.filter(({ faceId }) => faceId === presentFaceId);
  for (const face of [...present, ...faces].filter(isUsable)) {
    const overlapMs = getOverlapWithWindow(face.window, placement);
    // Legal first; no window holds as much as a day.
    const score = overlapMs + (isLegal(placement, { ...context, face }) ? 86_400_000 : 0);
    if (best === null || score > best.score) best = { faceId: face.faceId, score };
  }
  return best?.faceId ?? null;
}

/** How much of a placed voice a window holds. */
function getOverlapWithWindow(window: TimeRange, placement: Placement): Milliseconds {
  const usedMs = placement.trimEndMs - placement.trimStartMs;
  if (!Number.isSafeInteger(placement.insertAtMs) || !Number.isSafeInteger(usedMs) || usedMs < 0) return 0;
  return getOverlapMs(window, createTimeRange(placement.insertAtMs, placement.insertAtMs + usedMs));
}

/** The parts of a placed voice that lie outside a window, at most one before and one after it. */
export function getRangesOutside(window: TimeRange, spoken: TimeRange): TimeRange[] {
  const before = createTimeRange(spoken.startMs, Math.max(spoken.startMs, Math.min(spoken.endMs, window.startMs)));
  const after = createTimeRange(Math.min(spoken.endMs, Math.max(spoken.startMs, window.endMs)), spoken.endMs);
  return [before, after].filter((range) => getLengthMs(range) > 0);
}

export interface ConstrainedMove {
  /** As near to what was asked as the rules let it; the same object when nothing moved. */
  readonly placement: Placement;
  /** Where and why it stopped short; `null` when it did not. */
  readonly stop: { readonly atMs: Milliseconds; readonly stoppedBy: PlacementStop } | null;
}

/**
 * Moves a handle as far as the rules let it, in whichever of the person's windows that is nearest to what was asked, and says which rule it met.
 * One path for dragging, sliders, keys and typing.
 */
export function moveHandleAcrossFaces(
  handle: PlacementHandle,
  placement: Placement,
  context: PlacementContext,
  toMs: Milliseconds,
): ConstrainedMove {
  let nearest: (ConstrainedMove & { readonly missMs: number }) | null = null;
  for (const window of [context.face.window, ...(context.otherWindows ?? [])]) {
    const there = { ...context, face: { window } };
    const pushed = moveHandleWithin(handle, placement, there, toMs);
    // Within another window only what is legal there counts: in between, the present one decides.
    if (nearest !== null && !isLegal(pushed.placement, there)) continue;
    const missMs = pushed.stop === null ? 0 : Math.abs(pushed.stop.atMs - toMs);
    if (nearest === null || missMs < nearest.missMs) nearest = { ...pushed, missMs };
  }
  return nearest ? { placement: nearest.placement, stop: nearest.stop } : { placement, stop: null };
}

function moveHandleWithin(handle: PlacementHandle, placement: Placement, context: PlacementContext, toMs: Milliseconds): ConstrainedMove {
  const limits = getHandleLimits(handle, placement, context);
  const moved = moveHandle(handle, placement, context, toMs);
  if (limits === null) return { placement: moved, stop: null };
  if (toMs > limits.latest.atMs) return { placement: moved, stop: limits.latest };
  if (toMs < limits.earliest.atMs) return { placement: moved, stop: limits.earliest };
  return { placement: moved, stop: null };
}

/** Between what values a handle can be pushed at all, over all of the person's windows; `null` when it cannot move. */
export function getHandleReach(handle: PlacementHandle, placement: Placement, context: PlacementContext): TimeRange | null {
  const reaches = [context.face.window, ...(context.otherWindows ?? [])].flatMap((window, index) => {
    const limits = getHandleLimits(handle, placement, { ...context, face: { window } });
    return limits === null || (index > 0 && !limits.legal) ? [] : [limits];
  });
  if (reaches.length === 0) return null;
  const startMs = Math.min(...reaches.map(({ earliest }) => earliest.atMs));
  return createTimeRange(startMs, Math.max(startMs, ...reaches.map(({ latest }) => latest.atMs)));
}
