import { afterEach, describe, expect, it } from 'vitest';
import { isKeyUsedByControl, type KeyStroke } from '@/components/hooks/use-shortcuts';
import { actionFor, SHORTCUT_GROUPS, type TimelineAction } from '@/components/timeline/shortcuts';

afterEach(() => document.body.replaceChildren());

/** Parses keystrokes such as `Ctrl+Shift+z`. */
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

describe('timeline shortcuts', () => {
  it.each(SHORTCUTS)('the shortcut %s runs %s', (keys, action) => {
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
  ])('the keystroke %s is left to the browser', (keys) => {
    expect(actionFor(createKeyStroke(keys), true)).toBeNull();
  });

  it('switching off single-character shortcuts leaves all others active', () => {
    const isSingle = (keys: string) => /^(Shift\+)?[^ A-Z]$|^K$|^Shift\+[Z?]$/.test(keys);
    for (const [keys, action] of SHORTCUTS) expect(actionFor(createKeyStroke(keys), false), keys).toBe(isSingle(keys) ? null : action);
  });

  it('shortcuts are ignored during a composition, and non-repeating actions run once while a key is held', () => {
    expect(actionFor(createKeyStroke('n', { isComposing: true }), true)).toBeNull();
    expect(actionFor(createKeyStroke('Space', { repeat: true }), true)).toBeNull();
    expect(actionFor(createKeyStroke('Left', { repeat: true }), true)).toBe('back-frame');
  });

  it('the shortcuts dialog lists every shortcut', () => {
    const listedActions = SHORTCUT_GROUPS.flatMap(({ shortcuts }) => shortcuts.map(({ action }) => action));
    expect(new Set(listedActions)).toEqual(new Set(SHORTCUTS.map(([, action]) => action)));
    expect(new Set(listedActions).size).toBe(listedActions.length);
  });
});

describe('isKeyUsedByControl', () => {
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
  ])('a focused %s uses every key', (html) => {
    for (const [keys] of SHORTCUTS) expect(isKeyUsedByControl(control(html), createKeyStroke(keys)), keys).toBe(true);
  });

  it.each([
    ['<input type="range">', ['Left', 'Shift+Right', 'Home', 'End'], ['Space', 'k', 'Ctrl+z', 'n', 'Alt+Left']],
    ['<button>a</button>', ['Space'], ['k', 'Left', 'Ctrl+z', 'Home', 'Alt+Shift+Left']],
    ['<input type="checkbox">', ['Space'], ['Left', 'j']],
    ['<input type="radio">', ['Space', 'Left'], ['k', 'Ctrl+z', 'Alt+Left']],
    ['<a href="/">a</a>', ['Space'], ['i', 'Left']],
    ['<summary>a</summary>', ['Space'], ['o']],
  ])('a focused %s uses only its own keys', (html, controlKeys, shortcutKeys) => {
    const element = control(html);
    for (const keys of controlKeys) expect(isKeyUsedByControl(element, createKeyStroke(keys)), keys).toBe(true);
    for (const keys of shortcutKeys) expect(isKeyUsedByControl(element, createKeyStroke(keys)), keys).toBe(false);
  });

  it('a control in a dialog uses every key', () => {
    const dialog = control('<div role="dialog"><button>a</button></div>');
    expect(isKeyUsedByControl(dialog?.firstElementChild ?? null, createKeyStroke('n'))).toBe(true);
  });
});
