import { result } from './en/result';
import type { Words } from './language';

export type ResultWords = typeof result;

export const resultWords: Words<ResultWords> = { en: result };
