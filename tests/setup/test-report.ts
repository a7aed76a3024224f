/** Reads the reports of Vitest and Playwright. Tests that did not run never count as passed. */

import path from 'node:path';
import { z } from 'zod';

export interface SuiteResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  /** Names of skipped tests. */
  readonly skipped: readonly string[];
  /** Other reasons why the suite fails; each counts as one failure. */
  readonly problems: readonly string[];
}

export function countFailures(suite: SuiteResult): number {
  return suite.failed + suite.problems.length;
}

const vitestReportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().nullish(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** @returns totals for each of `suites`, which all have test files. `exitedCleanly`: the runner's exit code was 0. */
export function readVitestReport(report: unknown, root: string, suites: readonly string[], exitedCleanly: boolean): SuiteResult[] {
  const parsed = vitestReportSchema.safeParse(report);
  if (!parsed.success) {
    return suites.map((name) => ({ name, passed: 0, failed: 0, skipped: [], problems: ['Vitest wrote no readable report.'] }));
  }
  const totals = suites.map((name): SuiteResult => {
    const folder = path.join(root, 'tests', name) + path.sep;
    const files = parsed.data.testResults.filter((file) => path.normalize(file.name).startsWith(folder));
    const tests = files.flatMap((file) => file.assertionResults);
    const withStatus = (...statuses: readonly string[]) => tests.filter((test) => statuses.includes(test.status));
    const failed = withStatus('failed').length;
    const broken = files.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'));
    const problems = broken.map((file) => `${path.relative(root, file.name)} did not run: ${file.message ?? 'no reason given'}`);
    if (tests.length === 0 && broken.length === 0) problems.push(`No test ran in tests/${name}.`);
    return {
      name,
      passed: withStatus('passed').length,
      failed,
      skipped: tests.filter((test) => test.status !== 'passed' && test.status !== 'failed').map((test) => `${name}: ${test.fullName}`),
      problems,
    };
  });
  if (!exitedCleanly && totals.every((suite) => countFailures(suite) === 0)) {
    totals.push({
      name: 'vitest',
      passed: 0,
      failed: 0,
      skipped: [],
      problems: ['Vitest failed with an error outside any test; see above.'],
    });
  }
  return totals;
}

const playwrightReportSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.object({ message: z.string().nullish() })),
});

export function readPlaywrightReport(report: unknown, exitedCleanly: boolean): SuiteResult {
  const name = 'e2e';
  const parsed = playwrightReportSchema.safeParse(report);
  if (!parsed.success) return { name, passed: 0, failed: 0, skipped: [], problems: ['Playwright wrote no readable report.'] };
  const { stats, errors } = parsed.data;
  const failed = stats.unexpected + stats.flaky;
  const problems = errors.map((error) => error.message ?? 'Playwright reported an error outside any test.');
  if (stats.expected + failed === 0) problems.push('No browser test ran.');
  else if (!exitedCleanly && failed === 0 && problems.length === 0)
    problems.push('Playwright failed with an error outside any test; see above.');
  return {
    name,
    passed: stats.expected,
    failed,
    skipped: stats.skipped > 0 ? [`e2e: ${stats.skipped} tests`] : [],
    problems,
  };
}
