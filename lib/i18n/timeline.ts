import { timeline } from './en/timeline';
import type { Words } from './language';

export type TimelineWords = typeof timeline;

export const timelineWords: Words<TimelineWords> = { en: timeline };
