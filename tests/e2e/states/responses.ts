import type { JobResponse } from '@/lib/contracts/job';
import type { LibraryJob } from '@/lib/contracts/library';
import type { PassesResponse } from '@/lib/contracts/passes';
import type { IdentifyFaceResponse } from '@/lib/contracts/video';

/** What the server would say in states that cannot be brought about quickly, or at all, in practice. */

const NOW = Date.now();
export const ago = (seconds: number): string => new Date(NOW - seconds * 1_000).toISOString();

const JOB_ID = 'a'.repeat(32);
const DAY = 86_400;

/** A job that succeeded five minutes after it was made, all of it kept, but for what a state says. */
export function jobAnswer(changes: Partial<JobResponse> = {}): JobResponse {
  return {
    jobId: JOB_ID,
    status: 'succeeded',
    message: null,
    createdAt: ago(400),
    updatedAt: ago(100),
    videoUrl: `/api/advanced-lip-sync/${JOB_ID}/video`,
    originalUrl: `/api/advanced-lip-sync/${JOB_ID}/original`,
    downloadBy: 'link',
    voiceUrl: `/api/advanced-lip-sync/${JOB_ID}/voice`,
    savedAt: ago(60),
    upstreamDeletesAt: ago(-29 * DAY),
    resultDeletedAt: null,
    nextPollMs: null,
    usualMs: 180_000,
    videoId: 'video-1',
    uploadId: 'upload-1',
    sourceJobId: null,
    sessionExpiresAt: ago(-80_000),
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

export function passesOf(job: JobResponse): PassesResponse {
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

export function foundFaces(windows: readonly FaceWindow[], changes: Partial<IdentifyFaceResponse> = {}): IdentifyFaceResponse {
  return {
    videoId: 'video-1',
    durationMs: 9_000,
    expiresAt: ago(-86_000),
    faces: windows.map(([startMs, endMs], index) => ({ faceId: String(index), thumbnailUrl: '/sample/poster.jpg', startMs, endMs })),
    practice: false,
    ...changes,
  };
}

const NAMES = ['Interview A, second take.mov', 'Greeting for the new colleagues', '采访，第二次.mp4', 'Product tour', 'Trailer'];
const STATES = ['succeeded', 'succeeded', 'processing', 'failed', 'unknown', 'succeeded'] as const;

/** One job of the library, each a few hours older than the one before. */
export function libraryJob(index: number): LibraryJob {
  const status = STATES[index % STATES.length] ?? 'succeeded';
  return {
    jobId: `job-${index}`,
    status,
    name: null,
    videoName: NAMES[index % NAMES.length] ?? null,
    createdAt: ago(1_200 + index * 9_000),
    sourceJobId: null,
    thumbnailUrl: index % 4 === 3 ? null : '/sample/poster.jpg',
    videoDurationMs: 9_000,
    voiceMs: 5_300,
    costMilliPtc: 70,
    charged: status === 'failed' ? 'unknown' : 'yes',
    practice: false,
    isWatched: status === 'processing',
    result:
      status === 'succeeded' ? { state: index % 5 === 0 ? 'expiring' : 'saved', until: index % 5 === 0 ? ago(-3 * DAY) : null } : null,
    person: null,
    mayDelete: status !== 'processing',
    restorableUntil: null,
  };
}
