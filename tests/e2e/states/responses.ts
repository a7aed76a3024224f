import type { JobResponse } from '@/lib/contracts/job';
import type { LibraryJob } from '@/lib/contracts/library';
import type { PassesResponse } from '@/lib/contracts/passes';
import type { IdentifyFaceResponse } from '@/lib/contracts/video';

/** API responses for states that take too long, or are impossible, to reach in practice mode. */

const NOW = Date.now();
export const secondsAgo = (seconds: number): string => new Date(NOW - seconds * 1_000).toISOString();

const JOB_ID = 'a'.repeat(32);
const DAY = 86_400;

/** @returns a job that succeeded after five minutes, with all files stored, plus `changes`. */
export function createJobResponse(changes: Partial<JobResponse> = {}): JobResponse {
  return {
    jobId: JOB_ID,
    status: 'succeeded',
    message: null,
    createdAt: secondsAgo(400),
    updatedAt: secondsAgo(100),
    videoUrl: `/api/advanced-lip-sync/${JOB_ID}/video`,
    originalUrl: `/api/advanced-lip-sync/${JOB_ID}/original`,
    downloadBy: 'link',
    voiceUrl: `/api/advanced-lip-sync/${JOB_ID}/voice`,
    savedAt: secondsAgo(60),
    upstreamDeletesAt: secondsAgo(-29 * DAY),
    resultDeletedAt: null,
    nextPollMs: null,
    usualMs: 180_000,
    videoId: 'video-1',
    uploadId: 'upload-1',
    sourceJobId: null,
    sessionExpiresAt: secondsAgo(-80_000),
    faceId: '0',
    faceWindow: { startMs: 500, endMs: 8_500 },
    placement: { trimStartMs: 0, trimEndMs: 5_300, insertAtMs: 500, voiceVolume: 1, originalVolume: 0 },
    voiceDurationMs: 5_300,
    videoDurationMs: 9_000,
    videoName: 'Interview A, second take.mov',
    name: null,
    costMilliPtc: 70,
    charged: 'yes',
    practice: false,
    ...changes,
  };
}

export function createPassesResponse(job: JobResponse): PassesResponse {
  const { insertAtMs, trimStartMs, trimEndMs } = job.placement;
  return {
    isOwn: true,
    passes: [
      {
        jobId: job.jobId,
        sourceJobId: null,
        status: job.status,
        createdAt: job.createdAt,
        voice: { startMs: insertAtMs, endMs: insertAtMs + trimEndMs - trimStartMs },
        thumbnailUrl: '/sample/poster.jpg',
        originalUrl: job.originalUrl,
        videoUrl: job.videoUrl,
        facesMilliPtc: 7,
        lipSyncMilliPtc: 70,
      },
    ],
  };
}

type FaceWindow = readonly [startMs: number, endMs: number];

export function createFacesResponse(windows: readonly FaceWindow[], changes: Partial<IdentifyFaceResponse> = {}): IdentifyFaceResponse {
  return {
    videoId: 'video-1',
    durationMs: 9_000,
    expiresAt: secondsAgo(-86_000),
    faces: windows.map(([startMs, endMs], index) => ({ faceId: String(index), thumbnailUrl: '/sample/poster.jpg', startMs, endMs })),
    practice: false,
    ...changes,
  };
}

const NAMES = ['Interview A, second take.mov', 'Greeting for the new colleagues', '采访，第二次.mp4', 'Product tour', 'Trailer'];
const STATES = ['succeeded', 'succeeded', 'processing', 'failed', 'unknown', 'succeeded'] as const;

/** @returns a library job; each index is 2.5 hours older than the one before. */
export function createLibraryJob(index: number): LibraryJob {
  const status = STATES[index % STATES.length] ?? 'succeeded';
  return {
    jobId: `job-${index}`,
    status,
    name: null,
    videoName: NAMES[index % NAMES.length] ?? null,
    createdAt: secondsAgo(1_200 + index * 9_000),
    sourceJobId: null,
    thumbnailUrl: index % 4 === 3 ? null : '/sample/poster.jpg',
    videoDurationMs: 9_000,
    voiceMs: 5_300,
    costMilliPtc: 70,
    charged: status === 'failed' ? 'unknown' : 'yes',
    practice: false,
    isWatched: status === 'processing',
    result:
      status === 'succeeded'
        ? { state: index % 5 === 0 ? 'expiring' : 'saved', until: index % 5 === 0 ? secondsAgo(-3 * DAY) : null }
        : null,
    person: null,
    mayDelete: status !== 'processing',
    restorableUntil: null,
  };
}
