import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { INERT_SECRETS, leakDetectorEnv } from '../setup/app/secret-leak-detector.ts';
import { appEnvironment, freePort, NEXT, NODE_FLAGS, ROOT, temporaryFolder } from '../setup/app-server.ts';
import { BROWSER_ARGUMENTS } from '../setup/browser.ts';

// Each worker reloads this file; values chosen once are passed on in environment variables.
process.env.E2E_PORT ??= String(await freePort());
process.env.E2E_FOLDER ??= temporaryFolder();
process.env.E2E_LEAK_REPORTS ??= temporaryFolder();

const { CHROMIUM_PATH, E2E_FOLDER, E2E_LEAK_REPORTS, E2E_PORT, E2E_REPORT } = process.env;
const origin = `http://127.0.0.1:${E2E_PORT}`;

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: path.join(ROOT, 'test-results'),
  globalTeardown: './end-of-run.ts',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 90_000,
  globalTimeout: 18 * 60_000,
  expect: { timeout: 15_000 },
  reporter: E2E_REPORT ? [['list'], ['json', { outputFile: E2E_REPORT }]] : 'list',
  use: {
    baseURL: origin,
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    // Only offline tests allow service workers, which would otherwise bypass route mocks.
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
    // Enable with `--trace retain-on-failure`; recording about doubles the run time.
    trace: 'off',
    launchOptions: { args: BROWSER_ARGUMENTS, ...(CHROMIUM_PATH ? { executablePath: CHROMIUM_PATH } : {}) },
  },
  webServer: {
    command: `"${process.execPath}" ${NODE_FLAGS.join(' ')} "${NEXT}" start -H 127.0.0.1 -p ${E2E_PORT}`,
    cwd: ROOT,
    env: { ...appEnvironment(E2E_FOLDER, INERT_SECRETS), ...leakDetectorEnv(E2E_LEAK_REPORTS) },
    url: origin,
    reuseExistingServer: false,
    timeout: 60_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
  },
});
