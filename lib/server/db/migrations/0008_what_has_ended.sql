DROP INDEX `uploads_left_in_parts`;--> statement-breakpoint
CREATE INDEX `uploads_left_in_parts` ON `uploads` (`expires_at_ms`) WHERE parts_reference is not null;--> statement-breakpoint
CREATE INDEX `charges_by_editor` ON `charges` (`editor_id`);--> statement-breakpoint
CREATE INDEX `sessions_by_end` ON `sessions` (`expires_at_ms`);