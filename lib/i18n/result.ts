import { result as en, type ResultMessages } from './en/result';
import type { Messages } from './language';
import { result as zh } from './zh/result';

export type { ResultMessages };

export const resultMessages: Messages<ResultMessages> = { en, zh };
