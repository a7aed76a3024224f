/** The result's keys as data: what each does, and how the sheet lists them. The first eight are the timeline's, too. */

import type { KeyStroke } from '@/components/hooks/use-shortcuts';
import type { KeyName } from '@/components/ui/shortcuts-dialog';

export type PlayerAction =
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
const SINGLE_KEY_ACTIONS: Readonly<Record<string, PlayerAction>> = {
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

const UNMODIFIED_ACTIONS: Readonly<Record<string, PlayerAction>> = {
  ' ': 'play',
  ArrowLeft: 'back-frame',
  ArrowRight: 'on-frame',
  Home: 'start',
  End: 'end',
};

const SHIFT_ACTIONS: Readonly<Record<string, PlayerAction>> = { ArrowLeft: 'back-second', ArrowRight: 'on-second' };

/** What is done again and again while the key is held. */
const REPEATING_ACTIONS: ReadonlySet<PlayerAction> = new Set(['back-second', 'on-second', 'back-frame', 'on-frame']);

/** What a stroke means; `null` when it is not ours. */
export function playerActionFor(keyStroke: KeyStroke, singleKeys: boolean): PlayerAction | null {
  const { key, shiftKey, altKey, ctrlKey, metaKey, repeat, isComposing } = keyStroke;
  if (altKey || ctrlKey || metaKey || isComposing) return null;
  const letter = key.toLowerCase();
  const unmodifiedAction = shiftKey ? SHIFT_ACTIONS[key] : UNMODIFIED_ACTIONS[key];
  // Shift only makes some of the signs; a letter with it means something else.
  const singleKeyAction = singleKeys && !(shiftKey && /^[a-z]$/.test(letter)) ? SINGLE_KEY_ACTIONS[letter] : undefined;
  const action = unmodifiedAction ?? singleKeyAction ?? null;
  return action !== null && repeat && !REPEATING_ACTIONS.has(action) ? null : action;
}

export interface PlayerShortcut {
  readonly action: PlayerAction;
  /** Each way to press it. */
  readonly combinations: readonly (readonly KeyName[])[];
}

export const PLAYER_SHORTCUT_GROUPS: readonly { readonly group: 'play' | 'look'; readonly shortcuts: readonly PlayerShortcut[] }[] = [
  {
    group: 'play',
    shortcuts: [
      { action: 'play', combinations: [['Space'], ['K']] },
      { action: 'back-second', combinations: [['J'], ['Shift', 'Left']] },
      { action: 'on-second', combinations: [['L'], ['Shift', 'Right']] },
      { action: 'back-frame', combinations: [['Left']] },
      { action: 'on-frame', combinations: [['Right']] },
      { action: 'start', combinations: [['Home']] },
      { action: 'end', combinations: [['End']] },
    ],
  },
  {
    group: 'look',
    shortcuts: [
      { action: 'compare', combinations: [['C']] },
      { action: 'loop', combinations: [['R']] },
      { action: 'slower', combinations: [['<']] },
      { action: 'faster', combinations: [['>']] },
      { action: 'mute', combinations: [['M']] },
      { action: 'full-screen', combinations: [['F']] },
      { action: 'keys', combinations: [['?']] },
    ],
  },
];
