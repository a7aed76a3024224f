import { test as base, expect } from '@playwright/test';

/** What a page may complain about in one test, because the test provokes it. */
export interface Complaints {
  expect(pattern: RegExp): void;
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** What Playwright itself says where a test keeps service workers out. */
const NO_WORKER = 'Service Worker registration blocked by Playwright';

/** The base of every browser test: a page that complains, or that asks anyone beyond this machine, fails it. */
export const test = base.extend<{ tour: boolean; complaints: Complaints; leaveTour: undefined }>({
  /** Whether the sample brings its tour, as it does once in each browser. */
  tour: [false, { option: true }],
  leaveTour: [
    async ({ context, tour }, use) => {
      if (!tour)
        await context.addInitScript(() => {
          // A page that has no address yet has no memory either.
          if (location.origin !== 'null') localStorage.setItem('tour', 'off');
        });
      await use(undefined);
    },
    { auto: true },
  ],
  complaints: [
    async ({ context }, use) => {
      const heard: string[] = [];
      const expected: RegExp[] = [];
      context.on('console', (message) => {
        if (message.text() === NO_WORKER) return;
        if (message.type() === 'error' || message.type() === 'warning') {
          heard.push(`${message.type()} on ${message.location().url}: ${message.text()}`);
        }
      });
      context.on('weberror', (error) => heard.push(`uncaught: ${error.error().stack ?? error.error().message}`));
      context.on('request', (request) => {
        const url = new URL(request.url());
        if (/^(https?|wss?):$/.test(url.protocol) && !LOOPBACK.test(url.hostname)) heard.push(`asked another host: ${request.url()}`);
      });
      context.on('requestfailed', (request) => {
        const reason = request.failure()?.errorText ?? '';
        // Leaving a page, or a media element that has enough, ends requests early.
        if (reason !== 'net::ERR_ABORTED') heard.push(`request failed with ${reason}: ${request.url()}`);
      });
      await use({ expect: (pattern) => expected.push(pattern) });
      expect(
        heard.filter((complaint) => !expected.some((pattern) => pattern.test(complaint))),
        'the page complained',
      ).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
