import { describe, expect, test } from 'vitest';
import type { JobRecord } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import { getResultKey } from '@/lib/server/jobs/job-files';
import { runMaintenance } from '@/lib/server/maintenance/run-maintenance';
import { archiveResult } from '@/lib/server/results/archive-result';
import { SAMPLE_CLIP } from '../../../setup/app/api-client';
import { readJob, seedEditor, seedJob } from '../../../setup/app/seed';
import { startServer, type TestServer } from '../../../setup/app/server';
import { temporaryFolder } from '../../../setup/temporary-folder';

const RESULT_URL = 'https://results.example/1.mp4';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface ServerWithResult extends TestServer {
  readonly jobId: string;
  readonly fetched: () => number;
  readonly job: () => Promise<JobRecord>;
  readonly isSaved: () => Promise<boolean>;
}

/** A server whose job has a result, and the store that it lies in. The job's clip is 9 s long, as the sample is. */
async function startServerWithResult(
  answer: (url: URL) => Response | Promise<Response>,
  news: { resultDurationMs?: number } = {},
  upstream: typeof fetch = async () => new Response(null, { status: 503 }),
): Promise<ServerWithResult> {
  let fetched = 0;
  const fetchResult: typeof fetch = async (input) => {
    fetched += 1;
    return answer(new URL(String(input)));
  };
  const server = await startServer({
    fetch: upstream,
    inProcess: { isTrusted: ({ hostname }) => hostname === 'results.example', fetch: fetchResult },
  });
  const editorId = await seedEditor(server.services);
  const { jobId } = await seedJob(server.services, { editorId, status: 'succeeded', resultUrl: RESULT_URL, ...news });
  const job = () => readJob(server.services, jobId);
  return { ...server, jobId, fetched: () => fetched, job, isSaved: async () => (await job()).archive.archivedAtMs !== null };
}

function video(bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Response {
  return new Response(bytes, { headers: { 'content-type': 'video/mp4', 'content-length': String(bytes.byteLength), ...headers } });
}

/** Byte by byte at first, as a slow sender may. */
function createChunkedStream(bytes: Uint8Array, onPiece: (at: number) => void = () => {}): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      onPiece(at);
      const length = at < 20 ? 1 : 100_000;
      controller.enqueue(bytes.subarray(at, at + length));
      at += length;
      if (at >= bytes.byteLength) controller.close();
    },
  });
}

/** The sample with its index in front, and all that its index points at made of nothing. */
function zeroMediaData(): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(SAMPLE_CLIP);
  const mdat = bytes.indexOf('mdat');
  return Buffer.concat([bytes.subarray(0, mdat - 4), Buffer.from([0, 0, 0, 8]), Buffer.from('mdat')]);
}

