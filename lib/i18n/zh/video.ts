import type { ProbedVideoFinding } from '@/lib/domain/conversion/video-plan';
import type { VideoMessages } from '../en/video';
import { formatShortTime } from '../format';
import { exactSeconds, fileSize, list, percent, seconds, waitTime } from './format';

function finding(item: ProbedVideoFinding): { readonly what: string; readonly todo: string } {
  switch (item.code) {
    case 'video-container':
      return { what: '这段视频不是 MP4 或 MOV。', todo: '请另存或导出为 MP4，再拖进来。' };
    case 'video-too-large':
      return {
        what: `这段视频有 ${fileSize(item.byteSize)}；对口型最大 ${fileSize(item.maxByteSize)}。`,
        todo: '请导出得小一些，例如用 720p，或者剪短。',
      };
    case 'video-too-short':
      return {
        what: `这段视频长 ${exactSeconds(item.durationMs)}；对口型至少需要 ${seconds(item.minDurationMs)}。`,
        todo: '请换一段更长的视频。',
      };
    case 'video-too-long':
      return {
        what: `这段视频长 ${item.durationMs < 61_000 ? exactSeconds(item.durationMs) : formatShortTime(item.durationMs)}；对口型最长 ${seconds(item.maxDurationMs)}。`,
        todo: '请截取想要的部分，再拖进来。',
      };
    case 'video-no-picture':
      return { what: '这个文件有声音，没有画面。', todo: '这里请放有人脸的视频；录音请放到配音那里。' };
    case 'video-too-small':
      return {
        what: `画面是 ${item.widthPx} × ${item.heightPx}；两边都要至少 ${item.minSidePx} 像素。`,
        todo: '请用原始视频，或导出为 720p。',
      };
    case 'video-too-big':
      return {
        what: `画面是 ${item.widthPx} × ${item.heightPx}；每边最多 ${item.maxSidePx} 像素。`,
        todo: '请导出为 1080p 或 720p。',
      };
    case 'video-odd-size':
      return {
        what: `画面是 ${item.widthPx} × ${item.heightPx}。`,
        todo: '也许可以用。如果被拒绝，或嘴部看起来粗糙，请导出为 720p 或 1080p。',
      };
    case 'video-codec':
      return {
        what: `画面的存储方式是${codedAs(item.videoCodec)}。`,
        todo: '对口型可能不接受。请导出为 MP4（H.264），到处都能播放。',
      };
    case 'video-undecodable':
      return {
        what: `这个浏览器显示不了这段视频：画面的存储方式是${codedAs(item.videoCodec)}。`,
        todo: `${item.videoCodec === 'hevc' ? '请用 Safari，或在 Mac 上用 Chrome 或 Edge 打开此页面；也可以把视频' : '请把视频'}导出为 MP4（H.264）。iPhone 上：设置、相机、格式、兼容性最佳。`,
      };
    default:
      return unheardOf(item);
  }
}

/** Continues a sentence after “是”. */
function codedAs(codec: string | null): string {
  if (codec === 'hevc') return ' HEVC（H.265），iPhone 就这样录像';
  if (codec === 'prores') return ' ProRes，剪辑软件常用';
  return codec === null ? '它不认识的一种' : ` ${codec.toUpperCase()}，一种视频存储方式`;
}

function unheardOf(item: never): never {
  throw new TypeError(`no message for ${JSON.stringify(item)}`);
}

