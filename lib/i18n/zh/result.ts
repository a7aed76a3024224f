import type { Charged } from '../../contracts/error';
import type { ResultMessages } from '../en/result';
import { formatPtcAmount, formatShortTime } from '../format';
import { between, dayAndMonth, timeTaken, waitTime } from './format';

const states: ResultMessages['states'] = {
  submitting: { title: '正在发送', text: '配音和设置正在发往服务。' },
  submitted: { title: '正在排队', text: '服务已接收任务，很快开始。' },
  processing: { title: '正在对口型', text: '服务正在让嘴型与配音一致。' },
  unknown: {
    title: '还没有答复',
    text: '请求已发出，但还没收到答复，连接就断了。可能已扣费。正在查找，查找是免费的；不会重复发送。',
  },
};

const statesInPractice: ResultMessages['statesInPractice'] = {
  submitting: states.submitting,
  submitted: { title: '正在排队', text: '这是练习：等待也是其中一环。' },
  processing: { title: '正在放入配音', text: '这是练习：配音会放进你的视频，嘴型不会改变。' },
  unknown: {
    title: states.unknown.title,
    text: '请求已发出，但还没收到答复，连接就断了。正在查找，不会重复发送。没有扣费：这是练习。',
  },
};

const failedMoney: Record<Charged, string> = {
  no: '没有扣费。',
  yes: '已扣费。',
  unknown: '在服务另有说明之前，按已扣费计算。',
};

