import { formatPtc } from '../../domain/price';
import type { Texts } from '../language';

export const shell = {
  name: 'Lip-sync Wizard',
  /** The page's title, followed by the site's. */
  pageTitle: (page: string) => `${page} · Lip-sync Wizard`,
  /** Name of the installed app. */
  shortName: 'Lip-sync',
  description: 'Drop a clip and a voice, get the clip back with the mouth moving to that voice.',
  practice: 'Practice mode: everything works, nothing is charged, and lips are not changed.',
  /** For narrow screens. */
  practiceShort: 'Practice: nothing is charged, lips are not changed.',
  offline: 'You are offline. Placing and listening go on; finding faces and creating wait until you are back. Nothing is lost.',
  /** For narrow screens. */
  offlineShort: 'You are offline. Placing and listening still work.',
  steps: { video: 'Video', face: 'Face', voice: 'Voice', place: 'Place', result: 'Result' },
  stepsLabel: 'Steps',
  stepDone: 'done',
  goOn: (step: string) => `Go on to ${step}`,
  stepOf: (step: number, count: number) => `${step}/${count}`,
  spentToday: (spentMilliPtc: number, budgetMilliPtc: number) => `Today ${formatPtc(spentMilliPtc)} of ${formatPtc(budgetMilliPtc)} PTC`,
  language: 'Language',
  library: 'Library',
  team: 'Team',
  messages: {
    'not-found': {
      title: 'There is nothing at this address',
      text: 'The link may be old or incomplete. Nothing was charged.',
    },
    broken: {
      title: 'This page stopped working',
      text: 'Nothing more was sent, and nothing more was charged. Showing it again brings your work back.',
    },
  },
  toStart: 'To the wizard',
  reload: 'Show it again',
  signInTitle: 'Enter your code',
  signInText: 'This site is for invited editors. The code comes from the site’s owner.',
  signInField: 'Code',
  signInOpen: 'Open',
  signInOpening: 'Opening…',
  signInEmpty: 'Enter the code you were given.',
  /** An invite link opened while signed in as another person. */
  otherTitle: 'Come in as somebody else?',
  otherNow: {
    owner: 'You are here as the site’s owner.',
    editor: 'You are here as an editor who was invited before.',
    visitor: 'You are here as a visitor who practises.',
  },
  otherText:
    'This invite link makes you the editor it was made for. From then on whoever shares that invite sees what you do here, and your jobs so far are not in its library. If you did not ask for this link, stay as you are.',
  otherStay: 'Stay as I am',
  otherEnter: 'Come in as that editor',
};

export type ShellMessages = Texts<typeof shell>;
