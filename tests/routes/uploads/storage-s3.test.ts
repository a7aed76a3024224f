import { describe, expect, onTestFinished, test } from 'vitest';
import { POST as enterRoute } from '@/app/api/access/route';
import { POST as shareRoute, DELETE as unshareRoute } from '@/app/api/advanced-lip-sync/[jobId]/share/route';
import { HEAD as videoHeadRoute, GET as videoRoute } from '@/app/api/advanced-lip-sync/[jobId]/video/route';
import { GET as sharedOriginalRoute } from '@/app/api/share/[token]/original/route';
import { GET as sharedVideoRoute } from '@/app/api/share/[token]/video/route';
import { GET as statusRoute } from '@/app/api/status/route';
import { PUT as partRoute } from '@/app/api/uploads/[uploadId]/parts/[partNumber]/route';
import { DELETE as dropRoute, POST as endRoute, GET as stateRoute, PUT as wholeRoute } from '@/app/api/uploads/[uploadId]/route';
import { POST as openRoute } from '@/app/api/uploads/route';
import { errorBodySchema } from '@/lib/contracts/error';
import { createdShareSchema } from '@/lib/contracts/share';
import { statusResponseSchema } from '@/lib/contracts/status';
import { type UploadTicket, uploadStateSchema, uploadTicketSchema } from '@/lib/contracts/upload';
import { ownerMessages } from '@/lib/i18n/owner';
import { runMaintenance } from '@/lib/server/maintenance/run-maintenance';
import { ApiClient, createJobRequest, expectBody, OWN_CLIP } from '../../setup/app/api-client';
import { START_MS, startServer, type TestBrowser } from '../../setup/app/server';
import { createTestApp, type TestApp } from '../../setup/app/test-app';
import { type FakeS3, S3_BUCKET, S3_CREDENTIALS, S3_REGION, startFakeS3 } from '../../setup/services/fake-s3';

/**
 * The app with an S3 bucket: browsers send and read files directly, and the server measures what the store
 * contains.
 */

interface BucketTestApp {
  readonly testApp: TestApp;
  readonly store: FakeS3;
  readonly editor: ApiClient;
}

async function startBucketTestApp(env: Readonly<Record<string, string>> = {}): Promise<BucketTestApp> {
  let nowMs = () => 0;
  const store = await startFakeS3({ now: () => nowMs() });
  onTestFinished(store.stop);
  const testApp = await createTestApp({
    env: {
      ...{ STORAGE: 's3', S3_ENDPOINT: store.endpoint, S3_REGION, S3_BUCKET },
      ...{ S3_ACCESS_KEY_ID: S3_CREDENTIALS.accessKeyId, S3_SECRET_ACCESS_KEY: S3_CREDENTIALS.secretAccessKey },
      ...env,
    },
  });
  nowMs = () => testApp.clock.nowMs;
  return { testApp, store, editor: new ApiClient() };
}

async function openUpload(browser: TestBrowser, bytes: Uint8Array = OWN_CLIP): Promise<UploadTicket> {
  const json = { fileName: 'clip.mp4', byteSize: bytes.byteLength, contentType: 'video/mp4' };
  return uploadTicketSchema.parse(await (await browser.call(openRoute, '/api/uploads', { json })).json());
}

async function sendParts(ticket: UploadTicket, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  for (const { method, url, headers, startByte, byteSize } of ticket.parts ?? []) {
    const answer = await fetch(url, { method, headers, body: bytes.subarray(startByte, startByte + byteSize) });
    if (!answer.ok) throw new Error(`the store answered ${answer.status}: ${await answer.text()}`);
  }
}

const getParams = ({ uploadId }: UploadTicket) => ({ params: { uploadId } });

function completeUpload(browser: TestBrowser, ticket: UploadTicket) {
  return browser.call(endRoute, ticket.url, { json: {}, ...getParams(ticket) });
}

async function uploadClip(browser: TestBrowser, bytes: Uint8Array<ArrayBuffer> = OWN_CLIP): Promise<string> {
  const ticket = await openUpload(browser, bytes);
  await sendParts(ticket, bytes);
  expect((await completeUpload(browser, ticket)).status).toBe(200);
  return ticket.uploadId;
}

async function readError(response: Response) {
  return { status: response.status, ...errorBodySchema.parse(await response.json()).error };
}

