import { describe, expect, test } from 'vitest';
import { GET as originalRoute } from '@/app/api/advanced-lip-sync/[jobId]/original/route';
import { HEAD as voiceHeadRoute, GET as voiceRoute } from '@/app/api/advanced-lip-sync/[jobId]/voice/route';
import { AppError } from '@/lib/server/http/app-error';
import { applyThenDrop, respondWithError } from '@/lib/simulator/faults';
import { ApiClient, createJobRequest, expectBody, OWN_CLIP, SAMPLE_CLIP, SAMPLE_VOICE_BASE64 } from '../../setup/app/api-client';
import { createTestApp, SAMPLE_CLIP_HOST, type TestApp } from '../../setup/app/test-app';

/** A job's input files: stored with it, readable by those who can read the job, and never a reason for the job to fail. */

const VOICE = Buffer.from(SAMPLE_VOICE_BASE64, 'base64');

function requestJobFile(editor: ApiClient, kind: 'original' | 'voice', jobId: string, init: RequestInit = {}): Promise<Response> {
  const handler = kind === 'original' ? originalRoute : init.method === 'HEAD' ? voiceHeadRoute : voiceRoute;
  return editor.browser.call(handler, `/api/advanced-lip-sync/${jobId}/${kind}`, { params: { jobId }, method: 'GET', ...init });
}

async function createTestJob(): Promise<{ testApp: TestApp; editor: ApiClient; jobId: string }> {
  const testApp = await createTestApp();
  const editor = new ApiClient();
  const { jobId } = expectBody(await editor.createJob(createJobRequest(await editor.uploadAndIdentify())));
  await testApp.server.runDeferred();
  return { testApp, editor, jobId };
}

describe('a job', () => {
  test('a job returns the URLs of its video and voice, its placement, and the expiry of upstream’s result', async () => {
    const { testApp, editor, jobId } = await createTestJob();
    const path = `/api/advanced-lip-sync/${jobId}`;
    expect(expectBody(await editor.getJob(jobId))).toMatchObject({
      ...{ originalUrl: `${path}/original`, voiceUrl: `${path}/voice`, savedAt: null, upstreamDeletesAt: null, resultDeletedAt: null },
      ...{ faceId: '0', faceWindow: { startMs: expect.any(Number), endMs: expect.any(Number) }, uploadId: expect.any(String) },
      placement: createJobRequest({ videoId: '' }).placement,
      sessionExpiresAt: '2026-11-23T12:00:00.000Z',
    });
    testApp.server.advance(3_600_000);
    await editor.getJob(jobId);
    await testApp.server.runDeferred();
    expect(expectBody(await editor.getJob(jobId))).toMatchObject({
      savedAt: '2026-11-22T13:00:00.000Z',
      // By upstream's clock, it was done 12 s after it was created.
      upstreamDeletesAt: '2026-12-22T12:00:12.000Z',
    });
  });

  test('a job serves its voice byte for byte: whole, as a range, or headers only', async () => {
    const { editor, jobId } = await createTestJob();
    const whole = await requestJobFile(editor, 'voice', jobId);
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'audio/mpeg']);
    expect(Buffer.compare(await whole.bytes(), VOICE)).toBe(0);
    const part = await requestJobFile(editor, 'voice', jobId, { headers: { range: 'bytes=100-199' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-199/${VOICE.byteLength}`]);
    expect(Buffer.compare(await part.bytes(), VOICE.subarray(100, 200))).toBe(0);
    const head = await requestJobFile(editor, 'voice', jobId, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), (await head.bytes()).byteLength]).toEqual([200, String(VOICE.byteLength), 0]);
  });

  test('a job serves its source video', async () => {
    const { editor, jobId } = await createTestJob();
    const whole = await requestJobFile(editor, 'original', jobId);
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    expect(Buffer.compare(await whole.bytes(), OWN_CLIP)).toBe(0);
    expect((await requestJobFile(editor, 'original', jobId, { headers: { range: 'bytes=-10' } })).status).toBe(206);
  });

  test('a succeeded job of a link has a copy of its video, fetched from upstream and never from the link', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const found = expectBody(await editor.identify({ videoUrl: `https://${SAMPLE_CLIP_HOST}/mine.mp4`, durationMs: 9_000 }));
    const { jobId, originalUrl } = expectBody(await editor.createJob(createJobRequest(found)));
    expect(originalUrl).toBeNull();
    expect((await requestJobFile(editor, 'original', jobId)).status).toBe(404);
    testApp.server.advance(20_000);
    await editor.getJob(jobId);
    await testApp.server.runDeferred();
    expect(expectBody(await editor.getJob(jobId)).originalUrl).not.toBeNull();
    expect(Buffer.compare(await (await requestJobFile(editor, 'original', jobId)).bytes(), SAMPLE_CLIP)).toBe(0);
    expect(await testApp.server.services.storage.stat(`originals/${jobId}`)).not.toBeNull();
  });

  test('a job whose response was lost keeps its voice', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const found = await editor.uploadAndIdentify();
    testApp.next('create', applyThenDrop);
    const { jobId, status } = expectBody(await editor.createJob(createJobRequest(found)));
    expect(status).toBe('unknown');
    await testApp.server.runDeferred();
    expect((await requestJobFile(editor, 'voice', jobId)).status).toBe(200);
  });

  test('a job serves neither file to another editor', async () => {
    const { jobId } = await createTestJob();
    for (const kind of ['original', 'voice'] as const) expect((await requestJobFile(new ApiClient(), kind, jobId)).status).toBe(404);
  });
});

