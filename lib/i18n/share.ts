import { share } from './en/share';
import type { Words } from './language';

export type ShareWords = typeof share;

export const shareWords: Words<ShareWords> = { en: share };
