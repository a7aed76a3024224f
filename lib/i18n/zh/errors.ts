import type { Charged } from '../../contracts/error';
import type { ErrorsMessages } from '../en/errors';
import { waitTime } from './format';

const codes: ErrorsMessages['codes'] = {
  'invalid-request': {
    what: '服务器读不懂这个页面发来的内容。',
    todo: '请刷新页面：视频和配音都会保留。如果再次出现，请把下面的编号告诉管理员。',
  },
  unauthorized: { what: '你的访问权限已到期。', todo: '请重新输入访问码。你的工作会保留。' },
  'invalid-credentials': { what: '这个访问码不对。', todo: '请检查有没有输错，或向管理员要一个新的。' },
  'budget-exceeded': {
    what: '今天的预算已用完。',
    todo: '预算在 UTC 零点重新开始，你的工作会保留到那时；也可以请管理员提高预算。',
  },
  'forbidden-origin': {
    what: '这个请求看起来来自别的网站，所以被拒绝了。',
    todo: '请从本站自己的地址打开，再试一次。',
  },
  'not-found': { what: '这里没有这项内容，或者它不属于你。', todo: '请检查地址，或从视频重新开始。' },
  'idempotency-conflict': {
    what: '这次点击已经用在别的设置上了。',
    todo: '请再点一次“生成”，会算作新的一次。',
  },
  'payload-too-large': { what: '文件超过了服务器能接收的大小。', todo: '请换一个更短或更小的文件。' },
  'unsupported-media-type': { what: '服务器不接收这种文件。', todo: '视频请用 MP4 或 MOV，配音请用 MP3、WAV 或 M4A。' },
  'validation-failed': { what: '这些设置不符合对口型的要求。', todo: '请修改这里指出的地方，再试一次。' },
  'rate-limited': { what: '操作得太快了。', todo: '请稍等片刻，再试一次。' },
  'video-refused': {
    what: '服务不接受这段视频。',
    todo: '请用 2 到 60 秒、720p 或 1080p 的 MP4 或 MOV。',
  },
  'voice-refused': {
    what: '服务不接受这段配音。',
    todo: '请用 2 到 60 秒的 MP3、WAV 或 M4A。',
  },
  'parameters-refused': {
    what: '服务拒绝了这些设置。',
    todo: '请把配音往人脸出镜的时段里再移一点，然后重试。',
  },
  'content-refused': {
    what: '服务的内容审核没有通过这份素材。',
    todo: '请换一段视频或配音。用同样的素材还会被拒绝。',
  },
  'session-expired': {
    what: '人脸是 24 小时之前识别的，服务已不再保留。',
    todo: '请重新识别。视频、配音和设置都会保留。',
  },
  'upstream-unauthorized': {
    what: '对口型服务不接受本站的密钥。',
    todo: '这只有管理员能解决。你的工作会保留。',
  },
  'upstream-balance-exhausted': {
    what: '本站在对口型服务的账户余额已用完。',
    todo: '这只有管理员能解决。你的工作会保留。',
  },
  'upstream-rejected': {
    what: '对口型服务拒绝了这次请求。',
    todo: '请稍后再试。如果再次出现，请把下面的编号告诉管理员。',
  },
  'upstream-invalid-response': {
    what: '对口型服务的答复无法理解。',
    todo: '请过一分钟再试。你的工作会保留。',
  },
  'upstream-busy': { what: '对口型服务正忙。', todo: '请稍后再试。你的工作会保留。' },
  'upstream-unavailable': { what: '对口型服务现在不可用。', todo: '请晚些时候再试。你的工作会保留。' },
  'upstream-unreachable': { what: '连接不上对口型服务。', todo: '请过一分钟再试。你的工作会保留。' },
  'upstream-timeout': { what: '对口型服务没有及时答复。', todo: '请过一分钟再试。你的工作会保留。' },
  'not-configured': { what: '本站还没有为此设置好。', todo: '需要管理员完成设置。你的工作会保留。' },
  'storage-full': { what: '本站已没有空间存放文件。', todo: '请晚些时候再试，或告诉管理员。你的工作会保留。' },
  'storage-unavailable': {
    what: '本站存放文件的地方没有响应。',
    todo: '请过一分钟再试。如果再次出现，请告诉管理员。你的工作会保留。',
  },
  'internal-error': {
    what: '服务器自己出了故障。',
    todo: '请再试一次。如果再次出现，请把下面的编号告诉管理员。',
  },
  'network-error': {
    what: '还没收到答复，连接就断了。',
    todo: '请检查网络，再试一次。你的工作会保留。',
  },
  'unexpected-response': {
    what: '收到的答复不是本站发出的。',
    todo: '可能被中间的网络改动过。请刷新页面或换一个网络。你的工作会保留。',
  },
  'upload-blocked': {
    what: '你的浏览器连不上本站存放文件的地方。',
    todo: '请换一个网络再试。如果大家都遇到，需要管理员在存储那边放行本站地址（CORS）。视频还保留在这里。',
  },
  'upload-broken': { what: '上传多次中断。', todo: '请检查网络，再试一次。视频还保留在这里。' },
};

const charged: Record<Charged, string> = {
  no: '没有扣费。',
  yes: '已扣费。',
  unknown: '可能已扣费。',
};

export const errors: ErrorsMessages = {
  codes,
  charged,
  chargedInPractice: '没有扣费：这是练习。',
  waitFirst: (ms) => `${waitTime(ms)}后可以再试。`,
  tryAgain: '再试一次',
  details: '详情',
  reference: (requestId) => `编号 ${requestId}`,
  noReference: '没有编号：一直没有收到答复。',
};
