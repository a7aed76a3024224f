import { recorder as en, type RecorderMessages } from './en/recorder';
import type { Messages } from './language';
import { recorder as zh } from './zh/recorder';

export type { RecorderMessages };

export const recorderMessages: Messages<RecorderMessages> = { en, zh };
