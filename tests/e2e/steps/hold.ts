import type { Page, Route } from '@playwright/test';

export interface Held {
  /** Resolves once a request is being held. */
  readonly reached: Promise<void>;
  /** Lets what is held, and all that follows, through. */
  release(): void;
}

/**
 * Keeps one kind of request from being answered, so that a page can be met in the middle of it.
 * `previous`: it has not reached the server. `afterSamples`: the server has done its part, and only the answer is missing.
 */
export async function hold(page: Page, address: string, when: 'before' | 'after'): Promise<Held> {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let arrived = () => {};
  const reached = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  let isOpen = false;
  await page.route(address, async (route: Route) => {
    if (isOpen) return route.continue();
    const response = when === 'after' ? await route.fetch() : undefined;
    arrived();
    await gate;
    // The page that asked may be gone by now.
    await (response ? route.fulfill({ response }) : route.continue()).catch(() => undefined);
  });
  return {
    reached,
    // The route stays: what is just on its way to it while it is taken away is never answered.
    release: () => {
      isOpen = true;
      open();
    },
  };
}
