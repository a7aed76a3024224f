import type { Charged } from '../../contracts/error';
import type { JobStatus } from '../../domain/job';
import { formatTimeShort } from '../../domain/time';
import { ptc, shortTime, waitTime } from '../format';

/** `12 s`, `4 min 12 s`: how long something took, in whole seconds. */
function spanOf(ms: number): string {
  const wholeSeconds = Math.max(1, Math.round(ms / 1000));
  const minutes = Math.floor(wholeSeconds / 60);
  return minutes === 0 ? `${wholeSeconds} s` : `${minutes} min ${wholeSeconds % 60} s`;
}

interface StateText {
  readonly title: string;
  readonly text: string;
}

/** What is happening, for a job that is not at its end. */
const states: Record<Exclude<JobStatus, 'succeeded' | 'failed'>, StateText> = {
  submitting: { title: 'Sending', text: 'Your voice and settings are on their way to the service.' },
  submitted: { title: 'Waiting its turn', text: 'The service has taken the job and will begin shortly.' },
  processing: { title: 'Moving the mouth', text: 'The service is matching the mouth to the voice.' },
  unknown: {
    title: 'No answer yet',
    text: 'The request went out, and the connection broke before an answer came. It may have been charged. It is being looked up, which is free; nothing is sent again.',
  },
};

/** The same in practice, where no mouth is moved and none must be said to be. */
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
  states,
  statesInPractice,
  /** `1:20`: how long it has taken so far. */
  elapsed: (ms: number) => shortTime(Math.floor(Math.max(0, ms) / 1000) * 1000),
  elapsedLabel: 'so far',
  usual: (ms: number) => `usually about ${waitTime(ms)}`,
  longer: 'This takes longer than usual. It is still being looked at, and nothing is lost.',
  mayClose: 'You can close this page. The job goes on, and its address stays the same.',
  progressText: (elapsedMs: number, usualMs: number) => `${spanOf(elapsedMs)} so far, usually about ${waitTime(usualMs)}`,

  unknownAsking: (ms: number) => `Looking for up to ${waitTime(ms)} more.`,
  unknownOver: 'We could not find it. It may still have been made and charged.',
  unknownOverPractice: 'We could not find it. It may still have been made.',
  createAgainQuestion: (milliPtc: number) => `Create again for ${ptc(milliPtc)}?`,
  createAgainQuestionPractice: 'Create again?',
  createAgain: (milliPtc: number) => `Create again · ${ptc(milliPtc)}`,
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

  doneTitle: 'Done',
  doneFor: (ms: number, milliPtc: number) => `Took ${spanOf(ms)} · ${ptc(milliPtc)}`,
  doneForPractice: (ms: number) => `Took ${spanOf(ms)} · practice, nothing charged`,
  untitled: 'Your clip, with the new voice',
  download: 'Download',
  /** Ends every file name a download gets. */
  downloadSuffix: 'lip-sync',
  copyLink: 'Copy link',
  linkCopied: 'Link copied',
  linkLabel: 'Address of this result',
  linkByHand: 'This browser does not let the page copy. Here is the address:',
  changeAndTryAgain: 'Change and try again',
  practiceTitle: 'This is practice.',
  practiceText: 'The picture is your own clip: lips are not changed, and volumes are not mixed. The voice plays where you put it.',
  liveTitle: 'Check it once.',
  liveText: 'Watch it to the end before you use it.',
  voiceRuns: (startMs: number, endMs: number) => `The voice runs ${formatTimeShort(startMs)} – ${formatTimeShort(endMs)}.`,

  /** Begins the page's title while a job runs, so that the tab tells. */
  tabWorking: (elapsed: string) => `${elapsed} · working`,
  tabDone: 'Done',
  tabFailed: 'Did not work',
  tabUnknown: 'No answer yet',

  player: {
    label: 'Result',
    play: 'Play',
    pause: 'Pause',
    seek: 'Position',
    at: (ms: number, durationMs: number) => `${shortTime(ms)} of ${shortTime(durationMs)}`,
    mute: 'Mute',
    unmute: 'Sound on',
    fullScreen: 'Full screen',
    loading: 'Loading the result',
    brokenTitle: 'The result cannot be played here',
    brokenText:
      'The file may not have arrived whole, or this browser cannot show its kind. The result itself is safe: load it again, or download it.',
    loadAgain: 'Load again',
  },
};
