import { useEffect, useRef } from 'react';

export type KeyStroke = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey' | 'repeat' | 'isComposing'>;

const TEXT_INPUT_SELECTOR =
  'input:not([type=range]):not([type=checkbox]):not([type=radio]):not([type=button]):not([type=file]),textarea,select';
const NAVIGATION_KEYS = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown']);

/** Whether the focused control uses this key. Text fields and dialogs use every key. */
export function isKeyUsedByControl(target: EventTarget | null, { key, altKey }: KeyStroke): boolean {
  if (!(target instanceof Element)) return false;
  if (
    target.closest(
      `${TEXT_INPUT_SELECTOR},[contenteditable]:not([contenteditable=false]),[role=textbox],[role=dialog]:not([aria-modal=false]),[role=alertdialog]`,
    )
  )
    return true;
  // No control uses Alt, and Alt+arrow would leave the page.
  if (altKey) return false;
  if (target.closest('input[type=range],[role=slider],input[type=radio],[role=radio],[role=listbox],[role=menu],[role=tablist]')) {
    return NAVIGATION_KEYS.has(key) || (key === ' ' && !target.closest('input[type=range],[role=slider]'));
  }
  if (target.closest('input[type=checkbox],[role=switch],button,[role=button],summary,a[href]')) return key === ' ' || key === 'Enter';
  // Scrollable regions and native media controls.
  return target.closest('video[controls],audio[controls]') !== null;
}

/**
 * Handles shortcuts of the whole page before any control receives them, and prevents their default action. `getAction` returns `null` for other
 * keystrokes.
 */
export function useShortcuts<Action>(getAction: (keyStroke: KeyStroke) => Action | null, onAction: (action: Action) => void): void {
  const latest = useRef({ actOf: getAction, onAct: onAction });
  useEffect(() => {
    latest.current = { actOf: getAction, onAct: onAction };
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isKeyUsedByControl(event.target, event)) return;
      const action = latest.current.actOf(event);
      if (action === null) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current.onAct(action);
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}
