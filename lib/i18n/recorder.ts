import { recorder as en } from './en/recorder';
import type { Texts, Words } from './language';
import { recorder as zh } from './zh/recorder';

export type RecorderWords = Texts<typeof en>;

export const recorderWords: Words<RecorderWords> = { en, zh };