test('S3 signing works after a clock that ran ahead is corrected', async () => {
  const store = await startFakeS3({ now: () => START_MS });
  onTestFinished(store.stop);
  const { services } = await startServer({
    env: {
      ...{ STORAGE: 's3', S3_ENDPOINT: store.endpoint, S3_REGION, S3_BUCKET },
      ...{ S3_ACCESS_KEY_ID: S3_CREDENTIALS.accessKeyId, S3_SECRET_ACCESS_KEY: S3_CREDENTIALS.secretAccessKey },
    },
    // The monotonic clock's time.
    clock: { nowMs: START_MS + 8 * 60 * 60 * 1000 },
    wallClock: () => START_MS,
  });
  await services.storage.write('inputs/one', new Blob(['bytes']).stream(), 'video/mp4');
  expect(await services.storage.stat('inputs/one')).toMatchObject({ byteSize: 5 });
  const url = await services.storage.signedUrl('inputs/one', { lifetimeMs: 60_000, contentDisposition: 'inline' });
  expect((await fetch(url ?? '')).status).toBe(200);
});

describe('on a bucket', () => {
  test('on S3 a clip is uploaded in parts to the store, measured there, read there by upstream, and its result served from there', async () => {
    const { testApp, store, editor } = await startBucketTestApp();
    const uploadId = await uploadClip(editor.browser);
    expect([...store.objects.keys()]).toEqual([`inputs/${uploadId}/video.mp4`]);
    const found = expectBody(await editor.identify({ uploadId }));
    expect(found.faces).toHaveLength(1);
    const { jobId } = expectBody(await editor.createJob(createJobRequest(found)));
    testApp.server.advance(60_000);
    await editor.getJob(jobId);
    await testApp.server.runDeferred();
    const kinds = [...store.objects.keys()].map((name) => name.split('/')[0]).sort();
    expect(kinds).toEqual(['inputs', 'results', 'thumbnails', 'voices']);

    const params = { jobId };
    const answer = await editor.browser.call(videoRoute, `/api/advanced-lip-sync/${jobId}/video?download=Anna`, { params });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([302, 'private, no-store']);
    const file = await fetch(answer.headers.get('location') ?? '', { headers: { range: 'bytes=4-7' } });
    expect([file.status, await file.text(), file.headers.get('content-disposition')]).toEqual([
      206,
      'ftyp',
      `attachment; filename="Anna.mp4"; filename*=UTF-8''Anna.mp4`,
    ]);
    const head = await editor.browser.call(videoHeadRoute, `/api/advanced-lip-sync/${jobId}/video`, { method: 'HEAD', params });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    testApp.server.advance(61 * 60_000);
    expect((await fetch(answer.headers.get('location') ?? '')).status).toBe(403);
    expect(await testApp.simulator.billing()).toBe(77);
  });

  test('on S3 a shared result’s URL expires a few minutes after the link is revoked', async () => {
    const { testApp, editor } = await startBucketTestApp();
    const found = expectBody(await editor.identify({ uploadId: await uploadClip(editor.browser) }));
    const { jobId } = expectBody(await editor.createJob(createJobRequest(found)));
    testApp.server.advance(60_000);
    await editor.getJob(jobId);
    await testApp.server.runDeferred();
    const params = { jobId };
    const made = await editor.browser.call(shareRoute, `/api/advanced-lip-sync/${jobId}/share`, { json: {}, params });
    const token = createdShareSchema.parse(await made.json()).path.replace('/share/', '');
    const stranger = new ApiClient();
    const ask = (route: typeof sharedVideoRoute) => stranger.browser.call(route, `/api/share/${token}`, { params: { token } });
    const signedUrl = await Promise.all(
      [sharedVideoRoute, sharedOriginalRoute].map(async (route) => (await ask(route)).headers.get('location') ?? ''),
    );
    const statuses = () => Promise.all(signedUrl.map(async (url) => (await fetch(url, { headers: { range: 'bytes=0-0' } })).status));
    expect(await statuses()).toEqual([206, 206]);
    await editor.browser.call(unshareRoute, `/api/advanced-lip-sync/${jobId}/share`, { method: 'DELETE', params });
    testApp.server.advance(5 * 60_000 + 1_000);
    expect(await statuses()).toEqual([403, 403]);
    expect([(await ask(sharedVideoRoute)).status, (await ask(sharedOriginalRoute)).status]).toEqual([404, 404]);
  });

  test('on S3 this server accepts no file bytes', async () => {
    const { editor } = await startBucketTestApp();
    const ticket = await openUpload(editor.browser);
    const whole = await editor.browser.call(wholeRoute, ticket.url, { method: 'PUT', body: OWN_CLIP, ...getParams(ticket) });
    expect(whole.status).toBe(404);
    const params = { uploadId: ticket.uploadId, partNumber: '1' };
    const part = await editor.browser.call(partRoute, `${ticket.url}/parts/1`, { method: 'PUT', body: OWN_CLIP, params });
    expect(part.status).toBe(404);
  });

  test.each<[string, () => Buffer<ArrayBuffer>, number, string]>([
    ['is no video', () => Buffer.alloc(OWN_CLIP.byteLength, 'shopping list '), 415, 'unsupported-media-type'],
    ['is a video without pictures', () => Buffer.from(OWN_CLIP).fill(0, 60), 422, 'validation-failed'],
  ])('a file that %s is refused once it is whole, and gone', async (_what, make, status, code) => {
    const { store, editor } = await startBucketTestApp();
    const bytes = make();
    const ticket = await openUpload(editor.browser, bytes);
    await sendParts(ticket, bytes);
    expect(await readError(await completeUpload(editor.browser, ticket))).toMatchObject({ status, code, charged: 'no' });
    expect([...store.objects.keys(), ...store.uploads.keys()]).toEqual([]);
  });

  test('on S3 an interrupted upload resumes, with new URLs if the old ones expired', async () => {
    const { testApp, store, editor } = await startBucketTestApp();
    const bytes = Buffer.alloc(11_000_000);
    OWN_CLIP.copy(bytes);
    bytes.writeUInt32BE(bytes.byteLength - OWN_CLIP.byteLength, OWN_CLIP.byteLength);
    bytes.write('free', OWN_CLIP.byteLength + 4, 'latin1');
    const ticket = await openUpload(editor.browser, bytes);
    expect(ticket.parts).toHaveLength(3);
    await sendParts({ ...ticket, parts: ticket.parts?.slice(0, 2) }, bytes);
    expect(await readError(await completeUpload(editor.browser, ticket))).toMatchObject({
      status: 422,
      issues: [{ code: 'upload-incomplete' }],
    });
    testApp.server.advance(23 * 60 * 60_000);
    const state = uploadStateSchema.parse(await (await editor.browser.call(stateRoute, ticket.url, getParams(ticket))).json());
    expect(state.parts?.map(({ sent }) => sent)).toEqual([true, true, false]);
    await sendParts({ ...state, parts: state.parts?.filter(({ sent }) => !sent) }, bytes);
    expect((await completeUpload(editor.browser, ticket)).status).toBe(200);
    expect(store.calls('UploadPart')).toBe(3);
  });

  test('on S3 a discarded or abandoned upload leaves nothing in the store', async () => {
    const { testApp, store, editor } = await startBucketTestApp();
    const given = await openUpload(editor.browser);
    await sendParts(given, OWN_CLIP);
    const dropped = await editor.browser.call(dropRoute, given.url, { method: 'DELETE', ...getParams(given) });
    expect(dropped.status).toBe(204);
    expect(store.uploads.size).toBe(0);
    await sendParts(await openUpload(editor.browser), OWN_CLIP);
    testApp.server.advance(25 * 60 * 60_000);
    await runMaintenance(testApp.server.services);
    expect([...store.objects.keys(), ...store.uploads.keys()]).toEqual([]);
  });
});

