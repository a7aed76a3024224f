import { formatPtc } from '../../domain/price';
import type { ShellMessages } from '../en/shell';

export const shell: ShellMessages = {
  name: 'Lip-sync Wizard',
  pageTitle: (page) => `${page} · Lip-sync Wizard`,
  shortName: '对口型',
  description: '放入视频和配音，就能得到嘴型与配音一致的成片。',
  practice: '练习模式：一切功能可用，不扣费，嘴型不会改变。',
  practiceShort: '练习模式：不扣费，嘴型不会改变。',
  offline: '你已离线。摆放和试听照常可用；识别人脸和生成要等网络恢复。内容不会丢失。',
  offlineShort: '你已离线，摆放和试听照常可用。',
  steps: { video: '视频', face: '人脸', voice: '配音', place: '位置', result: '成片' },
  stepsLabel: '步骤',
  stepDone: '已完成',
  goOn: (step) => `继续：${step}`,
  stepOf: (step, count) => `${step}/${count}`,
  spentToday: (spentMilliPtc, budgetMilliPtc) => `今天 ${formatPtc(spentMilliPtc)} / ${formatPtc(budgetMilliPtc)} PTC`,
  language: '语言',
  library: '任务库',
  team: '团队',
  messages: {
    'not-found': {
      title: '这个地址没有内容',
      text: '链接可能已过期或不完整。没有扣费。',
    },
    broken: {
      title: '此页面停止工作了',
      text: '没有再发送任何内容，也没有再扣费。重新显示后，你的工作会回来。',
    },
  },
  toStart: '返回首页',
  reload: '重新显示',
  signInTitle: '输入访问码',
  signInText: '本站只供受邀的剪辑师使用。访问码请向管理员索取。',
  signInField: '访问码',
  signInOpen: '进入',
  signInOpening: '正在进入…',
  signInEmpty: '请输入你拿到的访问码。',
  otherTitle: '换一个身份进入？',
  otherNow: {
    owner: '你现在的身份是本站管理员。',
    editor: '你现在的身份是之前受邀的剪辑师。',
    visitor: '你现在的身份是练习的访客。',
  },
  otherText:
    '这个邀请链接会让你成为它所邀请的剪辑师。此后，共用这份邀请的人都能看到你在这里做的事，而你之前的任务不在那位剪辑师的任务库里。如果你没有索取过这个链接，请保持现在的身份。',
  otherStay: '保持现在的身份',
  otherEnter: '以那位剪辑师的身份进入',
};
