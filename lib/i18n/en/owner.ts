import type { StatusResponse } from '../../contracts/status';
import { formatPtcAmount } from '../format';
import type { Texts } from '../language';
import { fileSize, dateTime as when } from './format';

interface SettingText {
  readonly title: string;
  readonly text: string;
}

/** The meaning of a setting's state, and how to change it. Settings are environment variables that the server reads at start. */
const settings: Record<string, Record<string, SettingText>> = {
  key: {
    set: { title: 'The 302.AI key is set', text: 'Jobs are real, and cost PTC.' },
    missing: {
      title: 'No 302.AI key: practice mode',
      text: 'Everything works, nothing is charged, and lips are not changed. To go live, set AI302_API_KEY and start the server again.',
    },
  },
  passcode: {
    set: { title: 'The door has a passcode', text: 'It opens these pages. Changing OWNER_PASSCODE signs you out everywhere.' },
    short: {
      title: 'The passcode is short',
      text: 'Tries are slowed down, but 12 characters or more cannot be found by trying. Set a longer OWNER_PASSCODE and start the server again.',
    },
    missing: {
      title: 'There is no passcode',
      text: 'Anybody who can reach this server sees these pages. A live server lets nobody in without one: set OWNER_PASSCODE and start the server again.',
    },
  },
  budget: {
    set: { title: 'A daily budget is set', text: 'Spending stops there until midnight UTC. To change it, set DAILY_BUDGET_PTC.' },
    default: { title: 'The daily budget is 5 PTC', text: 'That is what it is by itself. To change it, set DAILY_BUDGET_PTC.' },
    none: { title: 'Practice has no budget', text: 'Nothing is charged. To rehearse its end, set DAILY_BUDGET_PTC.' },
  },
  database: {
    file: {
      title: 'The database is a file on this server',
      text: 'Keep it on a disk that lasts. For several servers, set DATABASE_URL to a libSQL server.',
    },
    server: { title: 'The database is on a database server', text: 'Several servers can share it.' },
    memory: {
      title: 'The database is in memory',
      text: 'Everything is forgotten when the server stops, paid jobs too. Set DATABASE_URL to a file or a database server.',
    },
  },
  storage: {
    local: { title: 'Clips and results lie on this server', text: 'Keep them on a disk that lasts.' },
    '302ai': {
      title: 'Clips go to 302.AI’s own upload',
      text: 'Each costs about 0.001 PTC. Results are kept on this server. To keep clips here too, set STORAGE=local and PUBLIC_BASE_URL.',
    },
    s3: {
      title: 'Clips and results lie in an S3 bucket',
      text: 'Browsers send clips there themselves, and 302.AI reads them there by addresses that end.',
    },
    'vercel-blob': {
      title: 'Clips and results lie in a Vercel Blob store',
      text: 'Browsers send clips there themselves, and 302.AI reads them there by addresses that end. The store must be a private one.',
    },
  },
  pages: {
    open: { title: 'The bucket lets this site’s pages in', text: 'It was asked just now, as a browser asks before it sends a clip.' },
    shut: {
      title: 'The bucket keeps this site’s pages out',
      text: 'No clip can be sent. Give the bucket a CORS rule that allows GET and PUT from this site’s address: docs/storage.md has it.',
    },
    unknown: {
      title: 'Whether the bucket lets this site’s pages in is not known',
      text: 'It did not answer just now. If clips cannot be sent, look at its CORS rule: docs/storage.md has it.',
    },
  },
  reach: {
    set: { title: 'The internet reaches this server', text: 'PUBLIC_BASE_URL says where.' },
    none: {
      title: 'No public address is set',
      text: 'None is needed, unless clips are to be fetched from this server: then set PUBLIC_BASE_URL.',
    },
  },
  proxy: {
    trusted: {
      title: 'A proxy before this server is trusted',
      text: 'What it says of callers is believed. TRUSTED_PROXY_HOPS says how many there are.',
    },
    none: {
      title: 'No proxy is trusted',
      text: 'Right where browsers reach this server directly. Behind a proxy that ends https, set TRUSTED_PROXY_HOPS, or the session cookie is not marked secure.',
    },
  },
  sweeper: {
    timer: {
      title: 'This server looks after what nobody watches',
      text: 'Every few seconds it follows running jobs, copies results and deletes what is no longer needed.',
    },
    scheduled: {
      title: 'Vercel’s scheduler looks after what nobody watches',
      text: 'Twice a day it follows running jobs, copies results and deletes what is no longer needed; whoever looks at a job has it done too.',
    },
    missing: {
      title: 'Nothing looks after what nobody watches',
      text: 'Results are copied only while somebody looks at a job, and nothing is deleted by itself. Set CRON_SECRET to a random text of 16 characters or more, and deploy again.',
    },
  },
  keeping: {
    forever: { title: 'Results are kept until they are deleted', text: '302.AI deletes its own copies after 30 days.' },
    days: {
      title: 'Results are kept for a number of days',
      text: 'KEEP_DAYS says how many. What a result was made of goes with it; the job and its cost stay.',
    },
  },
};

