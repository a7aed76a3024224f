/** Shortcuts of the player: the action of each key, and how the shortcuts dialog lists it. The first eight are the same in the timeline. */

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

/** Single-character shortcuts. They can be switched off, because speech input and slips trigger them by accident (WCAG 2.1.4). */
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

/** Actions that repeat while the key is held. */
const REPEATING_ACTIONS: ReadonlySet<PlayerAction> = new Set(['back-second', 'on-second', 'back-frame', 'on-frame']);

/** @returns the action of a keystroke, or `null` if it is not a shortcut. */
export function playerActionFor(keyStroke: KeyStroke, singleKeys: boolean): PlayerAction | null {
  const { key, shiftKey, altKey, ctrlKey, metaKey, repeat, isComposing } = keyStroke;
  if (altKey || ctrlKey || metaKey || isComposing) return null;
  const letter = key.toLowerCase();
  const unmodifiedAction = shiftKey ? SHIFT_ACTIONS[key] : UNMODIFIED_ACTIONS[key];
  // Shift is part of typing some symbols, but with a letter it is a different keystroke.
  const singleKeyAction = singleKeys && !(shiftKey && /^[a-z]$/.test(letter)) ? SINGLE_KEY_ACTIONS[letter] : undefined;
  const action = unmodifiedAction ?? singleKeyAction ?? null;
  return action !== null && repeat && !REPEATING_ACTIONS.has(action) ? null : action;
}

export interface PlayerShortcut {
  readonly action: PlayerAction;
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
