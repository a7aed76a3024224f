/** The result's keys as data: what each does, and how the sheet lists them. The first eight are the timeline's, too. */

import type { KeyName } from '@/components/ui/key-sheet';
import type { Stroke } from '@/components/ui/use-page-keys';

export type PlayerAct =
  | 'play'
  | 'back-second'
  | 'on-second'
  | 'back-frame'
  | 'on-frame'
  | 'start'
  | 'end'
  | 'loop'
  | 'slower'
  | 'faster'
  | 'compare'
  | 'mute'
  | 'full-screen'
  | 'keys';

/** Characters alone. Those who speak to their computer, or whose hand slips, can switch them off (WCAG 2.1.4). */
const SINGLE: Readonly<Record<string, PlayerAct>> = {
  k: 'play',
  j: 'back-second',
  l: 'on-second',
  r: 'loop',
  c: 'compare',
  m: 'mute',
  f: 'full-screen',
  '<': 'slower',
  '>': 'faster',
  '?': 'keys',
};

const PLAIN: Readonly<Record<string, PlayerAct>> = {
  ' ': 'play',
  ArrowLeft: 'back-frame',
  ArrowRight: 'on-frame',
  Home: 'start',
  End: 'end',
};

const SHIFTED: Readonly<Record<string, PlayerAct>> = { ArrowLeft: 'back-second', ArrowRight: 'on-second' };

/** What is done again and again while the key is held. */
const REPEATED: ReadonlySet<PlayerAct> = new Set(['back-second', 'on-second', 'back-frame', 'on-frame']);

/** What a stroke means; `null` when it is not ours. */
export function playerActOf(stroke: Stroke, singleKeys: boolean): PlayerAct | null {
  const { key, shiftKey, altKey, ctrlKey, metaKey, repeat, isComposing } = stroke;
  if (altKey || ctrlKey || metaKey || isComposing) return null;
  const letter = key.toLowerCase();
  const plain = shiftKey ? SHIFTED[key] : PLAIN[key];
  // Shift only makes some of the signs; a letter with it means something else.
  const single = singleKeys && !(shiftKey && /^[a-z]$/.test(letter)) ? SINGLE[letter] : undefined;
  const act = plain ?? single ?? null;
  return act !== null && repeat && !REPEATED.has(act) ? null : act;
}

export interface PlayerKeyLine {
  readonly act: PlayerAct;
  /** Each way to press it. */
  readonly ways: readonly (readonly KeyName[])[];
}

export const PLAYER_KEYS: readonly { readonly group: 'play' | 'look'; readonly lines: readonly PlayerKeyLine[] }[] = [
  {
    group: 'play',
    lines: [
      { act: 'play', ways: [['Space'], ['K']] },
      { act: 'back-second', ways: [['J'], ['Shift', 'Left']] },
      { act: 'on-second', ways: [['L'], ['Shift', 'Right']] },
      { act: 'back-frame', ways: [['Left']] },
      { act: 'on-frame', ways: [['Right']] },
      { act: 'start', ways: [['Home']] },
      { act: 'end', ways: [['End']] },
    ],
  },
  {
    group: 'look',
    lines: [
      { act: 'compare', ways: [['C']] },
      { act: 'loop', ways: [['R']] },
      { act: 'slower', ways: [['<']] },
      { act: 'faster', ways: [['>']] },
      { act: 'mute', ways: [['M']] },
      { act: 'full-screen', ways: [['F']] },
      { act: 'keys', ways: [['?']] },
    ],
  },
];
