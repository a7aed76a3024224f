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
	`status` text NOT NULL,
	`recognised` integer NOT NULL,
	`message` text,
	`error_json` text,
	`external_task_id` text NOT NULL,
	`task_id` text,
	`result_url` text,
	`charge_id` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL,
	`last_asked_at_ms` integer,
	`lookups` integer NOT NULL,
	`next_lookup_at_ms` integer,
	`unknown_since_ms` integer,
	`archive_attempts` integer NOT NULL,
	`archive_lease_until_ms` integer,
	`archived_at_ms` integer,
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
	FOREIGN KEY (`editor_id`) REFERENCES `editors`(`editor_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `uploads_by_editor` ON `uploads` (`editor_id`);--> statement-breakpoint
CREATE TABLE `videos` (
	`video_id` text PRIMARY KEY NOT NULL,
	`editor_id` text NOT NULL,
	`mode` text NOT NULL,
	`status` text NOT NULL,
	`source_key` text NOT NULL,
	`slot` text,
	`upload_id` text,
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
	FOREIGN KEY (`charge_id`) REFERENCES `charges`(`charge_id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`upload_charge_id`) REFERENCES `charges`(`charge_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "video_mode" CHECK("videos"."mode" in ('practice', 'live'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `videos_hold_their_source` ON `videos` (`slot`);--> statement-breakpoint
CREATE INDEX `videos_by_editor` ON `videos` (`editor_id`);