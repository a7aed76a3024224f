import type { PlayerMessages } from '../en/player';
import { formatShortTime } from '../format';
import { percent } from './format';

export const player: PlayerMessages = {
  label: '成片',
  play: '播放',
  pause: '暂停',
  seek: '播放进度',
  at: (ms, durationMs) => `${formatShortTime(ms)}，共 ${formatShortTime(durationMs)}`,
  mute: '静音',
  unmute: '打开声音',
  fullScreen: '全屏',
  loading: '正在载入成片',
  waiting: '正在等待画面',
  brokenTitle: '成片在这里播放不了',
  brokenText: '文件可能没有完整到达，或者这个浏览器显示不了这种文件。成片本身是安全的：请重新载入，或者下载。',
  loadAgain: '重新载入',

  loopVoice: '循环配音',
  loopNote: '重复播放配音，前后各多一秒。',
  speed: '速度',
  times: (rate) => `${rate}×`,

  before: '原画面',
  after: '新画面',
  compare: '对比',
  modes: { off: '只看成片', wipe: '滑动对比', 'side-by-side': '并排对比' },
  divider: '原画面与新画面的分界线',
  dividerText: (value) => (value === 0 ? '全是新画面' : value === 100 ? '全是原画面' : `左边 ${percent(value)} 是原画面，其余是新画面`),
  unshown: '这个浏览器显示不了原视频，所以无法对比。',

  keys: '快捷键',
  keyGroups: { play: '播放', look: '查看' },
  keyActs: {
    play: '播放或暂停',
    'back-second': '后退一秒',
    'on-second': '前进一秒',
    'back-frame': '后退一帧',
    'on-frame': '前进一帧',
    start: '到开头',
    end: '到结尾',
    compare: '换一种对比方式',
    loop: '循环配音',
    slower: '慢一点',
    faster: '快一点',
    mute: '打开或关闭声音',
    'full-screen': '全屏',
    keys: '这张列表',
  },
};
