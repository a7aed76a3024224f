import 'server-only';
import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import {
  type AnySQLiteColumn,
  check,
  foreignKey,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';

/**
 * The tables. Times are Unix milliseconds, money is 1/1000 PTC, JSON is text that `rows.ts` parses. Changes need
 * `drizzle-kit generate` and the new SQL in `migrations.ts`; a test compares the three.
 */

export const editors = sqliteTable('editors', {
  editorId: text('editor_id').primaryKey(),
  role: text('role').notNull(),
  createdAtMs: integer('created_at_ms').notNull(),
});

export const sessions = sqliteTable(
  'sessions',
  {
    /** SHA-256 of the token; the token itself is not stored. */
    tokenHash: text('token_hash').primaryKey(),
    editorId: text('editor_id')
      .notNull()
      .references(() => editors.editorId),
    createdAtMs: integer('created_at_ms').notNull(),
    expiresAtMs: integer('expires_at_ms').notNull(),
  },
  (table) => [index('sessions_by_editor').on(table.editorId), index('sessions_by_end').on(table.expiresAtMs)],
);

export const secrets = sqliteTable('secrets', {
  name: text('name').primaryKey(),
  /** 32 bytes, hexadecimal. */
  hex: text('hex').notNull(),
});

/**
 * One per invited editor. Only the SHA-256 of the link's token is stored, so database access does not grant
 * sign-in.
 */
export const invites = sqliteTable(
  'invites',
  {
    inviteId: text('invite_id').primaryKey(),
    editorId: text('editor_id')
      .notNull()
      .references(() => editors.editorId),
    /** A practice invite does not grant access in live mode. */
    mode: text('mode').notNull(),
    label: text('label').notNull(),
    tokenHash: text('token_hash').notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
    /** When the link was last replaced. */
    linkedAtMs: integer('linked_at_ms').notNull(),
    lastUsedAtMs: integer('last_used_at_ms'),
    revokedAtMs: integer('revoked_at_ms'),
  },
  (table) => [
    uniqueIndex('invites_one_editor_each').on(table.editorId),
    uniqueIndex('invites_by_token').on(table.tokenHash),
    check('invite_mode', sql`${table.mode} in ('practice', 'live')`),
  ],
);

/** Rate-limit state: until when recent uses count. An expired row equals no row. */
export const rateLimits = sqliteTable(
  'rate_limits',
  {
    /** What is limited and for whom; addresses only as keyed hashes. */
    key: text('key').primaryKey(),
    busyUntilMs: integer('busy_until_ms').notNull(),
  },
  (table) => [index('limits_by_end').on(table.busyUntilMs)],
);

export const uploads = sqliteTable(
  'uploads',
  {
    uploadId: text('upload_id').primaryKey(),
    editorId: text('editor_id')
      .notNull()
      .references(() => editors.editorId),
    fileName: text('file_name').notNull(),
    byteSize: integer('byte_size').notNull(),
    contentType: text('content_type').notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
    expiresAtMs: integer('expires_at_ms').notNull(),
    /** `VideoFacts`; `null` until the file is complete and measured. */
    factsJson: text('facts_json'),
    /** URL at which upstream can read the file. */
    publishedUrl: text('published_url'),
    publishedAtMs: integer('published_at_ms'),
    /** The store's reference of the multipart upload; `null` for a single request and after the parts are deleted. */
    partsReference: text('parts_reference'),
    /** Size of each part but the last. */
    partByteSize: integer('part_byte_size'),
  },
  (table) => [
    index('uploads_by_editor').on(table.editorId),
    index('uploads_left_in_parts').on(table.expiresAtMs).where(sql`parts_reference is not null`),
  ],
);

export const charges = sqliteTable(
  'charges',
  {
    chargeId: text('charge_id').primaryKey(),
    editorId: text('editor_id')
      .notNull()
      .references(() => editors.editorId),
    mode: text('mode').notNull(),
    kind: text('kind').notNull(),
    milliPtc: integer('milli_ptc').notNull(),
    state: text('state').notNull(),
    day: text('day').notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
  },
  (table) => [
    index('charges_by_day').on(table.day, table.mode),
    index('charges_by_editor').on(table.editorId),
    index('charges_by_age').on(table.mode, table.createdAtMs, table.chargeId),
    check('charge_is_not_negative', sql`${table.milliPtc} >= 0`),
    check('charge_mode', sql`${table.mode} in ('practice', 'live')`),
    check('charge_state', sql`${table.state} in ('reserved', 'spent', 'released')`),
  ],
);

export const videos = sqliteTable(
  'videos',
  {
    videoId: text('video_id').primaryKey(),
    editorId: text('editor_id')
      .notNull()
      .references(() => editors.editorId),
    mode: text('mode').notNull(),
    status: text('status').notNull(),
    sourceKey: text('source_key').notNull(),
    /** Mode, editor and source while this video claims them; `null` once it failed, was lost or expired. */
    slot: text('slot'),
    uploadId: text('upload_id').references(() => uploads.uploadId),
    /** The job whose result is this video; links several passes into one piece of work. */
    sourceJobId: text('source_job_id').references((): AnySQLiteColumn => jobs.jobId),
    name: text('name'),
    durationMs: integer('duration_ms'),
    sessionId: text('session_id'),
    /** `RecordedError` for concurrent callers. */
    errorJson: text('error_json'),
    expiresAtMs: integer('expires_at_ms').notNull(),
    leaseUntilMs: integer('lease_until_ms').notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
    chargeId: text('charge_id')
      .notNull()
      .references(() => charges.chargeId),
    uploadChargeId: text('upload_charge_id').references(() => charges.chargeId),
  },
  (table) => [
    uniqueIndex('videos_hold_their_source').on(table.slot),
    index('videos_by_editor').on(table.editorId),
    index('videos_by_upload').on(table.uploadId),
    index('videos_by_source_job').on(table.sourceJobId),
    index('videos_by_charge').on(table.chargeId),
    index('videos_by_upload_charge').on(table.uploadChargeId),
    check('video_mode', sql`${table.mode} in ('practice', 'live')`),
  ],
);

export const faces = sqliteTable(
  'faces',
  {
    videoId: text('video_id')
      .notNull()
      .references(() => videos.videoId),
    faceId: text('face_id').notNull(),
    position: integer('position').notNull(),
    startMs: integer('start_ms').notNull(),
    endMs: integer('end_ms').notNull(),
    hasThumbnail: integer('has_thumbnail', { mode: 'boolean' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.videoId, table.faceId] })],
);

