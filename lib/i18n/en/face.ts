import { formatShortTime } from '../format';
import type { Texts } from '../language';
import { exactSeconds, seconds } from './format';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export const face = {
  heading: 'Who speaks?',
  headingOne: 'Face',
  /** A neutral name; the app never guesses a person's identity. */
  name: (index: number) => `Face ${LETTERS[index] ?? index + 1}`,
  canSpeak: (startMs: number, endMs: number) =>
    `can speak ${formatShortTime(startMs)} – ${formatShortTime(endMs)}, ${seconds(endMs - startMs)}`,
  tooShort: (lengthMs: number, neededMs: number) => `${exactSeconds(lengthMs)} on screen: too short, ${seconds(neededMs)} are needed`,
  thumbnail: (name: string) => `Picture of ${name}`,
  chooseOne: 'Choose the face that the voice belongs to.',
  noneUsable: 'Every face is on screen too briefly.',
  finding: 'Looking for faces…',
  findingText: 'Usually under half a minute. You can add the voice meanwhile.',
  noneTitle: 'No face was found',
  noneText: 'What usually helps:',
  noneHints: [
    'The face looks to the front, not to the side',
    'It is well lit',
    'Nothing covers the mouth: no hand, microphone or mask',
    'It is large in the picture',
  ],
  noneNext: 'Use another clip',
  noneCharged: (price: string) => `Looking for faces was charged: ${price}.`,
  noneFree: 'Nothing was charged: this is practice.',
  failedTitle: 'The faces were not found yet',
  expiredTitle: 'The faces have to be found again',
  expiredText: 'The service knows them for 24 hours, and for the editor who had them found. Your clip, voice and settings are kept.',
  expiredPromise: 'The face on screen at the same time is then chosen, and your voice stays where it is, or as near as it fits.',
  /** Shown after the faces expired. */
  proposal: {
    title: 'The faces were found again',
    face: 'The face that is on screen most when yours was is chosen.',
    none: 'None of them is on screen when yours was: choose one.',
    kept: 'Your voice is where it was.',
    moved: 'Your voice was moved to the nearest place that fits.',
    dismiss: 'Close',
  },
  findAgain: 'Find the faces again',
  findAgainFor: (price: string) => `Find the faces again · ${price}`,
  needsClip: 'Faces are found as soon as there is a clip.',
  foundCount: (count: number) => (count === 1 ? 'One face found.' : `${count} faces found.`),
  change: 'Change',
  /** Accessible name; it starts with the button's visible text (WCAG 2.5.3). */
  changeThing: (thing: string) => `Change: ${thing}`,
};

export type FaceMessages = Texts<typeof face>;
