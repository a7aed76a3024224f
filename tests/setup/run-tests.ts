/**
 * `npm test`: installs missing prerequisites, runs all suites, and prints one line of totals at the end. `npm run test:deep` also
 * runs the long property tests. A suite name as argument selects that suite: `npm test -- unit`, `npm test -- e2e`.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureFfmpeg } from './app/media-assertions.ts';
import { SECRETS } from './app/secret-leak-detector.ts';
import { findBrowser } from './browser.ts';
import { countFailures, readPlaywrightReport, readVitestReport, type SuiteResult } from './test-report.ts';

const root = path.resolve(import.meta.dirname, '../..');
const binaries = path.join(root, 'node_modules/.bin');
const SUITES = ['unit', 'contract', 'routes', 'components', 'faults', 'media', 'e2e'];

const requestedSuites = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = requestedSuites.filter((name) => !SUITES.includes(name));
const environment: NodeJS.ProcessEnv = {
  ...process.env,
  NEXT_TELEMETRY_DISABLED: '1',
  PATH: [binaries, process.env.PATH].join(path.delimiter),
  ...(process.argv.includes('--deep') ? { TEST_DEEP: '1' } : {}),
};

/** Selected suites that have test files, so that an empty report for one of them counts as a failure. */
const presentSuites = SUITES.filter((name) => globSync(`tests/${name}/**/*.{test,spec}.{ts,tsx}`, { cwd: root }).length > 0).filter(
  (name) => requestedSuites.length === 0 || requestedSuites.includes(name),
);

function run(command: string, options: readonly string[], extra: Readonly<Record<string, string>> = {}): boolean {
  const { status } = spawnSync(command, options, {
    cwd: root,
    env: { ...environment, ...extra },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return status === 0;
}

const reports = mkdtempSync(path.join(tmpdir(), 'lip-sync-report-'));

function report(name: string): unknown {
  const file = path.join(reports, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

function runVitest(suites: readonly string[]): SuiteResult[] {
  const file = path.join(reports, 'vitest.json');
  const passed = run('vitest', [
    ...['run', '--config', 'tests/vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    ...suites.map((suite) => `tests/${suite}/`),
  ]);
  return readVitestReport(report('vitest.json'), root, suites, passed);
}

async function runBrowser(): Promise<SuiteResult> {
  const notRun = (problem: string): SuiteResult => ({ name: 'e2e', passed: 0, failed: 0, skipped: [], problems: [problem] });
  const browser = await findBrowser();
  if ('problem' in browser) return notRun(browser.problem);
  console.log(`\nBrowser: ${browser.executablePath}`);
  // Built with the test secrets set, so that the leak check finds any that end up in the build's files.
  if (!run('next', ['build'], SECRETS)) return notRun('The build failed.');
  const passed = run('playwright', ['test', '--config', 'tests/e2e/playwright.config.ts'], {
    CHROMIUM_PATH: browser.executablePath,
    E2E_REPORT: path.join(reports, 'playwright.json'),
  });
  return readPlaywrightReport(report('playwright.json'), passed);
}

try {
  const results: SuiteResult[] = [];
  const problems = unknown.map((name) => `Unknown suite "${name}"; the suites are ${SUITES.join(', ')}.`);
  if (presentSuites.length === 0) problems.push('No tests were found.');
  const ffmpegProblem = ensureFfmpeg();
  if (ffmpegProblem !== null) problems.push(ffmpegProblem);

  const inProcess = presentSuites.filter((name) => name !== 'e2e');
  if (inProcess.length > 0) results.push(...runVitest(inProcess));
  if (presentSuites.includes('e2e')) results.push(await runBrowser());

  console.log();
  for (const suite of results) {
    console.log(`${suite.name.padEnd(12)}${String(suite.passed).padStart(6)} passed ${String(countFailures(suite)).padStart(5)} failed`);
  }
  for (const name of results.flatMap((suite) => suite.skipped)) console.log(`skipped: ${name}`);
  const allProblems = [...problems, ...results.flatMap((suite) => suite.problems)];
  for (const problem of allProblems) console.log(`problem: ${problem}`);

  const passed = results.reduce((sum, suite) => sum + suite.passed, 0);
  const failed = problems.length + results.reduce((sum, suite) => sum + countFailures(suite), 0);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
} finally {
  rmSync(reports, { recursive: true, force: true });
}
