import { player as en } from './en/player';
import type { Texts, Words } from './language';
import { player as zh } from './zh/player';

export type PlayerWords = Texts<typeof en>;

export const playerWords: Words<PlayerWords> = { en, zh };
