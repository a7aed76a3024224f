import type { IdentifyFaceResponse } from '@/lib/contracts/video';
import { createTimeRange } from '@/lib/domain/time';
import type { IdentifiedFaces } from '@/lib/domain/wizard';

/** Drops faces with an end before their start: the upstream service does not send them, but an invalid one must not fail the whole response. */
export function toIdentifiedFaces({ videoId, durationMs, expiresAt, faces, practice }: IdentifyFaceResponse): IdentifiedFaces {
  return {
    videoId,
    durationMs,
    expiresAt,
    practice,
    faces: faces.map(({ faceId, thumbnailUrl, startMs, endMs }) => ({
      faceId,
      thumbnailUrl,
      window: createTimeRange(startMs, Math.max(startMs, endMs)),
    })),
  };
}
