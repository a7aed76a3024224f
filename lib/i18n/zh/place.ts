import type { ImpossibleReason } from '../../domain/best-placement';
import { PLACEMENT_LIMITS, type PlacementIssue, type PlacementStop } from '../../domain/placement';
import { formatTime, formatTimeShort, type TimeEntryError } from '../../domain/time';
import type { PlaceMessages } from '../en/place';
import { formatPtcAmount } from '../format';
import { between, exactSeconds, percent, seconds, sentences } from './format';

const overlap = seconds(PLACEMENT_LIMITS.minOverlapMs);
const trimmed = seconds(PLACEMENT_LIMITS.minTrimmedMs);
const shortest = seconds(PLACEMENT_LIMITS.minVoiceMs);
const longest = seconds(PLACEMENT_LIMITS.maxVoiceMs);

const fields: PlaceMessages['fields'] = {
  trimStartMs: '截取起点',
  trimEndMs: '截取终点',
  insertAtMs: '在视频中的起点',
  voiceVolume: '配音音量',
  originalVolume: '原声音量',
};

type Finding = ReturnType<PlaceMessages['issue']>;

function issue(found: PlacementIssue): Finding {
  switch (found.code) {
    case 'invalid-field':
      return { what: `“${fields[found.field]}”的值不能用。`, todo: '请重新设置。' };
    case 'voice-too-short':
      return { what: `录音短了 ${exactSeconds(found.byMs)}。`, todo: `至少要有 ${shortest}：请添加更长的录音。` };
    case 'voice-too-long':
      return { what: `录音长了 ${exactSeconds(found.byMs)}。`, todo: `最长 ${longest}：请添加更短的录音。` };
    case 'trimmed-too-short':
      return { what: `所用的部分短了 ${exactSeconds(found.byMs)}。`, todo: `录音至少要用 ${trimmed}。` };
    case 'trim-past-voice-end':
      return { what: `“截取终点”超出录音结尾 ${exactSeconds(found.byMs)}。`, todo: '' };
    case 'overlap-too-short':
      return { what: `需要重叠 ${overlap}，还差 ${exactSeconds(found.byMs)}。`, todo: overlapTodo(found.move) };
    case 'starts-before-video':
      return { what: `配音比视频早开始 ${exactSeconds(found.byMs)}。`, todo: '' };
    case 'ends-after-video':
      return { what: `配音比视频晚结束 ${exactSeconds(found.byMs)}。`, todo: '' };
    case 'overlap-near-window-end':
      return {
        what: `有点紧：所需的 ${overlap}重叠中，有 ${exactSeconds(found.byMs)}在这张人脸出镜时段的最末尾。`,
        todo: '那个结束时间并不精确，把配音提前一点更稳妥。',
      };
    case 'trim-near-voice-end':
      return {
        what: `有点紧：最后 ${exactSeconds(found.byMs)}在录音的最末尾。`,
        todo: '那个结束时间并不精确，早一点截断更稳妥。',
      };
  }
}

function overlapTodo(move: 'earlier' | 'later' | 'none'): string {
  switch (move) {
    case 'earlier':
      return '配音要提前，才能在这张人脸出镜时听到。';
    case 'later':
      return '配音要推后，才能在这张人脸出镜时听到。';
    case 'none':
      return '只移动还不够：所用的部分也要改。';
  }
}

function impossible(reason: ImpossibleReason): Finding {
  switch (reason.code) {
    case 'voice-too-short':
      return { what: `录音短了 ${exactSeconds(reason.byMs)}。`, todo: `至少要有 ${shortest}：请添加更长的录音。` };
    case 'voice-too-long':
      return { what: `录音长了 ${exactSeconds(reason.byMs)}。`, todo: `最长 ${longest}：请添加更短的录音。` };
    case 'video-too-short':
      return { what: `视频短了 ${exactSeconds(reason.byMs)}，放不下任何配音。`, todo: '请换一段更长的视频。' };
    case 'window-too-short':
      return {
        what: `这张人脸出镜 ${exactSeconds(reason.windowMs)}，需要 ${overlap}。`,
        todo: '请选择另一张人脸，或换一段视频。',
      };
    case 'window-outside-video':
      return {
        what: `这张人脸的出镜时段只有 ${exactSeconds(reason.insideMs)}在视频之内，需要 ${overlap}。`,
        todo: '请选择另一张人脸，或换一段视频。',
      };
  }
}

const stops: Record<PlacementStop, string> = {
  'starts-before-video': '配音不能早于视频开始。',
  'ends-after-video': '配音必须在视频结束之前结束。',
  'trim-before-voice-start': '录音从这里开始。',
  'trim-past-voice-end': '录音到这里结束。',
  'trimmed-too-short': `录音至少要用 ${trimmed}。`,
  'overlap-too-short': `这张人脸出镜时，至少要听到 ${overlap}配音。`,
};

