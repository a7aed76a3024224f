import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KILLS, live, type Step, stepsWith } from './life';
import { PAID_NAMES, QUERY_NAMES, startSocketWorld } from './socket-world';

/** The same lives over real sockets, before an upstream that keeps its own books. */

const DEEP = process.env.TEST_DEEP !== undefined;
const LIVES = DEEP ? 10_000 : 500;

async function liveThere(steps: readonly Step[], canBeFound: boolean): Promise<void> {
  const world = await startSocketWorld(canBeFound);
  try {
    await live(world, steps, canBeFound);
    expect(world.complaints).toEqual([]);
  } finally {
    await world.stop();
  }
}

describe('whatever happens on the line, in whatever order', () => {
  test(
    `no job is paid twice, no paid job is lost, and the ledger’s total is upstream’s bill, in ${LIVES} lives`,
    async () => {
      const lives = fc.asyncProperty(
        fc.array(stepsWith(PAID_NAMES, QUERY_NAMES), { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        liveThere,
      );
      await fc.assert(lives, DEEP ? { numRuns: LIVES } : { numRuns: LIVES, seed: 20_261_122 });
    },
    DEEP ? 4 * 3_600_000 : 600_000,
  );

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
        { do: 'find', link: 1, trouble: { kill } },
        { do: 'find', link: 1, trouble: { fault: 'none' } },
      ],
      true,
    );
  });
});
