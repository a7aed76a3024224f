CREATE TABLE `rounds` (
	`name` text PRIMARY KEY NOT NULL,
	`since_ms` integer NOT NULL,
	`last_ms` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `files` ADD `looked_at_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `files` ADD `paused_until_ms` integer;--> statement-breakpoint
CREATE INDEX `files_by_look` ON `files` (`looked_at_ms`);--> statement-breakpoint
CREATE INDEX `files_doomed` ON `files` (`deleting_at_ms`) WHERE "files"."deleting_at_ms" is not null;--> statement-breakpoint
CREATE INDEX `jobs_by_video` ON `jobs` (`video_id`);--> statement-breakpoint
CREATE INDEX `jobs_with_result` ON `jobs` (`succeeded_at_ms`) WHERE "jobs"."status" = 'succeeded' and "jobs"."result_deleted_at_ms" is null;--> statement-breakpoint
CREATE INDEX `jobs_put_away` ON `jobs` (`deleted_at_ms`) WHERE "jobs"."deleted_at_ms" is not null and "jobs"."result_deleted_at_ms" is null;--> statement-breakpoint
CREATE INDEX `videos_by_upload` ON `videos` (`upload_id`);