import type { Page, Route } from '@playwright/test';

export interface HeldRequest {
  /** Resolves when a request is being held. */
  readonly pending: Promise<void>;
  /** Continues the held request and all later ones. */
  release(): void;
}

/**
 * Holds requests to `address`, so that a test can act while one is pending.
 * `before`: the request has not reached the server. `after`: the server has processed it and only the response is held.
 */
export async function holdRequest(page: Page, urlPattern: string, when: 'before' | 'after'): Promise<HeldRequest> {
  let openGate = () => {};
  const gate = new Promise<void>((resolve) => {
    openGate = resolve;
  });
  let markReached = () => {};
  const reached = new Promise<void>((resolve) => {
    markReached = resolve;
  });
  let isOpen = false;
  await page.route(urlPattern, async (route: Route) => {
    if (isOpen) return route.continue();
    const response = when === 'after' ? await route.fetch() : undefined;
    markReached();
    await gate;
    // The page may have been closed.
    await (response ? route.fulfill({ response }) : route.continue()).catch(() => undefined);
  });
  return {
    pending: reached,
    // The route stays registered: a request that arrives during removal would never get a response.
    release: () => {
      isOpen = true;
      openGate();
    },
  };
}
