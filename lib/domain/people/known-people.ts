/** What an editor has said of a clip's faces, for when the same clip comes again: by when each can speak, since a search gives out new ids. */

import type { Face } from '@/lib/domain/face';
import { getLengthMs, getOverlapMs, type TimeRange } from '@/lib/domain/time';
import type { Person } from './person';

/** A person as told without ids. */
export interface KnownPerson {
  readonly windows: readonly TimeRange[];
  readonly name: string | null;
}

/** A window found anew is the same one when it shares at least this much of all the time that the two have. */
const MIN_WINDOW_OVERLAP_SHARE = 0.8;

export function describePeople(people: readonly Person[], faces: readonly Face[]): readonly KnownPerson[] {
  return people.map(({ faceIds, name }) => ({
    windows: faces.filter(({ faceId }) => faceIds.includes(faceId)).map(({ window }) => window),
    name,
  }));
}

/** Those of them who are there again. A wrong name is worse than none: whoever could be meant by two is nobody. */
export function matchKnownPeople(known: readonly KnownPerson[], faces: readonly Face[]): readonly Person[] {
  const matched = known.map(({ windows }) => windows.flatMap((window) => findMatchingFace(window, faces) ?? []));
  return known.flatMap(({ name }, index) => {
    const faceIds = [...new Set(matched[index])].filter((faceId) =>
      matched.every((ids, other) => other === index || !ids.includes(faceId)),
    );
    const isMeaningful = faceIds.length > 1 || (faceIds.length === 1 && name !== null);
    return isMeaningful ? [{ faceIds, name }] : [];
  });
}

/** The one face with exactly this window, or else the only one with nearly this window. */
function findMatchingFace(window: TimeRange, faces: readonly Face[]): string | null {
  const near = faces.filter((face) => getOverlapShare(face.window, window) >= MIN_WINDOW_OVERLAP_SHARE);
  const exact = near.filter((face) => face.window.startMs === window.startMs && face.window.endMs === window.endMs);
  const [only, ...others] = exact.length > 0 ? exact : near;
  return only === undefined || others.length > 0 ? null : only.faceId;
}

/** How much of all the time that two windows have is in both. */
function getOverlapShare(one: TimeRange, other: TimeRange): number {
  const sharedMs = getOverlapMs(one, other);
  return sharedMs === 0 ? 0 : sharedMs / (getLengthMs(one) + getLengthMs(other) - sharedMs);
}
