import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { addCounts, type ChargeCount, createChargeCount, describeChargeCount } from './charge-count';
import { arbitraryStep, KILLS, runScenario, SEARCHES, type Step } from './random-scenario';
import { PAID_NAMES, QUERY_NAMES, startSocketTestApp } from './socket-test-app';

/** The same lives over real sockets, before an upstream that keeps its own books. */

const DEEP = process.env.TEST_DEEP !== undefined;
/** 500 lives in every run, always the same ones; 10,000 new ones in the long run, a part at a time. */
const LIVES = 500;
const PARTS = DEEP ? 20 : 1;
const total = createChargeCount();

async function liveThere(steps: readonly Step[], canBeFound: boolean, tally?: ChargeCount): Promise<void> {
  const world = await startSocketTestApp(canBeFound);
  try {
    await runScenario(world, steps, canBeFound, tally);
    expect(world.complaints).toEqual([]);
  } finally {
    await world.stop();
  }
}

describe('whatever happens on the line, in whatever order', () => {
  test.each(Array.from({ length: PARTS }, (_, index) => index + 1))(
    `no job is paid twice, no paid job is lost, and the db’s total is upstream’s bill, in ${LIVES} lives (part %i of ${PARTS})`,
    async () => {
      const tally = createChargeCount();
      const steps = fc.array(arbitraryStep(PAID_NAMES, QUERY_NAMES), { minLength: 1, maxLength: 12 });
      const lives = fc.asyncProperty(steps, fc.boolean(), (some, canBeFound) => liveThere(some, canBeFound, tally));
      try {
        await fc.assert(lives, { numRuns: LIVES, ...(DEEP ? {} : { seed: 20_261_122 }) });
      } finally {
        addCounts(total, tally);
      }
      expect(tally).toMatchObject({ lives: LIVES, doubleCharges: 0, lostPaidJobs: 0 });
      expect(tally.ledgerMilliPtc - tally.heldMilliPtc).toBe(tally.billMilliPtc);
      // Lives in which nothing happens would prove nothing.
      expect([tally.tasks > LIVES / 2, tally.crashes > LIVES / 2, tally.leftToPeople > 0]).toEqual([true, true, true]);
    },
    1_800_000,
  );
  afterAll(() => console.info(describeChargeCount(total)));

  test.each(PAID_NAMES)('a search for faces that meets “%s”, of a link and of an upload, and then another', async (fault) => {
    await liveThere(
      SEARCHES.flatMap(({ source, at }): Step[] => [
        { do: 'find', source, at, trouble: { fault } },
        { do: 'find', source, at, trouble: { fault: 'none' } },
      ]),
      true,
    );
  });

  test.each(PAID_NAMES)('a press that meets “%s”, then the same key, a kill, a look and another press', async (fault) => {
    await liveThere(
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

  test.each(QUERY_NAMES)('a look that meets “%s” costs nothing and ends nothing', async (fault) => {
    await liveThere(
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

  test.each(KILLS)('a kill at the moment “%s”, then the same key', async (kill) => {
    await liveThere(
      [
        { do: 'press', times: 2, trouble: { kill } },
        { do: 'press again', which: 0, trouble: { fault: 'none' } },
        ...SEARCHES.flatMap(({ source, at }): Step[] => [
          { do: 'find', source, at, trouble: { kill } },
          { do: 'find', source, at, trouble: { fault: 'none' } },
        ]),
      ],
      true,
    );
  });
});
