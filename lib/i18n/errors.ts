import { errors } from './en/errors';
import type { Words } from './language';

export type ErrorsWords = typeof errors;

export const errorsWords: Words<ErrorsWords> = { en: errors };
