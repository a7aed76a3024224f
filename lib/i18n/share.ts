import { share as en, type ShareMessages } from './en/share';
import type { Messages } from './language';
import { share as zh } from './zh/share';

export type { ShareMessages };

export const shareMessages: Messages<ShareMessages> = { en, zh };