describe('a result', () => {
  test('archiveResult copies a result once for concurrent callers', async () => {
    const { services, job, jobId, fetched, isSaved } = await startServerWithResult(() => video(SAMPLE_CLIP));
    const seen = await job();
    await Promise.all(Array.from({ length: 20 }, () => archiveResult(services, seen)));
    expect(fetched()).toBe(1);
    expect(await services.storage.stat(getResultKey(jobId))).toEqual({ byteSize: SAMPLE_CLIP.byteLength, contentType: 'video/mp4' });
    expect(await isSaved()).toBe(true);
    await archiveResult(services, await job());
    expect(fetched()).toBe(1);
  });

  test('a result is copied byte for byte for any chunk sizes and without a content length', async () => {
    const { services, job, jobId, isSaved } = await startServerWithResult(
      () => new Response(createChunkedStream(SAMPLE_CLIP), { headers: { 'content-type': 'application/octet-stream' } }),
    );
    await archiveResult(services, await job());
    const copy = await new Response(await services.storage.read(getResultKey(jobId))).bytes();
    expect(Buffer.compare(copy, SAMPLE_CLIP)).toBe(0);
    expect(await isSaved()).toBe(true);
  });

  test.each<[string, () => Response]>([
    ['an error page that calls itself a video', () => video(Buffer.from('<html>no such file, sorry</html>'))],
    ['a page', () => new Response('<html></html>', { headers: { 'content-type': 'text/html' } })],
    ['nothing', () => video(Buffer.alloc(0))],
    ['seven bytes', () => video(Buffer.from([0, 0, 0, 24, 102, 116, 121]))],
    ['half of it', () => video(SAMPLE_CLIP.subarray(0, 50_000), { 'content-length': String(SAMPLE_CLIP.byteLength) })],
    ['half of it, called the whole', () => video(SAMPLE_CLIP.subarray(0, SAMPLE_CLIP.byteLength / 2))],
    ['all but its last byte, called the whole', () => video(SAMPLE_CLIP.subarray(0, -1))],
    ['an index without pictures', () => video(zeroMediaData())],
    ['the first box of a video and then noise', () => video(Buffer.concat([SAMPLE_CLIP.subarray(0, 24), Buffer.alloc(50_000, 7)]))],
    ['more than was announced', () => video(SAMPLE_CLIP, { 'content-length': '50000' })],
    ['not found', () => new Response('', { status: 404 })],
    ['gone', () => new Response('', { status: 410 })],
    ['a server that is down', () => new Response('', { status: 503 })],
    ['a way into our own network', () => new Response('', { status: 302, headers: { location: 'https://127.0.0.1/result.mp4' } })],
    ['a way to the cloud’s own secrets', () => new Response('', { status: 307, headers: { location: 'http://169.254.169.254/latest' } })],
    ['a way in circles', () => new Response('', { status: 302, headers: { location: RESULT_URL } })],
  ])('that arrives as %s is not called saved, and is tried again ever more rarely', async (_, answer) => {
    const { services, job, jobId, advance: advanceClock, log, isSaved } = await startServerWithResult(answer);
    const tries = () => log.filter(({ event }) => event === 'result-not-copied').length;
    await archiveResult(services, await job());
    expect(await isSaved()).toBe(false);
    expect(log).toContainEqual(expect.objectContaining({ event: 'result-not-copied', jobId }));
    // Not retried at once, but after 30 s and then after another minute.
    for (const [waitMs, expected] of [
      [0, 1],
      [30_000, 2],
      [30_000, 2],
      [30_000, 3],
    ] as const) {
      advanceClock(waitMs);
      await archiveResult(services, await job());
      expect(tries()).toBe(expected);
    }
    expect(await isSaved()).toBe(false);
  });

  test('archiveResult saves a result after a temporary failure', async () => {
    let isDown = true;
    const {
      services,
      job,
      advance: advanceClock,
      isSaved,
    } = await startServerWithResult(() => (isDown ? video(zeroMediaData()) : video(SAMPLE_CLIP)));
    await archiveResult(services, await job());
    isDown = false;
    advanceClock(30_000);
    await archiveResult(services, await job());
    expect(await isSaved()).toBe(true);
  });

  test.each([
    ['much shorter than upstream says', 14_000],
    ['much longer than upstream says', 5_000],
  ])('that is %s is not called saved, until there is no time left to doubt', async (_, resultDurationMs) => {
    const {
      services,
      job,
      advance: advanceClock,
      isSaved,
      log,
    } = await startServerWithResult(() => video(SAMPLE_CLIP), { resultDurationMs });
    await archiveResult(services, await job());
    expect(await isSaved()).toBe(false);
    advanceClock(22 * DAY);
    await archiveResult(services, await job());
    expect(await isSaved()).toBe(false);
    advanceClock(1 * DAY + HOUR);
    await archiveResult(services, await job());
    expect(await isSaved()).toBe(true);
    expect(log.at(-1)).toMatchObject({ event: 'result-of-another-length', offByMs: Math.abs(resultDurationMs - 9_000) });
  });

  test('archiveResult accepts a small difference from upstream’s duration', async () => {
    const { services, job, isSaved } = await startServerWithResult(() => video(SAMPLE_CLIP), { resultDurationMs: 9_900 });
    await archiveResult(services, await job());
    expect(await isSaved()).toBe(true);
  });
});

