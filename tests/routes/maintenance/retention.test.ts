import { mkdir, stat, utimes, writeFile } from 'node:fs/promises';
import { createClient } from '@libsql/client';
import { describe, expect, test } from 'vitest';
import { POST as accessRoute } from '@/app/api/access/route';
import { GET as originalRoute } from '@/app/api/advanced-lip-sync/[jobId]/original/route';
import { POST as restoreRoute } from '@/app/api/advanced-lip-sync/[jobId]/restore/route';
import { DELETE as deleteRoute } from '@/app/api/advanced-lip-sync/[jobId]/route';
import { POST as shareRoute } from '@/app/api/advanced-lip-sync/[jobId]/share/route';
import { GET as thumbnailRoute } from '@/app/api/identify-face/[videoId]/faces/[faceId]/thumbnail/route';
import { GET as sharedRoute } from '@/app/api/share/[token]/route';
import { POST as uploadsRoute } from '@/app/api/uploads/route';
import { createdShareSchema, sharedJobResponseSchema } from '@/lib/contracts/share';
import { AppError } from '@/lib/server/http/app-error';
import { runMaintenance } from '@/lib/server/maintenance/run-maintenance';
import { applyThenDrop, failTask } from '@/lib/simulator/faults';
import { ApiClient, createJobRequest, expectBody } from '../../setup/app/api-client';
import { startServer } from '../../setup/app/server';
import { listStoredKeys, listStoredKinds } from '../../setup/app/stored-files';
import { createTestApp, SAMPLE_CLIP_HOST, type TestApp } from '../../setup/app/test-app';

/** The retention periods of `docs/retention.md`. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Time goes by as on a server that runs: its sweeper comes by now and then. */
async function advanceHours({ server }: Pick<TestApp, 'server'>, hours: number): Promise<void> {
  for (let remainingHours = hours; remainingHours > 0; remainingHours -= 12) {
    server.advance(Math.min(12, remainingHours) * HOUR);
    await runMaintenance(server.services);
  }
}

/** The sweeper trusts a clock that it has watched for a day. */
async function startObservedTestApp(options: Parameters<typeof createTestApp>[0] = {}): Promise<TestApp> {
  const testApp = await createTestApp(options);
  await runMaintenance(testApp.server.services);
  await advanceHours(testApp, 24);
  return testApp;
}

async function createSucceededJob(testApp: TestApp, editor: ApiClient, source?: { videoUrl: string; durationMs: number }): Promise<string> {
  const found = source === undefined ? await editor.uploadAndIdentify() : expectBody(await editor.identify(source));
  const { jobId } = expectBody(await editor.createJob(createJobRequest(found)));
  await testApp.server.runDeferred();
  testApp.server.advance(20_000);
  expect(expectBody(await editor.getJob(jobId)).status).toBe('succeeded');
  await testApp.server.runDeferred();
  return jobId;
}

/** Whether all of the job's files are readable. */
async function hasAllFiles({ server }: Pick<TestApp, 'server'>, jobId: string): Promise<boolean> {
  const job = await server.services.db.findJob(jobId);
  const result = await server.services.storage.stat(`results/${jobId}`);
  return job?.resultDeletedAtMs === null && job.kept.original && job.kept.voice && result !== null;
}

