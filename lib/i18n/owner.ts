import { owner as en } from './en/owner';
import type { Texts, Words } from './language';
import { owner as zh } from './zh/owner';

export type OwnerWords = Texts<typeof en>;

export const ownerWords: Words<OwnerWords> = { en, zh };
