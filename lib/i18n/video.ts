import { video as en } from './en/video';
import type { Texts, Words } from './language';
import { video as zh } from './zh/video';

export type VideoWords = Texts<typeof en>;

export const videoWords: Words<VideoWords> = { en, zh };
