import type { Texts } from '../language';

export const help = {
  goodClipTitle: 'What makes a good clip',
  goodClipText: 'The service looks for a mouth that it can move. These four things decide how well that works.',
  close: 'Close',
  good: 'Works well',
  bad: 'Often fails',
  showExamples: 'Show examples',
  pairs: {
    turned: { title: 'Facing the camera', good: 'To the front, or turned a little', bad: 'Seen from the side' },
    light: { title: 'Well lit', good: 'The mouth can be made out', bad: 'In the dark, or against the light' },
    covered: { title: 'Nothing over the mouth', good: 'Free from nose to chin', bad: 'A microphone, a hand, a mask' },
    size: { title: 'Large in the picture', good: 'Head and shoulders', bad: 'Far away, or one of many' },
  },

  tourStart: 'Show me around',
  tourStep: (step: number, count: number) => `${step} of ${count}`,
  tourNext: 'Next',
  tourDone: 'Done',
  tourLeave: 'Leave the tour',
  tour: {
    face: { title: 'Whose mouth moves', text: 'This face was found in the clip. Where its bar is lit in the timeline, it may speak.' },
    voice: {
      title: 'Where the voice lies',
      text: 'Drag it along, or pull its ends to use less of it. It never goes where it cannot be spoken.',
    },
    play: { title: 'Hear it first', text: 'Play shows the clip with the voice in its place. That is free, as often as you like.' },
    create: {
      title: 'Then make it',
      text: 'The line beside this button says whether all fits. The price stands on it before you press; practice is free.',
    },
  },
};

export type HelpMessages = Texts<typeof help>;
