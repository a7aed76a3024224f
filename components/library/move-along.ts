import type { KeyboardEvent } from 'react';

/** What marks the link of a job, and its id. */
const LINKS = '[data-job]';

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** The links of all jobs on the page, in order. */
export function jobLinks(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(LINKS)];
}

/** By arrows from one job to the next; answers whether the key was one for that. */
export function moveAlong(event: KeyboardEvent<HTMLElement>): boolean {
  const step = STEPS[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  const links = jobLinks();
  links[step(links.indexOf(event.currentTarget), links.length)]?.focus();
  return true;
}
