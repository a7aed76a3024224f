import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { jobResponseSchema } from '@/lib/contracts/job';
import { actAt, PAID_FAULTS, startFakeUpstream, type UpstreamFault } from '../../faults/fake-upstream';
import { buildCreateRequest, type CreateRequest, identifyFaces, Site } from '../steps/site';

/**
 * Kills the production build with SIGKILL at every step of job creation and restarts it on the same data. The fake upstream counts its own
 * charges. Without a browser: the test repeats each lost request with the same idempotency key.
 */

/** Moments of the kill, earliest first. After the upstream response the outcome is a race, so several delays are tried. */
const KILL_POINTS: Readonly<Record<string, (kill: () => void) => UpstreamFault>> = {
  'the call has arrived, no task was created': (kill) => actAt('arrived', kill),
  'the task was created, no response was sent': (kill) => actAt('applied', kill),
  'half of the response was sent': (kill) => actAt('half answered', kill),
  'the response was sent': (kill) => actAt('answered', kill),
  'the response is being stored': (kill) => actAt('answered', () => void setTimeout(kill, 4)),
  'the response is being forwarded': (kill) => actAt('answered', () => void setTimeout(kill, 12)),
};

test('a server killed at any step of job creation is charged once and finds the paid job', async () => {
  const upstream = await startFakeUpstream({ now: Date.now, taskDurationMs: 1_500 });
  const site = await Site.open(upstream);
  /** The job of each create request, and its external id upstream. */
  const jobs: { readonly name: string; readonly jobId: string; readonly externalTaskId: string | undefined }[] = [];

  async function retryCreate(name: string, press: CreateRequest, callsBefore: number): Promise<void> {
    await site.restart();
    const answer = await site.sendCreate(press);
    expect([200, 201], `${name}: the same key`).toContain(answer.status);
    const { jobId } = jobResponseSchema.parse(await answer.json());
    expect(upstream.receivedCreateIds.length - callsBefore, `${name}: upstream create calls`).toBeLessThanOrEqual(1);
    jobs.push({ name, jobId, externalTaskId: upstream.receivedCreateIds[callsBefore] });
  }

  try {
    await test.step('identify-face is lost and repeated', async () => {
      await site.killDuring(
        'identify',
        (kill) => actAt('applied', kill),
        () => identifyFaces(site),
      );
      await site.restart();
    });
    const { videoId } = await (await identifyFaces(site)).json();
    expect(upstream.bill()).toBe(14);

    await test.step('the create request has arrived only in part', async () => {
      const press = buildCreateRequest(videoId, 'half');
      await site.killDuringUpload(press);
      await retryCreate('half a request', press, upstream.receivedCreateIds.length);
    });

    for (const [name, createFault] of Object.entries(KILL_POINTS)) {
      await test.step(name, async () => {
        const press = buildCreateRequest(videoId, String(jobs.length));
        const callsBefore = upstream.receivedCreateIds.length;
        await site.killDuring('create', createFault, () => site.sendCreate(press));
        await retryCreate(name, press, callsBefore);
      });
    }

    for (const kind of ['a status query', 'a search for a lost job'] as const) {
      await test.step(`killed during ${kind}`, async () => {
        const press = buildCreateRequest(videoId, kind);
        const callsBefore = upstream.receivedCreateIds.length;
        if (kind === 'a search for a lost job') upstream.setFault('create', PAID_FAULTS['dropped after'] ?? null);
        const { jobId } = jobResponseSchema.parse(await (await site.sendCreate(press)).json());
        upstream.setFault('create', null);
        // The first upstream query is due some seconds after job creation.
        const look = async () => {
          for (;;) {
            const answer = await site.send(`/api/advanced-lip-sync/${jobId}`);
            await answer.arrayBuffer();
            await wait(200);
          }
        };
        await site.killDuring('query', (kill) => actAt('applied', kill), look);
        await retryCreate(kind, press, callsBefore);
      });
    }

    await test.step('every paid job succeeds; a task that was never created stays unknown', async () => {
      await expect(async () => {
        for (const { name, jobId, externalTaskId } of jobs) {
          const isPaid = externalTaskId !== undefined && upstream.timesCharged(externalTaskId) > 0;
          const { status } = jobResponseSchema.parse(await (await site.send(`/api/advanced-lip-sync/${jobId}`)).json());
          expect(status, name).toBe(isPaid ? 'succeeded' : 'unknown');
        }
      }).toPass({ intervals: [500], timeout: 40_000 });
    });

    const charged = jobs.map(({ externalTaskId }) => (externalTaskId === undefined ? 0 : upstream.timesCharged(externalTaskId)));
    expect(Math.max(...charged), 'charges per create request').toBe(1);
    expect(new Set(jobs.map(({ jobId }) => jobId)).size).toBe(jobs.length);
    expect(charged.filter((times) => times === 0)).toHaveLength(1);
    const { spentMilliPtc } = await (await site.send('/api/spending')).json();
    expect(spentMilliPtc, 'database total: upstream’s charges plus the reservation of the unknown job').toBe(upstream.bill() + 70);
    expect(upstream.violations).toEqual([]);
  } finally {
    await site.close();
  }
});

test('fifty simultaneous create requests never exceed the daily budget', async () => {
  const upstream = await startFakeUpstream({ now: Date.now });
  // One identify-face call and seven jobs cost 0.497 PTC.
  const site = await Site.open(upstream, { DAILY_BUDGET_PTC: '0.5' });
  try {
    const { videoId } = await (await identifyFaces(site)).json();
    const presses = Array.from({ length: 50 }, (_, number) => buildCreateRequest(videoId, `budget ${number}`));
    const answers = await Promise.all(presses.map((press) => site.sendCreate(press)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(7);
    expect(statuses.filter((status) => status === 402)).toHaveLength(43);
    expect(upstream.bill()).toBe(497);
    const { spentMilliPtc } = await (await site.send('/api/spending')).json();
    expect(spentMilliPtc).toBe(497);
    for (const answer of answers) {
      if (answer.status === 402) expect(await answer.json()).toMatchObject({ error: { code: 'budget-exceeded', charged: 'no' } });
    }
  } finally {
    await site.close();
  }
});
