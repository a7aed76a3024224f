import type { DownloadMessages } from '../en/download';

export const download: DownloadMessages = {
  download: '下载',
  downloading: '正在下载…',
  cancel: '取消下载',
  failed: '下载中断了。没有扣费，成片仍在这里：按“下载”再试一次。',
};
