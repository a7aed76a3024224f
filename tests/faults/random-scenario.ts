import fc from 'fast-check';
import { expect } from 'vitest';
import type { CreateJobRequest } from '@/lib/contracts/job';
import { runMaintenance } from '@/lib/server/maintenance/run-maintenance';
import { ApiClient, type ApiResult, createIdempotencyKey, expectBody } from '../setup/app/api-client';
import type { Clock, TestServer } from '../setup/app/server';
import { type ChargeCount, createChargeCount } from './charge-count';

/**
 * Random scenarios of submissions, repeated submissions and polls, with connection faults, upstream faults and server kills at any point of
 * the protocol. In every order nothing is paid twice, no paid job is lost, and the recorded charges are right. The scenarios run in one
 * process and over real sockets.
 */

export const BUDGET_MILLI_PTC = 400;

/** When a kill happens: before upstream receives the call, after it acted, or after its response arrived but before it is recorded. */
export const KILL_POINTS = ['before', 'acted', 'answered'] as const;
type KillPoint = (typeof KILL_POINTS)[number];

type Disruption = { readonly fault: string } | { readonly kill: KillPoint };
/** Calls that a fault can target. */
export type DisruptibleCall = 'identify' | 'upload' | 'create' | 'query';

/** Sources for identify-face: one of three links, or an uploaded clip, whose upload to upstream is paid too. */
type VideoSource = 0 | 1 | 2 | 'upload';

/** The identify-face sources, each with the call that a fault can target. */
export const FACE_SEARCHES: readonly { readonly source: VideoSource; readonly at: 'identify' | 'upload' }[] = [
  { source: 1, at: 'identify' },
  { source: 'upload', at: 'upload' },
  { source: 'upload', at: 'identify' },
];

/** A server, an upstream and the connection between them. */
export interface FaultTestApp {
  readonly server: TestServer;
  readonly clock: Clock;
  /** Upstream's own total of charges, in 1/1000 PTC. */
  readonly bill: () => Promise<number>;
  readonly identifyCalls: () => number;
  /** External ids of the create calls that reached a connection. */
  readonly sentCreateIds: () => readonly string[];
  /** Number of charged tasks with this external id. */
  readonly timesCharged: (externalTaskId: string) => number;
  readonly request: (videoId: string) => CreateJobRequest;
  /** The fault for all calls of a kind, until reset to `null`. */
  readonly setDisruption: (kind: DisruptibleCall, trouble: Disruption | null, onKill: () => void) => Promise<void>;
  /** Resolves when no call is in progress. */
  readonly waitUntilIdle: () => Promise<void>;
  readonly kill: () => void;
  readonly restart: () => Promise<void>;
}

export type Step =
  | { readonly do: 'find'; readonly source: VideoSource; readonly at: 'identify' | 'upload'; readonly trouble: Disruption }
  | { readonly do: 'press'; readonly times: number; readonly trouble: Disruption }
  | { readonly do: 'press again'; readonly which: number; readonly trouble: Disruption }
  | { readonly do: 'press changed'; readonly which: number }
  | { readonly do: 'create again'; readonly which: number; readonly trouble: Disruption }
  | { readonly do: 'look'; readonly which: number; readonly fault: string }
  | { readonly do: 'sweep'; readonly fault: string }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'kill' };

