import { timeline as en, type TimelineMessages } from './en/timeline';
import type { Messages } from './language';
import { timeline as zh } from './zh/timeline';

export type { TimelineMessages };

export const timelineMessages: Messages<TimelineMessages> = { en, zh };
