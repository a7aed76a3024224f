import { shell as en } from './en/shell';
import type { Texts, Words } from './language';
import { shell as zh } from './zh/shell';

export type ShellWords = Texts<typeof en>;

export const shellWords: Words<ShellWords> = { en, zh };
