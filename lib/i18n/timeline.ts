import { timeline as en } from './en/timeline';
import type { Texts, Words } from './language';
import { timeline as zh } from './zh/timeline';

export type TimelineWords = Texts<typeof en>;

export const timelineWords: Words<TimelineWords> = { en, zh };
