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
CREATE TABLE `limits` (
	`key` text PRIMARY KEY NOT NULL,
	`busy_until_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `limits_by_end` ON `limits` (`busy_until_ms`);--> statement-breakpoint
CREATE TABLE `shares` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`job_id` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`job_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `shares_by_job` ON `shares` (`job_id`);