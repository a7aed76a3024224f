import { createTimeRange } from '@/lib/domain/time';
import { VIDEO_LIMITS } from '@/lib/domain/video';
import type { IdentifiedFaces, WizardVideo } from '@/lib/domain/wizard';

/** Placeholder for a site without a configured server, so that placement can be tried: one face that is visible in the whole clip. */

const PLACEHOLDER_VIDEO_ID = 'stand-in';
/** The placeholder does not exist upstream, so it does not expire. */
const NEVER_EXPIRES = '9999-12-31T23:59:59Z';

export function createPlaceholderFaces(video: WizardVideo, linkDurationMs: number | null): IdentifiedFaces {
  const durationMs = video.facts?.durationMs ?? linkDurationMs;
  const window = createTimeRange(0, durationMs ?? VIDEO_LIMITS.maxDurationMs);
  return { videoId: PLACEHOLDER_VIDEO_ID, durationMs, expiresAt: NEVER_EXPIRES, faces: [{ faceId: '0', window, thumbnailUrl: null }] };
}

export function isPlaceholder({ videoId }: IdentifiedFaces): boolean {
  return videoId === PLACEHOLDER_VIDEO_ID;
}