describe('while the bucket is in trouble', () => {
  const busy = { kind: 'refuse', status: 503, code: 'SlowDown' } as const;
  const shut = { kind: 'refuse', status: 403, code: 'AccessDenied' } as const;

  test.each([
    [busy, 503, 'storage-unavailable'],
    [shut, 503, 'not-configured'],
    [{ kind: 'refuse', status: 507, code: 'QuotaExceeded' } as const, 503, 'storage-full'],
  ])('an upload is not begun (%o), and nothing is charged', async (fault, status, code) => {
    const { store, editor } = await startBucketTestApp();
    store.always('any', fault);
    const json = { fileName: 'clip.mp4', byteSize: 1000, contentType: 'video/mp4' };
    expect(await readError(await editor.browser.call(openRoute, '/api/uploads', { json }))).toMatchObject({ status, code, charged: 'no' });
  });

  test('an upload sent during an S3 outage completes afterwards without being sent again', async () => {
    const { store, editor } = await startBucketTestApp();
    const ticket = await openUpload(editor.browser);
    await sendParts(ticket, OWN_CLIP);
    for (const operation of ['CompleteMultipartUpload', 'HeadObject', 'GetObject'] as const) {
      store.always(operation, busy);
      expect(await readError(await completeUpload(editor.browser, ticket))).toMatchObject({
        status: 503,
        code: 'storage-unavailable',
        charged: 'no',
      });
      store.always(operation, null);
    }
    const state = uploadStateSchema.parse(await (await editor.browser.call(stateRoute, ticket.url, getParams(ticket))).json());
    expect([state.whole, state.parts?.every(({ sent }) => sent)]).toEqual([false, true]);
    expect((await completeUpload(editor.browser, ticket)).status).toBe(200);
    expect(store.calls('UploadPart')).toBe(1);
  });

  test('faces are identified and charged once during an S3 outage, without thumbnails', async () => {
    const { testApp, store, editor } = await startBucketTestApp();
    const uploadId = await uploadClip(editor.browser);
    store.always('PutObject', busy);
    const found = expectBody(await editor.identify({ uploadId }));
    expect(found.faces.map(({ thumbnailUrl }) => thumbnailUrl)).toEqual([null]);
    expect(expectBody(await editor.identify({ uploadId })).videoId).toBe(found.videoId);
    expect(await testApp.simulator.billing()).toBe(7);
  });

  test('a job succeeds and is charged once during an S3 outage, and its result is served from upstream until it is copied', async () => {
    const { testApp, store, editor } = await startBucketTestApp();
    const found = expectBody(await editor.identify({ uploadId: await uploadClip(editor.browser) }));
    // Upstream still reads what lies there; we can write nothing.
    for (const operation of ['PutObject', 'CreateMultipartUpload', 'HeadObject'] as const) store.always(operation, busy);
    const { jobId } = expectBody(await editor.createJob(createJobRequest(found)));
    testApp.server.advance(60_000);
    expect(expectBody(await editor.getJob(jobId)).status).toBe('succeeded');
    await testApp.server.runDeferred();
    const call = () => editor.browser.call(videoRoute, `/api/advanced-lip-sync/${jobId}/video`, { params: { jobId } });
    const passedOn = await call();
    expect(passedOn.status).toBe(200);
    expect((await passedOn.bytes()).byteLength).toBeGreaterThan(100_000);
    for (const operation of ['PutObject', 'CreateMultipartUpload', 'HeadObject'] as const) store.always(operation, null);
    testApp.server.advance(10 * 60_000);
    await runMaintenance(testApp.server.services);
    expect((await call()).status).toBe(302);
    expect(await testApp.simulator.billing()).toBe(77);
  });

  test('responses and logs contain no S3 error texts and no secrets', async () => {
    const { testApp, store, editor } = await startBucketTestApp();
    store.always('any', shut);
    const json = { fileName: 'clip.mp4', byteSize: 1000, contentType: 'video/mp4' };
    const text = await (await editor.browser.call(openRoute, '/api/uploads', { json })).text();
    for (const word of [S3_CREDENTIALS.secretAccessKey, S3_CREDENTIALS.accessKeyId, store.origin]) {
      expect(text).not.toContain(word);
      expect(JSON.stringify(testApp.server.log)).not.toContain(word);
    }
  });
});

