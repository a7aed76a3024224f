import type { Charged } from '../../contracts/error';
import type { JobStatus } from '../../domain/job';
import { formatTimeShort } from '../../domain/time';
import { formatPtcAmount, formatShortTime } from '../format';
import type { Texts } from '../language';
import { dayAndMonth, timeTaken, waitTime } from './format';

interface StateText {
  readonly title: string;
  readonly text: string;
}

/** The state of a running job. */
const states: Record<Exclude<JobStatus, 'succeeded' | 'failed'>, StateText> = {
  submitting: { title: 'Sending', text: 'Your voice and settings are on their way to the service.' },
  submitted: { title: 'Waiting its turn', text: 'The service has taken the job and will begin shortly.' },
  processing: { title: 'Moving the mouth', text: 'The service is matching the mouth to the voice.' },
  unknown: {
    title: 'No answer yet',
    text: 'The request went out, and the connection broke before an answer came. It may have been charged. It is being looked up, which is free; nothing is sent again.',
  },
};

/** The same in practice mode, where lips are not changed and the text must not claim it. */
const statesInPractice: typeof states = {
  submitting: states.submitting,
  submitted: { title: 'Waiting its turn', text: 'This is practice: the wait is part of it.' },
  processing: { title: 'Laying in the voice', text: 'This is practice: the voice goes into your clip, and lips are not changed.' },
  unknown: {
    title: states.unknown.title,
    text: 'The request went out, and the connection broke before an answer came. It is being looked up; nothing is sent again. Nothing was charged: this is practice.',
  },
};

const failedMoney: Record<Charged, string> = {
  no: 'Nothing was charged.',
  yes: 'It was charged.',
  unknown: 'It counts as charged until the service says otherwise.',
};