describe('a voice that cannot be kept', () => {
  test.each([
    ['because the store is full', new AppError('storage-full', 'full')],
    ['because the store is gone', new TypeError('no such store')],
  ])('%s, costs the job nothing', async (_, failure) => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const found = await editor.uploadAndIdentify();
    const { storage } = testApp.server.services;
    const { write } = storage;
    storage.write = (key, ...rest) => (key.startsWith('voices/') ? Promise.reject(failure) : write(key, ...rest));
    const response = await editor.createJob(createJobRequest(found));
    expect(response).toMatchObject({ status: 201, body: { status: 'submitted', voiceUrl: null } });
    await testApp.server.runDeferred();
    const { jobId } = expectBody(response);
    expect(testApp.server.log).toContainEqual(expect.objectContaining({ event: 'voice-not-kept', jobId }));
    expect(expectBody(await editor.getJob(jobId)).voiceUrl).toBeNull();
    expect((await requestJobFile(editor, 'voice', jobId)).status).toBe(404);
  });

  test('a slow store does not delay the response of createJob', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const found = await editor.uploadAndIdentify();
    const { storage } = testApp.server.services;
    const { write } = storage;
    let go = () => {};
    const slow = new Promise<void>((resolve) => {
      go = resolve;
    });
    storage.write = (key, ...rest) => (key.startsWith('voices/') ? slow.then(() => write(key, ...rest)) : write(key, ...rest));
    const { jobId, voiceUrl } = expectBody(await editor.createJob(createJobRequest(found)));
    expect(voiceUrl).toBeNull();
    go();
    await testApp.server.runDeferred();
    expect(expectBody(await editor.getJob(jobId)).voiceUrl).not.toBeNull();
  });
});

test('a request that fails validation stores no voice', async () => {
  const testApp = await createTestApp();
  const editor = new ApiClient();
  const found = await editor.uploadAndIdentify();
  const written: string[] = [];
  const { storage } = testApp.server.services;
  const { write } = storage;
  storage.write = (key, ...rest) => {
    written.push(key);
    return write(key, ...rest);
  };
  const legal = createJobRequest(found);
  await editor.createJob({ ...legal, placement: { ...legal.placement, insertAtMs: 8_900 } });
  await testApp.server.runDeferred();
  expect(written).toEqual([]);
  // A voice of a job that upstream rejects is already stored; the cleanup deletes it.
  testApp.next('create', respondWithError(400, 1201));
  await editor.createJob(legal);
  await testApp.server.runDeferred();
  expect(written).toEqual([expect.stringMatching(/^voices\//)]);
});
