import type { IdentifyFaceAnswer } from '@/lib/contracts/video';
import { timeRange } from '@/lib/domain/time';
import type { FoundFaces } from '@/lib/domain/wizard';

/** A window that runs backwards cannot be spoken in; upstream has none, and a broken answer must not stop the rest. */
export function toFoundFaces({ videoId, durationMs, expiresAt, faces, practice }: IdentifyFaceAnswer): FoundFaces {
  return {
    videoId,
    durationMs,
    expiresAt,
    practice,
    faces: faces.map(({ faceId, thumbnailUrl, startMs, endMs }) => ({
      faceId,
      thumbnailUrl,
      window: timeRange(startMs, Math.max(startMs, endMs)),
    })),
  };
}
