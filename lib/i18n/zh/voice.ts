import type { ProbedVoiceFinding } from '@/lib/domain/conversion/voice-plan';
import type { VoiceMessages } from '../en/voice';
import { formatShortTime } from '../format';
import { exactSeconds, fileSize, seconds } from './format';

function finding(item: ProbedVoiceFinding): { readonly what: string; readonly todo: string } {
  switch (item.code) {
    case 'voice-kind':
      return { what: '这段录音不是 MP3、WAV 或 M4A。', todo: '请另存为其中一种，再拖进来。' };
    case 'voice-too-large':
      return {
        what: `这段录音有 ${fileSize(item.byteSize)}；对口型最大 ${fileSize(item.maxByteSize)}。`,
        todo: '请存为 MP3：一分钟大约 1 MB。',
      };
    case 'voice-too-short':
      return {
        what: `这段录音长 ${exactSeconds(item.durationMs)}；对口型至少需要 ${seconds(item.minDurationMs)}。`,
        todo: '请换一段更长的。',
      };
    case 'voice-too-long':
      return {
        what: `这段录音长 ${item.durationMs < 61_000 ? exactSeconds(item.durationMs) : formatShortTime(item.durationMs)}；对口型最长 ${seconds(item.maxDurationMs)}。`,
        todo: '请截取想要的部分，再拖进来。',
      };
    case 'voice-heavy':
      return { what: `这段录音有 ${fileSize(item.byteSize)}。`, todo: '请存为 MP3：一分钟大约 1 MB。' };
    case 'voice-undecodable':
      return { what: '这个浏览器读不了这段录音的声音格式。', todo: '请存为 MP3 或 WAV，再拖进来。' };
    default:
      return unheardOf(item);
  }
}

function unheardOf(item: never): never {
  throw new TypeError(`no message for ${JSON.stringify(item)}`);
}

export const voice: VoiceMessages = {
  heading: '配音',
  dropTitle: '放入要让他们说的配音',
  dropText: '任何录音，或带声音的视频，至少 2 秒。也可以现在录音。',
  choose: '选择录音',
  replace: '换一段录音',
  reading: (name) => `正在听 ${name}…`,
  facts: (durationMs, byteSize) => `${formatShortTime(durationMs)} · ${fileSize(byteSize)}`,
  kinds: { mp3: 'MP3', wav: 'WAV', m4a: 'M4A', other: '' },
  listen: (name) => `听 ${name}`,
  finding,
  nothingCharged: '没有扣费。',
  refusedTitle: (name) => `${name} 没有被采用`,
  faults: {
    empty: { what: '文件是空的，没有任何内容。', todo: '请重新复制或录制。' },
    'not-media': { what: '不管文件名怎么写，这不是录音。', todo: '请选择能在这台电脑上播放的文件。' },
    'cut-off': { what: '文件不完整：缺了结尾。', todo: '请重新复制或下载，再拖进来。' },
    unreadable: { what: '浏览器已读不到这个文件。', todo: '它可能被移动或删除了。请重新选择。' },
    stuck: { what: '读取这个文件花了太久，已停止。', todo: '文件可能损坏了。请重新存为 MP3 或 WAV。' },
  },
  conversionFailed: {
    broken: { what: '这段录音中途断开，或读不到结尾。', todo: '请重新复制或录制。' },
    'no-encoder': { what: '这个浏览器不能保存声音。', todo: '请把录音存为 MP3，再拖进来。' },
    'too-large': { what: '录音还是太大。', todo: '请选取更短的部分，或存为 MP3。' },
    'not-legal': { what: '这段录音没能处理成对口型能用的文件。', todo: '请存为 MP3，再拖进来。' },
    unreadable: { what: '浏览器已读不到这个文件。', todo: '它可能被移动或删除了。请重新选择。' },
    stuck: { what: '处理停住了，所以已停止。', todo: '请再试一次，或把录音存为 MP3。' },
  },
  notLoaded: {
    what: '此页面中负责读取文件的部分没有载入。',
    todo: '请检查网络，再重新选择文件。',
  },
  noSound: { what: '这个文件没有声音。', todo: '请选择有人说话的文件。' },
  keepOld: '原来的配音还在。',
  dismiss: '关闭',
};
