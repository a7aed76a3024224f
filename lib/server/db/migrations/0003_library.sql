ALTER TABLE `jobs` ADD `name` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `folded_name` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `jobs` ADD `deleted_at_ms` integer;--> statement-breakpoint
UPDATE `jobs` SET `folded_name` = coalesce((SELECT lower(`videos`.`name`) FROM `videos` WHERE `videos`.`video_id` = `jobs`.`video_id`), '');--> statement-breakpoint
CREATE INDEX `jobs_by_charge` ON `jobs` (`charge_id`);--> statement-breakpoint
CREATE INDEX `jobs_of_editor` ON `jobs` (`editor_id`,`created_at_ms`,`job_id`,`status`,`deleted_at_ms`,`folded_name`);--> statement-breakpoint
CREATE INDEX `jobs_by_age` ON `jobs` (`created_at_ms`,`job_id`,`mode`,`editor_id`,`status`,`deleted_at_ms`,`folded_name`);--> statement-breakpoint
CREATE INDEX `charges_by_age` ON `charges` (`mode`,`created_at_ms`,`charge_id`);--> statement-breakpoint
CREATE INDEX `videos_by_charge` ON `videos` (`charge_id`);--> statement-breakpoint
CREATE INDEX `videos_by_upload_charge` ON `videos` (`upload_charge_id`);