describe('an upload', () => {
  test('an unused upload is deleted one day after its ticket expires, and not before', async () => {
    const testApp = await startObservedTestApp();
    await new ApiClient().upload();
    await advanceHours(testApp, 47);
    expect(await listStoredKinds(testApp)).toEqual(['inputs']);
    await advanceHours(testApp, 2);
    expect(await listStoredKinds(testApp)).toEqual([]);
    expect(await testApp.server.services.db.countFilesByKind()).toEqual([]);
  });

  test('an upload that received no byte is deleted', async () => {
    const testApp = await startObservedTestApp();
    const json = { fileName: 'clip.mp4', byteSize: 1_000, contentType: 'video/mp4' };
    expect((await new ApiClient().browser.call(uploadsRoute, '/api/uploads', { json })).status).toBe(201);
    await advanceHours(testApp, 47);
    expect(await testApp.server.services.db.countPendingDeletion()).toBe(0);
    const deleted: string[] = [];
    const { storage } = testApp.server.services;
    const { delete: remove } = storage;
    storage.delete = async (key) => {
      deleted.push(key);
      await remove(key);
    };
    await advanceHours(testApp, 24);
    expect(deleted).toEqual([expect.stringMatching(/^inputs\//)]);
    expect(await testApp.server.services.db.countPendingDeletion()).toBe(0);
  });

  test('an upload with identified faces is deleted a day after the session and must then be uploaded again', async () => {
    const testApp = await startObservedTestApp();
    const editor = new ApiClient();
    const uploadId = await editor.upload();
    expectBody(await editor.identify({ uploadId }));
    await advanceHours(testApp, 47);
    expect(await listStoredKinds(testApp)).toEqual(['inputs', 'thumbnails']);
    await advanceHours(testApp, 2);
    expect(await listStoredKinds(testApp)).toEqual([]);
    const paid = await testApp.simulator.billing();
    expect(await editor.identify({ uploadId })).toMatchObject({ status: 404, error: { code: 'not-found', charged: 'no' } });
    expect(await testApp.simulator.billing()).toBe(paid);
    expect(await testApp.server.services.db.spentOn('2026-11-25', 'live')).toBe(0);
  });

  test('an upload that was also sent to 302.AI is deleted here too', async () => {
    const testApp = await startObservedTestApp({ env: { STORAGE: '302ai' } });
    await new ApiClient().uploadAndIdentify();
    expect(await listStoredKinds(testApp)).toEqual(['inputs', 'thumbnails']);
    await advanceHours(testApp, 49);
    expect(await listStoredKinds(testApp)).toEqual([]);
  });
});

describe('what a job was made of', () => {
  test('lives as long as its result', async () => {
    const testApp = await startObservedTestApp();
    const editor = new ApiClient();
    const jobId = await createSucceededJob(testApp, editor);
    await advanceHours(testApp, 60 * 24);
    expect(await listStoredKinds(testApp)).toEqual(['inputs', 'results', 'thumbnails', 'voices']);
    expect(await hasAllFiles(testApp, jobId)).toBe(true);
  });

  test('the clip of a failed job is kept until its session ends, so that the job can be tried again', async () => {
    const testApp = await startObservedTestApp();
    const editor = new ApiClient();
    const found = await editor.uploadAndIdentify();
    testApp.next('create', failTask('no'));
    const { jobId } = expectBody(await editor.createJob(createJobRequest(found)));
    await testApp.server.runDeferred();
    testApp.server.advance(20_000);
    expect(expectBody(await editor.getJob(jobId)).status).toBe('failed');
    await advanceHours(testApp, 46);
    expect(await listStoredKinds(testApp)).toEqual(['inputs', 'thumbnails', 'voices']);
    await advanceHours(testApp, 4);
    // Its face stays in the library for the thirty days in which something may still be asked about it.
    expect(await listStoredKinds(testApp)).toEqual(['thumbnails']);
    expect(expectBody(await editor.getJob(jobId))).toMatchObject({ status: 'failed', originalUrl: null, voiceUrl: null });
    await advanceHours(testApp, 30 * 24);
    expect(await listStoredKinds(testApp)).toEqual([]);
  });

  test('the clip of an unknown job is kept for 30 days, while the job may still be found', async () => {
    const testApp = await startObservedTestApp({ findsByExternalId: false });
    const editor = new ApiClient();
    const found = await editor.uploadAndIdentify();
    testApp.next('create', applyThenDrop);
    expect(expectBody(await editor.createJob(createJobRequest(found))).status).toBe('unknown');
    await testApp.server.runDeferred();
    await advanceHours(testApp, 29 * 24);
    expect(await listStoredKinds(testApp)).toEqual(['inputs', 'thumbnails', 'voices']);
    await advanceHours(testApp, 48);
    expect(await listStoredKinds(testApp)).toEqual([]);
  });

  test('a video shared by several jobs is deleted with the last of them', async () => {
    const testApp = await startObservedTestApp({ env: { KEEP_DAYS: '10' } });
    const editor = new ApiClient();
    const found = await editor.uploadAndIdentify();
    const first = expectBody(await editor.createJob(createJobRequest(found)));
    testApp.server.advance(20 * HOUR);
    const second = expectBody(await editor.createJob(createJobRequest(found)));
    testApp.server.advance(20_000);
    for (const { jobId } of [first, second]) await editor.getJob(jobId);
    await testApp.server.runDeferred();
    await advanceHours(testApp, 9 * 24 + 12);
    expect(expectBody(await editor.getJob(first.jobId)).resultDeletedAt).not.toBeNull();
    expect(expectBody(await editor.getJob(second.jobId)).originalUrl).not.toBeNull();
    expect(await listStoredKinds(testApp)).toEqual(['inputs', 'results', 'thumbnails', 'voices']);
    await advanceHours(testApp, 36);
    expect(await listStoredKinds(testApp)).toEqual([]);
  });
});

describe('a result that became the next video', () => {
  async function createPass(testApp: TestApp, editor: ApiClient, source: string): Promise<string> {
    const found = expectBody(await editor.identify({ jobId: source }));
    const { jobId } = expectBody(await editor.createJob(createJobRequest(found)));
    testApp.server.advance(20_000);
    await editor.getJob(jobId);
    await testApp.server.runDeferred();
    return jobId;
  }

  async function createPassChain(
    source?: Parameters<typeof createSucceededJob>[2],
    env: Readonly<Record<string, string>> = { KEEP_DAYS: '10' },
  ) {
    const testApp = await startObservedTestApp({ env });
    const editor = new ApiClient();
    const first = await createSucceededJob(testApp, editor, source);
    await advanceHours(testApp, 4 * 24);
    return { world: testApp, editor, first, second: await createPass(testApp, editor, first) };
  }

  test('a result used by the next pass is kept as long as that pass’s result, although it is no longer shown', async () => {
    const { world: testApp, editor, first, second } = await createPassChain();
    await advanceHours(testApp, 7 * 24);
    expect((await editor.getVideo(first)).status).toBe(404);
    expect(expectBody(await editor.getJob(first)).resultDeletedAt).not.toBeNull();
    const original = await editor.browser.call(originalRoute, '/', { params: { jobId: second } });
    expect([original.status, expectBody(await editor.getJob(second)).originalUrl]).toEqual([200, expect.any(String)]);
    expect(await listStoredKinds(testApp)).toEqual(['inputs', 'results', 'results', 'thumbnails', 'voices']);
    await advanceHours(testApp, 4 * 24);
    expect(await listStoredKinds(testApp)).toEqual([]);
  });

  test.each([
    ['an upload', undefined],
    ['a link', { videoUrl: `https://${SAMPLE_CLIP_HOST}/mine.mp4`, durationMs: 9_000 }],
  ])('keeps the very first clip, of %s, which the last of three passes is compared with, and no longer', async (_, source) => {
    const { world: testApp, editor, first, second } = await createPassChain(source);
    await advanceHours(testApp, 4 * 24);
    const third = await createPass(testApp, editor, second);
    await advanceHours(testApp, 8 * 24);
    const looked = await Promise.all([first, second, third].map(async (jobId) => expectBody(await editor.getJob(jobId))));
    expect(looked.map(({ videoUrl }) => videoUrl !== null)).toEqual([false, false, true]);
    const [before] = expectBody(await editor.getPasses(third)).passes;
    expect([before?.jobId, before?.originalUrl]).toEqual([first, expect.any(String)]);
    const clip = await editor.browser.call(originalRoute, '/', { params: { jobId: first } });
    expect((await clip.bytes()).byteLength).toBeGreaterThan(500_000);
    await advanceHours(testApp, 4 * 24);
    expect(await listStoredKinds(testApp)).toEqual([]);
  });

  test('the first clip is deleted with its job, because it is not readable any more', async () => {
    const { world: testApp, editor, first, second } = await createPassChain(undefined, {});
    await editor.browser.call(deleteRoute, '/', { method: 'DELETE', params: { jobId: first } });
    await advanceHours(testApp, 29 * 24);
    expect(await listStoredKinds(testApp)).toContain('inputs');
    await advanceHours(testApp, 2 * 24);
    expect(await listStoredKinds(testApp)).toEqual(['results', 'results', 'thumbnails', 'voices']);
    expect((await testApp.server.services.db.findJob(second))?.kept.original).toBe(true);
  });

  test('cleanup keeps a result during identify-face, and identify-face refuses a deleted result', async () => {
    const testApp = await startObservedTestApp({ env: { KEEP_DAYS: '10' } });
    const editor = new ApiClient();
    const first = await createSucceededJob(testApp, editor);
    await advanceHours(testApp, 9 * 24 + 12);
    testApp.next('identify', async (answer) => {
      await advanceHours(testApp, 24);
      return answer();
    });
    expect((await editor.identify({ jobId: first })).status).toBe(200);
    expect(await listStoredKinds(testApp)).toContain('results');
    await advanceHours(testApp, 72);
    expect(await listStoredKinds(testApp)).toEqual([]);
    expect(await editor.identify({ jobId: first })).toMatchObject({ body: null, error: { charged: 'no' } });
  });
});

describe('KEEP_DAYS', () => {
  test.each([
    ['an upload', undefined],
    ['a link', { videoUrl: `https://${SAMPLE_CLIP_HOST}/mine.mp4`, durationMs: 9_000 }],
  ])('deletes a result and what belongs to it, made of %s; the job stays, with what it cost', async (_, source) => {
    const testApp = await startObservedTestApp({ env: { KEEP_DAYS: '10' } });
    const editor = new ApiClient();
    const jobId = await createSucceededJob(testApp, editor, source);
    const token = createdShareSchema
      .parse(await (await editor.browser.call(shareRoute, '/', { json: {}, params: { jobId } })).json())
      .path.replace('/share/', '');
    await advanceHours(testApp, 10 * 24 - 1);
    expect((await editor.getVideo(jobId)).status).toBe(200);
    expect(expectBody(await editor.getJob(jobId)).resultDeletedAt).toBeNull();
    await advanceHours(testApp, 14);
    expect(await listStoredKinds(testApp)).toEqual([]);
    expect((await editor.getVideo(jobId)).status).toBe(404);
    expect((await editor.browser.call(originalRoute, '/', { params: { jobId } })).status).toBe(404);
    expect(expectBody(await editor.getJob(jobId))).toMatchObject({
      ...{ status: 'succeeded', costMilliPtc: 70, charged: 'yes' },
      ...{ videoUrl: null, originalUrl: null, voiceUrl: null, resultDeletedAt: expect.stringMatching(/^2026-12-0\d/) },
    });
    const shared = await editor.browser.call(sharedRoute, '/', { params: { token } });
    expect(sharedJobResponseSchema.parse(await shared.json())).toMatchObject({ videoUrl: null, originalUrl: null });
    const asked = testApp.calls('file');
    await advanceHours(testApp, 24);
    expect(testApp.calls('file')).toBe(asked);
  });

  test('KEEP_DAYS also ends a result that was never archived', async () => {
    const testApp = await startObservedTestApp({ env: { KEEP_DAYS: '2' } });
    const { storage } = testApp.server.services;
    storage.write = async (key, body) => {
      await body.cancel();
      throw new AppError('storage-full', `no room for ${key}`);
    };
    const editor = new ApiClient();
    const found = expectBody(await editor.identify({ videoUrl: `https://${SAMPLE_CLIP_HOST}/mine.mp4`, durationMs: 9_000 }));
    const { jobId } = expectBody(await editor.createJob(createJobRequest(found)));
    testApp.server.advance(20_000);
    await editor.getJob(jobId);
    await testApp.server.runDeferred();
    expect((await editor.getVideo(jobId)).status).toBe(200);
    await advanceHours(testApp, 72);
    expect((await editor.getVideo(jobId)).status).toBe(404);
    expect(expectBody(await editor.getJob(jobId))).toMatchObject({ savedAt: null, resultDeletedAt: expect.any(String), videoUrl: null });
  });
});

describe('a job that is deleted', () => {
  const remove = (editor: ApiClient, jobId: string) =>
    editor.browser.call(deleteRoute, `/api/advanced-lip-sync/${jobId}`, { method: 'DELETE', params: { jobId } });

  test('a deleted job keeps its files while it can be restored', async () => {
    const testApp = await startObservedTestApp();
    const editor = new ApiClient();
    const jobId = await createSucceededJob(testApp, editor);
    expect((await remove(editor, jobId)).status).toBe(204);
    await advanceHours(testApp, 30 * 24);
    expect(await listStoredKinds(testApp)).toEqual(['inputs', 'results', 'thumbnails', 'voices']);
    await advanceHours(testApp, 13);
    expect(await listStoredKinds(testApp)).toEqual([]);
    expect(await testApp.server.services.db.findJob(jobId)).toMatchObject({ charge: { milliPtc: 70, state: 'spent' } });
  });

  test('a job restored in time keeps all its files', async () => {
    const testApp = await startObservedTestApp();
    const editor = new ApiClient();
    const jobId = await createSucceededJob(testApp, editor);
    await remove(editor, jobId);
    await advanceHours(testApp, 29 * 24);
    const restored = await editor.browser.call(restoreRoute, '/', { json: {}, params: { jobId } });
    expect(restored.status).toBe(204);
    await advanceHours(testApp, 20 * 24);
    expect(await hasAllFiles(testApp, jobId)).toBe(true);
  });
});

test('a face’s picture goes with the session of its video where no job shows it, and says so', async () => {
  const testApp = await startObservedTestApp();
  const editor = new ApiClient();
  const { videoId, faces } = await editor.uploadAndIdentify();
  const params = { videoId, faceId: faces[0]?.faceId ?? '' };
  const picture = () => editor.browser.call(thumbnailRoute, '/', { params });
  expect((await picture()).status).toBe(200);
  await advanceHours(testApp, 49);
  expect((await picture()).status).toBe(404);
  expect((await testApp.server.services.db.findVideo(videoId))?.faces.map(({ hasThumbnail }) => hasThumbnail)).not.toContain(true);
});

describe('a file in use', () => {
  test('a video is not deleted while its faces are being identified', async () => {
    const testApp = await startObservedTestApp();
    const editor = new ApiClient();
    const uploadId = await editor.upload();
    testApp.server.advance(47 * HOUR);
    let cleanupResults = false;
    testApp.next('identify', async (answer) => {
      await advanceHours(testApp, 12);
      cleanupResults = true;
      return answer();
    });
    expect((await editor.identify({ uploadId })).status).toBe(200);
    expect(cleanupResults).toBe(true);
    expect(await listStoredKinds(testApp)).toEqual(['inputs', 'thumbnails']);
  });

  test('a submission during cleanup finds the file complete or pays nothing', async () => {
    const outcomes = new Set<number>();
    for (let late = 0; late < 12; late += 1) {
      const testApp = await startObservedTestApp();
      const editor = new ApiClient();
      const uploadId = await editor.upload();
      await advanceHours(testApp, 48);
      testApp.server.advance(12 * HOUR);
      const paid = await testApp.simulator.billing();
      const cleanupResults = async () => {
        for (let turn = 0; turn < late; turn += 1) await Promise.resolve();
        await runMaintenance(testApp.server.services);
      };
      const [answer] = await Promise.all([editor.identify({ uploadId }), cleanupResults()]);
      outcomes.add(answer.status);
      expect(await testApp.simulator.billing()).toBe(paid + (answer.status === 200 ? 7 : 0));
      expect((await listStoredKinds(testApp)).includes('inputs')).toBe(answer.status === 200);
    }
    expect([...outcomes].every((status) => status === 200 || status === 404)).toBe(true);
  });

  test('an upload marked for deletion cannot be completed, and its late bytes are deleted', async () => {
    const testApp = await startObservedTestApp();
    const { db, storage } = testApp.server.services;
    const editor = new ApiClient();
    const { write } = storage;
    storage.write = async (...file) => {
      const stored = await write(...file);
      // A line so slow that the last byte comes two days after the ticket’s end.
      await advanceHours(testApp, 72);
      return stored;
    };
    await expect(editor.upload()).rejects.toThrow('404');
    expect(await listStoredKinds(testApp)).toEqual([]);
    expect(await db.countFilesByKind()).toEqual([]);
  });
});

describe('an interrupted cleanup', () => {
  test.each(['before the file is deleted', 'after the file is deleted'])('%s leaves it to the next one', async (when) => {
    const testApp = await startObservedTestApp();
    await new ApiClient().upload();
    const { storage } = testApp.server.services;
    const { delete: remove } = storage;
    storage.delete = async (key) => {
      if (when.startsWith('after')) await remove(key);
      testApp.kill();
      throw new Error('killed');
    };
    await advanceHours(testApp, 72);
    await testApp.restart();
    expect(await testApp.server.services.db.countPendingDeletion()).toBe(1);
    await runMaintenance(testApp.server.services);
    expect(await testApp.server.services.db.countPendingDeletion()).toBe(0);
    expect(await listStoredKinds(testApp)).toEqual([]);
  });

  test('two concurrent cleanups delete exactly the unused files', async () => {
    const testApp = await startObservedTestApp();
    const editor = new ApiClient();
    for (let n = 0; n < 5; n += 1) await editor.upload();
    const kept = await createSucceededJob(testApp, editor);
    testApp.server.advance(36 * HOUR);
    await runMaintenance(testApp.server.services);
    testApp.server.advance(36 * HOUR);
    await Promise.all([
      runMaintenance(testApp.server.services),
      runMaintenance(testApp.server.services),
      runMaintenance(testApp.server.services),
    ]);
    await runMaintenance(testApp.server.services);
    expect(await listStoredKinds(testApp)).toEqual(['inputs', 'results', 'thumbnails', 'voices']);
    expect((await editor.getVideo(kept)).status).toBe(200);
  });
});

test('a failed deletion is retried later and does not delay others', async () => {
  const testApp = await startObservedTestApp();
  const editor = new ApiClient();
  const undeletable = `inputs/${await editor.upload()}`;
  await editor.upload();
  const { storage } = testApp.server.services;
  const { delete: remove } = storage;
  let asked = 0;
  storage.delete = async (key) => {
    if (key === undeletable) asked += 1;
    if (key === undeletable && asked < 3) throw new AppError('storage-unavailable', 'not now');
    await remove(key);
  };
  await advanceHours(testApp, 60);
  expect(await listStoredKeys(testApp.folder)).toEqual([undeletable]);
  expect(asked).toBe(1);
  await runMaintenance(testApp.server.services);
  expect(asked).toBe(1);
  testApp.server.advance(10 * 60_000);
  await runMaintenance(testApp.server.services);
  expect(asked).toBe(2);
  testApp.server.advance(10 * 60_000);
  await runMaintenance(testApp.server.services);
  expect(await listStoredKinds(testApp)).toEqual([]);
});

describe('a clock that is wrong', () => {
  async function createOldResult(): Promise<{ testApp: TestApp; look: () => Promise<boolean> }> {
    const testApp = await startObservedTestApp({ env: { KEEP_DAYS: '30' } });
    const editor = new ApiClient();
    const jobId = await createSucceededJob(testApp, editor);
    return { testApp, look: () => hasAllFiles(testApp, jobId) };
  }

  test('a clock that is a year ahead for some hours deletes nothing', async () => {
    const { testApp, look } = await createOldResult();
    testApp.server.advance(365 * DAY);
    for (let minutes = 0; minutes < 20 * 60; minutes += 30) {
      testApp.server.advance(30 * 60_000);
      await runMaintenance(testApp.server.services);
    }
    testApp.server.advance(-365 * DAY);
    await advanceHours(testApp, 36);
    expect(await look()).toBe(true);
    expect(await listStoredKinds(testApp)).toEqual(['inputs', 'results', 'thumbnails', 'voices']);
  });

  test('a server that was suspended for months deletes files only after a day of steady runs', async () => {
    const { testApp, look } = await createOldResult();
    testApp.server.advance(90 * DAY);
    await runMaintenance(testApp.server.services);
    await advanceHours(testApp, 12);
    expect(await look()).toBe(true);
    await advanceHours(testApp, 24);
    expect(await look()).toBe(false);
  });
});

test('the simulator’s files are deleted after 30 days', async () => {
  const server = await startServer({ env: {} });
  const testApp = { server };
  await runMaintenance(server.services);
  const editor = new ApiClient();
  const { jobId } = expectBody(await editor.createJob(createJobRequest(await editor.uploadAndIdentify())));
  server.advance(12_000);
  await editor.getJob(jobId);
  await server.runDeferred();
  const simulators = async () =>
    (await listStoredKeys(server.services.env.filesFolder.replace(/\/files$/, ''))).filter((key) => key.includes('simulator'));
  await advanceHours(testApp, 29 * 24);
  expect(await simulators()).toHaveLength(2);
  await advanceHours(testApp, 48);
  expect(await simulators()).toEqual([]);
  expect((await editor.getVideo(jobId)).status).toBe(200);
});

test('the db says how many bytes lie there, by kind', async () => {
  const testApp = await startObservedTestApp({ env: { OWNER_PASSCODE: 'sesame' } });
  const editor = new ApiClient();
  await editor.browser.call(accessRoute, '/api/access', { json: { code: 'sesame' } });
  await createSucceededJob(testApp, editor);
  const { db, storage } = testApp.server.services;
  const kept = await db.countFilesByKind();
  const onDisk = new Map<string, number>();
  const kinds = { inputs: 'input', originals: 'original', voices: 'voice', results: 'result', thumbnails: 'thumbnail' } as const;
  for (const key of await listStoredKeys(testApp.folder)) {
    const [folder = '', ...rest] = key.split('/');
    if (!(folder in kinds)) throw new Error(`an unknown folder ${folder}`);
    const name = folder as keyof typeof kinds;
    const stored = await storage.stat(`${name}/${rest.join('/')}`);
    onDisk.set(kinds[name], (onDisk.get(kinds[name]) ?? 0) + (stored?.byteSize ?? 0));
  }
  expect(new Map(kept.map(({ kind, byteSize }) => [kind, byteSize]))).toEqual(onDisk);
});

describe('a practice visitor', () => {
  test('a practice visitor without data is deleted with the session; one with data is kept', async () => {
    const testApp = await startObservedTestApp({ env: { AI302_API_KEY: '' } });
    const { services } = testApp.server;
    const [idle, mei] = [new ApiClient(), new ApiClient()];
    const refused = await idle.browser.call(uploadsRoute, '/api/uploads', {
      json: { fileName: 'a.txt', byteSize: 1, contentType: 'text/plain' },
    });
    expect(refused.status).toBe(415);
    await mei.uploadAndIdentify();
    const rows = async () => {
      const client = createClient({ url: `file:${testApp.folder}/ledger.db` });
      const { rows } = await client.execute(
        "SELECT (SELECT count(*) FROM sessions) AS sessions, (SELECT count(*) FROM editors WHERE role = 'visitor') AS visitors",
      );
      client.close();
      return { ...rows[0] };
    };
    await advanceHours(testApp, 29 * 24);
    expect(await rows()).toEqual({ sessions: 2, visitors: 2 });
    await advanceHours(testApp, 2 * 24);
    expect(await rows()).toEqual({ sessions: 0, visitors: 1 });
    expect(await services.db.forgetSessions(services.now(), 10)).toBe(0);
  });
});

test('cleanup deletes the partial file of a process that died', async () => {
  const { server, folder, clock } = await createTestApp();
  const remainingHours = `${folder}/files/partial/left-over`;
  await mkdir(`${folder}/files/partial`, { recursive: true });
  await writeFile(remainingHours, 'half a clip');
  await utimes(remainingHours, clock.nowMs / 1000, clock.nowMs / 1000);
  server.advance(HOUR);
  await runMaintenance(server.services);
  expect((await stat(remainingHours)).size).toBe(11);
  server.advance(1.1 * HOUR);
  await runMaintenance(server.services);
  await expect(stat(remainingHours)).rejects.toThrow('ENOENT');
});
