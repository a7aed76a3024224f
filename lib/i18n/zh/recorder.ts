import type { RecorderMessages } from '../en/recorder';
import { formatShortTime } from '../format';

export const recorder: RecorderMessages = {
  record: '现在录音',
  title: '录制配音',
  asking: '浏览器会询问是否允许此页面使用麦克风，请点“允许”。',
  counting: '准备开始说话',
  recording: '正在录音',
  elapsed: (elapsedMs, mostMs) =>
    `${formatShortTime(Math.floor(elapsedMs / 1000) * 1000)} / ${formatShortTime(Math.round(mostMs / 1000) * 1000)}`,
  stop: '停止',
  listen: '听录音',
  recorded: (lengthMs) => `已录 ${formatShortTime(lengthMs)}`,
  use: '使用',
  again: '重录',
  close: '关闭',
  fileName: '录音',
  tooShort: '录得太短：对口型至少需要 2 秒。没有扣费。',
  nothingCharged: '没有扣费。',
  faults: {
    denied: {
      what: '这里不能使用麦克风。',
      todo: '请在地址栏旁的图标里允许此页面使用，并在电脑的设置里允许，然后再试。',
    },
    missing: { what: '没有找到麦克风。', todo: '请接上麦克风再试，或者直接拖入录音文件。' },
    busy: { what: '麦克风没有响应。', todo: '可能有别的程序正在使用。请关闭它再试。' },
    unsupported: { what: '这个浏览器不能在这里录音。', todo: '请用别的程序录好，再拖入文件。' },
  },
};
