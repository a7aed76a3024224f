CREATE TABLE `charges` (
	`charge_id` text PRIMARY KEY NOT NULL,
	`editor_id` text NOT NULL,
	`mode` text NOT NULL,
	`kind` text NOT NULL,
	`milli_ptc` integer NOT NULL,
	`state` text NOT NULL,
	`day` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	FOREIGN KEY (`editor_id`) REFERENCES `editors`(`editor_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "charge_is_not_negative" CHECK("charges"."milli_ptc" >= 0),
	CONSTRAINT "charge_mode" CHECK("charges"."mode" in ('practice', 'live')),
	CONSTRAINT "charge_state" CHECK("charges"."state" in ('reserved', 'spent', 'released'))
);
--> statement-breakpoint
CREATE INDEX `charges_by_day` ON `charges` (`day`,`mode`);--> statement-breakpoint
CREATE INDEX `charges_by_editor` ON `charges` (`editor_id`);--> statement-breakpoint
CREATE INDEX `charges_by_age` ON `charges` (`mode`,`created_at_ms`,`charge_id`);--> statement-breakpoint
CREATE TABLE `cleanup_rounds` (
	`name` text PRIMARY KEY NOT NULL,
	`since_ms` integer NOT NULL,
	`last_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `editors` (
	`editor_id` text PRIMARY KEY NOT NULL,
	`role` text NOT NULL,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `faces` (
	`video_id` text NOT NULL,
	`face_id` text NOT NULL,
	`position` integer NOT NULL,
	`start_ms` integer NOT NULL,
	`end_ms` integer NOT NULL,
	`has_thumbnail` integer NOT NULL,
	PRIMARY KEY(`video_id`, `face_id`),
	FOREIGN KEY (`video_id`) REFERENCES `videos`(`video_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `files` (
	`key` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`owner_id` text NOT NULL,
	`byte_size` integer,
	`announced_at_ms` integer NOT NULL,
	`kept_at_ms` integer,
	`checked_at_ms` integer DEFAULT 0 NOT NULL,
	`deleting_at_ms` integer,
	`paused_until_ms` integer,
	CONSTRAINT "file_kind" CHECK("files"."kind" in ('input', 'original', 'voice', 'result', 'thumbnail'))
);
--> statement-breakpoint
CREATE INDEX `files_by_owner` ON `files` (`kind`,`owner_id`);--> statement-breakpoint
CREATE INDEX `files_by_look` ON `files` (`checked_at_ms`);--> statement-breakpoint
CREATE INDEX `files_doomed` ON `files` (`deleting_at_ms`) WHERE "files"."deleting_at_ms" is not null;--> statement-breakpoint
CREATE TABLE `invites` (
	`invite_id` text PRIMARY KEY NOT NULL,
	`editor_id` text NOT NULL,
	`mode` text NOT NULL,
	`label` text NOT NULL,
	`token_hash` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`linked_at_ms` integer NOT NULL,
	`last_used_at_ms` integer,
	`revoked_at_ms` integer,
	FOREIGN KEY (`editor_id`) REFERENCES `editors`(`editor_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "invite_mode" CHECK("invites"."mode" in ('practice', 'live'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invites_one_editor_each` ON `invites` (`editor_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `invites_by_token` ON `invites` (`token_hash`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`job_id` text PRIMARY KEY NOT NULL,
	`editor_id` text NOT NULL,
	`mode` text NOT NULL,
	`idempotency_key` text NOT NULL,
	`params_hash` text NOT NULL,
	`video_id` text NOT NULL,
	`face_id` text NOT NULL,
	`placement_json` text NOT NULL,
	`voice_duration_ms` integer NOT NULL,
	`replaces` text,
	`name` text,
	`folded_name` text DEFAULT '' NOT NULL,
	`status` text NOT NULL,
	`recognised` integer NOT NULL,
	`message` text,
	`error_json` text,
	`external_task_id` text NOT NULL,
	`task_id` text,
	`result_url` text,
	`result_duration_ms` integer,
	`parent_video_url` text,
	`succeeded_at_ms` integer,
	`charge_id` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL,
	`last_polled_at_ms` integer,
	`lookups` integer NOT NULL,
	`next_lookup_at_ms` integer,
	`unknown_since_ms` integer,
	`archive_attempts` integer NOT NULL,
	`archive_lease_until_ms` integer,
	`archived_at_ms` integer,
	`original_attempts` integer DEFAULT 0 NOT NULL,
	`original_lease_until_ms` integer,
	`original_saved_at_ms` integer,
	`result_deleted_at_ms` integer,
	`deleted_at_ms` integer,
	FOREIGN KEY (`editor_id`) REFERENCES `editors`(`editor_id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`charge_id`) REFERENCES `charges`(`charge_id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`video_id`,`face_id`) REFERENCES `faces`(`video_id`,`face_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "job_mode" CHECK("jobs"."mode" in ('practice', 'live')),
	CONSTRAINT "job_status" CHECK("jobs"."status" in ('submitting', 'unknown', 'submitted', 'processing', 'succeeded', 'failed'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `jobs_key_once` ON `jobs` (`mode`,`editor_id`,`idempotency_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `jobs_external_task_id_once` ON `jobs` (`external_task_id`);--> statement-breakpoint
CREATE INDEX `jobs_by_status` ON `jobs` (`status`,`mode`);--> statement-breakpoint
CREATE INDEX `jobs_by_replaced` ON `jobs` (`replaces`);--> statement-breakpoint
CREATE INDEX `jobs_by_video` ON `jobs` (`video_id`);--> statement-breakpoint
CREATE INDEX `jobs_by_success` ON `jobs` (`mode`,`succeeded_at_ms`);--> statement-breakpoint
CREATE INDEX `jobs_by_charge` ON `jobs` (`charge_id`);--> statement-breakpoint
CREATE INDEX `jobs_of_editor` ON `jobs` (`editor_id`,`created_at_ms`,`job_id`,`status`,`deleted_at_ms`,`folded_name`);--> statement-breakpoint
CREATE INDEX `jobs_by_age` ON `jobs` (`created_at_ms`,`job_id`,`mode`,`editor_id`,`status`,`deleted_at_ms`,`folded_name`);--> statement-breakpoint
CREATE INDEX `jobs_with_result` ON `jobs` (`succeeded_at_ms`) WHERE "jobs"."status" = 'succeeded' and "jobs"."result_deleted_at_ms" is null;--> statement-breakpoint
CREATE INDEX `jobs_put_away` ON `jobs` (`deleted_at_ms`) WHERE "jobs"."deleted_at_ms" is not null and "jobs"."result_deleted_at_ms" is null;--> statement-breakpoint
CREATE INDEX `jobs_to_copy` ON `jobs` (`mode`) WHERE "jobs"."status" = 'succeeded' and "jobs"."result_deleted_at_ms" is null and ("jobs"."archived_at_ms" is null or ("jobs"."parent_video_url" is not null and "jobs"."original_saved_at_ms" is null));--> statement-breakpoint
CREATE TABLE `rate_limits` (
	`key` text PRIMARY KEY NOT NULL,
	`busy_until_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `limits_by_end` ON `rate_limits` (`busy_until_ms`);--> statement-breakpoint
CREATE TABLE `secrets` (
	`name` text PRIMARY KEY NOT NULL,
	`hex` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`editor_id` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	FOREIGN KEY (`editor_id`) REFERENCES `editors`(`editor_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `sessions_by_editor` ON `sessions` (`editor_id`);--> statement-breakpoint
CREATE INDEX `sessions_by_end` ON `sessions` (`expires_at_ms`);--> statement-breakpoint
CREATE TABLE `shares` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`job_id` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`job_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `shares_by_job` ON `shares` (`job_id`);--> statement-breakpoint
CREATE TABLE `simulator_state` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `uploads` (
	`upload_id` text PRIMARY KEY NOT NULL,
	`editor_id` text NOT NULL,
	`file_name` text NOT NULL,
	`byte_size` integer NOT NULL,
	`content_type` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`facts_json` text,
	`published_url` text,
	`published_at_ms` integer,
	`parts_reference` text,
	`part_byte_size` integer,
	FOREIGN KEY (`editor_id`) REFERENCES `editors`(`editor_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `uploads_by_editor` ON `uploads` (`editor_id`);--> statement-breakpoint
CREATE INDEX `uploads_left_in_parts` ON `uploads` (`expires_at_ms`) WHERE parts_reference is not null;--> statement-breakpoint
CREATE TABLE `videos` (
	`video_id` text PRIMARY KEY NOT NULL,
	`editor_id` text NOT NULL,
	`mode` text NOT NULL,
	`status` text NOT NULL,
	`source_key` text NOT NULL,
	`slot` text,
	`upload_id` text,
	`source_job_id` text,
	`name` text,
	`duration_ms` integer,
	`session_id` text,
	`error_json` text,
	`expires_at_ms` integer NOT NULL,
	`lease_until_ms` integer NOT NULL,
	`created_at_ms` integer NOT NULL,
	`charge_id` text NOT NULL,
	`upload_charge_id` text,
	FOREIGN KEY (`editor_id`) REFERENCES `editors`(`editor_id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`upload_id`) REFERENCES `uploads`(`upload_id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`source_job_id`) REFERENCES `jobs`(`job_id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`charge_id`) REFERENCES `charges`(`charge_id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`upload_charge_id`) REFERENCES `charges`(`charge_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "video_mode" CHECK("videos"."mode" in ('practice', 'live'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `videos_hold_their_source` ON `videos` (`slot`);--> statement-breakpoint
CREATE INDEX `videos_by_editor` ON `videos` (`editor_id`);--> statement-breakpoint
CREATE INDEX `videos_by_upload` ON `videos` (`upload_id`);--> statement-breakpoint
CREATE INDEX `videos_by_source_job` ON `videos` (`source_job_id`);--> statement-breakpoint
CREATE INDEX `videos_by_charge` ON `videos` (`charge_id`);--> statement-breakpoint
CREATE INDEX `videos_by_upload_charge` ON `videos` (`upload_charge_id`);