export const jobs = sqliteTable(
  'jobs',
  {
    jobId: text('job_id').primaryKey(),
    editorId: text('editor_id')
      .notNull()
      .references(() => editors.editorId),
    mode: text('mode').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    paramsHash: text('params_hash').notNull(),
    videoId: text('video_id').notNull(),
    faceId: text('face_id').notNull(),
    placementJson: text('placement_json').notNull(),
    voiceDurationMs: integer('voice_duration_ms').notNull(),
    replaces: text('replaces'),
    /** The editor's name for the job; `null`: the clip's name. */
    name: text('name'),
    /** Case-folded name for searches. */
    foldedName: text('folded_name').notNull().default(''),
    status: text('status').notNull(),
    /** Whether upstream's last status was one of the four known values. */
    recognised: integer('recognised', { mode: 'boolean' }).notNull(),
    message: text('message'),
    /** `RecordedError` for the next attempt with the same key. */
    errorJson: text('error_json'),
    externalTaskId: text('external_task_id').notNull(),
    taskId: text('task_id'),
    resultUrl: text('result_url'),
    /** As reported by upstream. */
    resultDurationMs: integer('result_duration_ms'),
    /** Upstream's URL of the source video; set only for pasted links, whose video is to be copied. */
    parentVideoUrl: text('parent_video_url'),
    /** When upstream finished; it deletes the result 30 days later. */
    succeededAtMs: integer('succeeded_at_ms'),
    chargeId: text('charge_id')
      .notNull()
      .references(() => charges.chargeId),
    createdAtMs: integer('created_at_ms').notNull(),
    updatedAtMs: integer('updated_at_ms').notNull(),
    lastPolledAtMs: integer('last_polled_at_ms'),
    lookups: integer('lookups').notNull(),
    nextLookupAtMs: integer('next_lookup_at_ms'),
    unknownSinceMs: integer('unknown_since_ms'),
    archiveAttempts: integer('archive_attempts').notNull(),
    archiveLeaseUntilMs: integer('archive_lease_until_ms'),
    archivedAtMs: integer('archived_at_ms'),
    originalAttempts: integer('original_attempts').notNull().default(0),
    originalLeaseUntilMs: integer('original_lease_until_ms'),
    originalSavedAtMs: integer('original_saved_at_ms'),
    /** When the result expired: it is no longer shown, and its files are being deleted. */
    resultDeletedAtMs: integer('result_deleted_at_ms'),
    /** When the job was deleted; it can be restored for a while. */
    deletedAtMs: integer('deleted_at_ms'),
  },
  (table) => [
    uniqueIndex('jobs_key_once').on(table.mode, table.editorId, table.idempotencyKey),
    uniqueIndex('jobs_external_task_id_once').on(table.externalTaskId),
    index('jobs_by_status').on(table.status, table.mode),
    index('jobs_by_replaced').on(table.replaces),
    index('jobs_by_video').on(table.videoId),
    index('jobs_by_success').on(table.mode, table.succeededAtMs),
    index('jobs_by_charge').on(table.chargeId),
    // Covers library pages: the first columns order them, the others avoid reading the row.
    index('jobs_of_editor').on(table.editorId, table.createdAtMs, table.jobId, table.status, table.deletedAtMs, table.foldedName),
    index('jobs_by_age').on(
      ...[table.createdAtMs, table.jobId, table.mode, table.editorId, table.status, table.deletedAtMs, table.foldedName],
    ),
    index('jobs_with_result').on(table.succeededAtMs).where(sql`${table.status} = 'succeeded' and ${table.resultDeletedAtMs} is null`),
    index('jobs_put_away').on(table.deletedAtMs).where(sql`${table.deletedAtMs} is not null and ${table.resultDeletedAtMs} is null`),
    index('jobs_to_copy').on(table.mode).where(pendingCopies(table)),
    foreignKey({ columns: [table.videoId, table.faceId], foreignColumns: [faces.videoId, faces.faceId] }),
    check('job_mode', sql`${table.mode} in ('practice', 'live')`),
    check('job_status', sql`${table.status} in ('submitting', 'unknown', 'submitted', 'processing', 'succeeded', 'failed')`),
  ],
);

