import type { Texts } from '../language';

export const download = {
  download: 'Download',
  downloading: 'Downloading…',
  cancel: 'Cancel the download',
  failed: 'The download broke off. Nothing was charged, and the result is still here: press Download to try again.',
};

export type DownloadMessages = Texts<typeof download>;
