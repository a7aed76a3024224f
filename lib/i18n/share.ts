import { share as en } from './en/share';
import type { Texts, Words } from './language';
import { share as zh } from './zh/share';

export type ShareWords = Texts<typeof en>;

export const shareWords: Words<ShareWords> = { en, zh };
