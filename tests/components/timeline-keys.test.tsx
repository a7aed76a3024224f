import { afterEach, describe, expect, it } from 'vitest';
import { actOf, KEY_GROUPS, type TimelineAct } from '@/components/timeline/key-map';
import { keepsKey, type Stroke } from '@/components/ui/use-page-keys';

afterEach(() => document.body.replaceChildren());

/** `Ctrl+Shift+z` and the like. */
function stroke(keys: string, more: Partial<Stroke> = {}): Stroke {
  const parts = keys === '+' ? ['+'] : keys.split('+');
  const key = parts.at(-1) ?? '';
  const names: Record<string, string> = { Left: 'ArrowLeft', Right: 'ArrowRight', Space: ' ' };
  return {
    key: names[key] ?? key,
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
    ctrlKey: parts.includes('Ctrl'),
    metaKey: parts.includes('Meta'),
    repeat: false,
    isComposing: false,
    ...more,
  };
}

const MAP: readonly [string, TimelineAct][] = [
  ['Space', 'play'],
  ['k', 'play'],
  ['K', 'play'],
  ['j', 'back-second'],
  ['l', 'on-second'],
  ['Left', 'back-frame'],
  ['Right', 'on-frame'],
  ['Shift+Left', 'back-second'],
  ['Shift+Right', 'on-second'],
  ['Home', 'start'],
  ['End', 'end'],
  ['i', 'trim-in'],
  ['o', 'trim-out'],
  ['Alt+Left', 'nudge-back-frame'],
  ['Alt+Right', 'nudge-on-frame'],
  ['Alt+Shift+Left', 'nudge-back-second'],
  ['Alt+Shift+Right', 'nudge-on-second'],
  ['Ctrl+z', 'undo'],
  ['Meta+z', 'undo'],
  ['Ctrl+Shift+Z', 'redo'],
  ['Meta+Shift+Z', 'redo'],
  ['Ctrl+y', 'redo'],
  ['+', 'zoom-in'],
  ['=', 'zoom-in'],
  ['-', 'zoom-out'],
  ['Shift+Z', 'fit-view'],
  ['n', 'snapping'],
  ['Shift+?', 'keys'],
];

describe('the keys', () => {
  it.each(MAP)('%s means %s', (keys, act) => {
    expect(actOf(stroke(keys), true)).toBe(act);
  });

  it.each([
    'z',
    'x',
    'Shift+k',
    'Ctrl+k',
    'Ctrl+Alt+z',
    'Alt+k',
    'Ctrl+Left',
    'Ctrl+Meta+z',
    'Meta+Left',
    'ArrowUp',
    'Tab',
    'Enter',
    'Escape',
  ])('%s is left to the browser', (keys) => {
    expect(actOf(stroke(keys), true)).toBeNull();
  });

  it('that are one character do nothing when they are switched off; all others still do', () => {
    const isSingle = (keys: string) => /^(Shift\+)?[^ A-Z]$|^K$|^Shift\+[Z?]$/.test(keys);
    for (const [keys, act] of MAP) expect(actOf(stroke(keys), false), keys).toBe(isSingle(keys) ? null : act);
  });

  it('are not heard while a character is being composed, and do once what holding them would do many times', () => {
    expect(actOf(stroke('n', { isComposing: true }), true)).toBeNull();
    expect(actOf(stroke('Space', { repeat: true }), true)).toBeNull();
    expect(actOf(stroke('Left', { repeat: true }), true)).toBe('back-frame');
  });

  it('are all listed in the sheet', () => {
    const listed = KEY_GROUPS.flatMap(({ lines }) => lines.map(({ act }) => act));
    expect(new Set(listed)).toEqual(new Set(MAP.map(([, act]) => act)));
    expect(new Set(listed).size).toBe(listed.length);
  });
});

describe('a focused control', () => {
  const control = (html: string) => {
    document.body.innerHTML = html;
    return document.body.firstElementChild;
  };

  it.each([
    '<input type="text">',
    '<input>',
    '<input type="search">',
    '<textarea></textarea>',
    '<select></select>',
    '<div contenteditable="true"></div>',
  ])('%s keeps every key: one is typing', (html) => {
    for (const [keys] of MAP) expect(keepsKey(control(html), stroke(keys)), keys).toBe(true);
  });

  it.each([
    ['<input type="range">', ['Left', 'Shift+Right', 'Home', 'End'], ['Space', 'k', 'Ctrl+z', 'n', 'Alt+Left']],
    ['<button>a</button>', ['Space'], ['k', 'Left', 'Ctrl+z', 'Home', 'Alt+Shift+Left']],
    ['<input type="checkbox">', ['Space'], ['Left', 'j']],
    ['<input type="radio">', ['Space', 'Left'], ['k', 'Ctrl+z', 'Alt+Left']],
    ['<a href="/">a</a>', ['Space'], ['i', 'Left']],
    ['<summary>a</summary>', ['Space'], ['o']],
  ])('%s keeps its own, and no others', (html, own, ours) => {
    const element = control(html);
    for (const keys of own) expect(keepsKey(element, stroke(keys)), keys).toBe(true);
    for (const keys of ours) expect(keepsKey(element, stroke(keys)), keys).toBe(false);
  });

  it('in a dialog keeps all of them', () => {
    const dialog = control('<div role="dialog"><button>a</button></div>');
    expect(keepsKey(dialog?.firstElementChild ?? null, stroke('n'))).toBe(true);
  });
});
