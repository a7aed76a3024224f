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
 * The tables. Times are Unix milliseconds, money is 1/1000 PTC, JSON is text that `rows.ts` parses.
 * A change here needs `drizzle-kit generate` and its SQL in `migrations.ts`; a test holds the three together.
 */

export const editors = sqliteTable('editors', {
  editorId: text('editor_id').primaryKey(),
  role: text('role').notNull(),
  createdAtMs: integer('created_at_ms').notNull(),
});

export const sessions = sqliteTable(
  'sessions',
  {
    /** SHA-256 of the token; the token itself is nowhere. */
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

/** One for each editor whom the owner let in. Of the link only its token's SHA-256 is here, so that reading the database lets nobody in. */
export const invites = sqliteTable(
  'invites',
  {
    inviteId: text('invite_id').primaryKey(),
    editorId: text('editor_id')
      .notNull()
      .references(() => editors.editorId),
    /** An invite of practice opens nothing once there is money behind the door. */
    mode: text('mode').notNull(),
    label: text('label').notNull(),
    tokenHash: text('token_hash').notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
    /** When the link itself was last made. */
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

/** How much of something was used lately: until when what was taken counts. A row whose time is over is the same as none. */
export const rateLimits = sqliteTable(
  'rate_limits',
  {
    /** What is limited, and for whom; addresses as keyed hashes alone. */
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
    /** `VideoFacts`; `null` until the bytes are whole and measured. */
    factsJson: text('facts_json'),
    /** Where upstream can read it, and since when. */
    publishedUrl: text('published_url'),
    publishedAtMs: integer('published_at_ms'),
    /** How the store knows the parts that it is sent in; `null` where it comes in one piece, and once they are gone. */
    partsReference: text('parts_reference'),
    /** Of each part but the last. */
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
    /** Names mode, editor and source while this is the one that holds them; `null` once it has failed, was lost or is too old. */
    slot: text('slot'),
    uploadId: text('upload_id').references(() => uploads.uploadId),
    /** The job whose result this video is, so that several passes are known as one piece of work. */
    sourceJobId: text('source_job_id').references((): AnySQLiteColumn => jobs.jobId),
    name: text('name'),
    durationMs: integer('duration_ms'),
    sessionId: text('session_id'),
    /** `RecordedError`, for those who waited for the same call. */
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
    /** What its editor calls it; `null`: what the clip is called. */
    name: text('name'),
    /** That name as it is searched. */
    foldedName: text('folded_name').notNull().default(''),
    status: text('status').notNull(),
    /** Whether the last status upstream gave was one of its four known words. */
    recognised: integer('recognised', { mode: 'boolean' }).notNull(),
    message: text('message'),
    /** `RecordedError`, for the same key's next try. */
    errorJson: text('error_json'),
    externalTaskId: text('external_task_id').notNull(),
    taskId: text('task_id'),
    resultUrl: text('result_url'),
    /** As upstream says. */
    resultDurationMs: integer('result_duration_ms'),
    /** Where upstream shows the video that the job was made of; only where that came by a link, so that a copy of it is wanted. */
    parentVideoUrl: text('parent_video_url'),
    /** When upstream was done, as far as it said so: it deletes the result 30 days later. */
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
    /** From here on it is as good as gone: nobody is shown it, and its files are being deleted. */
    resultDeletedAtMs: integer('result_deleted_at_ms'),
    /** Since when it is put away; it can be brought back for a while. */
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
    // Pages of the library: the first two columns say where a page begins, the others spare a look at the row itself.
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
 * Every file that we keep, or are about to: announced before its first byte and recorded once it is whole, so that nothing can lie
 * in a store without a row that says so. A row goes when its file is gone.
 */
export const files = sqliteTable(
  'files',
  {
    /** As the store knows it. */
    key: text('key').primaryKey(),
    kind: text('kind').notNull(),
    /** The upload, the job or the video that it belongs to, as its kind says. */
    ownerId: text('owner_id').notNull(),
    /** `null` until it is whole, and for what was stored before this was noted. */
    byteSize: integer('byte_size'),
    announcedAtMs: integer('announced_at_ms').notNull(),
    /** When it was whole, and checked as its kind asks for. */
    keptAtMs: integer('kept_at_ms'),
    /** When it was last looked at whether anything needs it. */
    checkedAtMs: integer('checked_at_ms').notNull().default(0),
    /** From here on nobody may use it: it is being deleted. */
    deletingAtMs: integer('deleting_at_ms'),
    /** When deleting it failed: not again before then. */
    pausedUntilMs: integer('paused_until_ms'),
  },
  (table) => [
    index('files_by_owner').on(table.kind, table.ownerId),
    index('files_by_look').on(table.checkedAtMs),
    index('files_doomed').on(table.deletingAtMs).where(sql`${table.deletingAtMs} is not null`),
    check('file_kind', sql`${table.kind} in ('input', 'original', 'voice', 'result', 'thumbnail')`),
  ],
);

/** Work that is done every so often, by whichever server comes first. */
export const cleanupRounds = sqliteTable('cleanup_rounds', {
  name: text('name').primaryKey(),
  /** Since when the rounds have followed each other as they should: a gap, or a clock that jumped, begins anew. */
  sinceMs: integer('since_ms').notNull(),
  lastMs: integer('last_ms').notNull(),
});

/** Where something of a job still lies at upstream alone. */
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

/** Links by which anybody may watch one job. A link that is revoked is gone. */
export const shares = sqliteTable(
  'shares',
  {
    /** SHA-256 of the token; the token itself is nowhere. */
    tokenHash: text('token_hash').primaryKey(),
    jobId: text('job_id')
      .notNull()
      .references(() => jobs.jobId),
    createdAtMs: integer('created_at_ms').notNull(),
  },
  (table) => [index('shares_by_job').on(table.jobId)],
);

/** The simulator's own small texts: practice survives a kill. */
export const simulatorState = sqliteTable('simulator_state', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
});