export const result = {
  lookingTitle: 'Looking up this job',
  pictureOf: (name: string) => `The clip ${name}`,
  noPicture: 'The clip itself is not kept here.',
  states,
  statesInPractice,
  inWork: 'In work',
  /** `1:20`: the elapsed time. */
  elapsed: (ms: number) => formatShortTime(Math.floor(Math.max(0, ms) / 1000) * 1000),
  elapsedLabel: 'so far',
  usual: (ms: number) => `usually about ${waitTime(ms)}`,
  longer: 'This takes longer than usual. It is still being looked at, and nothing is lost.',
  mayClose: 'You can close this page. The job goes on, and its address stays the same.',
  progressText: (elapsedMs: number, usualMs: number) => `${timeTaken(elapsedMs)} so far, usually about ${waitTime(usualMs)}`,

  unknownAsking: (ms: number) => `Looking for up to ${waitTime(ms)} more.`,
  unknownOver: 'We could not find it. It may still have been made and charged.',
  unknownOverPractice: 'We could not find it. It may still have been made.',
  createAgainQuestion: (milliPtc: number) => `Create again for ${formatPtcAmount(milliPtc)}?`,
  createAgainQuestionPractice: 'Create again?',
  createAgain: (milliPtc: number) => `Create again · ${formatPtcAmount(milliPtc)}`,
  createAgainPractice: 'Create again · practice',
  createAgainNote: 'This is a new job with a price of its own. If the first one turns up, it stays here.',
  createAgainTaken: 'A new job has taken the place of this one already, or this one was found after all.',
  createAgainElsewhere:
    'To create it again, open this page in the browser where it was made: your clip, voice and settings are kept there. Or begin anew here.',

  failedTitle: 'It did not work',
  failedMoney,
  failedMoneyPractice: 'Nothing was charged: this is practice.',
  failedReason: (message: string) => `The service says: “${message}”`,
  failedNoReason: 'The service gave no reason.',
  failedTodo: 'Your clip, voice and settings are kept.',

  missingTitle: 'There is no job at this address',
  missingText: 'The link may be incomplete, or the job belongs to someone else. Nothing was charged by opening it.',
  toStart: 'To the wizard',

  offlineTitle: 'You are offline',
  offlineText: 'The job goes on without this page. It is shown here as soon as you are back online.',
  offlineNote: 'You are offline. The job goes on; this page catches up when you are back.',
  staleNote: 'The last look brought no answer. It is tried again by itself; the job goes on.',

  savingTitle: 'Done, being saved',
  savingText: 'The result is finished and is being copied to this site. It plays here in a moment.',
  lookAgain: 'Look again',

  deletedTitle: 'This result was deleted',
  deletedText: (iso: string) => `It was deleted on ${dayAndMonth(iso)}. What it was made of may still be here.`,
  goneTitle: 'This result is gone',
  goneText: 'The service has deleted its copy, and there was none here.',

  doneTitle: 'Done',
  doneFor: (ms: number, milliPtc: number) => `Took ${timeTaken(ms)} · ${formatPtcAmount(milliPtc)}`,
  doneForPractice: (ms: number) => `Took ${timeTaken(ms)} · practice, nothing charged`,
  untitled: 'Your clip, with the new voice',
  /** Suffix of downloaded file names. */
  downloadSuffix: 'lip-sync',
  copyLink: 'Copy link',
  linkCopied: 'Link copied',
  linkLabel: 'Address of this result',
  linkByHand: 'This browser does not let the page copy. Here is the address:',
  changeAndTryAgain: 'Change and try again',
  /** Shown when upstream has deleted the faces. */
  facesAnew: (price: string) => `The service has forgotten the faces of this clip. They are found anew first, for ${price}.`,
  facesAnewPractice: 'The service has forgotten the faces of this clip. They are found anew first.',
  onlyLipSync: (price: string) => `The faces are still known: only the lip-sync is paid again, ${price}.`,
  bringingBack: 'Bringing your settings back…',
  notBroughtBack: 'Your settings could not be brought back just now. Nothing was charged.',
  dubAnother: 'Dub another face in this result',
  dubAnotherNote: (price: string) => `The result becomes the next clip. Finding its faces costs ${price}.`,
  dubAnotherUnsaved: 'As soon as the result is saved here.',

  saved: 'Saved here. It stays until somebody deletes it.',
  savedUntil: (iso: string) => `The service deletes its copy on ${dayAndMonth(iso)}. Yours stays.`,
  saving: 'Being saved here. Until then it plays from the service.',
  notSaved: (iso: string) =>
    `It could not be saved here yet, and is tried again by itself. The service deletes it on ${dayAndMonth(iso)}: download it before then.`,
  noBefore: 'The clip from before is not kept here, so there is nothing to compare with.',
  practiceTitle: 'This is practice.',
  practiceText: 'The picture is your own clip: lips are not changed, and volumes are not mixed. The voice plays where you put it.',
  liveTitle: 'Check it once.',
  liveText: 'Watch it to the end before you use it.',
  voiceRuns: (startMs: number, endMs: number) => `The voice runs ${formatTimeShort(startMs)} – ${formatTimeShort(endMs)}.`,

  /** Prefix of the page title while a job runs, visible in the tab. */
  tabWorking: (elapsed: string) => `${elapsed} · working`,
  tabDone: 'Done',
  tabFailed: 'Did not work',
  tabUnknown: 'No answer yet',

  /** Completion notifications. */
  tellMe: {
    label: 'When it is done',
    notice: 'Tell me when it is done',
    noticeNote: 'Your browser asks whether this page may. The tab’s title and icon tell it in any case.',
    noticeDenied:
      'This browser does not let this page notify you; its site settings can change that. The tab’s title and icon tell it all the same.',
    noticeOn: 'You will be told, as long as this page stays open.',
    noticeOff: 'Don’t',
    sound: 'A gentle sound',
    soundOn: 'On: two soft notes when it is done',
    soundOff: 'Off',
  },
  noticeDone: (name: string) => `${name} is done`,
  noticeDoneText: 'Your result is ready to watch.',
  noticeFailed: (name: string) => `${name} did not work`,
  noticeFailedText: 'The page says why, and what became of the money.',

  /** Several faces, dubbed one after the other. */
  passes: {
    label: 'Passes of this piece of work',
    heading: (count: number) => (count === 1 ? 'One pass' : `${count} passes, one piece of work`),
    total: (milliPtc: number) => `${formatPtcAmount(milliPtc)} in all`,
    pass: (number: number) => `Pass ${number}`,
    later: (number: number) => `Pass ${number}, made of this result`,
    voice: (startMs: number, endMs: number) => `Voice ${formatTimeShort(startMs)} – ${formatTimeShort(endMs)}`,
    cost: (milliPtc: number) => formatPtcAmount(milliPtc),
    here: 'This one',
  },
  /** Labels of the comparison of a later pass. */
  versus: {
    label: 'Compare with',
    previous: 'Pass before',
    first: 'First clip',
  },

  /** Result of the motion check, which compares pixels and detects no faces. */
  mouth: {
    label: 'Did the mouth move?',
    measuring: 'Comparing both pictures…',
    measured: 'This is a measurement: both videos were compared picture by picture.',
    moved: 'The mouth moves.',
    movedText: 'The picture around this face changes while the voice speaks, and hardly elsewhere.',
    unchanged: 'The picture did not change while the voice speaks.',
    unchangedText: 'That happens when the face is too small or turned away.',
    unchangedPractice: 'In practice that is as it should be: lips are not changed.',
    helps: 'What helps:',
    hints: [
      'A clip where the face is larger and looks to the front',
      'A part of the clip where nothing covers the mouth',
      'Another face, if the wrong one was chosen',
    ],
    cannotTell: 'Whether the mouth moved cannot be told here.',
    because: {
      'too-few': 'Too little of the voice lies where the face is on screen.',
      everywhere: 'The whole picture differs from the clip before, so the mouth cannot be told from the rest.',
      'here-and-there': 'The picture changes in several places while the voice speaks.',
      'too-coarse': 'The result was coded so coarsely that a mouth cannot be told from that.',
      unreadable: 'This browser cannot read both videos picture by picture.',
      'other-shape': 'The result has another shape than the clip before.',
    },
  },
};

export type ResultMessages = Texts<typeof result>;
