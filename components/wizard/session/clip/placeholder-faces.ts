import { createTimeRange } from '@/lib/domain/time';
import { VIDEO_LIMITS } from '@/lib/domain/video';
import type { IdentifiedFaces, WizardVideo } from '@/lib/domain/wizard';

/** Where no server can look for faces, so that placing can be tried all the same: one face, in the whole clip, of nobody. */

const PLACEHOLDER_VIDEO_ID = 'stand-in';
/** Upstream never saw it, so upstream never forgets it. */
const NEVER_EXPIRES = '9999-12-31T23:59:59Z';

export function createPlaceholderFaces(video: WizardVideo, linkDurationMs: number | null): IdentifiedFaces {
  const durationMs = video.facts?.durationMs ?? linkDurationMs;
  const window = createTimeRange(0, durationMs ?? VIDEO_LIMITS.maxDurationMs);
  return { videoId: PLACEHOLDER_VIDEO_ID, durationMs, expiresAt: NEVER_EXPIRES, faces: [{ faceId: '0', window, thumbnailUrl: null }] };
}

export function isPlaceholder({ videoId }: IdentifiedFaces): boolean {
  return videoId === PLACEHOLDER_VIDEO_ID;
}
