import { type ConversionMessages, conversion as en } from './en/conversion';
import type { Messages } from './language';
import { conversion as zh } from './zh/conversion';

export type { ConversionMessages };

export const conversionMessages: Messages<ConversionMessages> = { en, zh };
