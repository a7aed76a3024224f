import { download as en } from './en/download';
import type { Texts, Words } from './language';
import { download as zh } from './zh/download';

export type DownloadWords = Texts<typeof en>;

export const downloadWords: Words<DownloadWords> = { en, zh };
