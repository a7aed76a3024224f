import type { FaceMessages } from '../en/face';
import { formatShortTime } from '../format';
import { between, exactSeconds, seconds } from './format';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export const face: FaceMessages = {
  heading: '谁在说话？',
  headingOne: '人脸',
  name: (index) => `人脸 ${LETTERS[index] ?? index + 1}`,
  canSpeak: (startMs, endMs) => `可说话 ${between(startMs, endMs, formatShortTime)}，${seconds(endMs - startMs)}`,
  tooShort: (lengthMs, neededMs) => `出镜 ${exactSeconds(lengthMs)}：太短，需要 ${seconds(neededMs)}`,
  thumbnail: (name) => `${name}的图片`,
  chooseOne: '请选择这段配音属于哪张人脸。',
  noneUsable: '每张人脸的出镜时间都太短。',
  finding: '正在识别人脸…',
  findingText: '通常不到半分钟。你可以先添加配音。',
  noneTitle: '没有识别到人脸',
  noneText: '下面这些通常有帮助：',
  noneHints: ['正面朝向镜头，不要侧脸', '光线充足', '嘴部没有遮挡：手、话筒、口罩都不行', '人脸在画面里足够大'],
  noneNext: '换一段视频',
  noneCharged: (price) => `识别人脸已扣费：${price}。`,
  noneFree: '没有扣费：这是练习。',
  failedTitle: '还没有识别出人脸',
  expiredTitle: '需要重新识别人脸',
  expiredText: '服务只为识别者保留人脸 24 小时。视频、配音和设置都会保留。',
  expiredPromise: '重新识别后，会选中同一时段出镜的人脸，配音留在原处，放不下时移到最近的位置。',
  proposal: {
    title: '人脸已重新识别',
    face: '已选中在你原来那张人脸出镜时出镜最久的一张。',
    none: '没有一张在你原来那张人脸出镜时出镜：请选择一张。',
    kept: '配音还在原来的位置。',
    moved: '配音已移到最近的合适位置。',
    dismiss: '关闭',
  },
  findAgain: '重新识别人脸',
  findAgainFor: (price) => `重新识别人脸 · ${price}`,
  needsClip: '添加视频后，会自动识别人脸。',
  foundCount: (count) => `识别到 ${count} 张人脸。`,
  change: '更换',
  changeThing: (thing) => `更换：${thing}`,
};
