import type { JobFilter } from '../../domain/job';
import { formatPtcAmount, formatShortTime } from '../format';
import type { Texts } from '../language';
import { ago, date, dateTime, dayHeading, list, seconds } from './format';

const filters: Record<JobFilter | 'all', string> = {
  all: 'All',
  working: 'Working',
  done: 'Done',
  failed: 'Did not work',
  'needs-you': 'Needs you',
  gone: 'Result deleted',
  deleted: 'Deleted',
};

/** The creator of a job. Visitors have no names, so a mark distinguishes them. */
function person(role: 'owner' | 'editor' | 'visitor', label: string | null, mark: string): string {
  if (label !== null) return label;
  if (role === 'owner') return 'You';
  return `${role === 'visitor' ? 'Visitor' : 'Editor'} ${mark}`;
}

export const library = {
  title: 'Library',
  loading: 'Looking up the jobs',
  searchLabel: 'Search by name',
  clearSearch: 'Clear the search',
  filterLabel: 'Show',
  filters,
  personLabel: 'Made by',
  everybody: 'Everybody',
  person,
  dayHeading,
  showMore: 'Show more',
  showingMore: 'Showing more…',
  lookingFurther: 'Looking further back…',
  end: 'That is all.',
  count: (shown: number, more: boolean) => (more ? `${shown} jobs on show, more below` : shown === 1 ? '1 job' : `${shown} jobs`),

  untitled: 'Your clip, with the new voice',
  /** Input parameters of a job, in one line. */
  facts: (facts: {
    /** Number of passes up to the newest one; 0 for an earlier pass. */
    readonly passes: number;
    readonly who: string | null;
    readonly clipMs: number | null;
    readonly voiceMs: number;
    readonly agoMs: number | null;
  }) =>
    [
      ...(facts.passes === 1 ? [] : [facts.passes === 0 ? 'Earlier pass' : `${facts.passes} passes`]),
      ...(facts.who === null ? [] : [facts.who]),
      ...(facts.agoMs === null ? [] : [ago(facts.agoMs)]),
      ...(facts.clipMs === null ? [] : [`${formatShortTime(facts.clipMs)} clip`]),
      `${seconds(facts.voiceMs)} of voice`,
    ].join(' · '),
  madeAt: (iso: string) => `Made ${dateTime(iso)}`,
  saved: 'Saved',
  savedUntil: (iso: string) => `Kept until ${date(iso)}`,
  expiring: (iso: string | null) => (iso === null ? 'At the service, being saved' : `At the service until ${date(iso)}`),
  gone: 'Result deleted',
  beingMade: 'You can close this page',
  noAnswer: 'Open it to decide',
  cost: (milliPtc: number, charged: 'no' | 'yes' | 'unknown') =>
    charged === 'no' ? 'not charged' : charged === 'unknown' ? `${formatPtcAmount(milliPtc)}, perhaps` : formatPtcAmount(milliPtc),
  costPractice: 'practice',

  more: (name: string) => `What to do with ${name}`,
  open: 'Open',
  rename: 'Rename',
  tryAgain: 'Change and try again',
  delete: 'Delete',
  notYet: 'Still on its way: it can be deleted once it has ended.',
  nameLabel: (name: string) => `New name for ${name}`,
  nameHint: 'Enter keeps it, Esc leaves it as it was.',
  nameTooLong: 'At most 120 characters, on one line.',
  renamed: (name: string) => `It is called ${name} now.`,
  deleted: (name: string) => `${name} is deleted.`,
  deletedNote: (days: number) => `It can be brought back for ${days} days, under “${filters.deleted}”. What it cost stays in the books.`,
  undo: 'Undo',
  restored: (name: string) => `${name} is back.`,
  restore: 'Bring back',
  restoreFor: (name: string) => `Bring ${name} back`,
  restorableUntil: (iso: string) => `Can come back until ${date(iso)}`,
  close: 'Close',

  emptyTitle: 'No jobs yet',
  emptyText: 'What you create is kept here: to watch again, to download, to share.',
  emptyOwnerText: 'What your team creates is kept here: to watch again, to download, to share.',
  toWizard: 'Make the first',
  nothingTitle: 'Nothing found',
  /** The active filters. */
  nothingText: (narrowed: { readonly q: string; readonly filter: JobFilter | null; readonly who: string | null }) =>
    `No job ${list([
      ...(narrowed.q === '' ? [] : [`is called “${narrowed.q}”`]),
      ...(narrowed.filter === null ? [] : [`is under “${filters[narrowed.filter]}”`]),
      ...(narrowed.who === null ? [] : [`is by ${narrowed.who}`]),
    ])}.`,
  nothingDeleted: 'Nothing is deleted that could be brought back.',
  showAll: 'Show all jobs',
  offlineTitle: 'You are offline',
  offlineText: 'Your jobs go on without this page. They are listed here as soon as you are back online.',
  books: 'Spending as a table',
};

export type LibraryMessages = Texts<typeof library>;
