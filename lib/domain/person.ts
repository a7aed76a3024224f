/** Several windows of one person. A face gets a new id after a second out of sight; only the editor can say that two are the same person. */

import { type Face, isUsable } from './face';
import { isLegal, limitsOf, moveHandle, type Placement, type PlacementGround, type PlacementHandle, type PlacementStop } from './placement';
import { lengthMs, type Milliseconds, overlapMs, type TimeRange, timeRange } from './time';

/** What an editor has said of a clip's faces. A face that nothing was said of is somebody alone, without a name. */
export interface Person {
  readonly faceIds: readonly string[];
  readonly name: string | null;
}

/** Longer names are cut: they stand beside lanes. */
const LONGEST_NAME = 40;

export function personOf(people: readonly Person[], faceId: string): Person {
  return people.find(({ faceIds }) => faceIds.includes(faceId)) ?? { faceIds: [faceId], name: null };
}

export interface PersonLane<AFace extends Face> {
  /** In the order in which the faces were found. */
  readonly faces: readonly AFace[];
  readonly name: string | null;
  /** The first face's place among all, for a name until there is one. */
  readonly index: number;
}

/** One entry a person, in the order in which their first faces were found. */
export function personLanes<AFace extends Face>(faces: readonly AFace[], people: readonly Person[]): PersonLane<AFace>[] {
  const seen = new Set<string>();
  return faces.flatMap((face, index) => {
    if (seen.has(face.faceId)) return [];
    const { faceIds, name } = personOf(people, face.faceId);
    const theirs = faces.filter(({ faceId }) => faceIds.includes(faceId));
    for (const { faceId } of theirs) seen.add(faceId);
    return [{ faces: theirs, name, index }];
  });
}

/** What a face goes by: its person's name, or else the place among all of that person's first face, to be counted from. */
export function callingOf(faces: readonly Face[], people: readonly Person[], faceId: string): Pick<PersonLane<Face>, 'name' | 'index'> {
  const { faceIds, name } = personOf(people, faceId);
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
  const one = personOf(people, faceId);
  const other = personOf(people, otherFaceId);
  if (one === other || one.faceIds.includes(otherFaceId)) return people;
  return withPerson(withoutPerson(people, other), { faceIds: [...one.faceIds, ...other.faceIds], name: one.name ?? other.name }, one);
}

/** Takes one face out again; the name stays with the rest. */
export function partPerson(people: readonly Person[], faceId: string): readonly Person[] {
  const person = personOf(people, faceId);
  if (person.faceIds.length < 2) return people;
  return withPerson(people, { ...person, faceIds: person.faceIds.filter((id) => id !== faceId) }, person);
}

/** An empty name takes the name away. */
export function namePerson(people: readonly Person[], faceId: string, name: string): readonly Person[] {
  const person = personOf(people, faceId);
  return withPerson(people, { ...person, name: name.trim().slice(0, LONGEST_NAME) || null }, person);
}

/** What was said of faces that are gone (they were found anew under other ids) is forgotten. */
export function keepKnown(people: readonly Person[], faces: readonly Face[]): readonly Person[] {
  const known = new Set(faces.map(({ faceId }) => faceId));
  return people
    .map((person) => ({ ...person, faceIds: person.faceIds.filter((faceId) => known.has(faceId)) }))
    .filter((person) => person.faceIds.length > 0 && says(person));
}

function withoutPerson(people: readonly Person[], gone: Person): readonly Person[] {
  return people.filter((person) => person !== gone);
}

function withPerson(people: readonly Person[], person: Person, instead: Person): readonly Person[] {
  return [...withoutPerson(people, instead), ...(says(person) ? [person] : [])];
}

function says({ faceIds, name }: Person): boolean {
  return faceIds.length > 1 || name !== null;
}

/**
 * Which of a person's faces a job names: the one whose window holds most of the voice, of those where the placement is legal if there are any.
 * The present one stays unless another is better. `null` when none of them can hold a voice.
 */
