import type { JobRecord, JobUpdate } from '@/lib/server/db/records/records';
import { newId } from '@/lib/server/runtime/new-id';
import type { Services } from '@/lib/server/services';

/** Creates database rows for a test through the app's own write functions. */

type SeedServices = Pick<Services, 'db' | 'mode' | 'now'>;

export async function seedEditor({ db, now }: SeedServices): Promise<string> {
  const { editorId } = await db.openSession({ tokenHash: newId(), role: 'visitor', nowMs: now(), expiresAtMs: now() + 86_400_000 });
  return editorId;
}

async function seedVideo({ db, mode, now }: SeedServices, editorId: string, name: string): Promise<string> {
  const videoId = newId();
  const times = { expiresAtMs: now() + 86_400_000, leaseUntilMs: now(), createdAtMs: now() };
  await db.claimVideo({
    video: { videoId, editorId, mode, sourceKey: videoId, uploadId: null, sourceJobId: null, name, durationMs: 9_000, ...times },
    identify: { chargeId: newId(), milliPtc: 7, budgetMilliPtc: null },
    upload: null,
    nowMs: now(),
  });
  const face = { faceId: '0', position: 0, startMs: 0, endMs: 9_000, hasThumbnail: false };
  await db.recordFaces({ videoId, sessionId: 'session', faces: [face], leaseUntilMs: 0 });
  return videoId;
}

interface SeededJob extends Partial<JobUpdate> {
  readonly editorId: string;
  readonly status: JobRecord['status'];
  readonly videoName?: string;
}

/** Creates a job that upstream has accepted, with the status and fields of `update`. */
export async function seedJob(services: SeedServices, { editorId, videoName = 'Interview.mov', ...update }: SeededJob): Promise<JobRecord> {
  const { db, mode, now } = services;
  const jobId = newId();
  const videoId = await seedVideo(services, editorId, videoName);
  const placement = { trimStartMs: 0, trimEndMs: 2_000, insertAtMs: 0, voiceVolume: 1, originalVolume: 0 };
  await db.insertJob(
    {
      ...{ jobId, editorId, mode, idempotencyKey: newId(), paramsHash: 'hash', videoId, faceId: '0' },
      videoName,
      ...{ placement, voiceDurationMs: 2_000, replaces: null, externalTaskId: newId(), createdAtMs: now() },
    },
    { chargeId: newId(), milliPtc: 70, budgetMilliPtc: null },
  );
  if (update.status === 'unknown') await db.markUnknown(jobId, now(), now());
  else if (update.status !== 'submitting') {
    await db.recordTask(
      jobId,
      `task-${jobId}`,
      {
        ...{ resultUrl: null, resultDurationMs: null, parentVideoUrl: null, succeededAtMs: update.status === 'succeeded' ? now() : null },
        ...{ recognised: true, message: null, ...update },
      },
      now(),
    );
  }
  return readJob(services, jobId);
}

export async function readJob({ db }: Pick<Services, 'db'>, jobId: string): Promise<JobRecord> {
  const job = await db.findJob(jobId);
  if (job === null) throw new Error(`job ${jobId} does not exist`);
  return job;
}
