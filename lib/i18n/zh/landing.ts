import type { LandingMessages } from '@/lib/i18n/en/landing';
import { formatPtcAmount } from '@/lib/i18n/format';
import { ago } from './format';

export const landing: LandingMessages = {
  title: '放入一段有人说话的视频',
  subtitle: '再加上要让他们说的配音。两个一起放也行。',
  chooseFiles: '选择文件',
  pasteLink: '粘贴链接',
  limits: '手机或相机拍的视频都行。太长或太大的，会先在这里处理好，再发送。',
  findingCosts: (milliPtc) => `识别人脸需要 ${formatPtcAmount(milliPtc)}。`,
  leftToday: (milliPtc) => `今天的预算还剩 ${formatPtcAmount(milliPtc)}。`,
  noneLeftToday: '今天的预算已用完，UTC 零点重新开始。在那之前不能生成；你准备好的内容会保留。',
  dropHere: '放在这里任何地方都行',
  dropHereText: '视频、配音，或者两个一起',
  sampleTitle: '试试示例',
  sampleText: '一段短视频和一段配音，练习用',
  sampleClipName: '示例视频',
  sampleVoiceName: '示例配音',
  goOnTitle: (name) => `继续 ${name}`,
  goOnState: (draft) => {
    if (draft.hasJob) return '已经配过一次';
    if (!draft.hasClip) return '还缺视频';
    return draft.hasVoice ? '视频和配音都有了' : '还缺配音';
  },
  goOnText: (state, ageMs) => `${state}，${ago(ageMs)}`,
  goodClipTitle: '什么样的视频效果好',
  goodClipText: '正对镜头，光线充足，嘴部没有遮挡，人脸在画面里足够大',
  opening: '正在打开文件…',
  openingFailed: '编辑器没有载入。没有发送任何内容，也没有扣费。请检查网络，再试一次。',
  openAgain: '再试一次',
  offered: (names) => `交到此页的文件：${names.join('、')}。`,
  useOffered: '使用',
  sharedInVain: '你分享的内容没有收到，请在这里选择文件。',
};
