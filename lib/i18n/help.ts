import { help as en } from './en/help';
import type { Texts, Words } from './language';
import { help as zh } from './zh/help';

export type HelpWords = Texts<typeof en>;

export const helpWords: Words<HelpWords> = { en, zh };
