import { createTimeRange } from '@/lib/domain/time';
import { VIDEO_LIMITS } from '@/lib/domain/video';
import type { IdentifiedFaces, WizardVideo } from '@/lib/domain/wizard';

/** Where no server can look for faces, so that placing can be tried all the same: one face, in the whole clip, of nobody. */

const VIDEO_ID = 'stand-in';
/** Upstream never saw it, so upstream never forgets it. */
const NEVER = '9999-12-31T23:59:59Z';

export function standInFaces(video: WizardVideo, seenDurationMs: number | null): IdentifiedFaces {
  const durationMs = video.facts?.durationMs ?? seenDurationMs;
  const window = createTimeRange(0, durationMs ?? VIDEO_LIMITS.maxDurationMs);
  return { videoId: VIDEO_ID, durationMs, expiresAt: NEVER, faces: [{ faceId: '0', window, thumbnailUrl: null }] };
}

export function isStandIn({ videoId }: IdentifiedFaces): boolean {
  return videoId === VIDEO_ID;
}
