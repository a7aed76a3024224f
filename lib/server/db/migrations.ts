import 'server-only';

/**
 * The SQL of `migrations/`, as code, so that it is there in every kind of build. Not written by hand: after `drizzle-kit generate`,
 * run this file’s test with `--update`.
 */
export const MIGRATIONS: readonly { readonly name: string; readonly statements: readonly string[] }[] = [
  {
    name: '0000_first',
    statements: [
      `CREATE TABLE "charges" (
  "charge_id" text PRIMARY KEY NOT NULL,
  "editor_id" text NOT NULL,
  "mode" text NOT NULL,
  "kind" text NOT NULL,
  "milli_ptc" integer NOT NULL,
  "state" text NOT NULL,
  "day" text NOT NULL,
  "created_at_ms" integer NOT NULL,
  FOREIGN KEY ("editor_id") REFERENCES "editors"("editor_id") ON UPDATE no action ON DELETE no action,
  CONSTRAINT "charge_is_not_negative" CHECK("charges"."milli_ptc" >= 0),
  CONSTRAINT "charge_mode" CHECK("charges"."mode" in ('practice', 'live')),
  CONSTRAINT "charge_state" CHECK("charges"."state" in ('reserved', 'spent', 'released'))
);`,
      `CREATE INDEX "charges_by_day" ON "charges" ("day","mode");`,
      `CREATE TABLE "editors" (
  "editor_id" text PRIMARY KEY NOT NULL,
  "role" text NOT NULL,
  "created_at_ms" integer NOT NULL
);`,
      `CREATE TABLE "faces" (
  "video_id" text NOT NULL,
  "face_id" text NOT NULL,
  "position" integer NOT NULL,
  "start_ms" integer NOT NULL,
  "end_ms" integer NOT NULL,
  "has_thumbnail" integer NOT NULL,
  PRIMARY KEY("video_id", "face_id"),
  FOREIGN KEY ("video_id") REFERENCES "videos"("video_id") ON UPDATE no action ON DELETE no action
);`,
      `CREATE TABLE "jobs" (
  "job_id" text PRIMARY KEY NOT NULL,
  "editor_id" text NOT NULL,
  "mode" text NOT NULL,
  "idempotency_key" text NOT NULL,
  "params_hash" text NOT NULL,
  "video_id" text NOT NULL,
  "face_id" text NOT NULL,
  "placement_json" text NOT NULL,
  "voice_duration_ms" integer NOT NULL,
  "replaces" text,
  "status" text NOT NULL,
  "recognised" integer NOT NULL,
  "message" text,
  "error_json" text,
  "external_task_id" text NOT NULL,
  "task_id" text,
  "result_url" text,
  "charge_id" text NOT NULL,
  "created_at_ms" integer NOT NULL,
  "updated_at_ms" integer NOT NULL,
  "last_asked_at_ms" integer,
  "lookups" integer NOT NULL,
  "next_lookup_at_ms" integer,
  "unknown_since_ms" integer,
  "archive_attempts" integer NOT NULL,
  "archive_lease_until_ms" integer,
  "archived_at_ms" integer,
  FOREIGN KEY ("editor_id") REFERENCES "editors"("editor_id") ON UPDATE no action ON DELETE no action,
  FOREIGN KEY ("charge_id") REFERENCES "charges"("charge_id") ON UPDATE no action ON DELETE no action,
  FOREIGN KEY ("video_id","face_id") REFERENCES "faces"("video_id","face_id") ON UPDATE no action ON DELETE no action,
  CONSTRAINT "job_mode" CHECK("jobs"."mode" in ('practice', 'live')),
  CONSTRAINT "job_status" CHECK("jobs"."status" in ('submitting', 'unknown', 'submitted', 'processing', 'succeeded', 'failed'))
);`,
      `CREATE UNIQUE INDEX "jobs_key_once" ON "jobs" ("mode","editor_id","idempotency_key");`,
      `CREATE UNIQUE INDEX "jobs_external_task_id_once" ON "jobs" ("external_task_id");`,
      `CREATE INDEX "jobs_by_status" ON "jobs" ("status","mode");`,
      `CREATE INDEX "jobs_by_replaced" ON "jobs" ("replaces");`,
      `CREATE TABLE "secrets" (
  "name" text PRIMARY KEY NOT NULL,
  "hex" text NOT NULL
);`,
      `CREATE TABLE "sessions" (
  "token_hash" text PRIMARY KEY NOT NULL,
  "editor_id" text NOT NULL,
  "created_at_ms" integer NOT NULL,
  "expires_at_ms" integer NOT NULL,
  FOREIGN KEY ("editor_id") REFERENCES "editors"("editor_id") ON UPDATE no action ON DELETE no action
);`,
      `CREATE INDEX "sessions_by_editor" ON "sessions" ("editor_id");`,
      `CREATE TABLE "simulator_state" (
  "key" text PRIMARY KEY NOT NULL,
  "value" text NOT NULL
);`,
      `CREATE TABLE "uploads" (
  "upload_id" text PRIMARY KEY NOT NULL,
  "editor_id" text NOT NULL,
  "file_name" text NOT NULL,
  "byte_size" integer NOT NULL,
  "content_type" text NOT NULL,
  "created_at_ms" integer NOT NULL,
  "expires_at_ms" integer NOT NULL,
  "facts_json" text,
  "published_url" text,
  "published_at_ms" integer,
  FOREIGN KEY ("editor_id") REFERENCES "editors"("editor_id") ON UPDATE no action ON DELETE no action
);`,
      `CREATE INDEX "uploads_by_editor" ON "uploads" ("editor_id");`,
      `CREATE TABLE "videos" (
  "video_id" text PRIMARY KEY NOT NULL,
  "editor_id" text NOT NULL,
  "mode" text NOT NULL,
  "status" text NOT NULL,
  "source_key" text NOT NULL,
  "slot" text,
  "upload_id" text,
  "name" text,
  "duration_ms" integer,
  "session_id" text,
  "error_json" text,
  "expires_at_ms" integer NOT NULL,
  "lease_until_ms" integer NOT NULL,
  "created_at_ms" integer NOT NULL,
  "charge_id" text NOT NULL,
  "upload_charge_id" text,
  FOREIGN KEY ("editor_id") REFERENCES "editors"("editor_id") ON UPDATE no action ON DELETE no action,
  FOREIGN KEY ("upload_id") REFERENCES "uploads"("upload_id") ON UPDATE no action ON DELETE no action,
  FOREIGN KEY ("charge_id") REFERENCES "charges"("charge_id") ON UPDATE no action ON DELETE no action,
  FOREIGN KEY ("upload_charge_id") REFERENCES "charges"("charge_id") ON UPDATE no action ON DELETE no action,
  CONSTRAINT "video_mode" CHECK("videos"."mode" in ('practice', 'live'))
);`,
      `CREATE UNIQUE INDEX "videos_hold_their_source" ON "videos" ("slot");`,
      `CREATE INDEX "videos_by_editor" ON "videos" ("editor_id");`,
    ],
  },
  {
    name: '0001_invites_limits_shares',
    statements: [
      `CREATE TABLE "invites" (
  "invite_id" text PRIMARY KEY NOT NULL,
  "editor_id" text NOT NULL,
  "mode" text NOT NULL,
  "label" text NOT NULL,
  "token_hash" text NOT NULL,
  "created_at_ms" integer NOT NULL,
  "linked_at_ms" integer NOT NULL,
  "last_used_at_ms" integer,
  "revoked_at_ms" integer,
  FOREIGN KEY ("editor_id") REFERENCES "editors"("editor_id") ON UPDATE no action ON DELETE no action,
  CONSTRAINT "invite_mode" CHECK("invites"."mode" in ('practice', 'live'))
);`,
      `CREATE UNIQUE INDEX "invites_one_editor_each" ON "invites" ("editor_id");`,
      `CREATE UNIQUE INDEX "invites_by_token" ON "invites" ("token_hash");`,
      `CREATE TABLE "limits" (
  "key" text PRIMARY KEY NOT NULL,
  "busy_until_ms" integer NOT NULL
);`,
      `CREATE INDEX "limits_by_end" ON "limits" ("busy_until_ms");`,
      `CREATE TABLE "shares" (
  "token_hash" text PRIMARY KEY NOT NULL,
  "job_id" text NOT NULL,
  "created_at_ms" integer NOT NULL,
  FOREIGN KEY ("job_id") REFERENCES "jobs"("job_id") ON UPDATE no action ON DELETE no action
);`,
      `CREATE INDEX "shares_by_job" ON "shares" ("job_id");`,
    ],
  },
  {
    name: '0002_kept_files',
    statements: [
      `CREATE TABLE "files" (
  "key" text PRIMARY KEY NOT NULL,
  "kind" text NOT NULL,
  "owner_id" text NOT NULL,
  "byte_size" integer,
  "announced_at_ms" integer NOT NULL,
  "kept_at_ms" integer,
  "deleting_at_ms" integer,
  CONSTRAINT "file_kind" CHECK("files"."kind" in ('input', 'original', 'voice', 'result', 'thumbnail'))
);`,
      `CREATE INDEX "files_by_owner" ON "files" ("kind","owner_id");`,
      `ALTER TABLE "jobs" ADD "parent_video_url" text;`,
      `ALTER TABLE "jobs" ADD "succeeded_at_ms" integer;`,
      `ALTER TABLE "jobs" ADD "result_deleted_at_ms" integer;`,
      `UPDATE "jobs" SET "succeeded_at_ms" = "updated_at_ms" WHERE "status" = 'succeeded';`,
      `INSERT INTO "files" ("key", "kind", "owner_id", "byte_size", "announced_at_ms", "kept_at_ms") SELECT 'inputs/' || "upload_id", 'input', "upload_id", "byte_size", "created_at_ms", CASE WHEN "facts_json" IS NULL THEN NULL ELSE "created_at_ms" END FROM "uploads";`,
      `INSERT INTO "files" ("key", "kind", "owner_id", "byte_size", "announced_at_ms", "kept_at_ms") SELECT 'results/' || "job_id", 'result', "job_id", NULL, "created_at_ms", "archived_at_ms" FROM "jobs" WHERE "archived_at_ms" IS NOT NULL;`,
      `INSERT INTO "files" ("key", "kind", "owner_id", "byte_size", "announced_at_ms", "kept_at_ms") SELECT 'thumbnails/' || "faces"."video_id" || '/' || "faces"."position", 'thumbnail', "faces"."video_id", NULL, "videos"."created_at_ms", "videos"."created_at_ms" FROM "faces" INNER JOIN "videos" ON "videos"."video_id" = "faces"."video_id" WHERE "faces"."has_thumbnail" = 1;`,
    ],
  },
  {
    name: '0003_library',
    statements: [
      `ALTER TABLE "jobs" ADD "name" text;`,
      `ALTER TABLE "jobs" ADD "folded_name" text DEFAULT '' NOT NULL;`,
      `ALTER TABLE "jobs" ADD "deleted_at_ms" integer;`,
      `UPDATE "jobs" SET "folded_name" = coalesce((SELECT lower("videos"."name") FROM "videos" WHERE "videos"."video_id" = "jobs"."video_id"), '');`,
      `CREATE INDEX "jobs_by_charge" ON "jobs" ("charge_id");`,
      `CREATE INDEX "jobs_of_editor" ON "jobs" ("editor_id","created_at_ms","job_id","status","deleted_at_ms","folded_name");`,
      `CREATE INDEX "jobs_by_age" ON "jobs" ("created_at_ms","job_id","mode","editor_id","status","deleted_at_ms","folded_name");`,
      `CREATE INDEX "charges_by_age" ON "charges" ("mode","created_at_ms","charge_id");`,
      `CREATE INDEX "videos_by_charge" ON "videos" ("charge_id");`,
      `CREATE INDEX "videos_by_upload_charge" ON "videos" ("upload_charge_id");`,
    ],
  },
  {
    name: '0004_copies_of_both',
    statements: [
      `ALTER TABLE "jobs" ADD "result_duration_ms" integer;`,
      `ALTER TABLE "jobs" ADD "original_attempts" integer DEFAULT 0 NOT NULL;`,
      `ALTER TABLE "jobs" ADD "original_lease_until_ms" integer;`,
      `ALTER TABLE "jobs" ADD "original_saved_at_ms" integer;`,
      `CREATE INDEX "jobs_to_copy" ON "jobs" ("mode") WHERE "jobs"."status" = 'succeeded' and "jobs"."result_deleted_at_ms" is null and ("jobs"."archived_at_ms" is null or ("jobs"."parent_video_url" is not null and "jobs"."original_saved_at_ms" is null));`,
    ],
  },
  {
    name: '0005_uploads_in_parts',
    statements: [
      `ALTER TABLE "uploads" ADD "parts_reference" text;`,
      `ALTER TABLE "uploads" ADD "part_byte_size" integer;`,
      `CREATE INDEX "uploads_left_in_parts" ON "uploads" ("expires_at_ms") WHERE parts_reference is not null and facts_json is null;`,
    ],
  },
  {
    name: '0006_retention',
    statements: [
      `CREATE TABLE "rounds" (
  "name" text PRIMARY KEY NOT NULL,
  "since_ms" integer NOT NULL,
  "last_ms" integer NOT NULL
);`,
      `ALTER TABLE "files" ADD "looked_at_ms" integer DEFAULT 0 NOT NULL;`,
      `ALTER TABLE "files" ADD "paused_until_ms" integer;`,
      `CREATE INDEX "files_by_look" ON "files" ("looked_at_ms");`,
      `CREATE INDEX "files_doomed" ON "files" ("deleting_at_ms") WHERE "files"."deleting_at_ms" is not null;`,
      `CREATE INDEX "jobs_by_video" ON "jobs" ("video_id");`,
      `CREATE INDEX "jobs_with_result" ON "jobs" ("succeeded_at_ms") WHERE "jobs"."status" = 'succeeded' and "jobs"."result_deleted_at_ms" is null;`,
      `CREATE INDEX "jobs_put_away" ON "jobs" ("deleted_at_ms") WHERE "jobs"."deleted_at_ms" is not null and "jobs"."result_deleted_at_ms" is null;`,
      `CREATE INDEX "videos_by_upload" ON "videos" ("upload_id");`,
    ],
  },
  {
    name: '0007_later_passes',
    statements: [
      `ALTER TABLE "videos" ADD "source_job_id" text REFERENCES jobs(job_id);`,
      `CREATE INDEX "videos_by_source_job" ON "videos" ("source_job_id");`,
      `CREATE INDEX "jobs_by_success" ON "jobs" ("mode","succeeded_at_ms");`,
    ],
  },
  {
    name: '0008_what_has_ended',
    statements: [
      `DROP INDEX "uploads_left_in_parts";`,
      `CREATE INDEX "uploads_left_in_parts" ON "uploads" ("expires_at_ms") WHERE parts_reference is not null;`,
      `CREATE INDEX "charges_by_editor" ON "charges" ("editor_id");`,
      `CREATE INDEX "sessions_by_end" ON "sessions" ("expires_at_ms");`,
    ],
  },
];
