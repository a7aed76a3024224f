import { healing as en } from './en/healing';
import type { Texts, Words } from './language';
import { healing as zh } from './zh/healing';

export type HealingWords = Texts<typeof en>;

export const healingWords: Words<HealingWords> = { en, zh };
