/** What an editor has said of a clip's faces, for when the same clip comes again: by when each can speak, since a search gives out new ids. */

import type { Face } from './face';
import type { Person } from './person';
import { lengthMs, overlapMs, type TimeRange } from './time';

/** A person as told without ids. */
export interface KnownPerson {
  readonly windows: readonly TimeRange[];
  readonly name: string | null;
}

/** A window found anew is the same one when it shares at least this much of all the time that the two have. */
const SAME_WINDOW_SHARE = 0.8;

export function describePeople(people: readonly Person[], faces: readonly Face[]): readonly KnownPerson[] {
  return people.map(({ faceIds, name }) => ({
    windows: faces.filter(({ faceId }) => faceIds.includes(faceId)).map(({ window }) => window),
    name,
  }));
}

/** Those of them who are there again. A wrong name is worse than none: whoever could be meant by two is nobody. */
export function recognisePeople(known: readonly KnownPerson[], faces: readonly Face[]): readonly Person[] {
  const meant = known.map(({ windows }) => windows.flatMap((window) => faceOf(window, faces) ?? []));
  return known.flatMap(({ name }, index) => {
    const faceIds = [...new Set(meant[index])].filter((faceId) => meant.every((ids, other) => other === index || !ids.includes(faceId)));
    const says = faceIds.length > 1 || (faceIds.length === 1 && name !== null);
    return says ? [{ faceIds, name }] : [];
  });
}

/** The one face with exactly this window, or else the only one with nearly this window. */
function faceOf(window: TimeRange, faces: readonly Face[]): string | null {
  const near = faces.filter((face) => shareOf(face.window, window) >= SAME_WINDOW_SHARE);
  const exact = near.filter((face) => face.window.startMs === window.startMs && face.window.endMs === window.endMs);
  const [only, ...others] = exact.length > 0 ? exact : near;
  return only === undefined || others.length > 0 ? null : only.faceId;
}

/** How much of all the time that two windows have is in both. */
function shareOf(one: TimeRange, other: TimeRange): number {
  const sharedMs = overlapMs(one, other);
  return sharedMs === 0 ? 0 : sharedMs / (lengthMs(one) + lengthMs(other) - sharedMs);
}
