import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { addCounts, type ChargeCount, createChargeCount, describeChargeCount } from './charge-count';
import { arbitraryStep, FACE_SEARCHES, KILL_POINTS, runScenario, type Step } from './random-scenario';
import { PAID_FAULT_NAMES, QUERY_FAULT_NAMES, startSocketTestApp } from './socket-test-app';

/** The random scenarios over real sockets, with an upstream that counts its charges. */

const DEEP = process.env.TEST_DEEP !== undefined;
/** 500 fixed scenarios in every run; 10,000 new ones in the deep run, in parts. */
const SCENARIO_COUNT = 500;
const PART_COUNT = DEEP ? 20 : 1;
const overallTotals = createChargeCount();

async function runOverSocket(steps: readonly Step[], supportsLookup: boolean, totals?: ChargeCount): Promise<void> {
  const testApp = await startSocketTestApp(supportsLookup);
  try {
    await runScenario(testApp, steps, supportsLookup, totals);
    expect(testApp.violations).toEqual([]);
  } finally {
    await testApp.stop();
  }
}

describe('random scenarios over sockets', () => {
  test.each(Array.from({ length: PART_COUNT }, (_, index) => index + 1))(
    `no job is paid twice, no paid job is lost, and the db’s total is upstream’s bill, in ${SCENARIO_COUNT} lives (part %i of ${PART_COUNT})`,
    async () => {
      const totals = createChargeCount();
      const steps = fc.array(arbitraryStep(PAID_FAULT_NAMES, QUERY_FAULT_NAMES), { minLength: 1, maxLength: 12 });
      const lives = fc.asyncProperty(steps, fc.boolean(), (some, supportsLookup) => runOverSocket(some, supportsLookup, totals));
      try {
        await fc.assert(lives, { numRuns: SCENARIO_COUNT, ...(DEEP ? {} : { seed: 20_261_122 }) });
      } finally {
        addCounts(overallTotals, totals);
      }
      expect(totals).toMatchObject({ lives: SCENARIO_COUNT, doubleCharges: 0, lostPaidJobs: 0 });
      expect(totals.recordedMilliPtc - totals.reservedMilliPtc).toBe(totals.billMilliPtc);
      // The run must contain the events that it tests.
      expect([totals.tasks > SCENARIO_COUNT / 2, totals.crashes > SCENARIO_COUNT / 2, totals.needsDecision > 0]).toEqual([
        true,
        true,
        true,
      ]);
    },
    1_800_000,
  );
  afterAll(() => console.info(describeChargeCount(overallTotals)));

  test.each(PAID_FAULT_NAMES)('a search for faces that meets “%s”, of a link and of an upload, and then another', async (fault) => {
    await runOverSocket(
      FACE_SEARCHES.flatMap(({ source, at }): Step[] => [
        { do: 'find', source, at, trouble: { fault } },
        { do: 'find', source, at, trouble: { fault: 'none' } },
      ]),
      true,
    );
  });

  test.each(PAID_FAULT_NAMES)('a press that meets “%s”, then the same key, a kill, a look and another press', async (fault) => {
    await runOverSocket(
      [
        { do: 'press', times: 3, trouble: { fault } },
        { do: 'press again', which: 0, trouble: { fault: 'none' } },
        { do: 'kill' },
        { do: 'press again', which: 0, trouble: { fault: 'none' } },
        { do: 'wait', ms: 6_000 },
        { do: 'look', which: 0, fault: 'none' },
        { do: 'create again', which: 0, trouble: { fault: 'none' } },
        { do: 'press', times: 1, trouble: { fault: 'none' } },
      ],
      true,
    );
  });

  test.each(QUERY_FAULT_NAMES)('a look that meets “%s” costs nothing and ends nothing', async (fault) => {
    await runOverSocket(
      [
        { do: 'press', times: 1, trouble: { fault: 'dropped after' } },
        { do: 'press', times: 1, trouble: { fault: 'none' } },
        { do: 'wait', ms: 6_000 },
        { do: 'look', which: 0, fault },
        { do: 'look', which: 1, fault },
        { do: 'wait', ms: 80_000 },
        { do: 'sweep', fault },
      ],
      true,
    );
  });

  test.each(KILL_POINTS)('a kill at the moment “%s”, then the same key', async (kill) => {
    await runOverSocket(
      [
        { do: 'press', times: 2, trouble: { kill } },
        { do: 'press again', which: 0, trouble: { fault: 'none' } },
        ...FACE_SEARCHES.flatMap(({ source, at }): Step[] => [
          { do: 'find', source, at, trouble: { kill } },
          { do: 'find', source, at, trouble: { fault: 'none' } },
        ]),
      ],
      true,
    );
  });
});
