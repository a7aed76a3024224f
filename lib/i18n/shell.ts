import { shell as en, type ShellMessages } from './en/shell';
import type { Messages } from './language';
import { shell as zh } from './zh/shell';

export type { ShellMessages };

export const shellMessages: Messages<ShellMessages> = { en, zh };
