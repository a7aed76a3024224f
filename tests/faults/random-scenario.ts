import fc from 'fast-check';
import { expect } from 'vitest';
import type { CreateJobRequest } from '@/lib/contracts/job';
import { runMaintenance } from '@/lib/server/maintenance/run-maintenance';
import { ApiClient, type ApiResult, createIdempotencyKey, expectBody } from '../setup/app/api-client';
import type { Clock, TestServer } from '../setup/app/server';
import { type ChargeCount, createChargeCount } from './charge-count';

/**
 * A person who presses, presses twice, presses again and looks; a line and an upstream that fail in every way they can; a server that is
 * killed at any point of the protocol. Whatever the order: nothing is paid twice, nothing that was paid is lost, and the books are right.
 * The same lives are led in one process and over real sockets.
 */

export const BUDGET_MILLI_PTC = 400;

/** When a kill happens: before upstream receives the call, after it acted, or after its response arrived but before it is recorded. */
export const KILLS = ['before', 'acted', 'answered'] as const;
type Kill = (typeof KILLS)[number];

type Trouble = { readonly fault: string } | { readonly kill: Kill };
/** Calls that can be made to meet a trouble. */
export type PaidOrFree = 'identify' | 'upload' | 'create' | 'query';

/** What is looked for faces: one of three links, or the one clip that was uploaded here, which upstream must be sent first, for money. */
type Source = 0 | 1 | 2 | 'upload';

/** Searches for faces, and the call of each at which a trouble may strike. */
export const SEARCHES: readonly { readonly source: Source; readonly at: 'identify' | 'upload' }[] = [
  { source: 1, at: 'identify' },
  { source: 'upload', at: 'upload' },
  { source: 'upload', at: 'identify' },
];

/** A server, an upstream and the line between them. */
export interface FaultTestApp {
  readonly server: TestServer;
  readonly clock: Clock;
  /** What upstream would charge, in 1/1000 PTC, by its own books. */
  readonly bill: () => Promise<number>;
  readonly identifyCalls: () => number;
  /** Ids of ours, one for each call to create a task that got as far as a connection. */
  readonly createsThatLeft: () => readonly string[];
  /** How many times upstream took a task under this id, and charged it. */
  readonly timesCharged: (externalTaskId: string) => number;
  readonly request: (videoId: string) => CreateJobRequest;
  /** Every call of a kind meets this, until `null`. */
  readonly meet: (kind: PaidOrFree, trouble: Trouble | null, onKill: () => void) => Promise<void>;
  /** Until no call is under way. */
  readonly quiet: () => Promise<void>;
  readonly kill: () => void;
  readonly restart: () => Promise<void>;
}

export type Step =
  | { readonly do: 'find'; readonly source: Source; readonly at: 'identify' | 'upload'; readonly trouble: Trouble }
  | { readonly do: 'press'; readonly times: number; readonly trouble: Trouble }
  | { readonly do: 'press again'; readonly which: number; readonly trouble: Trouble }
  | { readonly do: 'press changed'; readonly which: number }
  | { readonly do: 'create again'; readonly which: number; readonly trouble: Trouble }
  | { readonly do: 'look'; readonly which: number; readonly fault: string }
  | { readonly do: 'sweep'; readonly fault: string }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'kill' };

/** Steps that meet these troubles, by name. */
export function arbitraryStep(paidFaults: readonly string[], queryFaults: readonly string[]): fc.Arbitrary<Step> {
  const trouble: fc.Arbitrary<Trouble> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ fault: fc.constantFrom(...paidFaults) }) },
    { weight: 1, arbitrary: fc.record({ kill: fc.constantFrom(...KILLS) }) },
  );
  const which = fc.nat(9);
  const queryFault = fc.constantFrom(...queryFaults);
  const find = fc.record({
    do: fc.constant('find' as const),
    source: fc.constantFrom<Source[]>(0, 1, 2, 'upload', 'upload'),
    at: fc.constantFrom('identify' as const, 'upload' as const),
    trouble,
  });
  return fc.oneof(
    { weight: 1, arbitrary: find },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('press' as const), times: fc.integer({ min: 1, max: 3 }), trouble }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('press again' as const), which, trouble }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('press changed' as const), which }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('create again' as const), which, trouble }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('look' as const), which, fault: queryFault }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('sweep' as const), fault: queryFault }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1_000, 6_000, 31_000, 80_000, 660_000) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const) }) },
  );
}

