import 'server-only';
import { z } from 'zod';
import { chargedSchema, errorCodeSchema, issueSchema } from '@/lib/contracts/error';
import type { Invite } from '@/lib/domain/editor';
import { JOB_STATUSES } from '@/lib/domain/job';
import type { VideoFacts } from '@/lib/domain/video';
import type { FileKey } from './files';
import type { ChargeEntry, EditorLabel, ListedJob } from './library';
import type { ChargeRecord, FaceRecord, JobRecord, Spender, UnknownJob, UploadRecord, VideoRecord } from './records';

/** Parses rows, so that rows written by another version or by hand are rejected at this boundary. */

const textSchema = z.string();
const timeSchema = z.int();
/** SQL comparisons return 0 or 1. */
const flagSchema = z.union([z.literal(0), z.literal(1)]).transform((flag) => flag === 1);
const modeSchema = z.enum(['practice', 'live']);

function jsonText<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.issues.push({ code: 'custom', message: 'not JSON', input: text });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

const roleSchema = z.enum(['owner', 'editor', 'visitor']);

export const editorRowSchema = z.object({ editorId: textSchema, role: roleSchema });

export const inviteRowSchema: z.ZodType<Invite> = z.object({
  inviteId: textSchema,
  editorId: textSchema,
  label: textSchema,
  createdAtMs: timeSchema,
  linkedAtMs: timeSchema,
  lastUsedAtMs: timeSchema.nullable(),
  revokedAtMs: timeSchema.nullable(),
});

export const limitRowSchema = z.object({ busyUntilMs: timeSchema });

export const secretRowSchema = z.object({ hex: z.string().regex(/^[0-9a-f]{64}$/) });

const factsSchema: z.ZodType<VideoFacts> = z.object({
  container: z.enum(['mp4', 'mov', 'other']),
  byteSize: z.int(),
  durationMs: timeSchema,
  widthPx: z.int(),
  heightPx: z.int(),
  hasSound: z.boolean(),
});

export const uploadRowSchema = z
  .object({
    uploadId: textSchema,
    editorId: textSchema,
    fileName: textSchema,
    byteSize: z.int(),
    contentType: textSchema,
    createdAtMs: timeSchema,
    expiresAtMs: timeSchema,
    factsJson: jsonText(factsSchema).nullable(),
    partsReference: textSchema.nullable(),
    partByteSize: z.int().positive().nullable(),
  })
  .transform(({ factsJson, partsReference, partByteSize, ...row }): UploadRecord => {
    const parts = partsReference === null || partByteSize === null ? null : { reference: partsReference, byteSize: partByteSize };
    return { ...row, facts: factsJson, parts };
  });

export const publishedRowSchema = z.object({ publishedUrl: textSchema.nullable(), publishedAtMs: timeSchema.nullable() });

export const faceRowSchema: z.ZodType<FaceRecord> = z.object({
  faceId: textSchema,
  position: z.int().nonnegative(),
  startMs: timeSchema,
  endMs: timeSchema,
  hasThumbnail: z.boolean(),
});

const recordedErrorSchema = z.object({
  code: errorCodeSchema,
  message: textSchema,
  charged: chargedSchema,
  issues: z.array(issueSchema).optional(),
  retryAfterMs: z.number().optional(),
});

export const videoRowSchema = z
  .object({
    videoId: textSchema,
    editorId: textSchema,
    mode: modeSchema,
    status: z.enum(['identifying', 'identified', 'failed', 'lost']),
    sourceKey: textSchema,
    uploadId: textSchema.nullable(),
    sourceJobId: textSchema.nullable(),
    name: textSchema.nullable(),
    durationMs: timeSchema.nullable(),
    sessionId: textSchema.nullable(),
    errorJson: jsonText(recordedErrorSchema).nullable(),
    expiresAtMs: timeSchema,
    leaseUntilMs: timeSchema,
    createdAtMs: timeSchema,
  })
  .transform(({ errorJson, ...row }): Omit<VideoRecord, 'faces'> => ({ ...row, error: errorJson }));

const chargeStateSchema = z.enum(['reserved', 'spent', 'released']);

