import { setup as en, type SetupMessages } from './en/setup';
import type { Messages } from './language';
import { setup as zh } from './zh/setup';

export type { SetupMessages };

export const setupMessages: Messages<SetupMessages> = { en, zh };