/**
 * Every file that we keep or are about to write: registered before its first byte and recorded once complete, so
 * that every stored file has a row. The row is deleted after the file.
 */
export const files = sqliteTable(
  'files',
  {
    /** The storage key. */
    key: text('key').primaryKey(),
    kind: text('kind').notNull(),
    /** The upload, job or video that owns the file, according to its kind. */
    ownerId: text('owner_id').notNull(),
    /** `null` until the file is complete, and for files from before this column existed. */
    byteSize: integer('byte_size'),
    announcedAtMs: integer('announced_at_ms').notNull(),
    /** When the file was complete and checked. */
    keptAtMs: integer('kept_at_ms'),
    /** When the cleanup last checked whether the file is needed. */
    checkedAtMs: integer('checked_at_ms').notNull().default(0),
    /** Set when the file is marked for deletion; it must not be used from then on. */
    deletingAtMs: integer('deleting_at_ms'),
    /** Earliest next attempt after a failed deletion. */
    pausedUntilMs: integer('paused_until_ms'),
  },
  (table) => [
    index('files_by_owner').on(table.kind, table.ownerId),
    index('files_by_look').on(table.checkedAtMs),
    index('files_doomed').on(table.deletingAtMs).where(sql`${table.deletingAtMs} is not null`),
    check('file_kind', sql`${table.kind} in ('input', 'original', 'voice', 'result', 'thumbnail')`),
  ],
);

/** Recurring work, done by whichever server claims the round first. */
export const cleanupRounds = sqliteTable('cleanup_rounds', {
  name: text('name').primaryKey(),
  /** Start of the current unbroken series of rounds; a gap or a clock jump resets it. */
  sinceMs: integer('since_ms').notNull(),
  lastMs: integer('last_ms').notNull(),
});

/** Matches jobs with a file that only upstream has. */
export function pendingCopies(table: {
  readonly status: SQLWrapper;
  readonly resultDeletedAtMs: SQLWrapper;
  readonly archivedAtMs: SQLWrapper;
  readonly parentVideoUrl: SQLWrapper;
  readonly originalSavedAtMs: SQLWrapper;
}): SQL {
  const { status, resultDeletedAtMs, archivedAtMs, parentVideoUrl, originalSavedAtMs } = table;
  return sql`${status} = 'succeeded' and ${resultDeletedAtMs} is null and (${archivedAtMs} is null or (${parentVideoUrl} is not null and ${originalSavedAtMs} is null))`;
}

/** Links that let anyone watch one job's result. Revoked links are deleted. */
export const shares = sqliteTable(
  'shares',
  {
    /** SHA-256 of the token; the token itself is not stored. */
    tokenHash: text('token_hash').primaryKey(),
    jobId: text('job_id')
      .notNull()
      .references(() => jobs.jobId),
    createdAtMs: integer('created_at_ms').notNull(),
  },
  (table) => [index('shares_by_job').on(table.jobId)],
);

/** The simulator's state as short texts, so that practice mode survives a restart. */
export const simulatorState = sqliteTable('simulator_state', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
});
