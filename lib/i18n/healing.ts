import { type ConversionMessages, healing as en } from './en/healing';
import type { Messages } from './language';
import { healing as zh } from './zh/healing';

export type { ConversionMessages };

export const conversionMessages: Messages<ConversionMessages> = { en, zh };
