import type { JobFilter } from '../../domain/job';
import type { LibraryMessages } from '../en/library';
import { formatPtcAmount, formatShortTime } from '../format';
import { ago, date, dateTime, dayHeading, seconds } from './format';

const filters: Record<JobFilter | 'all', string> = {
  all: '全部',
  working: '进行中',
  done: '已完成',
  failed: '未成功',
  'needs-you': '等你决定',
  gone: '成片已删除',
  deleted: '已删除',
};

export const library: LibraryMessages = {
  title: '任务库',
  loading: '正在查找任务',
  searchLabel: '按名称搜索',
  clearSearch: '清除搜索',
  filterLabel: '显示',
  filters,
  personLabel: '制作者',
  everybody: '所有人',
  person: (role, label, mark) => {
    if (label !== null) return label;
    if (role === 'owner') return '你';
    return `${role === 'visitor' ? '访客' : '剪辑师'} ${mark}`;
  },
  dayHeading,
  showMore: '显示更多',
  showingMore: '正在显示更多…',
  lookingFurther: '正在往前查找…',
  end: '没有更多了。',
  count: (shown, more) => (more ? `已显示 ${shown} 个任务，下面还有` : `${shown} 个任务`),

  untitled: '你的视频，配上了新的配音',
  facts: ({ passes, who, clipMs, voiceMs, agoMs }) =>
    [
      ...(passes === 1 ? [] : [passes === 0 ? '较早一轮' : `共 ${passes} 轮配音`]),
      ...(who === null ? [] : [who]),
      ...(agoMs === null ? [] : [ago(agoMs)]),
      ...(clipMs === null ? [] : [`视频 ${formatShortTime(clipMs)}`]),
      `配音 ${seconds(voiceMs)}`,
    ].join(' · '),
  madeAt: (iso) => `创建于 ${dateTime(iso)}`,
  saved: '已保存',
  savedUntil: (iso) => `保留到${date(iso)}`,
  expiring: (iso) => (iso === null ? '在服务方，正在保存' : `在服务方，到${date(iso)}为止`),
  gone: '成片已删除',
  beingMade: '可以关闭此页面',
  noAnswer: '打开后由你决定',
  cost: (milliPtc, charged) =>
    charged === 'no' ? '没有扣费' : charged === 'unknown' ? `可能花了 ${formatPtcAmount(milliPtc)}` : formatPtcAmount(milliPtc),
  costPractice: '练习',

  more: (name) => `对“${name}”的操作`,
  open: '打开',
  rename: '改名',
  tryAgain: '修改后再试',
  delete: '删除',
  notYet: '任务还在进行，结束后才能删除。',
  nameLabel: (name) => `“${name}”的新名称`,
  nameHint: '按 Enter 保存，按 Esc 不改。',
  nameTooLong: '最多 120 个字符，写在一行里。',
  renamed: (name) => `现在名为“${name}”。`,
  deleted: (name) => `“${name}”已删除。`,
  deletedNote: (days) => `${days} 天内可以在“${filters.deleted}”里恢复。花费仍留在账目里。`,
  undo: '撤销',
  restored: (name) => `“${name}”已恢复。`,
  restore: '恢复',
  restoreFor: (name) => `恢复“${name}”`,
  restorableUntil: (iso) => `${date(iso)}之前可以恢复`,
  close: '关闭',

  emptyTitle: '还没有任务',
  emptyText: '你生成的成片都在这里：可以重看、下载、分享。',
  emptyOwnerText: '团队生成的成片都在这里：可以重看、下载、分享。',
  toWizard: '做第一个',
  nothingTitle: '没有找到',
  nothingText: ({ q, filter, who }) => {
    const of = who === null ? '' : `${who}的`;
    const among = filter === null ? '' : `“${filters[filter]}”`;
    const called = q === '' ? '' : `名称含“${q}”的`;
    return `没有${of}${among}${called}任务。`;
  },
  nothingDeleted: '没有可以恢复的任务。',
  showAll: '显示全部任务',
  offlineTitle: '你已离线',
  offlineText: '任务不受影响。恢复联网后，这里会列出它们。',
  books: '花费表格',
};
