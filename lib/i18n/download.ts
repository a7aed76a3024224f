import { type DownloadMessages, download as en } from './en/download';
import type { Messages } from './language';
import { download as zh } from './zh/download';

export type { DownloadMessages };

export const downloadMessages: Messages<DownloadMessages> = { en, zh };