interface Press {
  readonly key: string;
  readonly request: CreateJobRequest;
}

/** One life: a world, a person, and what a bookkeeper beside it knows. */
class Life {
  readonly editor = new ApiClient();
  readonly presses: Press[] = [];
  readonly world: FaultTestApp;
  videoId = '';
  /** What searches for faces hold of the budget though upstream never acted on them, in 1/1000 PTC. */
  heldForSearches = 0;
  readonly tally: ChargeCount;
  /** What is held for jobs that upstream never took, as the books last showed it. */
  #heldForJobs = 0;
  #killed = false;
  #uploadId: Promise<string> | undefined;

  constructor(world: FaultTestApp, tally: ChargeCount) {
    this.world = world;
    this.tally = tally;
  }

  async step(step: Step): Promise<void> {
    switch (step.do) {
      case 'find':
        return this.#find(step);
      case 'press':
        return this.#press({ key: createIdempotencyKey(), request: this.world.request(this.videoId) }, step.times, step.trouble);
      case 'press again': {
        const press = this.presses[step.which % Math.max(1, this.presses.length)];
        return press === undefined ? undefined : this.#press(press, 1, step.trouble);
      }
      case 'press changed':
        return this.#pressChanged(step.which);
      case 'create again': {
        const lost = await this.#job(step.which);
        if (lost === null) return;
        const request = { ...this.world.request(this.videoId), replaces: lost.jobId };
        return this.#press({ key: createIdempotencyKey(), request }, 1, step.trouble);
      }
      case 'look': {
        const job = await this.#job(step.which);
        if (job === null) return;
        const answer = await this.#withQueryFault(step.fault, () => this.editor.getJob(job.jobId));
        expect(answer.status).toBe(200);
        return;
      }
      case 'sweep':
        await this.#withQueryFault(step.fault, () => runMaintenance(this.world.server.services));
        return;
      case 'wait':
        this.world.server.advance(step.ms);
        return;
      case 'kill':
        this.tally.crashes += 1;
        await this.world.restart();
    }
  }

