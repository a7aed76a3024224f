ALTER TABLE `uploads` ADD `parts_reference` text;--> statement-breakpoint
ALTER TABLE `uploads` ADD `part_byte_size` integer;--> statement-breakpoint
CREATE INDEX `uploads_left_in_parts` ON `uploads` (`expires_at_ms`) WHERE parts_reference is not null and facts_json is null;