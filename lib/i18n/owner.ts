import { owner } from './en/owner';
import type { Words } from './language';

export type OwnerWords = typeof owner;

export const ownerWords: Words<OwnerWords> = { en: owner };
