import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { jobResponseSchema } from '@/lib/contracts/job';
import { actAt, PAID_FAULTS, startFakeUpstream, type UpstreamFault } from '../../faults/fake-upstream';
import { buildCreateRequest, type CreateRequest, identifyFaces, Site } from '../steps/site';

/**
 * The production build, killed with SIGKILL at every transition of the create protocol and started again on the same data, before an upstream
 * that keeps its own books. No browser is needed: whoever pressed hears nothing, comes back and presses with the same key.
 */

/** When the kill comes, beginning with the earliest; what follows the answer is a race that each of these runs differently. */
const MOMENTS: Readonly<Record<string, (kill: () => void) => UpstreamFault>> = {
  'the call has arrived, and nothing came of it': (kill) => actAt('arrived', kill),
  'the task is made, and nobody has heard': (kill) => actAt('applied', kill),
  'half of the answer is there': (kill) => actAt('half answered', kill),
  'the answer is on its way': (kill) => actAt('answered', kill),
  'the answer is being written down': (kill) => actAt('answered', () => void setTimeout(kill, 4)),
  'the answer is being passed on': (kill) => actAt('answered', () => void setTimeout(kill, 12)),
};

test('a server that is killed at any moment of a press pays once, and finds what it paid for', async () => {
  const upstream = await startFakeUpstream({ now: Date.now, takesMs: 1_500 });
  const site = await Site.open(upstream);
  /** What each press was told, and the id under which upstream knows it. */
  const jobs: { readonly name: string; readonly jobId: string; readonly externalTaskId: string | undefined }[] = [];

  async function pressAgain(name: string, press: CreateRequest, callsBefore: number): Promise<void> {
    await site.restart();
    const answer = await site.sendCreate(press);
    expect([200, 201], `${name}: the same key`).toContain(answer.status);
    const { jobId } = jobResponseSchema.parse(await answer.json());
    expect(upstream.creates.length - callsBefore, `${name}: calls to make a task`).toBeLessThanOrEqual(1);
    jobs.push({ name, jobId, externalTaskId: upstream.creates[callsBefore] });
  }

  try {
    await test.step('the search for faces is lost, and made again', async () => {
      await site.killDuring(
        'identify',
        (kill) => actAt('applied', kill),
        () => identifyFaces(site),
      );
      await site.restart();
    });
    const { videoId } = await (await identifyFaces(site)).json();
    expect(upstream.bill()).toBe(14);

    await test.step('the press is not there yet', async () => {
      const press = buildCreateRequest(videoId, 'half');
      await site.killDuringUpload(press);
      await pressAgain('half a press', press, upstream.creates.length);
    });

    for (const [name, trouble] of Object.entries(MOMENTS)) {
      await test.step(name, async () => {
        const press = buildCreateRequest(videoId, String(jobs.length));
        const callsBefore = upstream.creates.length;
        await site.killDuring('create', trouble, () => site.sendCreate(press));
        await pressAgain(name, press, callsBefore);
      });
    }

    for (const kind of ['a look', 'a search for a lost job'] as const) {
      await test.step(`${kind} is under way`, async () => {
        const press = buildCreateRequest(videoId, kind);
        const callsBefore = upstream.creates.length;
        if (kind === 'a search for a lost job') upstream.always('create', PAID_FAULTS['dropped after'] ?? null);
        const { jobId } = jobResponseSchema.parse(await (await site.sendCreate(press)).json());
        upstream.always('create', null);
        // A look at upstream is due some seconds after the press.
        const look = async () => {
          for (;;) {
            const answer = await site.send(`/api/advanced-lip-sync/${jobId}`);
            await answer.arrayBuffer();
            await wait(200);
          }
        };
        await site.killDuring('query', (kill) => actAt('applied', kill), look);
        await pressAgain(kind, press, callsBefore);
      });
    }

    await test.step('every job that was paid comes to its end; what was never made stays a question', async () => {
      await expect(async () => {
        for (const { name, jobId, externalTaskId } of jobs) {
          const isPaid = externalTaskId !== undefined && upstream.timesCharged(externalTaskId) > 0;
          const { status } = jobResponseSchema.parse(await (await site.send(`/api/advanced-lip-sync/${jobId}`)).json());
          expect(status, name).toBe(isPaid ? 'succeeded' : 'unknown');
        }
      }).toPass({ intervals: [500], timeout: 40_000 });
    });

    const charged = jobs.map(({ externalTaskId }) => (externalTaskId === undefined ? 0 : upstream.timesCharged(externalTaskId)));
    expect(Math.max(...charged), 'charges for one press').toBe(1);
    expect(new Set(jobs.map(({ jobId }) => jobId)).size).toBe(jobs.length);
    expect(charged.filter((times) => times === 0)).toHaveLength(1);
    const { spentMilliPtc } = await (await site.send('/api/spending')).json();
    expect(spentMilliPtc, 'the db’s total: upstream’s bill, and what is held for the one question').toBe(upstream.bill() + 70);
    expect(upstream.complaints).toEqual([]);
  } finally {
    await site.close();
  }
});

test('fifty presses at once at the edge of the budget never exceed it', async () => {
  const upstream = await startFakeUpstream({ now: Date.now });
  // One search for faces and seven jobs come to 0.497.
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
