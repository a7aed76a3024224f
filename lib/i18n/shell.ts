import { shell } from './en/shell';
import type { Words } from './language';

export type ShellWords = typeof shell;

export const shellWords: Words<ShellWords> = { en: shell };
