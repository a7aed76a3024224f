import { test as base, expect } from '@playwright/test';

/** Declares console and network errors that a test provokes. */
export interface PageErrors {
  expect(pattern: RegExp): void;
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** Playwright's own warning when a test blocks service workers. */
const SERVICE_WORKER_BLOCKED = 'Service Worker registration blocked by Playwright';

/** Base of every browser test. An unexpected console error, failed request or request to another host fails the test. */
export const test = base.extend<{ tour: boolean; pageErrors: PageErrors; disableTour: undefined }>({
  /** Whether the sample starts its tour, which is shown once per browser. */
  tour: [false, { option: true }],
  disableTour: [
    async ({ context, tour }, use) => {
      if (!tour)
        await context.addInitScript(() => {
          // `about:blank` has no localStorage.
          if (location.origin !== 'null') localStorage.setItem('tour', 'off');
        });
      await use(undefined);
    },
    { auto: true },
  ],
  pageErrors: [
    async ({ context }, use) => {
      const errors: string[] = [];
      const expected: RegExp[] = [];
      context.on('console', (message) => {
        if (message.text() === SERVICE_WORKER_BLOCKED) return;
        if (message.type() === 'error' || message.type() === 'warning') {
          errors.push(`${message.type()} on ${message.location().url}: ${message.text()}`);
        }
      });
      context.on('weberror', (error) => errors.push(`uncaught: ${error.error().stack ?? error.error().message}`));
      context.on('request', (request) => {
        const url = new URL(request.url());
        if (/^(https?|wss?):$/.test(url.protocol) && !LOOPBACK.test(url.hostname)) errors.push(`request to another host: ${request.url()}`);
      });
      context.on('requestfailed', (request) => {
        const reason = request.failure()?.errorText ?? '';
        // Navigation and media elements abort requests.
        if (reason !== 'net::ERR_ABORTED') errors.push(`request failed with ${reason}: ${request.url()}`);
      });
      await use({ expect: (pattern) => expected.push(pattern) });
      expect(
        errors.filter((error) => !expected.some((pattern) => pattern.test(error))),
        'unexpected page errors',
      ).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
