import type { ImpossibleReason } from '../../domain/best-placement';
import { PLACEMENT_LIMITS, type Placement, type PlacementIssue, type PlacementStop } from '../../domain/placement';
import { formatTime, formatTimeShort, type TimeEntryError } from '../../domain/time';
import { formatPtcAmount } from '../format';
import type { Texts } from '../language';
import { exactSeconds, percent, seconds, sentences } from './format';

/** `todo` is present if *Fix it* alone is not enough. */
interface Finding {
  readonly what: string;
  readonly todo: string;
}

const overlap = seconds(PLACEMENT_LIMITS.minOverlapMs);
const trimmed = seconds(PLACEMENT_LIMITS.minTrimmedMs);
const shortest = seconds(PLACEMENT_LIMITS.minVoiceMs);
const longest = seconds(PLACEMENT_LIMITS.maxVoiceMs);

const fields: Record<keyof Placement, string> = {
  trimStartMs: 'Cut from',
  trimEndMs: 'Cut to',
  insertAtMs: 'Starts in the clip',
  voiceVolume: 'Voice volume',
  originalVolume: 'Old sound volume',
};

function issue(found: PlacementIssue): Finding {
  switch (found.code) {
    case 'invalid-field':
      return { what: `“${fields[found.field]}” has no value that can be used.`, todo: 'Set it again.' };
    case 'voice-too-short':
      return {
        what: `The recording is ${exactSeconds(found.byMs)} too short.`,
        todo: `It must last at least ${shortest}: add a longer one.`,
      };
    case 'voice-too-long':
      return { what: `The recording is ${exactSeconds(found.byMs)} too long.`, todo: `It may last up to ${longest}: add a shorter one.` };
    case 'trimmed-too-short':
      return {
        what: `The part used is ${exactSeconds(found.byMs)} too short.`,
        todo: `At least ${trimmed} of the recording must be used.`,
      };
    case 'trim-past-voice-end':
      return { what: `“Cut to” lies ${exactSeconds(found.byMs)} after the end of the recording.`, todo: '' };
    case 'overlap-too-short':
      return { what: `${exactSeconds(found.byMs)} short of the needed ${overlap} overlap.`, todo: overlapTodo(found.move) };
    case 'starts-before-video':
      return { what: `The voice starts ${exactSeconds(found.byMs)} before the clip does.`, todo: '' };
    case 'ends-after-video':
      return { what: `The voice ends ${exactSeconds(found.byMs)} after the clip does.`, todo: '' };
    case 'overlap-near-window-end':
      return {
        what: `Tight: ${exactSeconds(found.byMs)} of the needed ${overlap} lies at the very end of this face’s time.`,
        todo: 'That end is not exact. Moving the voice earlier is safer.',
      };
    case 'trim-near-voice-end':
      return {
        what: `Tight: the last ${exactSeconds(found.byMs)} lies at the very end of the recording.`,
        todo: 'That end is not exact. Cutting a little earlier is safer.',
      };
  }
}

function overlapTodo(move: 'earlier' | 'later' | 'none'): string {
  switch (move) {
    case 'earlier':
      return 'The voice must come earlier, to be heard while this face is on screen.';
    case 'later':
      return 'The voice must come later, to be heard while this face is on screen.';
    case 'none':
      return 'Moving it is not enough: the part used must change too.';
  }
}

/** Why no placement is legal, so that *Fix it* is not available. */
function impossible(reason: ImpossibleReason): Finding {
  switch (reason.code) {
    case 'voice-too-short':
      return {
        what: `The recording is ${exactSeconds(reason.byMs)} too short.`,
        todo: `It must last at least ${shortest}: add a longer one.`,
      };
    case 'voice-too-long':
      return { what: `The recording is ${exactSeconds(reason.byMs)} too long.`, todo: `It may last up to ${longest}: add a shorter one.` };
    case 'video-too-short':
      return { what: `The clip is ${exactSeconds(reason.byMs)} too short for any voice.`, todo: 'Use a longer clip.' };
    case 'window-too-short':
      return {
        what: `This face is on screen for ${exactSeconds(reason.windowMs)}, and ${overlap} are needed.`,
        todo: 'Choose another face, or use another clip.',
      };
    case 'window-outside-video':
      return {
        what: `Only ${exactSeconds(reason.insideMs)} of this face’s time lies within the clip, and ${overlap} are needed.`,
        todo: 'Choose another face, or use another clip.',
      };
  }
}

/** Shown when a handle, slider or field reaches its limit. */
const stops: Record<PlacementStop, string> = {
  'starts-before-video': 'The voice cannot start before the clip does.',
  'ends-after-video': 'The voice must end by the end of the clip.',
  'trim-before-voice-start': 'The recording starts here.',
  'trim-past-voice-end': 'The recording ends here.',
  'trimmed-too-short': `At least ${trimmed} of the recording must be used.`,
  'overlap-too-short': `At least ${overlap} of the voice must be heard while this face is on screen.`,
};

const refusals: Record<TimeEntryError, string> = {
  empty: 'Nothing was typed.',
  'not-a-time': 'That is not a time.',
  'too-large': 'That is longer than a day.',
};