const refusals: Record<TimeEntryError, string> = {
  empty: '没有输入内容。',
  'not-a-time': '这不是时间。',
  'too-large': '这超过了一天。',
};

export const place: PlaceMessages = {
  fields,
  lengthUsed: '所用长度',
  trimSlider: '录音中所用的部分',
  fitToFace: '对准人脸',
  fitToFaceNote: '把配音放到这张人脸出镜最久的地方。',
  backToBest: '回到最佳位置',
  timeHint: '时间可以写成 4.2、0:04.2 或 4200ms；写 +0.5 或 -1 表示移动。',

  insertText: (startMs, endMs) => `在视频的 ${formatTimeShort(startMs)} 开始，${formatTimeShort(endMs)} 结束`,
  trimStartText: (ms) => `从录音的 ${formatTimeShort(ms)} 用起`,
  trimEndText: (ms, usedMs) => `用到录音的 ${formatTimeShort(ms)}，共 ${seconds(usedMs)}`,
  limits: (leastMs, mostMs) => (leastMs === mostMs ? '没有可移动的余地。' : `可在 ${between(leastMs, mostMs)} 之间。`),
  volumeText: (volume) => (volume === 0 ? '静音' : `${percent(volume)}${volume === 100 ? '，原始音量' : ''}`),
  percent,

  keepOldSound: '保留原声',
  oldSoundOff: '关：只听到新配音',
  oldSoundOn: '开：原声和配音一起听到',
  oldSoundLaterOn: '开：前几轮的配音会保留',
  oldSoundLaterOff: '关：前几轮的配音不再听到',
  oldSoundNone: '这段视频没有声音',

  issue,
  impossible,
  stops,
  stoppedAt: (ms, reason) => `停在 ${formatTime(ms)}。${reason}`,
  refused: (why, stays) => `${refusals[why]}请写成 4.2、0:04.2、4200ms、+0.5 或 -1。仍是 ${stays}。`,

  fits: '合适。',
  fitsWhole: (startMs, endMs) => `配音在 ${between(startMs, endMs)}，这张人脸全程出镜。`,
  fitsPartly: (startMs, endMs, overlapMs) => `配音在 ${between(startMs, endMs)}，其中 ${seconds(overlapMs)}这张人脸出镜。只有这时嘴会动。`,
  leavesWindow: (outside) =>
    `${outside.map(({ startMs, endMs }) => between(startMs, endMs)).join(' 和 ')} 超出了这个时段；一个任务只能让嘴在一个时段里动。`,
  silent: (hasOldSound) => `配音音量为 ${percent(0)}：${hasOldSound ? '只听得到原声。' : '嘴会动，但没有声音。'}`,
  fixIt: '帮我修好',
  cannotFix: '这段视频里没有足够长的位置，放不下这张人脸和这段配音。',
  notPlaced: '配音还没有放好位置。',
  missing: {
    video: { what: '请先添加视频。', todo: '有人说话，2 秒以上。' },
    faces: { what: '要先识别人脸。', todo: '之后配音会自动放好位置。' },
    choice: { what: '请选择谁在说话。', todo: '选好后，配音会自动放好位置。' },
    'usable-face': { what: '这段视频里没有能说话的人脸。', todo: '请换一段视频。' },
    voice: { what: '请添加配音。', todo: '2 秒以上的录音，会自动放好位置。' },
  },

  create: (milliPtc) => `生成 · ${formatPtcAmount(milliPtc)}`,
  createPractice: '生成 · 练习',
  creating: '正在发送…',
  back: '返回',
  sentences,
  verdictLabel: '这样合适吗？',

  timeline: {
    label: '时间轴',
    clip: '视频',
    voice: '配音',
    maySpeakHere: '可在此说话',
    tooShort: (windowMs) => `${exactSeconds(windowMs)}，太短`,
    chooseFace: (name, startMs, endMs) => `${name}可在此说话：${between(startMs, endMs)}`,
    tooShortFace: (name, windowMs) => `${name}，出镜 ${exactSeconds(windowMs)}，太短，需要 ${overlap}`,
    noVoice: '添加配音后，会显示在这里',
    position: '播放头',
    positionText: (ms, durationMs) => `${formatTimeShort(ms)}，共 ${formatTimeShort(durationMs)}`,
    moveVoice: '拖动可移动配音',
    trimStart: '拖动可从开头截取',
    trimEnd: '拖动可从结尾截取',
  },
};
