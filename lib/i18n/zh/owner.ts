import type { OwnerMessages } from '../en/owner';
import { formatPtcAmount } from '../format';
import { fileSize, dateTime as when } from './format';

const settings: OwnerMessages['settings'] = {
  key: {
    set: { title: '302.AI 密钥已设置', text: '任务是真实的，会消耗 PTC。' },
    missing: {
      title: '没有 302.AI 密钥：练习模式',
      text: '一切功能可用，不扣费，嘴型不会改变。要正式使用，请设置 AI302_API_KEY，再重新启动服务器。',
    },
  },
  passcode: {
    set: { title: '管理员口令已设置', text: '用它可以打开这些页面。修改 OWNER_PASSCODE 会让你在所有地方退出登录。' },
    short: {
      title: '管理员口令太短',
      text: '试错会被放慢，但只有 12 个字符以上才不会被试出来。请设置更长的 OWNER_PASSCODE，再重新启动服务器。',
    },
    missing: {
      title: '没有管理员口令',
      text: '能访问这台服务器的人都能看到这些页面。正式使用时没有口令就谁也进不来：请设置 OWNER_PASSCODE，再重新启动服务器。',
    },
  },
  budget: {
    set: { title: '每日预算已设置', text: '用完后停止花费，直到 UTC 零点。要修改，请设置 DAILY_BUDGET_PTC。' },
    default: { title: '每日预算是 5 PTC', text: '这是默认值。要修改，请设置 DAILY_BUDGET_PTC。' },
    none: { title: '练习没有预算', text: '不会扣费。要演练预算用完的情形，请设置 DAILY_BUDGET_PTC。' },
  },
  database: {
    file: {
      title: '账本是这台服务器上的一个文件',
      text: '请放在持久的磁盘上。要用多台服务器，请把 DATABASE_URL 设为一台 libSQL 服务器。',
    },
    server: { title: '账本在数据库服务器上', text: '多台服务器可以共用。' },
    memory: {
      title: '账本在内存里',
      text: '服务器一停，所有记录都会丢失，包括已付费的任务。请把 DATABASE_URL 设为文件或数据库服务器。',
    },
  },
  storage: {
    local: { title: '视频和成片存放在这台服务器上', text: '请放在持久的磁盘上。' },
    '302ai': {
      title: '视频通过 302.AI 自己的上传服务',
      text: '每个约 0.001 PTC。成片保存在这台服务器上。要让视频也留在这里，请设置 STORAGE=local 和 PUBLIC_BASE_URL。',
    },
    s3: { title: '视频和成片存放在 S3 存储桶里', text: '浏览器直接把视频传到那里，302.AI 通过有时限的地址读取。' },
    'vercel-blob': {
      title: '视频和成片存放在 Vercel Blob 里',
      text: '浏览器直接把视频传到那里，302.AI 通过有时限的地址读取。必须使用私有（private）存储。',
    },
  },
  pages: {
    open: { title: '存储桶允许本站页面访问', text: '刚才按浏览器上传前的方式问过它。' },
    shut: {
      title: '存储桶把本站页面挡在外面',
      text: '视频无法上传。请给存储桶加一条 CORS 规则，允许来自本站地址的 GET 和 PUT：见 docs/storage.md。',
    },
    unknown: {
      title: '不清楚存储桶是否允许本站页面访问',
      text: '它刚才没有回应。如果视频传不上去，请检查它的 CORS 规则：见 docs/storage.md。',
    },
  },
  reach: {
    set: { title: '互联网可以访问这台服务器', text: '地址由 PUBLIC_BASE_URL 指定。' },
    none: {
      title: '没有设置公开地址',
      text: '一般不需要；只有要从这台服务器读取视频时，才需要设置 PUBLIC_BASE_URL。',
    },
  },
  proxy: {
    trusted: {
      title: '信任服务器前面的代理',
      text: '代理报告的访问者信息会被采信。TRUSTED_PROXY_HOPS 指定代理的层数。',
    },
    none: {
      title: '不信任任何代理',
      text: '浏览器直接访问这台服务器时，这样是对的。如果前面有处理 https 的代理，请设置 TRUSTED_PROXY_HOPS，否则会话 Cookie 不会标记为安全。',
    },
  },
  sweeper: {
    timer: {
      title: '没有人看着的事由这台服务器照管',
      text: '它每隔几秒跟进运行中的任务、复制成片，并删除不再需要的文件。',
    },
    scheduled: {
      title: '没有人看着的事由 Vercel 的定时任务照管',
      text: '每天两次跟进运行中的任务、复制成片，并删除不再需要的文件；有人查看任务时也会做。',
    },
    missing: {
      title: '没有人看着的事没人照管',
      text: '只有在有人查看任务时才会复制成片，也不会自动删除任何文件。请把 CRON_SECRET 设为 16 个字符以上的随机文字，再重新部署。',
    },
  },
  keeping: {
    forever: { title: '成片会一直保留，直到有人删除', text: '302.AI 在 30 天后删除它那边的副本。' },
    days: { title: '成片保留一定天数', text: '天数由 KEEP_DAYS 指定。制作时用的视频和配音随成片一起删除，任务和花费会保留。' },
  },
};