describe('an address that ended before the result did', () => {
  const RENEWED_URL = 'https://results.example/again.mp4';
  const taskOf = (jobId: string, url: string) => ({
    code: 0,
    data: { task_id: `task-${jobId}`, task_status: 'succeed', task_result: { videos: [{ id: '2', url, duration: '9.0' }] } },
  });

  test.each([403, 404, 410])('by %i is asked for again, for nothing, and the result saved', async (status) => {
    let asked = 0;
    let known = '';
    const {
      services,
      job,
      jobId,
      advance: advanceClock,
      isSaved,
    } = await startServerWithResult(
      (url) => (url.href === RENEWED_URL ? video(SAMPLE_CLIP) : new Response('', { status })),
      {},
      async () => {
        asked += 1;
        return Response.json(taskOf(known, RENEWED_URL));
      },
    );
    known = jobId;
    await archiveResult(services, await job());
    expect([asked, await isSaved(), (await job()).resultUrl]).toEqual([1, false, RENEWED_URL]);
    advanceClock(30_000);
    await archiveResult(services, await job());
    expect([asked, await isSaved()]).toEqual([1, true]);
  });

  test('archiveResult keeps an expired URL if upstream returns another task, no URL or no response', async () => {
    const answers = [
      () => Response.json(taskOf('somebody else', RENEWED_URL)),
      () => Response.json({ code: 0, data: { task_id: 'x', task_status: 'processing' } }),
      () => new Response(null, { status: 404 }),
    ];
    const {
      services,
      job,
      advance: advanceClock,
    } = await startServerWithResult(
      () => new Response('', { status: 403 }),
      {},
      async () => answers.shift()?.() ?? new Response(null, { status: 503 }),
    );
    for (let tries = 0; tries < 4; tries += 1) {
      await archiveResult(services, await job());
      expect((await job()).resultUrl).toBe(RESULT_URL);
      advanceClock(DAY);
    }
  });

  test('archiveResult does not refresh the URL after a storage failure', async () => {
    let asked = 0;
    const { services, job } = await startServerWithResult(
      () => video(SAMPLE_CLIP),
      {},
      async () => {
        asked += 1;
        return new Response(null, { status: 503 });
      },
    );
    services.storage.write = () => Promise.reject(new AppError('storage-unavailable', 'away'));
    await archiveResult(services, await job());
    expect(asked).toBe(0);
  });
});

describe('a store', () => {
  test.each([
    ['is full', new AppError('storage-full', 'full')],
    ['is away', new AppError('storage-unavailable', 'away')],
    ['breaks', new TypeError('broken')],
  ])('that %s leaves the result at upstream, and gets it later', async (_, failure) => {
    const { services, job, advance: advanceClock, isSaved, log } = await startServerWithResult(() => video(SAMPLE_CLIP));
    const { write } = services.storage;
    services.storage.write = async (_key, body) => {
      await body.cancel();
      throw failure;
    };
    await archiveResult(services, await job());
    expect(await isSaved()).toBe(false);
    expect(log.at(-1)).toMatchObject({ event: 'result-not-copied' });
    services.storage.write = write;
    advanceClock(30_000);
    await archiveResult(services, await job());
    expect(await isSaved()).toBe(true);
  });

  test('archiveResult rejects a stored copy that is shorter than the source', async () => {
    const { services, job, isSaved } = await startServerWithResult(() => video(SAMPLE_CLIP));
    const { stat } = services.storage;
    services.storage.stat = async (key) => {
      const stored = await stat(key);
      return stored === null ? null : { ...stored, byteSize: stored.byteSize - 1 };
    };
    await archiveResult(services, await job());
    expect(await isSaved()).toBe(false);
  });
});

describe('a process that dies over a copy', () => {
  test('archiveResult records a complete copy of a dead process without fetching it again', async () => {
    const { services, job, jobId, fetched, advance: advanceClock, isSaved } = await startServerWithResult(() => video(SAMPLE_CLIP));
    // The lease of the process that died.
    await services.db.claimCopy({
      kind: 'result',
      jobId,
      key: getResultKey(jobId),
      nowMs: services.now(),
      untilMs: services.now() + 1_000,
    });
    await services.storage.write(getResultKey(jobId), new Blob([SAMPLE_CLIP]).stream(), 'video/mp4');
    await archiveResult(services, await job());
    expect(await isSaved()).toBe(false);
    advanceClock(1_000);
    await archiveResult(services, await job());
    expect(fetched()).toBe(0);
    expect((await job()).archive.archivedAtMs).toBe(services.now());
  });

  test('archiveResult overwrites another file at the result’s key', async () => {
    const { services, job, jobId, fetched, isSaved } = await startServerWithResult(() => video(SAMPLE_CLIP));
    await services.storage.write(getResultKey(jobId), new Blob([zeroMediaData()]).stream(), 'video/mp4');
    await archiveResult(services, await job());
    expect([fetched(), await isSaved()]).toEqual([1, true]);
    expect((await services.storage.stat(getResultKey(jobId)))?.byteSize).toBe(SAMPLE_CLIP.byteLength);
  });

  test('a restarted server with an embedded database takes over its own copy at once', async () => {
    const folder = await temporaryFolder();
    const options = { folder, inProcess: { isTrusted: () => true, fetch: async () => video(SAMPLE_CLIP) } };
    const { services: crashed } = await startServer(options);
    const editorId = await seedEditor(crashed);
    const { jobId } = await seedJob(crashed, { editorId, status: 'succeeded', resultUrl: RESULT_URL });
    await crashed.db.claimCopy({ kind: 'result', jobId, key: getResultKey(jobId), nowMs: crashed.now(), untilMs: crashed.now() + 90_000 });
    crashed.db.close();
    const { services } = await startServer(options);
    await runMaintenance(services);
    expect((await readJob(services, jobId)).archive.archivedAtMs).toBe(services.now());
  });

  test('another server takes over a dead process’s copy after at most 90 s', async () => {
    const {
      services,
      job,
      advance: advanceClock,
      isSaved,
      fetched,
    } = await startServerWithResult(() =>
      fetched() === 1 ? new Response(new ReadableStream(), { headers: { 'content-type': 'video/mp4' } }) : video(SAMPLE_CLIP),
    );
    void archiveResult(services, await job());
    await expect.poll(fetched).toBe(1);
    advanceClock(89_000);
    await archiveResult(services, await job());
    expect(await isSaved()).toBe(false);
    advanceClock(1_000);
    await archiveResult(services, await job());
    expect(await isSaved()).toBe(true);
  });
});

