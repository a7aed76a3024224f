/** Reads what the two test runners report, and counts it honestly: what did not run, did not pass. */

import path from 'node:path';
import { z } from 'zod';

export interface SuiteTotals {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  /** Names of tests that were left out. */
  readonly skipped: readonly string[];
  /** Whatever else makes this suite fail: each counts as one failure. */
  readonly problems: readonly string[];
}

export function failuresOf(suite: SuiteTotals): number {
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

/** Totals for each of `suites`, which all have test files. `exitedWell` is the runner's own verdict. */
export function readVitestReport(report: unknown, root: string, suites: readonly string[], exitedWell: boolean): SuiteTotals[] {
  const parsed = vitestReportSchema.safeParse(report);
  if (!parsed.success) {
    return suites.map((name) => ({ name, passed: 0, failed: 0, skipped: [], problems: ['Vitest left no report that can be read.'] }));
  }
  const totals = suites.map((name): SuiteTotals => {
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
  if (!exitedWell && totals.every((suite) => failuresOf(suite) === 0)) {
    totals.push({
      name: 'vitest',
      passed: 0,
      failed: 0,
      skipped: [],
      problems: ['Vitest ended with an error outside of any test; see above.'],
    });
  }
  return totals;
}

const playwrightReportSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.object({ message: z.string().nullish() })),
});

export function readPlaywrightReport(report: unknown, exitedWell: boolean): SuiteTotals {
  const name = 'e2e';
  const parsed = playwrightReportSchema.safeParse(report);
  if (!parsed.success) return { name, passed: 0, failed: 0, skipped: [], problems: ['Playwright left no report that can be read.'] };
  const { stats, errors } = parsed.data;
  const failed = stats.unexpected + stats.flaky;
  const problems = errors.map((error) => error.message ?? 'Playwright met an error outside of any test.');
  if (stats.expected + failed === 0) problems.push('No browser test ran.');
  else if (!exitedWell && failed === 0 && problems.length === 0)
    problems.push('Playwright ended with an error outside of any test; see above.');
  return {
    name,
    passed: stats.expected,
    failed,
    skipped: stats.skipped > 0 ? [`e2e: ${stats.skipped} tests`] : [],
    problems,
  };
}
