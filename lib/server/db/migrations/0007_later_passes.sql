ALTER TABLE `videos` ADD `source_job_id` text REFERENCES jobs(job_id);--> statement-breakpoint
CREATE INDEX `videos_by_source_job` ON `videos` (`source_job_id`);--> statement-breakpoint
CREATE INDEX `jobs_by_success` ON `jobs` (`mode`,`succeeded_at_ms`);