export const place = {
  fields,
  lengthUsed: 'Length used',
  trimSlider: 'Part of the recording',
  fitToFace: 'Fit to face',
  fitToFaceNote: 'Puts the voice where this face is on screen the longest.',
  backToBest: 'Back to the best place',
  timeHint: 'A time such as 4.2, 0:04.2 or 4200ms; +0.5 or -1 moves it.',

  insertText: (startMs: number, endMs: number) => `Starts at ${formatTimeShort(startMs)} in the clip, ends at ${formatTimeShort(endMs)}`,
  trimStartText: (ms: number) => `Uses the recording from ${formatTimeShort(ms)}`,
  trimEndText: (ms: number, usedMs: number) => `Uses the recording up to ${formatTimeShort(ms)}, ${seconds(usedMs)} in all`,
  limits: (leastMs: number, mostMs: number) =>
    leastMs === mostMs ? 'It has no room to move.' : `From ${formatTimeShort(leastMs)} to ${formatTimeShort(mostMs)}.`,
  volumeText: (percent: number) => (percent === 0 ? 'Silent' : `${percent} percent${percent === 100 ? ', as recorded' : ''}`),
  percent,

  keepOldSound: 'Keep the old sound',
  oldSoundOff: 'Off, so only the new voice is heard',
  oldSoundOn: 'On, so both are heard together',
  /** For a clip that is itself a result: its audio contains the speech of earlier passes. */
  oldSoundLaterOn: 'On, so that the voices of the passes before stay',
  oldSoundLaterOff: 'Off: the voices of the passes before are no longer heard',
  oldSoundNone: 'The clip has no sound of its own',

  issue,
  impossible,
  stops,
  stoppedAt: (ms: number, reason: string) => `Stops at ${formatTime(ms)}. ${reason}`,
  refused: (why: TimeEntryError, stays: string) => `${refusals[why]} Write 4.2, 0:04.2, 4200ms, +0.5 or -1. It stays at ${stays}.`,

  fits: 'It fits.',
  fitsWhole: (startMs: number, endMs: number) =>
    `The voice runs ${formatTimeShort(startMs)} – ${formatTimeShort(endMs)}, all of it while this face is on screen.`,
  fitsPartly: (startMs: number, endMs: number, overlapMs: number) =>
    `The voice runs ${formatTimeShort(startMs)} – ${formatTimeShort(endMs)}, ${seconds(overlapMs)} of it while this face is on screen. The mouth moves only then.`,
  leavesWindow: (outside: readonly { readonly startMs: number; readonly endMs: number }[]) =>
    `It leaves this window at ${outside.map(({ startMs, endMs }) => `${formatTimeShort(startMs)} – ${formatTimeShort(endMs)}`).join(' and ')}; one job moves the mouth in one window only.`,
  silent: (hasOldSound: boolean) =>
    `The voice is set to ${percent(0)}: ${hasOldSound ? 'only the old sound is heard.' : 'the mouth moves, and nothing is heard.'}`,
  fixIt: 'Fix it',
  cannotFix: 'No place in this clip is long enough for this face and voice.',
  notPlaced: 'The voice is not placed yet.',
  missing: {
    video: { what: 'Add a clip first.', todo: 'Someone talking, for 2 seconds or more.' },
    faces: { what: 'The faces have to be found first.', todo: 'The voice is placed by itself after that.' },
    choice: { what: 'Choose who speaks.', todo: 'The voice is placed by itself then.' },
    'usable-face': { what: 'No face here can speak.', todo: 'Use another clip.' },
    voice: { what: 'Add a voice.', todo: 'A recording of 2 seconds or more; it is placed by itself.' },
  } satisfies Record<string, Finding>,

  create: (milliPtc: number) => `Create · ${formatPtcAmount(milliPtc)}`,
  createPractice: 'Create · practice',
  creating: 'Sending…',
  back: 'Back',
  sentences,
  verdictLabel: 'Does it fit?',

  timeline: {
    label: 'Timeline',
    clip: 'Clip',
    voice: 'Voice',
    maySpeakHere: 'may speak here',
    tooShort: (windowMs: number) => `${exactSeconds(windowMs)}, too short`,
    /** Accessible name; it contains the visible text (WCAG 2.5.3). */
    chooseFace: (name: string, startMs: number, endMs: number) =>
      `${name} may speak here: ${formatTimeShort(startMs)} – ${formatTimeShort(endMs)}`,
    tooShortFace: (name: string, windowMs: number) => `${name}, on screen for ${exactSeconds(windowMs)}, too short, ${overlap} are needed`,
    noVoice: 'Add a voice, and it appears here',
    position: 'Playhead',
    positionText: (ms: number, durationMs: number) => `${formatTimeShort(ms)} of ${formatTimeShort(durationMs)}`,
    moveVoice: 'Drag to move the voice',
    trimStart: 'Drag to cut from the start',
    trimEnd: 'Drag to cut from the end',
  },
};

export type PlaceMessages = Texts<typeof place>;
