import type { Texts } from '../language';

export const share = {
  /** On a job's own page. */
  make: 'Make a share link',
  making: 'Making a link…',
  about:
    'Whoever has a share link can watch and download this one result, beside the clip from before, without a code. You can end it at any time.',
  made: 'Share link, shown this once:',
  label: 'Share link',
  copy: 'Copy share link',
  copied: 'Share link copied',
  another: 'Make another share link',
  open: (links: number) => (links === 1 ? 'One share link is open.' : `${links} share links are open.`),
  end: (links: number) => (links === 1 ? 'End it' : 'End them all'),
  ended: 'Nobody can watch by a share link any more.',

  /** On the page of a share link. */
  title: 'A result that was shared with you',
  untitled: 'A clip with a new voice',
  watchOnly:
    'This link lets you watch this one result beside the clip from before, and download it. Whoever sent it can end it at any time.',
  noBefore: 'The clip from before is not kept here, so there is nothing to compare with.',
  practice: 'This was made in practice: lips are not changed, and the voice plays where it was put.',
  downloadSuffix: 'lip-sync',
  waitingTitle: 'It is still being made',
  waitingText: 'The result plays here when it is ready. That usually takes a few minutes.',
  lookAgain: 'Look again',
  failedTitle: 'There is nothing to watch',
  failedText: 'The result that this link was made for did not work out. Ask whoever sent it.',
  goneTitle: 'This link leads nowhere',
  goneText: 'It may be incomplete, or whoever sent it has ended it. Ask them for a new one.',
  sharedResult: 'Shared result',
};

export type ShareMessages = Texts<typeof share>;