const KEPT: Record<Parameters<OwnerMessages['keptOf']>[0], (files: number) => string> = {
  input: (files) => `${files} 段上传的视频`,
  original: (files) => `${files} 段来自链接的视频`,
  voice: (files) => `${files} 段配音`,
  result: (files) => `${files} 个成片`,
  thumbnail: (files) => `${files} 张人脸图片`,
};

export const owner: OwnerMessages = {
  pages: { team: '团队', status: '状态' },
  pagesLabel: '管理员页面',
  signOut: '退出登录',
  signingOut: '正在退出…',

  teamTitle: '团队',
  teamText: '一个邀请对应一位剪辑师，设备数量不限。各人只看到自己的任务，你能看到全部。',
  teamPractice: '练习模式下，邀请和数字都是演练：不会扣费，正式使用后这些邀请也打不开本站。',
  invitesTitle: '邀请',
  inviteField: '邀请谁？',
  inviteHint: '这个名字只有你能看到。',
  inviteEmpty: '请填写邀请对象，最多 80 个字符。',
  makeInvite: '创建邀请',
  making: '正在创建…',
  linkTitle: (label) => `给${label}的链接`,
  linkText: '请现在复制：链接只显示这一次，因为我们只保存它的指纹。打开链接的人会以这位剪辑师的身份进入。',
  linkLabel: '邀请链接',
  copy: '复制链接',
  copied: '链接已复制',
  copyByHand: '这个浏览器不允许网页复制：链接已选中，请手动复制。',
  done: '完成',
  noInvites: '还没有邀请任何人。',
  inviteFacts: (made, relinked, used) =>
    [
      `创建于 ${when(made)}`,
      ...(relinked === null ? [] : [`换新链接 ${when(relinked)}`]),
      used === null ? '尚未打开' : `最近打开 ${when(used)}`,
    ].join('，'),
  revoked: (iso) => `撤销于 ${when(iso)}`,
  revokedTitle: (count) => `已撤销（${count}）`,
  relink: '换新链接',
  relinkFor: (label) => `给${label}换新链接`,
  relinkText: (label) => `要给${label}换新链接吗？旧链接会失效，已经进入的设备不受影响。`,
  relinkYes: '换新链接',
  revoke: '撤销',
  revokeFor: (label) => `撤销对${label}的邀请`,
  revokeText: (label) => `要撤销对${label}的邀请吗？对方的设备会立即退出。任务会保留，你仍能看到。`,
  revokeYes: '立即撤销',
  keep: '取消',

  spendingTitle: '花费',
  spendingPractice: '这是练习原本会花的费用。没有扣费。',
  spender: '谁',
  today: '今天',
  total: '总计',
  jobs: '任务',
  sum: '合计',
  roles: { owner: '你（管理员）', editor: '剪辑师', visitor: '访客' },
  nobodySpent: '还没有任何花费。',
  budgetOf: (todayMilliPtc, budgetMilliPtc) =>
    `今天 ${formatPtcAmount(todayMilliPtc)}，预算 ${formatPtcAmount(budgetMilliPtc)}，到 UTC 零点为止`,
  noBudget: (todayMilliPtc) => `今天 ${formatPtcAmount(todayMilliPtc)}；练习没有预算`,
  money: formatPtcAmount,
  csvTitle: '账目',
  csvText: '每笔花费一行，写明谁、什么、何时，以及钱的去向。日期按 UTC 计算。',
  csvFrom: '从',
  csvTo: '到',
  csvDownload: '下载 CSV 表格',
  csv: {
    fileName: (practice, from, to) => {
      const name = practice ? '练习花费' : '花费';
      if (from !== undefined) return to === undefined ? `${name} ${from} 起.csv` : `${name} ${from} 至 ${to}.csv`;
      return to === undefined ? `${name}.csv` : `${name}截至 ${to}.csv`;
    },
    columns: {
      time: '时间（UTC）',
      who: '谁',
      what: '项目',
      name: '名称',
      money: '扣费情况',
      ptc: 'PTC',
      job: '任务',
      address: '地址',
    },
    roles: { owner: '管理员', editor: '剪辑师', visitor: '访客' },
    kinds: { identify: '识别人脸', 'lip-sync': '对口型', upload: '上传' },
    money: { reserved: '尚不清楚，按已扣费计算', spent: '已扣费', released: '没有扣费' },
    moneyInPractice: '练习，没有扣费',
    statuses: {
      submitting: '正在发送',
      unknown: '没有答复',
      submitted: '等待处理',
      processing: '正在生成',
      succeeded: '已完成',
      failed: '未成功',
    },
  },

  statusTitle: '状态',
  statusText: '本站的运行情况。查看不花钱，也不会启动任何操作。',
  nowTitle: '现在',
  budget: '预算',
  balance: '账户余额',
  balanceKnown: (milliPtc) => (milliPtc < 0 ? `${formatPtcAmount(milliPtc)}：账户已欠费，任务会被拒绝` : formatPtcAmount(milliPtc)),
  balancePractice: (milliPtc) => `${formatPtcAmount(milliPtc)}，虚构的数字：这是练习`,
  balanceHidden: '这个密钥无权查看余额。请到 302.AI 网站查看。',
  balanceUnreachable: '302.AI 刚才没有答复。请过一分钟再看。',
  running: '进行中的任务',
  unknown: '没有答复的任务',
  noUnknown: '没有。每个任务都得到了答复。',
  unknownText: '请求已经发出，但没有收到答复。这些任务按已扣费计算；查找是免费的，也不会自动重发。',
  unknownJob: (who, milliPtc, iso, lookups) => `${who}，${formatPtcAmount(milliPtc)}，始于 ${when(iso)}，已查找 ${lookups} 次`,
  unknownMore: (count) => `还有 ${count} 个`,
  openJob: '打开这个任务',
  archive: '等待复制的成片',
  archiveNone: '没有。每个成片都保存在这里。',
  archiveWaiting: (waiting, iso) => `${waiting} 个成片只存在 302.AI，30 天后会被删除${iso === null ? '' : `；最早的一个是 ${when(iso)}`}。`,
  archiveFailing: (failing) => `其中 ${failing} 个上次复制失败，会自动重试；磁盘是不是满了？`,
  kept: '保存在这里的文件',
  keptNothing: '还没有。',
  keptTotal: (byteSize) => `共 ${fileSize(byteSize)}`,
  keptOf: (kind, files, byteSize) => `${KEPT[kind](files)}：${fileSize(byteSize)}`,
  pendingDeletion: (files) => `有 ${files} 个文件不再需要，即将删除。`,
  settingsTitle: '设置',
  settingsText: '这些是环境变量，服务器启动时读取。它们的值永远不会显示。',
  settingLevel: (level) => `${level}：`,
  levels: { fine: '正常', look: '值得看看', todo: '待处理' },
  settings,
};