type KeptKind = StatusResponse['kept'][number]['kind'];

const KEPT: Record<KeptKind, readonly [string, string]> = {
  input: ['clip that was sent', 'clips that were sent'],
  original: ['clip that came by a link', 'clips that came by links'],
  voice: ['voice', 'voices'],
  result: ['result', 'results'],
  thumbnail: ['picture of a face', 'pictures of faces'],
};

export const owner = {
  pages: { team: 'Team', status: 'Status' },
  pagesLabel: 'Owner’s pages',
  signOut: 'Sign out',
  signingOut: 'Signing out…',

  teamTitle: 'Team',
  teamText: 'One invite is one editor, on as many devices as they like. Each has their own jobs; you see all of them.',
  teamPractice: 'In practice, invites and figures are a rehearsal: nothing is charged, and they open nothing once the site is live.',
  invitesTitle: 'Invites',
  inviteField: 'Who is it for?',
  inviteHint: 'A name that only you see.',
  inviteEmpty: 'Write who it is for, in at most 80 characters.',
  makeInvite: 'Make invite',
  making: 'Making…',
  linkTitle: (label: string) => `Link for ${label}`,
  linkText: 'Copy it now: it is shown this once, because only its fingerprint is kept. Whoever opens it is let in as this editor.',
  linkLabel: 'Invite link',
  copy: 'Copy link',
  copied: 'Link copied',
  copyByHand: 'This browser does not let the page copy: the link is selected for copying by hand.',
  done: 'Done',
  noInvites: 'Nobody is invited yet.',
  /** `null` for an event that has not happened. */
  inviteFacts: (made: string, relinked: string | null, used: string | null) =>
    [
      `made ${when(made)}`,
      ...(relinked === null ? [] : [`new link ${when(relinked)}`]),
      used === null ? 'not opened yet' : `last opened ${when(used)}`,
    ].join(', '),
  revoked: (iso: string) => `revoked ${when(iso)}`,
  revokedTitle: (count: number) => `Revoked (${count})`,
  relink: 'New link',
  relinkFor: (label: string) => `Make a new link for ${label}`,
  relinkText: (label: string) => `Make a new link for ${label}? The old one stops working. Devices that are in stay in.`,
  relinkYes: 'Make new link',
  revoke: 'Revoke',
  revokeFor: (label: string) => `Revoke the invite of ${label}`,
  revokeText: (label: string) => `Show ${label} out? Their devices are signed out at once. Their jobs stay, and you still see them.`,
  revokeYes: 'Revoke now',
  keep: 'Cancel',

  spendingTitle: 'Spending',
  spendingPractice: 'What practice would have cost. Nothing was charged.',
  spender: 'Who',
  today: 'Today',
  total: 'In total',
  jobs: 'Jobs',
  sum: 'All',
  roles: { owner: 'You, the owner', editor: 'Editor', visitor: 'Visitor' },
  nobodySpent: 'Nothing was spent yet.',
  budgetOf: (todayMilliPtc: number, budgetMilliPtc: number) =>
    `${formatPtcAmount(todayMilliPtc)} of ${formatPtcAmount(budgetMilliPtc)} today, until midnight UTC`,
  noBudget: (todayMilliPtc: number) => `${formatPtcAmount(todayMilliPtc)} today; practice has no budget`,
  money: formatPtcAmount,
  csvTitle: 'For your books',
  csvText: 'Every charge as a line of a table, with who, what, when and what became of it. Days are UTC.',
  csvFrom: 'From',
  csvTo: 'To',
  csvDownload: 'Download as CSV',
  /** Column headings. */
  csv: {
    fileName: (practice: boolean, from: string | undefined, to: string | undefined) =>
      `${practice ? 'practice spending' : 'spending'}${from === undefined ? '' : ` from ${from}`}${to === undefined ? '' : ` to ${to}`}.csv`,
    columns: {
      time: 'Time (UTC)',
      who: 'Who',
      what: 'What',
      name: 'Name',
      money: 'Money',
      ptc: 'PTC',
      job: 'Job',
      address: 'Address',
    },
    roles: { owner: 'Owner', editor: 'Editor', visitor: 'Visitor' },
    kinds: { identify: 'Finding faces', 'lip-sync': 'Lip-sync', upload: 'Upload' },
    money: { reserved: 'not known yet, counts as charged', spent: 'charged', released: 'not charged' },
    moneyInPractice: 'practice, nothing charged',
    statuses: {
      submitting: 'being sent',
      unknown: 'no answer',
      submitted: 'waiting its turn',
      processing: 'being made',
      succeeded: 'done',
      failed: 'failed',
    },
  },

  statusTitle: 'Status',
  statusText: 'How the site is. Looking is free and never starts anything.',
  nowTitle: 'Now',
  budget: 'Budget',
  balance: 'Left on the account',
  balanceKnown: (milliPtc: number) =>
    milliPtc < 0 ? `${formatPtcAmount(milliPtc)}: the account is in arrears, and jobs will be refused` : formatPtcAmount(milliPtc),
  balancePractice: (milliPtc: number) => `${formatPtcAmount(milliPtc)}, a made-up figure: this is practice`,
  balanceHidden: 'The key may not see it. 302.AI’s own site shows it.',
  balanceUnreachable: '302.AI did not answer just now. Look again in a minute.',
  running: 'Jobs running',
  unknown: 'Jobs without an answer',
  noUnknown: 'None. Every job’s answer came.',
  unknownText:
    'Their requests went out, and no answer came back. They count as charged, are looked up for free, and are never sent again by themselves.',
  unknownJob: (who: string, milliPtc: number, iso: string, lookups: number) =>
    `${who}, ${formatPtcAmount(milliPtc)}, since ${when(iso)}, looked up ${lookups === 1 ? 'once' : `${lookups} times`}`,
  unknownMore: (count: number) => `and ${count} more`,
  openJob: 'Open this job',
  archive: 'Results still to be copied',
  archiveNone: 'None. Every result is kept here.',
  archiveWaiting: (waiting: number, iso: string | null) =>
    `${waiting} ${waiting === 1 ? 'result is' : 'results are'} only at 302.AI, which deletes them after 30 days${iso === null ? '' : `; the oldest is of ${when(iso)}`}.`,
  archiveFailing: (failing: number) =>
    failing === 1
      ? 'One could not be copied at the last try. It is tried again by itself; is the disk full?'
      : `${failing} could not be copied at the last try. They are tried again by themselves; is the disk full?`,
  kept: 'Kept here',
  keptNothing: 'Nothing yet.',
  keptTotal: (byteSize: number) => `${fileSize(byteSize)} in all`,
  keptOf: (kind: KeptKind, files: number, byteSize: number) => {
    const [one, more] = KEPT[kind];
    return `${fileSize(byteSize)}: ${files} ${files === 1 ? one : more}`;
  },
  pendingDeletion: (files: number) =>
    files === 1
      ? 'One file is no longer needed, and is about to be deleted.'
      : `${files} files are no longer needed, and are about to be deleted.`,
  settingsTitle: 'Settings',
  settingsText: 'They are environment variables, read when the server starts. Their values are never shown.',
  /** Accessible prefix for the level icon. */
  settingLevel: (level: string) => `${level}:`,
  levels: { fine: 'Fine', look: 'Worth a look', todo: 'To do' },
  settings,
};

export type OwnerMessages = Texts<typeof owner>;
