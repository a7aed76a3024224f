import { library as en } from './en/library';
import type { Texts, Words } from './language';
import { library as zh } from './zh/library';

export type LibraryWords = Texts<typeof en>;

export const libraryWords: Words<LibraryWords> = { en, zh };