const chargeRowSchema: z.ZodType<ChargeRecord> = z.object({
  chargeId: textSchema,
  editorId: textSchema,
  mode: modeSchema,
  kind: z.enum(['identify', 'lip-sync', 'upload']),
  milliPtc: z.int().nonnegative(),
  state: chargeStateSchema,
  day: z.string().regex(/^\d{4}-\d\d-\d\d$/),
});

const placementSchema = z.object({
  trimStartMs: timeSchema,
  trimEndMs: timeSchema,
  insertAtMs: timeSchema,
  voiceVolume: z.number(),
  originalVolume: z.number(),
});

/** A job's columns with its charge and the displayed columns of its video. */
export const jobRowSchema = z
  .object({
    job: z.object({
      jobId: textSchema,
      editorId: textSchema,
      mode: modeSchema,
      idempotencyKey: textSchema,
      paramsHash: textSchema,
      videoId: textSchema,
      faceId: textSchema,
      placementJson: jsonText(placementSchema),
      voiceDurationMs: timeSchema,
      replaces: textSchema.nullable(),
      name: textSchema.nullable(),
      status: z.enum(JOB_STATUSES),
      recognised: flagSchema,
      message: textSchema.nullable(),
      errorJson: jsonText(recordedErrorSchema).nullable(),
      externalTaskId: textSchema,
      taskId: textSchema.nullable(),
      resultUrl: textSchema.nullable(),
      resultDurationMs: timeSchema.nullable(),
      parentVideoUrl: textSchema.nullable(),
      succeededAtMs: timeSchema.nullable(),
      resultDeletedAtMs: timeSchema.nullable(),
      createdAtMs: timeSchema,
      updatedAtMs: timeSchema,
      lastPolledAtMs: timeSchema.nullable(),
      lookups: z.int().nonnegative(),
      nextLookupAtMs: timeSchema.nullable(),
      unknownSinceMs: timeSchema.nullable(),
      archiveAttempts: z.int().nonnegative(),
      archiveLeaseUntilMs: timeSchema.nullable(),
      archivedAtMs: timeSchema.nullable(),
      deletedAtMs: timeSchema.nullable(),
      originalAttempts: z.int().nonnegative(),
      originalLeaseUntilMs: timeSchema.nullable(),
      originalSavedAtMs: timeSchema.nullable(),
    }),
    charge: chargeRowSchema,
    video: z.object({
      name: textSchema.nullable(),
      durationMs: timeSchema.nullable(),
      uploadId: textSchema.nullable(),
      sourceJobId: textSchema.nullable(),
      sourceKey: textSchema,
      expiresAtMs: timeSchema,
    }),
    faceWindow: z.object({ startMs: timeSchema, endMs: timeSchema }),
    kept: z.object({ original: flagSchema, voice: flagSchema }),
  })
  .transform(({ job, charge, video, faceWindow, kept }): JobRecord => {
    const { placementJson, errorJson, archiveAttempts, archiveLeaseUntilMs, archivedAtMs, ...others } = job;
    const { originalAttempts, originalLeaseUntilMs, originalSavedAtMs, ...rest } = others;
    return {
      ...rest,
      placement: placementJson,
      error: errorJson,
      charge,
      videoName: video.name,
      videoDurationMs: video.durationMs,
      uploadId: video.uploadId,
      sourceJobId: video.sourceJobId,
      sourceKey: video.sourceKey,
      sessionExpiresAtMs: video.expiresAtMs,
      faceWindow,
      kept,
      archive: { attempts: archiveAttempts, leaseUntilMs: archiveLeaseUntilMs, archivedAtMs },
      originalCopy: { attempts: originalAttempts, leaseUntilMs: originalLeaseUntilMs, archivedAtMs: originalSavedAtMs },
    };
  });

/** Milliseconds that the job took. */
export const jobTimeRowSchema = z
  .object({ createdAtMs: timeSchema, succeededAtMs: timeSchema })
  .transform(({ createdAtMs, succeededAtMs }) => succeededAtMs - createdAtMs);

const chargeAmountRowSchema = z.object({ milliPtc: z.int().nonnegative(), state: z.enum(['reserved', 'spent', 'released']) });

