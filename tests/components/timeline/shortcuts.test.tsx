import { afterEach, describe, expect, it } from 'vitest';
import { isKeyUsedByControl, type KeyStroke } from '@/components/hooks/use-shortcuts';
import { actionFor, SHORTCUT_GROUPS, type TimelineAction } from '@/components/timeline/shortcuts';

afterEach(() => document.body.replaceChildren());

/** `Ctrl+Shift+z` and the like. */
function createKeyStroke(keys: string, overrides: Partial<KeyStroke> = {}): KeyStroke {
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
    ...overrides,
  };
}

const SHORTCUTS: readonly [string, TimelineAction][] = [
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
  it.each(SHORTCUTS)('%s means %s', (keys, action) => {
    expect(actionFor(createKeyStroke(keys), true)).toBe(action);
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
    expect(actionFor(createKeyStroke(keys), true)).toBeNull();
  });

  it('that are one character do nothing when they are switched off; all others still do', () => {
    const isSingle = (keys: string) => /^(Shift\+)?[^ A-Z]$|^K$|^Shift\+[Z?]$/.test(keys);
    for (const [keys, action] of SHORTCUTS) expect(actionFor(createKeyStroke(keys), false), keys).toBe(isSingle(keys) ? null : action);
  });

  it('are not heard while a character is being composed, and do once what holding them would do many times', () => {
    expect(actionFor(createKeyStroke('n', { isComposing: true }), true)).toBeNull();
    expect(actionFor(createKeyStroke('Space', { repeat: true }), true)).toBeNull();
    expect(actionFor(createKeyStroke('Left', { repeat: true }), true)).toBe('back-frame');
  });

  it('are all listed in the sheet', () => {
    const listedActions = SHORTCUT_GROUPS.flatMap(({ shortcuts }) => shortcuts.map(({ action }) => action));
    expect(new Set(listedActions)).toEqual(new Set(SHORTCUTS.map(([, action]) => action)));
    expect(new Set(listedActions).size).toBe(listedActions.length);
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
    for (const [keys] of SHORTCUTS) expect(isKeyUsedByControl(control(html), createKeyStroke(keys)), keys).toBe(true);
  });

  it.each([
    ['<input type="range">', ['Left', 'Shift+Right', 'Home', 'End'], ['Space', 'k', 'Ctrl+z', 'n', 'Alt+Left']],
    ['<button>a</button>', ['Space'], ['k', 'Left', 'Ctrl+z', 'Home', 'Alt+Shift+Left']],
    ['<input type="checkbox">', ['Space'], ['Left', 'j']],
    ['<input type="radio">', ['Space', 'Left'], ['k', 'Ctrl+z', 'Alt+Left']],
    ['<a href="/">a</a>', ['Space'], ['i', 'Left']],
    ['<summary>a</summary>', ['Space'], ['o']],
  ])('%s keeps its own, and no others', (html, controlKeys, shortcutKeys) => {
    const element = control(html);
    for (const keys of controlKeys) expect(isKeyUsedByControl(element, createKeyStroke(keys)), keys).toBe(true);
    for (const keys of shortcutKeys) expect(isKeyUsedByControl(element, createKeyStroke(keys)), keys).toBe(false);
  });

  it('in a dialog keeps all of them', () => {
    const dialog = control('<div role="dialog"><button>a</button></div>');
    expect(isKeyUsedByControl(dialog?.firstElementChild ?? null, createKeyStroke('n'))).toBe(true);
  });
});