describe('the owner’s page of health', () => {
  const SITE = 'http://wizard.test';

  async function pages({ testApp, store }: BucketTestApp, prepare: (store: FakeS3) => void | Promise<void>) {
    await prepare(store);
    const owner = new ApiClient();
    await owner.browser.call(enterRoute, '/api/access', { json: { code: 'open sesame' } });
    const answer = await owner.browser.call(statusRoute, '/api/status', { headers: { host: new URL(SITE).host } });
    expect(testApp.server.services.env.storage).toBe('s3');
    return statusResponseSchema.parse(await answer.json()).settings.find(({ name }) => name === 'pages');
  }

  test.each<[string, (store: FakeS3) => void | Promise<void>, string, string]>([
    ['lets them in', (store) => store.allowOrigin(SITE), 'open', 'fine'],
    ['keeps them out', () => undefined, 'shut', 'todo'],
    ['does not answer', (store) => store.stop(), 'unknown', 'look'],
  ])('asks whether the bucket lets this site’s pages in: it %s', async (_what, prepare, state, level) => {
    const at = await startBucketTestApp({ OWNER_PASSCODE: 'open sesame' });
    expect(await pages(at, prepare)).toEqual({ name: 'pages', state, level });
    expect(ownerMessages.en.settings.pages?.[state]).toBeDefined();
    if (state === 'unknown') at.store.allowOrigin(SITE);
  });
});
