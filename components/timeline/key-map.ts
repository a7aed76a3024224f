/** The editor's keys as data: what each does, which of them a focused control keeps for itself, and how the sheet lists them. */

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

/** What of a keyboard event decides. */
export type Stroke = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey' | 'repeat' | 'isComposing'>;

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

const TYPED_INPUTS = 'input:not([type=range]):not([type=checkbox]):not([type=radio]):not([type=button]):not([type=file]),textarea,select';
const MOVING = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown']);

/** Whether the control that has the focus needs a key for itself. In a text field, and in a dialog, every key is its own. */
export function keepsKey(target: EventTarget | null, { key, altKey }: Stroke): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest(`${TYPED_INPUTS},[contenteditable]:not([contenteditable=false]),[role=textbox],[role=dialog],[role=alertdialog]`))
    return true;
  // Alt is never a control's own: without us the browser would leave the page.
  if (altKey) return false;
  if (target.closest('input[type=range],[role=slider],input[type=radio],[role=radio],[role=listbox],[role=menu],[role=tablist]')) {
    return MOVING.has(key) || (key === ' ' && !target.closest('input[type=range],[role=slider]'));
  }
  if (target.closest('input[type=checkbox],[role=switch],button,[role=button],summary,a[href]')) return key === ' ' || key === 'Enter';
  // What scrolls or plays by itself.
  return target.closest('video[controls],audio[controls]') !== null;
}

export type KeyName = 'Space' | 'Command' | 'Alt' | 'Shift' | 'Left' | 'Right' | 'Home' | 'End' | (string & {});

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
