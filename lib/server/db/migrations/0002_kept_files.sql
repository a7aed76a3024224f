CREATE TABLE `files` (
	`key` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`owner_id` text NOT NULL,
	`byte_size` integer,
	`announced_at_ms` integer NOT NULL,
	`kept_at_ms` integer,
	`deleting_at_ms` integer,
	CONSTRAINT "file_kind" CHECK("files"."kind" in ('input', 'original', 'voice', 'result', 'thumbnail'))
);
--> statement-breakpoint
CREATE INDEX `files_by_owner` ON `files` (`kind`,`owner_id`);--> statement-breakpoint
ALTER TABLE `jobs` ADD `parent_video_url` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `succeeded_at_ms` integer;--> statement-breakpoint
ALTER TABLE `jobs` ADD `result_deleted_at_ms` integer;--> statement-breakpoint
UPDATE `jobs` SET `succeeded_at_ms` = `updated_at_ms` WHERE `status` = 'succeeded';--> statement-breakpoint
INSERT INTO `files` (`key`, `kind`, `owner_id`, `byte_size`, `announced_at_ms`, `kept_at_ms`) SELECT 'inputs/' || `upload_id`, 'input', `upload_id`, `byte_size`, `created_at_ms`, CASE WHEN `facts_json` IS NULL THEN NULL ELSE `created_at_ms` END FROM `uploads`;--> statement-breakpoint
INSERT INTO `files` (`key`, `kind`, `owner_id`, `byte_size`, `announced_at_ms`, `kept_at_ms`) SELECT 'results/' || `job_id`, 'result', `job_id`, NULL, `created_at_ms`, `archived_at_ms` FROM `jobs` WHERE `archived_at_ms` IS NOT NULL;--> statement-breakpoint
INSERT INTO `files` (`key`, `kind`, `owner_id`, `byte_size`, `announced_at_ms`, `kept_at_ms`) SELECT 'thumbnails/' || `faces`.`video_id` || '/' || `faces`.`position`, 'thumbnail', `faces`.`video_id`, NULL, `videos`.`created_at_ms`, `videos`.`created_at_ms` FROM `faces` INNER JOIN `videos` ON `videos`.`video_id` = `faces`.`video_id` WHERE `faces`.`has_thumbnail` = 1;
