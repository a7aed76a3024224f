/** The persons that an editor labelled in a clip, identified by their time ranges, because upstream assigns new face ids in every search. */

import type { Face } from '@/lib/domain/face';
import { getLengthMs, getOverlapMs, type TimeRange } from '@/lib/domain/time';
import type { Person } from './person';

/** A person without face ids. */
export interface KnownPerson {
  readonly windows: readonly TimeRange[];
  readonly name: string | null;
}

/** Minimum overlap, as a share of the union, at which two windows are the same. */
const MIN_WINDOW_OVERLAP_SHARE = 0.8;

export function describePeople(people: readonly Person[], faces: readonly Face[]): readonly KnownPerson[] {
  return people.map(({ faceIds, name }) => ({
    windows: faces.filter(({ faceId }) => faceIds.includes(faceId)).map(({ window }) => window),
    name,
  }));
}

/**
 * Returns the known people found among `faces`. A face that matches two people is assigned to neither, because a wrong name is worse than a missing
 * one.
 */
export function matchKnownPeople(known: readonly KnownPerson[], faces: readonly Face[]): readonly Person[] {
  const matchedFaceIds = known.map(({ windows }) => windows.flatMap((window) => findMatchingFace(window, faces) ?? []));
  return known.flatMap(({ name }, index) => {
    const faceIds = [...new Set(matchedFaceIds[index])].filter((faceId) =>
      matchedFaceIds.every((ids, other) => other === index || !ids.includes(faceId)),
    );
    const isMeaningful = faceIds.length > 1 || (faceIds.length === 1 && name !== null);
    return isMeaningful ? [{ faceIds, name }] : [];
  });
}

/** The only face with exactly this window, or else the only one with nearly this window. */
function findMatchingFace(window: TimeRange, faces: readonly Face[]): string | null {
  const candidates = faces.filter((face) => getOverlapShare(face.window, window) >= MIN_WINDOW_OVERLAP_SHARE);
  const exact = candidates.filter((face) => face.window.startMs === window.startMs && face.window.endMs === window.endMs);
  const [only, ...others] = exact.length > 0 ? exact : candidates;
  return only === undefined || others.length > 0 ? null : only.faceId;
}

/** Overlap of two windows as a share of their union. */
function getOverlapShare(one: TimeRange, other: TimeRange): number {
  const sharedMs = getOverlapMs(one, other);
  return sharedMs === 0 ? 0 : sharedMs / (getLengthMs(one) + getLengthMs(other) - sharedMs);
}