  async #job(index: number) {
    const press = this.presses[index % Math.max(1, this.presses.length)];
    return press === undefined ? null : this.#jobOf(press.key);
  }

  async #jobOf(idempotencyKey: string) {
    const { db } = this.world.server.services;
    const video = await db.findVideo(this.videoId);
    return db.findJobByKey({ editorId: video?.editorId ?? '', mode: 'live', idempotencyKey });
  }

  async #withQueryFault<T>(name: string, act: () => Promise<T>): Promise<T> {
    return this.#amid('query', { fault: name }, act);
  }

  /** Lets calls of one kind meet a trouble while something is done. */
  async #amid<T>(kind: PaidOrFree, trouble: Trouble, act: () => Promise<T>): Promise<T> {
    const onKill = () => {
      this.#killed = true;
      this.tally.crashes += 1;
      this.world.kill();
    };
    await this.world.meet(kind, trouble, onKill);
    const result = await act();
    await this.world.quiet();
    await this.world.meet(kind, null, onKill);
    return result;
  }

  async #find({ source, at, trouble }: Extract<Step, { do: 'find' }>): Promise<void> {
    const wanted = source === 'upload' ? { uploadId: await this.#upload() } : { videoUrl: `https://clips.example/${source}.mp4` };
    const [billed, held, called] = [await this.world.bill(), await this.#held(), this.world.identifyCalls()];
    const answer = await this.#amid(source === 'upload' ? at : 'identify', trouble, () => this.editor.identify(wanted));
    const paid = (await this.world.bill()) - billed;
    const wasKilled = this.#killed;
    if (wasKilled) {
      this.#killed = false;
      await this.world.restart();
    }
    // What is held and was never taken: of a call that was never made, of an answer that was lost, or of both.
    const heldForNothing = (await this.#held()) - held - paid;
    this.heldForSearches += heldForNothing;
    // One word for two charges: where the upload was paid, it is "yes", whatever is not known of the search.
    const isUnsure = answer.error?.charged === 'unknown' || (source === 'upload' && answer.error?.charged === 'yes');
    if (wasKilled || isUnsure) {
      expect([0, 1, 7, 8], 'held for nothing').toContain(heldForNothing);
      return;
    }
    expect(heldForNothing, 'the answer is known, and so is the money').toBe(0);
    if (answer.error === null) {
      expect(answer.status).toBe(200);
      if (this.videoId === '') this.videoId = answer.body.videoId;
      return;
    }
    expect(answer.error.charged).toBe(paid > 0 ? 'yes' : 'no');
    if (answer.error.code === 'budget-exceeded') expect(this.world.identifyCalls()).toBe(called);
  }

  #upload(): Promise<string> {
    this.#uploadId ??= this.editor.upload();
    return this.#uploadId;
  }

  /** All that counts as spent, today and yesterday. */
  async #held(): Promise<number> {
    return (await this.#spentByDay()).reduce((sum, milliPtc) => sum + milliPtc, 0);
  }

  #spentByDay(): Promise<number[]> {
    const { clock, server } = this.world;
    const days = [0, 1].map((day) => new Date(clock.nowMs - day * 86_400_000).toISOString().slice(0, 10));
    return Promise.all(days.map((day) => server.services.db.spentOn(day, 'live')));
  }

  async #press(press: Press, times: number, trouble: Trouble): Promise<void> {
    if (!this.presses.includes(press)) this.presses.push(press);
    this.tally.presses += times;
    const known = await this.#jobOf(press.key);
    const billed = await this.world.bill();
    const answers = await this.#amid('create', trouble, () =>
      Promise.all(Array.from({ length: times }, () => this.editor.createJob(press.request, press.key))),
    );
    const paid = (await this.world.bill()) - billed;
    if (this.#killed) {
      // No response arrived.
      this.#killed = false;
      await this.world.restart();
      expect(paid).toBeLessThanOrEqual(70);
      return;
    }
    if (known !== null) expect(paid).toBe(0);
    this.#checkAnswers(answers, paid);
  }

  /** What the person was told of the money is what happened to it. */
  #checkAnswers(
    answers: readonly ApiResult<{ readonly jobId: string; readonly charged: string; readonly status: string }>[],
    paid: number,
  ): void {
    const made = answers.filter(({ status }) => status === 201);
    expect(made.length).toBeLessThanOrEqual(1);
    expect(new Set(answers.flatMap(({ body }) => body?.jobId ?? [])).size).toBeLessThanOrEqual(1);
    for (const { status, body, error } of answers) {
      expect([200, 201, 402, 422, 502, 503]).toContain(status);
      if (error !== null) expect([error.charged, paid]).toEqual(['no', 0]);
      if (status === 201 && body?.charged === 'yes') expect(paid).toBe(70);
      if (status === 201 && body?.charged === 'unknown') expect(body.status).toBe('unknown');
    }
    if (paid > 0) expect(made).toHaveLength(1);
  }

  async #pressChanged(index: number): Promise<void> {
    const press = this.presses[index % Math.max(1, this.presses.length)];
    if (press === undefined || (await this.#jobOf(press.key)) === null) return;
    const billed = await this.world.bill();
    const placement = { ...press.request.placement, insertAtMs: press.request.placement.insertAtMs + 1 };
    expect((await this.editor.createJob({ ...press.request, placement }, press.key)).status).toBe(409);
    expect(await this.world.bill()).toBe(billed);
  }

  /** Holds at every moment at which nothing is under way. */
  async checkBooks(): Promise<void> {
    const { world } = this;
    const left = world.createsThatLeft();
    expect(new Set(left).size, 'a call was sent twice').toBe(left.length);

    const jobs = (await Promise.all(this.presses.map(({ key }) => this.#jobOf(key)))).flatMap((job) => job ?? []);
    const recorded = new Set(jobs.map(({ externalTaskId }) => externalTaskId));
    expect(
      left.filter((id) => !recorded.has(id)),
      'a call is in no row',
    ).toEqual([]);
    expect(jobs.map(({ status }) => status)).not.toContain('submitting');

    this.#heldForJobs = 0;
    for (const { charge, status, externalTaskId, error } of jobs) {
      const isPaid = world.timesCharged(externalTaskId) > 0;
      if (isPaid) expect(charge.state, 'paid, and yet released').not.toBe('released');
      if (isPaid) expect(error, 'paid, and yet refused').toBeNull();
      if (!isPaid && charge.state !== 'released') {
        expect(status, 'not made, not released, and not lost').toBe('unknown');
        this.#heldForJobs += charge.milliPtc;
      }
    }
    const spent = await this.#spentByDay();
    for (const milliPtc of spent) expect(milliPtc).toBeLessThanOrEqual(BUDGET_MILLI_PTC);
    const total = spent.reduce((sum, milliPtc) => sum + milliPtc, 0);
    const heldForNothing = this.heldForSearches + this.#heldForJobs;
    expect(total - heldForNothing, 'the db’s total and upstream’s bill').toBe(await world.bill());
  }

  /** Adds this life's money to the tally. */
  async closeBooks(): Promise<void> {
    this.tally.ledgerMilliPtc += await this.#held();
    this.tally.heldMilliPtc += this.heldForSearches + this.#heldForJobs;
    this.tally.billMilliPtc += await this.world.bill();
  }

  /** All troubles over: everything that was paid comes to its end, if upstream lets itself be asked by our ids. */
  async checkEnd(canBeFound: boolean): Promise<void> {
    const { world } = this;
    await world.restart();
    for (let round = 0; round < 16; round += 1) {
      world.server.advance(61_000);
      await runMaintenance(world.server.services);
    }
    for (const { key } of this.presses) {
      const job = await this.#jobOf(key);
      if (job === null) continue;
      const times = world.timesCharged(job.externalTaskId);
      const canEnd = times > 0 && (canBeFound || job.taskId !== null);
      const { status } = expectBody(await this.editor.getJob(job.jobId));
      if (times > 0) this.tally.tasks += 1;
      this.tally.doubleCharges += Math.max(0, times - 1);
      if (canEnd && status !== 'succeeded') this.tally.lostPaidJobs += 1;
      if (times > 0 && !canEnd) this.tally.leftToPeople += 1;
      expect(times, 'a job was paid twice').toBeLessThanOrEqual(1);
      expect(status, 'a paid job was lost').toBe(canEnd ? 'succeeded' : job.error === null ? 'unknown' : 'failed');
      if (canEnd) expect(job.charge.state).toBe('spent');
    }
  }
}

/** Leads one life to its end, and looks into the books after each step of it. What it came to is added to the tally, also where it fails. */
export async function runScenario(
  world: FaultTestApp,
  steps: readonly Step[],
  canBeFound: boolean,
  tally: ChargeCount = createChargeCount(),
): Promise<void> {
  const life = new Life(world, tally);
  tally.lives += 1;
  try {
    await life.step({ do: 'find', source: 0, at: 'identify', trouble: { fault: 'none' } });
    for (const step of steps) {
      tally.steps += 1;
      await life.step(step);
      await life.checkBooks();
    }
    await life.checkEnd(canBeFound);
    await life.checkBooks();
    await life.closeBooks();
  } finally {
    world.kill();
  }
}
