import { describe, expect, test } from 'vitest';
import { POST as accessRoute } from '@/app/api/access/route';
import type { Database } from '@/lib/server/db/database';
import type { JobRecord } from '@/lib/server/db/records/records';
import { getResultKey } from '@/lib/server/jobs/job-files';
import { refreshJob } from '@/lib/server/jobs/refresh-job';
import { runMaintenance } from '@/lib/server/maintenance/run-maintenance';
import {
  applyThenDrop,
  dropBeforeResponse,
  type Fault,
  failTask,
  forTask,
  numericIds,
  rateLimited,
  respondEmpty,
  respondWithError,
  respondWithHtml,
  unknownStatus,
} from '@/lib/simulator/faults';
import { ApiClient, createJobRequest, expectBody } from '../../setup/app/api-client';
import { startServer } from '../../setup/app/server';
import { createTestApp, type TestApp } from '../../setup/app/test-app';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const EMPTY_UPDATE = { recognised: true, resultUrl: null, resultDurationMs: null, parentVideoUrl: null, succeededAtMs: null };

async function createTestJob(options: Parameters<typeof createTestApp>[0] = {}) {
  const testApp = await createTestApp(options);
  const editor = new ApiClient();
  const { jobId } = expectBody(await editor.createJob(createJobRequest(await editor.uploadAndIdentify())));
  return { world: testApp, editor, jobId, pass: (ms: number) => testApp.server.advance(ms) };
}

/** Simulates a claim by another process. */
function claimCopyLease({ server, clock }: TestApp, jobId: string): Promise<boolean> {
  return server.services.db.claimCopy({ kind: 'result', jobId, key: getResultKey(jobId), nowMs: 0, untilMs: clock.nowMs + HOUR });
}