export function holderOf(
  faces: readonly Face[],
  presentFaceId: string,
  placement: Placement,
  ground: Omit<PlacementGround, 'face'>,
): string | null {
  let best: { readonly faceId: string; readonly worth: number } | null = null;
  const present = faces.filter(({ faceId }) => faceId === presentFaceId);
  for (const face of [...present, ...faces].filter(isUsable)) {
    const heldMs = heldBy(face.window, placement);
    // Legal first; no window holds as much as a day.
    const worth = heldMs + (isLegal(placement, { ...ground, face }) ? 86_400_000 : 0);
    if (best === null || worth > best.worth) best = { faceId: face.faceId, worth };
  }
  return best?.faceId ?? null;
}

/** How much of a placed voice a window holds. */
function heldBy(window: TimeRange, placement: Placement): Milliseconds {
  const usedMs = placement.trimEndMs - placement.trimStartMs;
  if (!Number.isSafeInteger(placement.insertAtMs) || !Number.isSafeInteger(usedMs) || usedMs < 0) return 0;
  return overlapMs(window, timeRange(placement.insertAtMs, placement.insertAtMs + usedMs));
}

/** The parts of a placed voice that lie outside a window, at most one before and one after it. */
export function outsideOf(window: TimeRange, spoken: TimeRange): TimeRange[] {
  const before = timeRange(spoken.startMs, Math.max(spoken.startMs, Math.min(spoken.endMs, window.startMs)));
  const after = timeRange(Math.min(spoken.endMs, Math.max(spoken.startMs, window.endMs)), spoken.endMs);
  return [before, after].filter((range) => lengthMs(range) > 0);
}

export interface Push {
  /** As near to what was asked as the rules let it; the same object when nothing moved. */
  readonly placement: Placement;
  /** Where and why it stopped short; `null` when it did not. */
  readonly stop: { readonly atMs: Milliseconds; readonly stoppedBy: PlacementStop } | null;
}

/**
 * Moves a handle as far as the rules let it, in whichever of the person's windows that is nearest to what was asked, and says which rule it met.
 * One path for dragging, sliders, keys and typing.
 */
export function pushHandle(handle: PlacementHandle, placement: Placement, ground: PlacementGround, toMs: Milliseconds): Push {
  let nearest: (Push & { readonly missMs: number }) | null = null;
  for (const window of [ground.face.window, ...(ground.otherWindows ?? [])]) {
    const there = { ...ground, face: { window } };
    const pushed = pushWithin(handle, placement, there, toMs);
    // Within another window only what is legal there counts: in between, the present one decides.
    if (nearest !== null && !isLegal(pushed.placement, there)) continue;
    const missMs = pushed.stop === null ? 0 : Math.abs(pushed.stop.atMs - toMs);
    if (nearest === null || missMs < nearest.missMs) nearest = { ...pushed, missMs };
  }
  return nearest ? { placement: nearest.placement, stop: nearest.stop } : { placement, stop: null };
}

function pushWithin(handle: PlacementHandle, placement: Placement, ground: PlacementGround, toMs: Milliseconds): Push {
  const limits = limitsOf(handle, placement, ground);
  const moved = moveHandle(handle, placement, ground, toMs);
  if (limits === null) return { placement: moved, stop: null };
  if (toMs > limits.latest.atMs) return { placement: moved, stop: limits.latest };
  if (toMs < limits.earliest.atMs) return { placement: moved, stop: limits.earliest };
  return { placement: moved, stop: null };
}

/** Between what values a handle can be pushed at all, over all of the person's windows; `null` when it cannot move. */
export function reachOf(handle: PlacementHandle, placement: Placement, ground: PlacementGround): TimeRange | null {
  const reaches = [ground.face.window, ...(ground.otherWindows ?? [])].flatMap((window, index) => {
    const limits = limitsOf(handle, placement, { ...ground, face: { window } });
    return limits === null || (index > 0 && !limits.legal) ? [] : [limits];
  });
  if (reaches.length === 0) return null;
  const startMs = Math.min(...reaches.map(({ earliest }) => earliest.atMs));
  return timeRange(startMs, Math.max(startMs, ...reaches.map(({ latest }) => latest.atMs)));
}
