import { start } from './en/start';
import type { Words } from './language';

export type StartWords = typeof start;

export const startWords: Words<StartWords> = { en: start };