export const video: VideoMessages = {
  heading: '视频',
  noClip: '还没有视频',
  dropTitle: '放入一段有人说话的视频',
  dropText: '任何视频，至少 2 秒。太长或太大的，会在这里处理好。',
  choose: '选择视频',
  replace: '换一段视频',
  pasteLink: '粘贴链接',
  linkLabel: '视频链接',
  linkHint: '直接指向 MP4 或 MOV 的 https 链接，任何人都能打开。',
  linkHintPractice: '直接的 https 链接。练习时由你的浏览器读取，要对方网站允许才行。',
  linkUse: '使用此链接',
  linkCancel: '取消',
  linkEmpty: '请把链接粘贴到这里。没有扣费。',
  linkNotHttps: '链接必须以 https:// 开头。没有扣费。',
  linkNotLink: '这不是完整的链接，应该像 https://example.com/clip.mp4 这样。没有扣费。',
  facts: (durationMs, byteSize, widthPx, heightPx) => `${formatShortTime(durationMs)} · ${fileSize(byteSize)} · ${widthPx} × ${heightPx}`,
  containers: { mp4: 'MP4', mov: 'MOV', other: '' },
  linkFacts: '链接的视频，按原样传递',
  silent: '这段视频本身没有声音。',
  finding,
  nothingCharged: '没有扣费。',
  refusedTitle: (name) => `${name} 没有被采用`,
  faults: {
    empty: { what: '文件是空的，没有任何内容。', todo: '请重新复制或导出。' },
    'not-media': { what: '不管文件名怎么写，这不是视频。', todo: '请选择能在这台电脑上播放的视频。' },
    'cut-off': { what: '文件不完整：缺了结尾。', todo: '请重新复制或下载，再拖进来。' },
    unreadable: { what: '浏览器已读不到这个文件。', todo: '它可能被移动或删除了。请重新选择。' },
    stuck: { what: '读取这个文件花了太久，已停止。', todo: '文件可能损坏了。请重新导出为 MP4。' },
  },
  conversionFailed: {
    broken: { what: '这段视频的画面中途断开，或读不到结尾。', todo: '请重新复制或导出，或选取另一部分。' },
    'no-encoder': {
      what: '这个浏览器不能保存视频，所以没能处理好。',
      todo: '请用新版 Chrome、Edge 或 Safari，或把视频导出为 1080p 的 MP4。',
    },
    'too-large': { what: '视频还是超过 100 MB。', todo: '请选取更短的部分，或导出为 720p。' },
    'not-legal': { what: '这段视频没能处理成对口型能用的文件。', todo: '请导出为 1080p 的 MP4。' },
    unreadable: { what: '浏览器已读不到这个文件。', todo: '它可能被移动或删除了。请重新选择。' },
    stuck: { what: '处理停住了，所以已停止。', todo: '请再试一次，或把视频导出为 1080p 的 MP4。' },
  },
  notLoaded: {
    what: '此页面中负责读取文件的部分没有载入。',
    todo: '请检查网络，再重新选择文件。',
  },
  badLink: { what: '这个链接不能用。', todo: '链接必须以 https:// 开头，并直接指向文件。' },
  linkNotFetchable: {
    what: '对方网站不允许此页面读取这段视频。',
    todo: '请先保存到这台电脑，再把文件拖进来。正式使用时，链接会直接传递，不用读取。',
  },
  sampleMissing: { what: '示例没有载入。', todo: '请检查网络，再试一次。' },
  keepOld: '原来的视频还在。',
  dismiss: '关闭',
  reading: (name) => `正在查看 ${name}…`,
  uploading: '正在上传',
  uploadingStart: '正在开始上传…',
  uploadLabel: '上传',
  percent: (share) => percent(Math.floor(share * 100)),
  timeLeft: (ms) => `还剩 ${waitTime(ms)}`,
  almost: '马上就好',
  waiting: {
    offline: '你已离线。恢复联网后，上传会自动继续。',
    broken: '连接断了，正在重试…',
    busy: '本站正忙，稍后上传会自动继续。',
  },
  cancelUpload: '取消',
  stopped: '上传已取消',
  stoppedText: '没有扣费，视频还在这里。',
  startAgain: '重新上传',
  fileGone: '这段视频的文件已不在这里',
  fileGoneText: '它被移动或删除了，或者这个浏览器没有保留副本。没有扣费。请重新选择。',
  leftOut: (names) => `一次只能放一段视频和一段配音：没有采用 ${list(names)}。`,
  notKept: '这个浏览器不会为刷新保留你的工作。在成片做好之前，请不要关闭此页面。',
  cannotShow:
    '这个浏览器显示不了这段视频的画面，HEVC（H.265，iPhone 就这样录像）常常如此。视频会按原样送去对口型，没有预览。想看画面，请用 Safari，或导出为 MP4（H.264）。',
  noPreview: '这里预览不了这个链接。',
  play: '播放',
  pause: '暂停',
  pictureLabel: (name) => `视频 ${name}`,
};
