import type { VideoConversion, VoiceConversion } from '@/lib/domain/conversion/part-selection';
import type { VideoQuality } from '@/lib/domain/conversion/video-plan';
import type { ConversionMessages } from '@/lib/i18n/en/conversion';
import { formatFrameSize, formatShortTime } from '@/lib/i18n/format';
import { between, fileSize, percent, waitTime } from './format';

const QUALITIES: Record<VideoQuality, string> = { high: '高', medium: '中', low: '低' };

/** The steps of a conversion, each usable after “将” and after “已”. */
function describeVideoSteps({ steps, part, from, to }: VideoConversion): string[] {
  const has = (step: VideoConversion['steps'][number]) => steps.includes(step);
  const isLarger = to.widthPx * to.heightPx > from.widthPx * from.heightPx;
  return [
    ...(has('cut') ? [`截取 ${formatShortTime(part.startMs)}–${formatShortTime(part.endMs)}`] : []),
    ...(has('scale') ? [`把画面从 ${formatFrameSize(from)} ${isLarger ? '放大' : '缩小'}到 ${formatFrameSize(to)}`] : []),
    ...(has('pad') ? [`加黑边放进 ${formatFrameSize(to)}`] : []),
    ...(has('shrink') && !has('scale') ? [`把文件从 ${fileSize(from.byteSize)} 减小到 ${fileSize(to.byteSize)}`] : []),
    ...(has('remux') ? ['重新封装为 MP4'] : []),
    ...(steps.length === 1 && has('transcode') ? ['存为对口型能读取的 MP4'] : []),
  ];
}

function describeVoiceSteps({ steps, part, from, to, gainDb }: VoiceConversion): string[] {
  const has = (step: VoiceConversion['steps'][number]) => steps.includes(step);
  const lighter = has('shrink') && from.byteSize > to.byteSize;
  return [
    ...(has('cut') ? [`截取 ${formatShortTime(part.startMs)}–${formatShortTime(part.endMs)}`] : []),
    ...(has('extract-audio') ? ['从视频中取出声音'] : []),
    ...(lighter ? [`把文件从 ${fileSize(from.byteSize)} 减小到 ${fileSize(to.byteSize)}`] : []),
    ...(gainDb === 0 ? [] : [`${gainDb > 0 ? '调高' : '调低'}音量 ${Math.round(Math.abs(gainDb))} dB`]),
    `存为 ${to.format.toUpperCase()}`,
  ];
}

function isScaledUp({ steps, from, to }: VideoConversion): boolean {
  return steps.includes('scale') && to.widthPx * to.heightPx > from.widthPx * from.heightPx;
}

export const conversion: ConversionMessages = {
  clipDone: (done) =>
    [
      `已${describeVideoSteps(done).join('，')}。`,
      done.quality === null ? '画质没有损失。' : `画质：${QUALITIES[done.quality]}。`,
      ...(done.audio === 'leave-out' ? ['这里读不了它的原声，已去掉。'] : []),
    ].join(''),
  clipScaledUp: (done) => (isScaledUp(done) ? '原画面较小，已放大：嘴部可能不够清晰。如果有更大的原片，请用原片。' : null),
  clipPlanned: (planned) => `将${describeVideoSteps(planned).join('，')}。你的原文件不会改动。`,
  voiceDone: (done) => `已${describeVoiceSteps(done).join('，')}。`,
  clipTooLong: (durationMs) => `这段视频长 ${formatShortTime(durationMs)}；对口型最长 1 分钟。请选取想要的部分。`,
  voiceTooLong: (durationMs) => `这段录音长 ${formatShortTime(durationMs)}；对口型最长 1 分钟。请选取想要的部分。`,
  clipNeeds: (name) => `${name} 可以处理成能用的文件`,
  part: '想要的部分',
  handles: { start: '从', end: '到', whole: '移动这一部分' },
  partText: (startMs, endMs) => between(startMs, endMs, formatShortTime),
  partAt: formatShortTime,
  partLength: (lengthMs) => `长 ${formatShortTime(lengthMs)}`,
  partHint: '拖动选框，或拖动它的一端。用键盘：按 Tab 到一端，再按方向键；按住 Shift 每次 1 秒，翻页键每次 5 秒。',
  take: '用这一部分',
  makeFit: '处理好',
  leave: '不用了',
  cancel: '取消',
  clipWorking: (name) => `正在处理 ${name}`,
  voiceWorking: (name) => `正在准备 ${name}`,
  percent: (done) => percent(Math.floor(done)),
  timeLeft: (ms) => `还剩 ${waitTime(ms)}`,
  workingText: '这一步在你的电脑上进行。还没有上传，也没有扣费，你的原文件不会改动。',
  noStrip: '这个浏览器显示不了这段视频的画面，请按时间选取。',
  listening: '正在听声音从哪里开始…',
  previewPlay: '播放这一部分',
  previewStop: '停止',
  preview: (name) => `${name} 的预览`,
  loudness: {
    'voice-silent': '这段录音里几乎听不到声音。请检查是不是选错了文件。',
    'voice-quiet': '这段录音的声音很小。',
    'voice-clipped': '这段录音有些地方音量过大，听起来可能会破音。调低音量稍有帮助；离话筒远一点重新录，效果更好。',
  },
  adjust: (gainDb) => (gainDb > 0 ? `调高音量（+${Math.round(gainDb)} dB）` : `调低音量（−${Math.round(-gainDb)} dB）`),
  restore: '恢复原来的音量',
};