describe('GET /api/advanced-lip-sync/{jobId}', () => {
  test('GET job polls upstream until the job ends, and never afterwards', async () => {
    const { world: testApp, editor, jobId, pass: advanceClock } = await createTestJob();
    const statuses: string[] = [];
    for (let seconds = 0; seconds <= 20; seconds += 5) {
      const { status, nextPollMs } = expectBody(await editor.getJob(jobId));
      statuses.push(status);
      expect(nextPollMs === null).toBe(status === 'succeeded');
      advanceClock(5_000);
    }
    expect(statuses).toEqual(['submitted', 'processing', 'processing', 'succeeded', 'succeeded']);
    const queryCount = testApp.calls('query');
    advanceClock(24 * HOUR);
    await editor.getJob(jobId);
    expect(testApp.calls('query')).toBe(queryCount);
  });

  test('GET job ignores a response about another task and polls again', async () => {
    const { world: testApp, editor, jobId, pass: advanceClock } = await createTestJob();
    advanceClock(60_000);
    testApp.next('query', forTask('999999999999999999'));
    expect(await editor.getJob(jobId)).toMatchObject({ body: { status: 'submitted', videoUrl: null } });
    expect(testApp.server.log).toContainEqual({ event: 'query-answered-another', jobId });
    advanceClock(5_000);
    expect(await editor.getJob(jobId)).toMatchObject({ body: { status: 'succeeded' } });
  });

  test('GET job accepts a response whose id differs only by rounded digits', async () => {
    const { world: testApp, editor, jobId, pass: advanceClock } = await createTestJob();
    advanceClock(60_000);
    const { taskId } = (await testApp.server.services.db.findJob(jobId)) ?? {};
    testApp.next('query', forTask(String(BigInt(Number(taskId)))));
    expect(await editor.getJob(jobId)).toMatchObject({ body: { status: 'succeeded' } });
  });

  test('GET job polls upstream once in 5 s for a hundred viewers', async () => {
    const { world: testApp, editor, jobId, pass: advanceClock } = await createTestJob();
    const rounds = 3;
    for (let round = 0; round < rounds; round += 1) {
      const responses = await Promise.all(Array.from({ length: 100 }, () => editor.getJob(jobId)));
      for (const answer of responses) expect(answer.status).toBe(200);
      expect(testApp.calls('query')).toBe(round + 1);
      advanceClock(4_999);
      await editor.getJob(jobId);
      expect(testApp.calls('query')).toBe(round + 1);
      advanceClock(1);
    }
  }, 20_000);

  test.each<[string, Fault | null]>([
    ['moved on by itself', null],
    ['failed', failTask('the face is covered')],
    ['came to a state that nobody knows', unknownStatus('queued-for-review')],
  ])('answers with what the db holds by then, where the task %s', async (_, fault) => {
    const { world: testApp, editor, jobId, pass: advanceClock } = await createTestJob();
    // The voice is stored after the response.
    await testApp.server.runDeferred();
    for (let seconds = 0; seconds <= 20; seconds += 5) {
      if (seconds === 10 && fault !== null) testApp.next('query', fault);
      const known = await testApp.server.services.db.findJob(jobId);
      const answered = known === null ? null : await refreshJob(testApp.server.services, known);
      expect(answered).toEqual(await testApp.server.services.db.findJob(jobId));
      await editor.getJob(jobId);
      await testApp.server.runDeferred();
      advanceClock(5_000);
    }
  });

  test.each<[string, number, (db: Database, jobId: string) => Promise<unknown>, Partial<JobRecord>]>([
    [
      'somebody else was quicker to write the end of it',
      5_000,
      (db, jobId) => db.recordUpdate(jobId, 'submitted', { ...EMPTY_UPDATE, status: 'failed', message: 'seen elsewhere' }, 7),
      { status: 'failed', message: 'seen elsewhere', updatedAtMs: 7 },
    ],
    [
      'its end came and it had been named meanwhile',
      60_000,
      (db, jobId) => db.renameJob({ jobId, videoName: null }, 'Trailer'),
      { status: 'succeeded', name: 'Trailer' },
    ],
  ])('answers with what the db holds, where %s', async (_, waitMs, meanwhile, expected) => {
    const { world: testApp, jobId, pass: advanceClock } = await createTestJob();
    advanceClock(waitMs);
    const { db, upstream } = testApp.server.services;
    const known = await db.findJob(jobId);
    if (known === null) throw new Error('there is no job');
    const queryLipSync = async (taskId: string) => {
      const task = await upstream.queryLipSync(taskId);
      await meanwhile(db, jobId);
      return task;
    };
    expect(await refreshJob({ ...testApp.server.services, upstream: { ...upstream, queryLipSync } }, known)).toMatchObject(expected);
  });

  test('GET job never returns upstream’s ids or URLs', async () => {
    const { world: testApp, editor, jobId, pass: advanceClock } = await createTestJob();
    advanceClock(20_000);
    const text = JSON.stringify(await editor.getJob(jobId));
    const job = await testApp.server.services.db.findJob(jobId);
    for (const secret of [job?.taskId, job?.externalTaskId, job?.resultUrl]) {
      expect(secret).toBeTruthy();
      expect(text).not.toContain(secret);
    }
    expect(expectBody(await editor.getJob(jobId)).videoUrl).toBe(`/api/advanced-lip-sync/${jobId}/video`);
  });

  test.each<[string, Fault]>([
    ['a broken line', dropBeforeResponse],
    ['a page', respondWithHtml(502)],
    ['nothing', respondEmpty(200)],
    ['an error inside', respondWithError(500, 5000)],
    ['“not found”', respondWithError(404, 1203)],
    ['“too fast”', rateLimited(60)],
    ['a refused key', respondWithError(401, 1002)],
  ])('answers with the last known state while upstream answers with %s', async (_, fault) => {
    const { world: testApp, editor, jobId, pass: advanceClock } = await createTestJob();
    advanceClock(5_000);
    expect(expectBody(await editor.getJob(jobId)).status).toBe('processing');
    testApp.always('query', fault);
    advanceClock(60_000);
    expect(await editor.getJob(jobId)).toMatchObject({ status: 200, body: { status: 'processing', charged: 'yes' } });
    testApp.always('query', null);
    advanceClock(60_000);
    expect(expectBody(await editor.getJob(jobId)).status).toBe('succeeded');
  });

  test('GET job returns upstream’s failure message and counts the task as charged', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const found = await editor.uploadAndIdentify();
    testApp.next('create', failTask('Content review did not pass'));
    const { jobId } = expectBody(await editor.createJob(createJobRequest(found)));
    testApp.server.advance(20_000);
    const message = 'Content review did not pass';
    expect(expectBody(await editor.getJob(jobId))).toMatchObject({
      status: 'failed',
      message,
      nextPollMs: null,
      videoUrl: null,
      charged: 'yes',
    });
  });

  test('GET job treats an unknown status as pending, and stops polling after a limit', async () => {
    const { world: testApp, editor, jobId, pass: advanceClock } = await createTestJob();
    testApp.always('query', unknownStatus('paused'));
    advanceClock(5_000);
    expect(expectBody(await editor.getJob(jobId))).toMatchObject({ status: 'submitted' });
    advanceClock(HOUR);
    expect(expectBody(await editor.getJob(jobId))).toMatchObject({ status: 'submitted', nextPollMs: null });
    const queryCount = testApp.calls('query');
    for (let minutes = 0; minutes < 30; minutes += 1) {
      advanceClock(MINUTE);
      await runMaintenance(testApp.server.services);
    }
    expect(testApp.calls('query')).toBe(queryCount);
    testApp.always('query', null);
    expect(expectBody(await editor.getJob(jobId)).status).toBe('succeeded');
  });

  test('GET job reads numeric ids', async () => {
    const { world: testApp, editor, jobId, pass: advanceClock } = await createTestJob();
    testApp.always('query', numericIds);
    advanceClock(20_000);
    expect(expectBody(await editor.getJob(jobId)).status).toBe('succeeded');
  });

  test.each(['nothing-of-ours', 'a'.repeat(200), '../../etc/passwd'])('GET job returns 404 for the job %s', async (jobId) => {
    await createTestApp();
    expect(await new ApiClient().getJob(jobId)).toMatchObject({ status: 404, error: { code: 'not-found', charged: 'no' } });
  });

  test('GET job shows a live job to the owner and not to another editor', async () => {
    const { jobId, world: testApp } = await createTestJob();
    expect((await new ApiClient().getJob(jobId)).status).toBe(404);
    expect((await new ApiClient().getVideo(jobId)).status).toBe(404);
    await startServer({ folder: testApp.folder, clock: testApp.clock, env: { AI302_API_KEY: 'sk-test', OWNER_PASSCODE: 'open sesame' } });
    const owner = new ApiClient();
    await owner.browser.call(accessRoute, '/api/access', { json: { code: 'open sesame' } });
    expect((await owner.getJob(jobId)).status).toBe(200);
  });

  test('GET job shows a practice job to anyone with its URL', async () => {
    const { services, advance: advanceClock } = await startServer({ env: {} });
    const editor = new ApiClient();
    const found = await editor.uploadAndIdentify();
    const { jobId, practice, costMilliPtc, charged } = expectBody(await editor.createJob(createJobRequest(found)));
    expect({ practice, costMilliPtc, charged }).toEqual({ practice: true, costMilliPtc: 0, charged: 'no' });
    advanceClock(12_000);
    expect(expectBody(await new ApiClient().getJob(jobId)).status).toBe('succeeded');
    expect(await services.db.spentOn('2026-11-22', 'live')).toBe(0);
  });
});

