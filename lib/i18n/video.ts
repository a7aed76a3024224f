import { video as en, type VideoMessages } from './en/video';
import type { Messages } from './language';
import { video as zh } from './zh/video';

export type { VideoMessages };

export const videoMessages: Messages<VideoMessages> = { en, zh };
