import { result as en } from './en/result';
import type { Texts, Words } from './language';
import { result as zh } from './zh/result';

export type ResultWords = Texts<typeof en>;

export const resultWords: Words<ResultWords> = { en, zh };