describe('a job whose server died', () => {
  test('a job interrupted between insert and call becomes `unknown` at the only server’s restart, and can be found', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const found = await editor.uploadAndIdentify();
    testApp.next('create', async (answer) => {
      await answer();
      testApp.kill();
      throw new TypeError('killed');
    });
    const key = 'the-same-key-again';
    await editor.createJob(createJobRequest(found), key);
    await testApp.restart();
    const again = await editor.createJob(createJobRequest(found), key);
    expect(again).toMatchObject({ status: 200, body: { status: 'unknown', charged: 'unknown' } });
    testApp.server.advance(2_000);
    expect(expectBody(await editor.getJob(expectBody(again).jobId)).status).toBe('submitted');
    expect(testApp.calls('create')).toBe(1);
    expect(await testApp.simulator.billing()).toBe(77);
  });

  test('an interrupted job becomes `unknown` after 75 s on other servers', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const found = await editor.uploadAndIdentify();
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    let end = () => {};
    testApp.next('create', () => {
      arrive();
      return new Promise<Response>((_, reject) => {
        end = () => reject(new TypeError('the test is over'));
      });
    });
    const key = 'the-same-key-again';
    const lost = editor.createJob(createJobRequest(found), key);
    await arrived;
    const { jobId } = expectBody(await editor.createJob(createJobRequest(found), key));
    testApp.server.advance(74_999);
    expect(expectBody(await editor.getJob(jobId)).status).toBe('submitting');
    testApp.server.advance(1);
    expect(expectBody(await editor.getJob(jobId)).status).toBe('unknown');
    end();
    expect(expectBody(await lost).status).toBe('unknown');
  });
});

describe('a job without viewers', () => {
  test('a job without viewers is polled to its end, and its result is copied', async () => {
    const { world: testApp, jobId, pass: advanceClock } = await createTestJob();
    for (let round = 0; round < 3; round += 1) {
      advanceClock(60_000);
      await runMaintenance(testApp.server.services);
    }
    const job = await testApp.server.services.db.findJob(jobId);
    expect(job).toMatchObject({ status: 'succeeded', archive: { archivedAtMs: expect.any(Number) } });
    const queryCount = testApp.calls('query');
    advanceClock(60_000);
    await runMaintenance(testApp.server.services);
    expect(testApp.calls('query')).toBe(queryCount);
  });

  test('a job without viewers is looked up when its response was lost', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    testApp.next('create', applyThenDrop);
    const { jobId } = expectBody(await editor.createJob(createJobRequest(await editor.uploadAndIdentify())));
    testApp.server.advance(2_000);
    await runMaintenance(testApp.server.services);
    expect(await testApp.server.services.db.findJob(jobId)).toMatchObject({ status: 'submitted', charge: { state: 'spent' } });
  });
});

