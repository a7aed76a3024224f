import fc from 'fast-check';
import { describe, test } from 'vitest';
import {
  applyThen,
  applyThenDrop,
  dropBeforeResponse,
  type Fault,
  gatewayError,
  numericIds,
  rateLimited,
  refuseConnection,
  respondEmpty,
  respondWithError,
  respondWithHtml,
  truncateBody,
  truncateJson,
  unknownStatus,
} from '@/lib/simulator/faults';
import { createJobRequest } from '../setup/app/api-client';
import { createTestApp } from '../setup/app/test-app';
import { arbitraryStep, BUDGET_MILLI_PTC, FACE_SEARCHES, type FaultTestApp, KILL_POINTS, runScenario, type Step } from './random-scenario';

/** Random scenarios in one process, with the simulator as upstream. */

const DEEP = process.env.TEST_DEEP !== undefined;

const PAID_FAULTS: Readonly<Record<string, Fault | null>> = {
  none: null,
  'numeric ids': numericIds,
  'status unknown': unknownStatus('queued'),
  'never connected': refuseConnection,
  'dropped before': dropBeforeResponse,
  'dropped after': applyThenDrop,
  'broke off': truncateBody,
  'cut off': truncateJson,
  'page before': respondWithHtml(502),
  'page after': applyThen(respondWithHtml(504)),
  'nothing before': respondEmpty(200),
  'nothing after': applyThen(respondEmpty(200)),
  'failed before': respondWithError(500, 5000),
  'failed after': applyThen(respondWithError(503, 5001)),
  'content refused': respondWithError(400, 1301),
  'too fast': rateLimited(1),
  'key refused': gatewayError(401, 10001),
};
const QUERY_FAULTS: Readonly<Record<string, Fault | null>> = {
  none: null,
  dropped: dropBeforeResponse,
  page: respondWithHtml(502),
  'not found': respondWithError(404, 1203),
  'numeric ids': numericIds,
  'status unknown': unknownStatus('resting'),
};

async function startSimulatedTestApp(canBeFound: boolean): Promise<FaultTestApp> {
  const testApp = await createTestApp({
    env: { STORAGE: '302ai', DAILY_BUDGET_PTC: String(BUDGET_MILLI_PTC / 1_000) },
    findsByExternalId: canBeFound,
  });
  return {
    get server() {
      return testApp.server;
    },
    clock: testApp.clock,
    bill: () => testApp.simulator.billing(),
    identifyCalls: () => testApp.calls('identify'),
    sentCreateIds: () => testApp.creates.filter(({ connected: wasSent }) => wasSent).map(({ externalTaskId }) => externalTaskId),
    // The simulator refuses a second task with the same external id, as the specification says.
    timesCharged: (externalTaskId) => Number(testApp.hasTask(externalTaskId)),
    request: (videoId) => createJobRequest({ videoId }),
    async setDisruption(kind, trouble, onKill) {
      const faults = kind === 'query' ? QUERY_FAULTS : PAID_FAULTS;
      if (trouble === null) testApp.always(kind, null);
      else testApp.always(kind, 'fault' in trouble ? (faults[trouble.fault] ?? null) : killDuringCall(trouble.kill, onKill));
    },
    waitUntilIdle: async () => undefined,
    kill: testApp.kill,
    restart: testApp.restart,
  };
}

function killDuringCall(when: (typeof KILL_POINTS)[number], onKill: () => void): Fault {
  return async (answer) => {
    const response = when === 'before' ? null : await answer();
    onKill();
    if (response === null || when === 'acted') throw new TypeError('killed');
    return response;
  };
}

async function runSimulated(steps: readonly Step[], canBeFound: boolean): Promise<void> {
  await runScenario(await startSimulatedTestApp(canBeFound), steps, canBeFound);
}

describe('whatever happens, in whatever order', () => {
  test(
    'no job is paid twice, no paid job is lost, and the db’s total is upstream’s bill',
    async () => {
      const step = arbitraryStep(Object.keys(PAID_FAULTS), Object.keys(QUERY_FAULTS));
      const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: DEEP ? 30 : 12 }), fc.boolean(), runSimulated);
      await fc.assert(property, DEEP ? { numRuns: 1_000 } : { numRuns: 60, seed: 20_261_122 });
    },
    DEEP ? 3_600_000 : 300_000,
  );

  test.each(Object.keys(PAID_FAULTS))('a press that meets “%s”, then the same key, a kill, a look and another press', async (fault) => {
    await runSimulated(
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

  test.each(KILL_POINTS)('a kill at the moment “%s”, then the same key', async (kill) => {
    await runSimulated(
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
