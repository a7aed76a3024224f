import { formatPtc } from '../../domain/price';

export const shell = {
  name: 'Lip-sync Wizard',
  description: 'Drop a clip and a voice, get the clip back with the mouth moving to that voice.',
  practice: 'Practice mode: everything works, nothing is charged, and lips are not changed.',
  /** For narrow screens. */
  practiceShort: 'Practice: nothing is charged, lips are not changed.',
  steps: { video: 'Video', face: 'Face', voice: 'Voice', place: 'Place', result: 'Result' },
  stepsLabel: 'Steps',
  stepDone: 'done',
  goOn: (step: string) => `Go on to ${step}`,
  stepOf: (step: number, count: number) => `${step}/${count}`,
  spentToday: (spentMilliPtc: number, budgetMilliPtc: number) => `Today ${formatPtc(spentMilliPtc)} of ${formatPtc(budgetMilliPtc)} PTC`,
  /** To the owner's pages. */
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
    'not-set-up': {
      title: 'This site is not set up yet',
      text: 'Its owner has to finish the set-up; the server’s log says what is missing. Nothing was charged.',
    },
  },
  toStart: 'To the wizard',
  reload: 'Show it again',
  doorTitle: 'Enter your code',
  doorText: 'This site is for invited editors. The code comes from the site’s owner.',
  doorField: 'Code',
  doorOpen: 'Open',
  doorOpening: 'Opening…',
  doorEmpty: 'Enter the code you were given.',
};
