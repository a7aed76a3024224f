import { type ErrorsMessages, errors as en } from './en/errors';
import type { Messages } from './language';
import { errors as zh } from './zh/errors';

export type { ErrorsMessages };

export const errorsMessages: Messages<ErrorsMessages> = { en, zh };
