import type { IdentifyFaceResponse } from '@/lib/contracts/video';
import { createTimeRange } from '@/lib/domain/time';
import type { IdentifiedFaces } from '@/lib/domain/wizard';

/** A window that runs backwards cannot be spoken in; upstream has none, and a broken answer must not stop the rest. */
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
