/** Keyboard shortcuts of the editor: the action of each key, and how the shortcuts dialog lists it. */

import type { KeyStroke } from '@/components/hooks/use-shortcuts';
import type { KeyName } from '@/components/ui/shortcuts-dialog';

export type TimelineAction =
  | 'play'
  | 'back-second'
  | 'on-second'
  | 'back-frame'
  | 'on-frame'
  | 'start'
  | 'end'
  | 'trim-in'
  | 'trim-out'
  | 'nudge-back-frame'
  | 'nudge-on-frame'
  | 'nudge-back-second'
  | 'nudge-on-second'
  | 'undo'
  | 'redo'
  | 'zoom-in'
  | 'zoom-out'
  | 'fit-view'
  | 'snapping'
  | 'keys';

/** Single-character shortcuts. They can be switched off, because speech input and slips trigger them by accident (WCAG 2.1.4). */
const SINGLE_KEY_ACTIONS: Readonly<Record<string, TimelineAction>> = {
  k: 'play',
  j: 'back-second',
  l: 'on-second',
  i: 'trim-in',
  o: 'trim-out',
  n: 'snapping',
  '+': 'zoom-in',
  // The + key without Shift.
  '=': 'zoom-in',
  '-': 'zoom-out',
  '?': 'keys',
};

const UNMODIFIED_ACTIONS: Readonly<Record<string, TimelineAction>> = {
  ' ': 'play',
  ArrowLeft: 'back-frame',
  ArrowRight: 'on-frame',
  Home: 'start',
  End: 'end',
};

const SHIFT_ACTIONS: Readonly<Record<string, TimelineAction>> = { ArrowLeft: 'back-second', ArrowRight: 'on-second' };
const ALT_ACTIONS: Readonly<Record<string, TimelineAction>> = { ArrowLeft: 'nudge-back-frame', ArrowRight: 'nudge-on-frame' };
const ALT_SHIFT_ACTIONS: Readonly<Record<string, TimelineAction>> = { ArrowLeft: 'nudge-back-second', ArrowRight: 'nudge-on-second' };

/** Actions that ignore key repeat. */
const NON_REPEATING_ACTIONS: ReadonlySet<TimelineAction> = new Set([
  'play',
  'snapping',
  'keys',
  'trim-in',
  'trim-out',
  'start',
  'end',
  'fit-view',
]);

/** @returns the action of a keystroke, or `null` if it is not a shortcut. */
export function actionFor(keyStroke: KeyStroke, singleKeys: boolean): TimelineAction | null {
  const action = findAction(keyStroke, singleKeys);
  return keyStroke.isComposing || (keyStroke.repeat && action !== null && NON_REPEATING_ACTIONS.has(action)) ? null : action;
}

function findAction({ key, shiftKey, altKey, ctrlKey, metaKey }: KeyStroke, singleKeys: boolean): TimelineAction | null {
  const letter = key.toLowerCase();
  if (ctrlKey || metaKey) {
    if (altKey || (ctrlKey && metaKey)) return null;
    if (letter === 'z') return shiftKey ? 'redo' : 'undo';
    return letter === 'y' && ctrlKey && !shiftKey ? 'redo' : null;
  }
  if (altKey) return (shiftKey ? ALT_SHIFT_ACTIONS : ALT_ACTIONS)[key] ?? null;
  if (shiftKey && SHIFT_ACTIONS[key]) return SHIFT_ACTIONS[key];
  if (!shiftKey && UNMODIFIED_ACTIONS[key]) return UNMODIFIED_ACTIONS[key];
  if (!singleKeys) return null;
  if (letter === 'z') return shiftKey ? 'fit-view' : null;
  // Shift is part of typing some symbols, but with a letter it is a different keystroke.
  return shiftKey && /^[a-z]$/.test(letter) ? null : (SINGLE_KEY_ACTIONS[letter] ?? null);
}

export interface TimelineShortcut {
  readonly action: TimelineAction;
  readonly combinations: readonly (readonly KeyName[])[];
}

export const SHORTCUT_GROUPS: readonly { readonly group: 'play' | 'place' | 'look'; readonly shortcuts: readonly TimelineShortcut[] }[] = [
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
    group: 'place',
    shortcuts: [
      { action: 'trim-in', combinations: [['I']] },
      { action: 'trim-out', combinations: [['O']] },
      { action: 'nudge-back-frame', combinations: [['Alt', 'Left']] },
      { action: 'nudge-on-frame', combinations: [['Alt', 'Right']] },
      { action: 'nudge-back-second', combinations: [['Alt', 'Shift', 'Left']] },
      { action: 'nudge-on-second', combinations: [['Alt', 'Shift', 'Right']] },
      { action: 'undo', combinations: [['Command', 'Z']] },
      { action: 'redo', combinations: [['Command', 'Shift', 'Z']] },
    ],
  },
  {
    group: 'look',
    shortcuts: [
      { action: 'zoom-in', combinations: [['+']] },
      { action: 'zoom-out', combinations: [['−']] },
      { action: 'fit-view', combinations: [['Shift', 'Z']] },
      { action: 'snapping', combinations: [['N']] },
      { action: 'keys', combinations: [['?']] },
    ],
  },
];
