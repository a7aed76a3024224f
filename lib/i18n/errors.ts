import { errors as en } from './en/errors';
import type { Texts, Words } from './language';
import { errors as zh } from './zh/errors';

export type ErrorsWords = Texts<typeof en>;

export const errorsWords: Words<ErrorsWords> = { en, zh };
