/** The editor's keys as data: what each does, and how the sheet lists them. */

import type { KeyName } from '@/components/ui/key-sheet';
import type { Stroke } from '@/components/ui/use-page-keys';

export type TimelineAct =
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

/** Characters alone. Those who speak to their computer, or whose hand slips, can switch them off (WCAG 2.1.4). */
const SINGLE: Readonly<Record<string, TimelineAct>> = {
  k: 'play',
  j: 'back-second',
  l: 'on-second',
  i: 'trim-in',
  o: 'trim-out',
  n: 'snapping',
  '+': 'zoom-in',
  // The same key without Shift.
  '=': 'zoom-in',
  '-': 'zoom-out',
  '?': 'keys',
};

const PLAIN: Readonly<Record<string, TimelineAct>> = {
  ' ': 'play',
  ArrowLeft: 'back-frame',
  ArrowRight: 'on-frame',
  Home: 'start',
  End: 'end',
};

const SHIFTED: Readonly<Record<string, TimelineAct>> = { ArrowLeft: 'back-second', ArrowRight: 'on-second' };
const ALT: Readonly<Record<string, TimelineAct>> = { ArrowLeft: 'nudge-back-frame', ArrowRight: 'nudge-on-frame' };
const ALT_SHIFTED: Readonly<Record<string, TimelineAct>> = { ArrowLeft: 'nudge-back-second', ArrowRight: 'nudge-on-second' };

/** What is done once, however long the key is held. */
const ONCE: ReadonlySet<TimelineAct> = new Set(['play', 'snapping', 'keys', 'trim-in', 'trim-out', 'start', 'end', 'fit-view']);

/** What a stroke means; `null` when it is not ours. */
export function actOf(stroke: Stroke, singleKeys: boolean): TimelineAct | null {
  const act = meaningOf(stroke, singleKeys);
  return stroke.isComposing || (stroke.repeat && act !== null && ONCE.has(act)) ? null : act;
}

function meaningOf({ key, shiftKey, altKey, ctrlKey, metaKey }: Stroke, singleKeys: boolean): TimelineAct | null {
  const letter = key.toLowerCase();
  if (ctrlKey || metaKey) {
    if (altKey || (ctrlKey && metaKey)) return null;
    if (letter === 'z') return shiftKey ? 'redo' : 'undo';
    return letter === 'y' && ctrlKey && !shiftKey ? 'redo' : null;
  }
  if (altKey) return (shiftKey ? ALT_SHIFTED : ALT)[key] ?? null;
  if (shiftKey && SHIFTED[key]) return SHIFTED[key];
  if (!shiftKey && PLAIN[key]) return PLAIN[key];
  if (!singleKeys) return null;
  if (letter === 'z') return shiftKey ? 'fit-view' : null;
  // Shift only makes some of the signs; a letter with it means something else.
  return shiftKey && /^[a-z]$/.test(letter) ? null : (SINGLE[letter] ?? null);
}

export interface KeyLine {
  readonly act: TimelineAct;
  /** Each way to press it. */
  readonly ways: readonly (readonly KeyName[])[];
}

export const KEY_GROUPS: readonly { readonly group: 'play' | 'place' | 'look'; readonly lines: readonly KeyLine[] }[] = [
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
    group: 'place',
    lines: [
      { act: 'trim-in', ways: [['I']] },
      { act: 'trim-out', ways: [['O']] },
      { act: 'nudge-back-frame', ways: [['Alt', 'Left']] },
      { act: 'nudge-on-frame', ways: [['Alt', 'Right']] },
      { act: 'nudge-back-second', ways: [['Alt', 'Shift', 'Left']] },
      { act: 'nudge-on-second', ways: [['Alt', 'Shift', 'Right']] },
      { act: 'undo', ways: [['Command', 'Z']] },
      { act: 'redo', ways: [['Command', 'Shift', 'Z']] },
    ],
  },
  {
    group: 'look',
    lines: [
      { act: 'zoom-in', ways: [['+']] },
      { act: 'zoom-out', ways: [['−']] },
      { act: 'fit-view', ways: [['Shift', 'Z']] },
      { act: 'snapping', ways: [['N']] },
      { act: 'keys', ways: [['?']] },
    ],
  },
];