export const result: ResultMessages = {
  lookingTitle: '正在查找这个任务',
  pictureOf: (name) => `视频 ${name}`,
  noPicture: '这里没有保存这段视频。',
  states,
  statesInPractice,
  inWork: '进行中',
  elapsed: (ms) => formatShortTime(Math.floor(Math.max(0, ms) / 1000) * 1000),
  elapsedLabel: '已用时间',
  usual: (ms) => `通常约 ${waitTime(ms)}`,
  longer: '这次比平时久。系统仍在查看，什么都不会丢失。',
  mayClose: '你可以关闭此页面。任务会继续，地址也不会变。',
  progressText: (elapsedMs, usualMs) => `已用 ${timeTaken(elapsedMs)}，通常约 ${waitTime(usualMs)}`,

  unknownAsking: (ms) => `最多再查找 ${waitTime(ms)}。`,
  unknownOver: '我们没有找到它。它仍可能已经生成并扣费。',
  unknownOverPractice: '我们没有找到它。它仍可能已经生成。',
  createAgainQuestion: (milliPtc) => `要再花 ${formatPtcAmount(milliPtc)} 重新生成吗？`,
  createAgainQuestionPractice: '要重新生成吗？',
  createAgain: (milliPtc) => `重新生成 · ${formatPtcAmount(milliPtc)}`,
  createAgainPractice: '重新生成 · 练习',
  createAgainNote: '这是一个新任务，单独计费。如果原来的任务后来找到了，会显示在这里。',
  createAgainTaken: '已经有新任务代替了它，或者它后来找到了。',
  createAgainElsewhere: '要重新生成，请在创建它的浏览器里打开此页面：视频、配音和设置都保存在那里。也可以在这里从头开始。',

  failedTitle: '没有成功',
  failedMoney,
  failedMoneyPractice: '没有扣费：这是练习。',
  failedReason: (message) => `服务给出的原因：“${message}”`,
  failedNoReason: '服务没有说明原因。',
  failedTodo: '视频、配音和设置都会保留。',

  missingTitle: '这个地址没有任务',
  missingText: '链接可能不完整，或者任务属于别人。打开链接没有扣费。',
  toStart: '返回首页',

  offlineTitle: '你已离线',
  offlineText: '没有这个页面，任务也会继续。恢复联网后，这里会立即显示。',
  offlineNote: '你已离线。任务会继续；恢复联网后，此页面会更新。',
  staleNote: '刚才没有查到答复，会自动重试；任务会继续。',

  savingTitle: '已完成，正在保存',
  savingText: '成片已完成，正在复制到本站，稍后就能在这里播放。',
  lookAgain: '再看一次',

  deletedTitle: '这个成片已删除',
  deletedText: (iso) => `已于${dayAndMonth(iso)}删除。制作它的素材可能还在。`,
  goneTitle: '这个成片已经没有了',
  goneText: '服务已删除它的副本，这里也没有保存。',

  doneTitle: '完成',
  doneFor: (ms, milliPtc) => `用时 ${timeTaken(ms)} · ${formatPtcAmount(milliPtc)}`,
  doneForPractice: (ms) => `用时 ${timeTaken(ms)} · 练习，没有扣费`,
  untitled: '你的视频，换上了新配音',
  downloadSuffix: '对口型',
  copyLink: '复制链接',
  linkCopied: '链接已复制',
  linkLabel: '成片的地址',
  linkByHand: '这个浏览器不允许网页复制。地址在这里：',
  changeAndTryAgain: '修改后再试',
  facesAnew: (price) => `服务已不再保留这段视频的人脸，需要先重新识别，花费 ${price}。`,
  facesAnewPractice: '服务已不再保留这段视频的人脸，需要先重新识别。',
  onlyLipSync: (price) => `人脸仍可使用：只需再付对口型的费用 ${price}。`,
  bringingBack: '正在取回你的设置…',
  notBroughtBack: '暂时取不回你的设置。没有扣费。',
  dubAnother: '给成片里的另一张人脸配音',
  dubAnotherNote: (price) => `成片会成为下一段视频。识别人脸花费 ${price}。`,
  dubAnotherUnsaved: '成片保存到这里后即可使用。',

  saved: '已保存在这里，直到有人删除。',
  savedUntil: (iso) => `服务会在${dayAndMonth(iso)}删除它的副本，你这份会保留。`,
  saving: '正在保存到这里。在此之前从服务播放。',
  notSaved: (iso) => `还没能保存到这里，会自动重试。服务会在${dayAndMonth(iso)}删除它：请在那之前下载。`,
  noBefore: '这里没有保存原视频，所以无法对比。',
  practiceTitle: '这是练习。',
  practiceText: '画面就是你的原视频：嘴型没有改变，音量没有混合。配音在你放的位置播放。',
  liveTitle: '请检查一遍。',
  liveText: '使用之前，请从头到尾看一遍。',
  voiceRuns: (startMs, endMs) => `配音在 ${between(startMs, endMs)}。`,

  tabWorking: (elapsed) => `${elapsed} · 进行中`,
  tabDone: '完成',
  tabFailed: '没有成功',
  tabUnknown: '还没有答复',

  tellMe: {
    label: '完成时',
    notice: '完成时通知我',
    noticeNote: '浏览器会询问是否允许此页面通知你。无论如何，标签页的标题和图标都会提示。',
    noticeDenied: '这个浏览器不允许此页面通知你，可以在网站设置里更改。标签页的标题和图标仍会提示。',
    noticeOn: '只要此页面开着，完成时就会通知你。',
    noticeOff: '不用了',
    sound: '轻柔的提示音',
    soundOn: '开：完成时响两声轻柔的音',
    soundOff: '关',
  },
  noticeDone: (name) => `${name} 已完成`,
  noticeDoneText: '成片可以看了。',
  noticeFailed: (name) => `${name} 没有成功`,
  noticeFailedText: '页面上写着原因，以及是否扣费。',

  passes: {
    label: '这项工作的各轮配音',
    heading: (count) => `${count} 轮配音，一项工作`,
    total: (milliPtc) => `共 ${formatPtcAmount(milliPtc)}`,
    pass: (number) => `第 ${number} 轮`,
    later: (number) => `第 ${number} 轮，由这个成片制作`,
    voice: (startMs, endMs) => `配音 ${between(startMs, endMs)}`,
    cost: (milliPtc) => formatPtcAmount(milliPtc),
    here: '当前',
  },
  versus: {
    label: '对比对象',
    previous: '上一轮的成片',
    first: '最初的视频',
  },

  mouth: {
    label: '嘴动了吗？',
    measuring: '正在比较两段画面…',
    measured: '这是测量结果：两段视频逐帧作了比较。',
    moved: '嘴在动。',
    movedText: '配音期间，这张人脸附近的画面有变化，其他地方几乎没有。',
    unchanged: '配音期间，画面没有变化。',
    unchangedText: '人脸太小或侧向一边时会这样。',
    unchangedPractice: '练习时本来如此：嘴型不会改变。',
    helps: '这样会有帮助：',
    hints: ['换一段人脸更大、正对镜头的视频', '选嘴没有被遮住的时段', '如果选错了人脸，换一张'],
    cannotTell: '这里看不出嘴有没有动。',
    because: {
      'too-few': '人脸出镜时，配音太短。',
      everywhere: '整个画面都与原来不同，嘴的变化分辨不出来。',
      'here-and-there': '配音期间，画面有好几处在变。',
      'too-coarse': '成片压缩得太粗，嘴的变化分辨不出来。',
      unreadable: '这个浏览器无法逐帧读取两段视频。',
      'other-shape': '成片的画面形状与原来不同。',
    },
  },
};
