import { start as en } from './en/start';
import type { Texts, Words } from './language';
import { start as zh } from './zh/start';

export type StartWords = Texts<typeof en>;

export const startWords: Words<StartWords> = { en, zh };
