import { help as en, type HelpMessages } from './en/help';
import type { Messages } from './language';
import { help as zh } from './zh/help';

export type { HelpMessages };

export const helpMessages: Messages<HelpMessages> = { en, zh };