describe('a copy that takes long', () => {
  test('a running copy keeps its lease as long as bytes arrive', async () => {
    let lookups = 0;
    const {
      services,
      job,
      advance: advanceClock,
      fetched,
      isSaved,
    } = await startServerWithResult(
      () =>
        new Response(
          createChunkedStream(SAMPLE_CLIP, () => advanceClock(10_000)),
          { headers: { 'content-type': 'video/mp4' } },
        ),
    );
    const { renewCopyLease: moveCopyLease } = services.db;
    services.db.renewCopyLease = async (...lease) => {
      const moved = await moveCopyLease(...lease);
      // In the middle of it, another process looks.
      lookups += 1;
      await archiveResult(services, await job());
      return moved;
    };
    await archiveResult(services, await job());
    expect(lookups).toBeGreaterThan(5);
    expect([fetched(), await isSaved()]).toEqual([1, true]);
  });

  test('archiveResult aborts without writing after another process took over the lease', async () => {
    let onStall = () => {};
    const hasStalled = new Promise<void>((resolve) => {
      onStall = resolve;
    });
    let resume = () => {};
    const waits = new Promise<void>((resolve) => {
      resume = resolve;
    });
    const slow = async () =>
      new Response(
        new ReadableStream<Uint8Array>({
          start: (controller) => controller.enqueue(SAMPLE_CLIP.subarray(0, 1_000)),
          async pull(controller) {
            onStall();
            await waits;
            controller.enqueue(SAMPLE_CLIP.subarray(1_000, 2_000));
            controller.close();
          },
        }),
        { headers: { 'content-type': 'video/mp4' } },
      );
    const {
      services,
      job,
      advance: advanceClock,
      isSaved,
      log,
      jobId,
      fetched,
    } = await startServerWithResult(() => (fetched() === 1 ? slow() : video(SAMPLE_CLIP)));
    const first = archiveResult(services, await job());
    await hasStalled;
    advanceClock(90_000);
    await archiveResult(services, await job());
    expect(await isSaved()).toBe(true);
    const savedAtMs = (await job()).archive.archivedAtMs;
    resume();
    await first;
    expect(log.at(-1)).toMatchObject({ event: 'result-not-copied', jobId });
    expect((await job()).archive).toMatchObject({ archivedAtMs: savedAtMs, leaseUntilMs: null });
    expect((await services.storage.stat(getResultKey(jobId)))?.byteSize).toBe(SAMPLE_CLIP.byteLength);
  });

  test('archiveResult does not start a copy without enough remaining time', async () => {
    const { services, job, fetched, isSaved } = await startServerWithResult(() => video(SAMPLE_CLIP));
    await archiveResult(services, await job(), services.now());
    expect([fetched(), await isSaved()]).toEqual([0, false]);
  });
});

describe('two sweepers at once', () => {
  test('copy each result once', async () => {
    let fetched = 0;
    const fetchResult = async () => {
      fetched += 1;
      return video(SAMPLE_CLIP);
    };
    const options = { inProcess: { isTrusted: () => true, fetch: fetchResult } };
    const one = await startServer(options);
    const editorId = await seedEditor(one.services);
    const jobs = [];
    for (let n = 0; n < 5; n += 1) jobs.push(await seedJob(one.services, { editorId, status: 'succeeded', resultUrl: RESULT_URL }));
    const other = { ...one.services, safeFetch: one.services.safeFetch };
    await Promise.all([runMaintenance(one.services), runMaintenance(other), runMaintenance(one.services), runMaintenance(other)]);
    expect(fetched).toBe(5);
    for (const { jobId } of jobs) expect((await readJob(one.services, jobId)).archive.archivedAtMs).not.toBeNull();
  });
});
