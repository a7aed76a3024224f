import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { countFailures, readPlaywrightReport, readVitestReport } from '../../setup/test-report';

const ROOT = path.resolve('/project');

function file(name: string, statuses: readonly string[], status = statuses.includes('failed') ? 'failed' : 'passed') {
  return {
    name: path.join(ROOT, name),
    status,
    message: '',
    assertionResults: statuses.map((each, index) => ({ fullName: `rule ${index}`, status: each })),
  };
}

function playwright(
  stats: { expected?: number; unexpected?: number; flaky?: number; skipped?: number },
  errors: { message: string }[] = [],
) {
  return { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats }, errors };
}

describe('readVitestReport', () => {
  it('readVitestReport counts passed and failed tests by folder', () => {
    const report = { testResults: [file('tests/unit/a.test.ts', ['passed', 'failed']), file('tests/routes/b.test.ts', ['passed'])] };
    const totals = readVitestReport(report, ROOT, ['unit', 'routes'], false);
    expect(totals.map(({ name, passed, failed }) => ({ name, passed, failed }))).toEqual([
      { name: 'unit', passed: 1, failed: 1 },
      { name: 'routes', passed: 1, failed: 0 },
    ]);
    expect(totals.map(countFailures)).toEqual([1, 0]);
  });

  it('readVitestReport counts a folder without any test run as a failure', () => {
    const [unit] = readVitestReport({ testResults: [] }, ROOT, ['unit'], true);
    expect(unit && countFailures(unit)).toBe(1);
  });

  it('readVitestReport counts a file that could not be loaded as a failure', () => {
    const report = { testResults: [file('tests/unit/a.test.ts', ['passed']), file('tests/unit/b.test.ts', [], 'failed')] };
    const [unit] = readVitestReport(report, ROOT, ['unit'], false);
    expect(unit && countFailures(unit)).toBe(1);
    expect(unit?.problems[0]).toContain('b.test.ts did not run');
  });

  it('readVitestReport lists skipped tests and does not count them as passed', () => {
    const [unit] = readVitestReport({ testResults: [file('tests/unit/a.test.ts', ['passed', 'pending'])] }, ROOT, ['unit'], true);
    expect(unit).toMatchObject({ passed: 1, skipped: ['unit: rule 1'] });
  });

  it('readVitestReport counts an error outside any test as a failure', () => {
    const totals = readVitestReport({ testResults: [file('tests/unit/a.test.ts', ['passed'])] }, ROOT, ['unit'], false);
    expect(totals.reduce((sum, suite) => sum + countFailures(suite), 0)).toBe(1);
  });

  it.each([null, {}, { testResults: 'none' }])('count a missing or broken report (%j) as a failure of every suite', (report) => {
    expect(readVitestReport(report, ROOT, ['unit', 'routes'], true).map(countFailures)).toEqual([1, 1]);
  });
});

describe('readPlaywrightReport', () => {
  it('readPlaywrightReport counts passed and failed tests', () => {
    expect(readPlaywrightReport(playwright({ expected: 3, unexpected: 1 }), false)).toMatchObject({ passed: 3, failed: 1, problems: [] });
  });

  it('readPlaywrightReport counts a flaky test as failed', () => {
    expect(readPlaywrightReport(playwright({ expected: 3, flaky: 1 }), true)).toMatchObject({ passed: 3, failed: 1 });
  });

  it.each([
    { why: 'no test ran', report: playwright({}), exitedWell: true },
    { why: 'only skipped tests ran', report: playwright({ skipped: 2 }), exitedWell: true },
    { why: 'a spec could not be loaded', report: playwright({ expected: 1 }, [{ message: 'syntax' }]), exitedWell: false },
    { why: 'the run ended badly', report: playwright({ expected: 1 }), exitedWell: false },
    { why: 'there is no report', report: null, exitedWell: true },
  ])('count one failure when $why', ({ report, exitedWell }) => {
    expect(countFailures(readPlaywrightReport(report, exitedWell))).toBe(1);
  });
});
