import type { KeyboardEvent } from 'react';

/** Marks the link of a job and holds its id. */
const JOB_LINK_SELECTOR = '[data-job]';

const NEXT_INDEX: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowDown: (index) => index + 1,
  ArrowUp: (index) => index - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

export function getJobLinks(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(JOB_LINK_SELECTOR)];
}

/**
 * Moves focus between jobs by arrow keys.
 * @returns whether the key was handled.
 */
export function moveRovingFocus(event: KeyboardEvent<HTMLElement>): boolean {
  const getNextIndex = NEXT_INDEX[event.key];
  if (getNextIndex === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  const links = getJobLinks();
  links[getNextIndex(links.indexOf(event.currentTarget), links.length)]?.focus();
  return true;
}
