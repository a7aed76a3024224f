import { owner as en, type OwnerMessages } from './en/owner';
import type { Messages } from './language';
import { owner as zh } from './zh/owner';

export type { OwnerMessages };

export const ownerMessages: Messages<OwnerMessages> = { en, zh };