/** Steps with these faults, by name. */
export function arbitraryStep(paidFaults: readonly string[], queryFaults: readonly string[]): fc.Arbitrary<Step> {
  const trouble: fc.Arbitrary<Disruption> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ fault: fc.constantFrom(...paidFaults) }) },
    { weight: 1, arbitrary: fc.record({ kill: fc.constantFrom(...KILL_POINTS) }) },
  );
  const which = fc.nat(9);
  const queryFault = fc.constantFrom(...queryFaults);
  const find = fc.record({
    do: fc.constant('find' as const),
    source: fc.constantFrom<VideoSource[]>(0, 1, 2, 'upload', 'upload'),
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

interface Submission {
  readonly key: string;
  readonly request: CreateJobRequest;
}

/** One scenario: a test app, an editor, and an independent record of expected charges. */
class ScenarioRun {
  readonly editor = new ApiClient();
  readonly submissions: Submission[] = [];
  readonly testApp: FaultTestApp;
  videoId = '';
  /** Budget reserved for identify-face calls that upstream never executed, in 1/1000 PTC. */
  reservedForSearches = 0;
  readonly totals: ChargeCount;
  /** Budget reserved for jobs that upstream never accepted, as last recorded. */
  #heldForJobs = 0;
  #killed = false;
  #uploadId: Promise<string> | undefined;

  constructor(testApp: FaultTestApp, totals: ChargeCount) {
    this.testApp = testApp;
    this.totals = totals;
  }

  async step(step: Step): Promise<void> {
    switch (step.do) {
      case 'find':
        return this.#find(step);
      case 'press':
        return this.#press({ key: createIdempotencyKey(), request: this.testApp.request(this.videoId) }, step.times, step.trouble);
      case 'press again': {
        const submission = this.submissions[step.which % Math.max(1, this.submissions.length)];
        return submission === undefined ? undefined : this.#press(submission, 1, step.trouble);
      }
      case 'press changed':
        return this.#pressChanged(step.which);
      case 'create again': {
        const lost = await this.#job(step.which);
        if (lost === null) return;
        const request = { ...this.testApp.request(this.videoId), replaces: lost.jobId };
        return this.#press({ key: createIdempotencyKey(), request }, 1, step.trouble);
      }
      case 'look': {
        const job = await this.#job(step.which);
        if (job === null) return;
        const response = await this.#withQueryFault(step.fault, () => this.editor.getJob(job.jobId));
        expect(response.status).toBe(200);
        return;
      }
      case 'sweep':
        await this.#withQueryFault(step.fault, () => runMaintenance(this.testApp.server.services));
        return;
      case 'wait':
        this.testApp.server.advance(step.ms);
        return;
      case 'kill':
        this.totals.crashes += 1;
        await this.testApp.restart();
    }
  }

  async #job(index: number) {
    const submission = this.submissions[index % Math.max(1, this.submissions.length)];
    return submission === undefined ? null : this.#jobOf(submission.key);
  }

  async #jobOf(idempotencyKey: string) {
    const { db } = this.testApp.server.services;
    const video = await db.findVideo(this.videoId);
    return db.findJobByKey({ editorId: video?.editorId ?? '', mode: 'live', idempotencyKey });
  }

  async #withQueryFault<T>(name: string, act: () => Promise<T>): Promise<T> {
    return this.#amid('query', { fault: name }, act);
  }

  /** Applies a fault to calls of one kind during an action. */
  async #amid<T>(kind: DisruptibleCall, trouble: Disruption, act: () => Promise<T>): Promise<T> {
    const onKill = () => {
      this.#killed = true;
      this.totals.crashes += 1;
      this.testApp.kill();
    };
    await this.testApp.setDisruption(kind, trouble, onKill);
    const result = await act();
    await this.testApp.waitUntilIdle();
    await this.testApp.setDisruption(kind, null, onKill);
    return result;
  }

  async #find({ source, at, trouble }: Extract<Step, { do: 'find' }>): Promise<void> {
    const identifyRequest = source === 'upload' ? { uploadId: await this.#upload() } : { videoUrl: `https://clips.example/${source}.mp4` };
    const [billBefore, reservedBefore, callsBefore] = [await this.testApp.bill(), await this.#held(), this.testApp.identifyCalls()];
    const response = await this.#amid(source === 'upload' ? at : 'identify', trouble, () => this.editor.identify(identifyRequest));
    const paid = (await this.testApp.bill()) - billBefore;
    const wasKilled = this.#killed;
    if (wasKilled) {
      this.#killed = false;
      await this.testApp.restart();
    }
    // The reserved amount that upstream never charged: a call that was not made, a lost response, or both.
    const reservedUncharged = (await this.#held()) - reservedBefore - paid;
    this.reservedForSearches += reservedUncharged;
    // `charged` covers both the upload and the search: a paid upload makes it "yes" even if the search is unknown.
    const isChargeUnknown = response.error?.charged === 'unknown' || (source === 'upload' && response.error?.charged === 'yes');
    if (wasKilled || isChargeUnknown) {
      expect([0, 1, 7, 8], 'held for nothing').toContain(reservedUncharged);
      return;
    }
    expect(reservedUncharged, 'the answer is known, and so is the money').toBe(0);
    if (response.error === null) {
      expect(response.status).toBe(200);
      if (this.videoId === '') this.videoId = response.body.videoId;
      return;
    }
    expect(response.error.charged).toBe(paid > 0 ? 'yes' : 'no');
    if (response.error.code === 'budget-exceeded') expect(this.testApp.identifyCalls()).toBe(callsBefore);
  }

  #upload(): Promise<string> {
    this.#uploadId ??= this.editor.upload();
    return this.#uploadId;
  }

  /** The spent amounts of today and yesterday. */
  async #held(): Promise<number> {
    return (await this.#spentByDay()).reduce((sum, milliPtc) => sum + milliPtc, 0);
  }

  #spentByDay(): Promise<number[]> {
    const { clock, server } = this.testApp;
    const days = [0, 1].map((day) => new Date(clock.nowMs - day * 86_400_000).toISOString().slice(0, 10));
    return Promise.all(days.map((day) => server.services.db.spentOn(day, 'live')));
  }

  async #press(submission: Submission, times: number, trouble: Disruption): Promise<void> {
    if (!this.submissions.includes(submission)) this.submissions.push(submission);
    this.totals.presses += times;
    const known = await this.#jobOf(submission.key);
    const billBefore = await this.testApp.bill();
    const responses = await this.#amid('create', trouble, () =>
      Promise.all(Array.from({ length: times }, () => this.editor.createJob(submission.request, submission.key))),
    );
    const paid = (await this.testApp.bill()) - billBefore;
    if (this.#killed) {
      // No response arrived.
      this.#killed = false;
      await this.testApp.restart();
      expect(paid).toBeLessThanOrEqual(70);
      return;
    }
    if (known !== null) expect(paid).toBe(0);
    this.#checkAnswers(responses, paid);
  }

  /** The reported `charged` matches the actual charge. */
  #checkAnswers(
    responses: readonly ApiResult<{ readonly jobId: string; readonly charged: string; readonly status: string }>[],
    paid: number,
  ): void {
    const made = responses.filter(({ status }) => status === 201);
    expect(made.length).toBeLessThanOrEqual(1);
    expect(new Set(responses.flatMap(({ body }) => body?.jobId ?? [])).size).toBeLessThanOrEqual(1);
    for (const { status, body, error } of responses) {
      expect([200, 201, 402, 422, 502, 503]).toContain(status);
      if (error !== null) expect([error.charged, paid]).toEqual(['no', 0]);
      if (status === 201 && body?.charged === 'yes') expect(paid).toBe(70);
      if (status === 201 && body?.charged === 'unknown') expect(body.status).toBe('unknown');
    }
    if (paid > 0) expect(made).toHaveLength(1);
  }

  async #pressChanged(index: number): Promise<void> {
    const submission = this.submissions[index % Math.max(1, this.submissions.length)];
    if (submission === undefined || (await this.#jobOf(submission.key)) === null) return;
    const billBefore = await this.testApp.bill();
    const placement = { ...submission.request.placement, insertAtMs: submission.request.placement.insertAtMs + 1 };
    expect((await this.editor.createJob({ ...submission.request, placement }, submission.key)).status).toBe(409);
    expect(await this.testApp.bill()).toBe(billBefore);
  }

  /** Invariants that hold whenever no call is in progress. */
  async checkCharges(): Promise<void> {
    const { testApp } = this;
    const sentIds = testApp.sentCreateIds();
    expect(new Set(sentIds).size, 'a call was sent twice').toBe(sentIds.length);

    const jobs = (await Promise.all(this.submissions.map(({ key }) => this.#jobOf(key)))).flatMap((job) => job ?? []);
    const recorded = new Set(jobs.map(({ externalTaskId }) => externalTaskId));
    expect(
      sentIds.filter((id) => !recorded.has(id)),
      'a call is in no row',
    ).toEqual([]);
    expect(jobs.map(({ status }) => status)).not.toContain('submitting');

    this.#heldForJobs = 0;
    for (const { charge, status, externalTaskId, error } of jobs) {
      const isPaid = testApp.timesCharged(externalTaskId) > 0;
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
    const reservedUncharged = this.reservedForSearches + this.#heldForJobs;
    expect(total - reservedUncharged, 'the db’s total and upstream’s bill').toBe(await testApp.bill());
  }

  /** Adds this scenario's charges to the totals. */
  async addToTotals(): Promise<void> {
    this.totals.recordedMilliPtc += await this.#held();
    this.totals.reservedMilliPtc += this.reservedForSearches + this.#heldForJobs;
    this.totals.billMilliPtc += await this.testApp.bill();
  }

  /** Ends all faults: every paid job must reach a terminal status, if upstream finds tasks by our ids. */
  async checkFinalState(supportsLookup: boolean): Promise<void> {
    const { testApp } = this;
    await testApp.restart();
    for (let round = 0; round < 16; round += 1) {
      testApp.server.advance(61_000);
      await runMaintenance(testApp.server.services);
    }
    for (const { key } of this.submissions) {
      const job = await this.#jobOf(key);
      if (job === null) continue;
      const times = testApp.timesCharged(job.externalTaskId);
      const canEnd = times > 0 && (supportsLookup || job.taskId !== null);
      const { status } = expectBody(await this.editor.getJob(job.jobId));
      if (times > 0) this.totals.tasks += 1;
      this.totals.doubleCharges += Math.max(0, times - 1);
      if (canEnd && status !== 'succeeded') this.totals.lostPaidJobs += 1;
      if (times > 0 && !canEnd) this.totals.needsDecision += 1;
      expect(times, 'a job was paid twice').toBeLessThanOrEqual(1);
      expect(status, 'a paid job was lost').toBe(canEnd ? 'succeeded' : job.error === null ? 'unknown' : 'failed');
      if (canEnd) expect(job.charge.state).toBe('spent');
    }
  }
}

/** Runs one scenario and checks the recorded charges after each step. Its totals are added even if it fails. */
export async function runScenario(
  testApp: FaultTestApp,
  steps: readonly Step[],
  supportsLookup: boolean,
  totals: ChargeCount = createChargeCount(),
): Promise<void> {
  const life = new ScenarioRun(testApp, totals);
  totals.lives += 1;
  try {
    await life.step({ do: 'find', source: 0, at: 'identify', trouble: { fault: 'none' } });
    for (const step of steps) {
      totals.steps += 1;
      await life.step(step);
      await life.checkCharges();
    }
    await life.checkFinalState(supportsLookup);
    await life.checkCharges();
    await life.addToTotals();
  } finally {
    testApp.kill();
  }
}