describe('GET /api/advanced-lip-sync/{jobId}/video', () => {
  async function done() {
    const made = await createTestJob();
    made.pass(20_000);
    await made.editor.getJob(made.jobId);
    return made;
  }

  test('GET video returns 404 until there is a result', async () => {
    const { editor, jobId } = await createTestJob();
    expect((await editor.getVideo(jobId)).status).toBe(404);
  });

  test.each([
    ['passed on from upstream', false],
    ['from our own copy', true],
  ])('%s: whole, in ranges, and only its headers', async (_, copied) => {
    const { world: testApp, editor, jobId } = await done();
    if (copied) await testApp.server.runDeferred();
    else await claimCopyLease(testApp, jobId);
    const files = testApp.calls('file');
    const whole = await editor.getVideo(jobId);
    const bytes = Buffer.from(await whole.bytes());
    expect(whole.status).toBe(200);
    expect(whole.headers.get('content-type')).toBe('video/mp4');
    expect(whole.headers.get('content-length')).toBe(String(bytes.byteLength));
    expect(bytes.subarray(4, 8).toString()).toBe('ftyp');

    const part = await editor.getVideo(jobId, '', { headers: { range: 'bytes=1000-1999' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 1000-1999/${bytes.byteLength}`);
    expect(Buffer.compare(Buffer.from(await part.bytes()), bytes.subarray(1_000, 2_000))).toBe(0);

    const rest = await editor.getVideo(jobId, '', { headers: { range: 'bytes=1000-' } });
    expect(rest.status).toBe(206);
    expect((await rest.bytes()).byteLength).toBe(bytes.byteLength - 1_000);

    expect(testApp.calls('file') > files).toBe(!copied);
    await testApp.server.runDeferred();
    const before = testApp.calls('file');
    const head = await editor.getVideo(jobId, '', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    // The size of a result at upstream needs a connection, and a HEAD request must not open one.
    expect(head.headers.get('content-length')).toBe(copied ? String(bytes.byteLength) : null);
    expect((await head.bytes()).byteLength).toBe(0);
    expect(testApp.calls('file')).toBe(before);
  });

  test('GET video from our copy returns 416 beyond its end and 304 when unchanged', async () => {
    const { world: testApp, editor, jobId } = await done();
    await testApp.server.runDeferred();
    const { headers } = await editor.getVideo(jobId, '', { method: 'HEAD' });
    expect((await editor.getVideo(jobId, '', { headers: { range: 'bytes=99999999-' } })).status).toBe(416);
    expect((await editor.getVideo(jobId, '', { headers: { 'if-none-match': headers.get('etag') ?? '' } })).status).toBe(304);
  });

  test('GET video sets the download name to the clip’s name or the requested one', async () => {
    const { editor, jobId } = await done();
    const name = async (query: string) => (await editor.getVideo(jobId, query, { method: 'HEAD' })).headers.get('content-disposition');
    expect(await name('')).toContain('inline; filename="clip lip-sync.mp4"');
    expect(await name('?download')).toContain('attachment; filename="clip lip-sync.mp4"');
    expect(await name('?download=My%20%22take%22.mp4')).toContain('attachment; filename="My _take_.mp4"');
    expect(await name('?download=..%2F..%2Fx%0d%0aset-cookie:a')).not.toMatch(/[\r\n]|\.\.\//);
  });

  test('the first poll that sees success copies the result once, and it plays after upstream deleted it', async () => {
    const { world: testApp, editor, jobId } = await done();
    await Promise.all(Array.from({ length: 10 }, () => editor.getJob(jobId)));
    await testApp.server.runDeferred();
    expect(await testApp.server.services.storage.stat(getResultKey(jobId))).toMatchObject({ contentType: 'video/mp4' });
    expect(testApp.calls('file')).toBe(2);
    testApp.always('file', respondWithError(404, 1203));
    expect((await editor.getVideo(jobId)).status).toBe(200);
    expect(testApp.calls('file')).toBe(2);
  });

  test('GET video returns 404 for a result that upstream deleted before the copy', async () => {
    const { world: testApp, editor, jobId } = await done();
    await claimCopyLease(testApp, jobId);
    testApp.always('file', respondWithError(404, 1203));
    expect((await editor.getVideo(jobId)).status).toBe(404);
  });

  test('GET video requires a session', async () => {
    const { world: testApp, jobId } = await done();
    await startServer({ folder: testApp.folder, clock: testApp.clock, env: { AI302_API_KEY: 'sk-test', OWNER_PASSCODE: 'pass' } });
    expect((await new ApiClient().getVideo(jobId)).status).toBe(401);
  });
});
