import { setup as en } from './en/setup';
import type { Texts, Words } from './language';
import { setup as zh } from './zh/setup';

export type SetupWords = Texts<typeof en>;

export const setupWords: Words<SetupWords> = { en, zh };
