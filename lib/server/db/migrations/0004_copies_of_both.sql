ALTER TABLE `jobs` ADD `result_duration_ms` integer;--> statement-breakpoint
ALTER TABLE `jobs` ADD `original_attempts` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `jobs` ADD `original_lease_until_ms` integer;--> statement-breakpoint
ALTER TABLE `jobs` ADD `original_saved_at_ms` integer;--> statement-breakpoint
CREATE INDEX `jobs_to_copy` ON `jobs` (`mode`) WHERE "jobs"."status" = 'succeeded' and "jobs"."result_deleted_at_ms" is null and ("jobs"."archived_at_ms" is null or ("jobs"."parent_video_url" is not null and "jobs"."original_saved_at_ms" is null));