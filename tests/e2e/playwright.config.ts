import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { listeningIn, SILENT_CANARIES } from '../setup/app/secret-leak-detector.ts';
import { appEnvironment, freePort, NEXT, NODE_FLAGS, ROOT, temporaryFolder } from '../setup/app-server.ts';
import { BROWSER_ARGUMENTS } from '../setup/browser.ts';

// Workers read this file again: what was chosen once travels to them in the environment.
process.env.E2E_PORT ??= String(await freePort());
process.env.E2E_FOLDER ??= temporaryFolder();
process.env.E2E_HEARD ??= temporaryFolder();

const { CHROMIUM_PATH, E2E_FOLDER, E2E_HEARD, E2E_PORT, E2E_REPORT } = process.env;
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
    // Only what is about being offline wants one: it would answer in the network's place.
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
    // `--trace retain-on-failure` brings one; recording takes about as long as the tests themselves.
    trace: 'off',
    launchOptions: { args: BROWSER_ARGUMENTS, ...(CHROMIUM_PATH ? { executablePath: CHROMIUM_PATH } : {}) },
  },
  webServer: {
    command: `"${process.execPath}" ${NODE_FLAGS.join(' ')} "${NEXT}" start -H 127.0.0.1 -p ${E2E_PORT}`,
    cwd: ROOT,
    env: { ...appEnvironment(E2E_FOLDER, SILENT_CANARIES), ...listeningIn(E2E_HEARD) },
    url: origin,
    reuseExistingServer: false,
    timeout: 60_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
  },
});