export const passRowSchema = z.object({
  jobId: textSchema,
  hasThumbnail: z.boolean(),
  identify: chargeAmountRowSchema,
  upload: chargeAmountRowSchema.nullable(),
});

/** `sum` over no rows is `null`. */
export const sumRowSchema = z.object({ sum: z.int().nonnegative().nullable() });

export const countRowSchema = z.object({ count: z.int().nonnegative() });

export const spenderRowSchema: z.ZodType<Spender> = z.object({
  editorId: textSchema,
  role: roleSchema,
  label: textSchema.nullable(),
  todayMilliPtc: z.int().nonnegative(),
  totalMilliPtc: z.int().nonnegative(),
  jobs: z.int().nonnegative(),
});

export const unknownJobRowSchema: z.ZodType<UnknownJob> = z.object({
  jobId: textSchema,
  role: roleSchema,
  label: textSchema.nullable(),
  sinceMs: timeSchema,
  lookups: z.int().nonnegative(),
  milliPtc: z.int().nonnegative(),
});

export const backlogRowSchema = z.object({
  waiting: z.int().nonnegative(),
  failing: z.int().nonnegative(),
  oldestMs: timeSchema.nullable(),
});

/** A job in the library, joined from six tables. */
export const listedJobRowSchema = z
  .object({
    job: z.object({
      jobId: textSchema,
      editorId: textSchema,
      mode: modeSchema,
      videoId: textSchema,
      faceId: textSchema,
      name: textSchema.nullable(),
      placementJson: jsonText(placementSchema),
      status: z.enum(JOB_STATUSES),
      recognised: z.boolean(),
      createdAtMs: timeSchema,
      updatedAtMs: timeSchema,
      resultUrl: textSchema.nullable(),
      succeededAtMs: timeSchema.nullable(),
      archivedAtMs: timeSchema.nullable(),
      resultDeletedAtMs: timeSchema.nullable(),
      deletedAtMs: timeSchema.nullable(),
    }),
    charge: z.object({ milliPtc: z.int().nonnegative(), state: chargeStateSchema }),
    video: z.object({ name: textSchema.nullable(), durationMs: timeSchema.nullable(), sourceJobId: textSchema.nullable() }),
    hasThumbnail: z.boolean(),
    role: roleSchema,
    label: textSchema.nullable(),
  })
  .transform(({ job, video, ...rest }): ListedJob => {
    const { placementJson, archivedAtMs, ...own } = job;
    return {
      ...own,
      ...rest,
      placement: placementJson,
      archive: { archivedAtMs },
      videoName: video.name,
      videoDurationMs: video.durationMs,
      sourceJobId: video.sourceJobId,
    };
  });

export const editorLabelRowSchema: z.ZodType<EditorLabel> = z.object({
  editorId: textSchema,
  role: roleSchema,
  label: textSchema.nullable(),
});

/** Oldest creation time among the scanned jobs. `min` over no rows is `null`. */
export const windowRowSchema = z.object({ floorMs: timeSchema.nullable(), count: z.int().nonnegative() });

export const chargeEntryRowSchema = z
  .object({
    charge: chargeRowSchema.and(z.object({ createdAtMs: timeSchema })),
    role: roleSchema,
    label: textSchema.nullable(),
    job: z.object({ jobId: textSchema, name: textSchema.nullable(), status: z.enum(JOB_STATUSES) }).nullable(),
    videoName: textSchema.nullable(),
  })
  .transform(({ charge, job, videoName, ...editor }): ChargeEntry => {
    return { ...charge, ...editor, name: job?.name ?? videoName, jobId: job?.jobId ?? null, jobStatus: job?.status ?? null };
  });

export const keptRowSchema = z.object({
  kind: z.enum(['input', 'original', 'voice', 'result', 'thumbnail']),
  files: z.int().nonnegative(),
  byteSize: z.int().nonnegative(),
});

const FILE_KEY = /^(inputs|originals|voices|thumbnails|results)\/./;
export const fileKeyRowSchema = z.object({ key: z.custom<FileKey>((value) => typeof value === 'string' && FILE_KEY.test(value)) });

export const roundRowSchema = z.object({ sinceMs: timeSchema });
