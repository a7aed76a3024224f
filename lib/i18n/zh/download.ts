import type { DownloadWords } from '../download';

export const download: DownloadWords = {
  download: '下载',
  downloading: '正在下载…',
  cancel: '取消下载',
  failed: '下载中断了。没有扣费，成片仍在这里：按“下载”再试一次。',
};
