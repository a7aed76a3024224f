import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { GET as thumbnailRoute } from '@/app/api/identify-face/[videoId]/faces/[faceId]/thumbnail/route';
import { GET as spendingRoute } from '@/app/api/spending/route';
import {
  applyThenDrop,
  dropBeforeResponse,
  noFace,
  refuseConnection,
  respondEmpty,
  respondWithError,
  respondWithHtml,
  withCode,
} from '@/lib/simulator/faults';
import { ApiClient, expectBody } from '../../setup/app/api-client';
import { startServer } from '../../setup/app/server';
import { createTestApp, SAMPLE_CLIP_HOST, type TestApp } from '../../setup/app/test-app';
import { temporaryFolder } from '../../setup/temporary-folder';

const LINK = `https://${SAMPLE_CLIP_HOST}/clip.mp4`;
const HOUR = 3_600_000;

async function getSpent(editor: ApiClient): Promise<number> {
  const response = await editor.browser.call(spendingRoute, '/api/spending');
  return (await response.json()).spentMilliPtc;
}

async function requestThumbnail(editor: ApiClient, url: string, init: RequestInit = {}): Promise<Response> {
  const [, videoId = '', faceId = ''] = /identify-face\/([^/]+)\/faces\/([^/]+)\/thumbnail/.exec(url) ?? [];
  return editor.browser.call(thumbnailRoute, url, { params: { videoId, faceId }, method: 'GET', ...init });
}

async function getBill({ simulator }: TestApp): Promise<number> {
  return simulator.billing();
}

describe('POST /api/identify-face', () => {
  test('identify-face returns the faces of an upload and costs 7 milliPtc', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const found = await editor.uploadAndIdentify();
    expect(found).toMatchObject({
      durationMs: 9_000,
      expiresAt: new Date(testApp.clock.nowMs + 24 * HOUR).toISOString(),
      faces: [{ faceId: '0', startMs: 500, endMs: 8_504 }],
    });
    expect(await getSpent(editor)).toBe(7);
    expect(await getBill(testApp)).toBe(7);
  });

  test('copies each thumbnail, and serves it to this editor alone', async () => {
    await createTestApp();
    const editor = new ApiClient();
    const url = (await editor.uploadAndIdentify()).faces[0]?.thumbnailUrl ?? '';
    const image = await requestThumbnail(editor, url);
    expect(image.status).toBe(200);
    expect(image.headers.get('content-type')).toBe('image/png');
    expect(
      Buffer.from(await image.bytes())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect((await requestThumbnail(new ApiClient(), url)).status).toBe(404);
    expect((await requestThumbnail(editor, url.replace('/faces/0/', '/faces/1/'))).status).toBe(404);
  });

  test.each<[string, Parameters<TestApp['next']>[1]]>([
    ['is not there', respondWithError(404, 1203)],
    ['never arrives', dropBeforeResponse],
    ['is no picture', respondWithHtml(200)],
  ])('answers with a face without a picture where its thumbnail %s', async (_, fault) => {
    const testApp = await createTestApp();
    testApp.next('file', fault);
    const found = await new ApiClient().uploadAndIdentify();
    expect(found.faces).toMatchObject([{ faceId: '0', thumbnailUrl: null }]);
  });

  test('answers 200 with no faces where upstream finds none', async () => {
    const testApp = await createTestApp();
    testApp.next('identify', noFace);
    expect((await new ApiClient().uploadAndIdentify()).faces).toEqual([]);
  });

  test('identify-face accepts a link without fetching it, with or without a duration', async () => {
    await createTestApp();
    const editor = new ApiClient();
    const known = await editor.identify({ videoUrl: LINK, durationMs: 9_000 });
    expect(expectBody(known)).toMatchObject({ durationMs: 9_000, faces: [{ faceId: '0' }] });
    const unknown = await editor.identify({ videoUrl: `${LINK}?2`, durationMs: null });
    expect(expectBody(unknown).durationMs).toBeNull();
  });

  test.each<[string, unknown, number, string, object[] | undefined]>([
    ['an http link', { videoUrl: 'http://clips.example/a.mp4' }, 422, 'validation-failed', [{ code: 'video-link', fault: 'not-https' }]],
    ['a script for a link', { videoUrl: 'javascript:alert(1)' }, 422, 'validation-failed', [{ code: 'video-link', fault: 'not-https' }]],
    [
      'a private address',
      { videoUrl: 'https://192.168.0.1/a.mp4' },
      422,
      'validation-failed',
      [{ code: 'video-link', fault: 'not-public' }],
    ],
    ['our own machine', { videoUrl: 'https://localhost/a.mp4' }, 422, 'validation-failed', [{ code: 'video-link', fault: 'not-public' }]],
    ['no address', { videoUrl: 'clip' }, 422, 'validation-failed', [{ code: 'video-link', fault: 'not-an-address' }]],
    ['a link of 1.9 s', { videoUrl: LINK, durationMs: 1_900 }, 422, 'validation-failed', [{ code: 'video-too-short', durationMs: 1_900 }]],
    [
      'a link of 60.1 s',
      { videoUrl: LINK, durationMs: 60_100 },
      422,
      'validation-failed',
      [{ code: 'video-too-long', durationMs: 60_100 }],
    ],
    ['an unknown upload', { uploadId: 'nothing-of-ours' }, 404, 'not-found', undefined],
    ['both an upload and a link', { uploadId: 'a', videoUrl: LINK }, 400, 'invalid-request', [{ code: 'bad-field' }]],
    ['neither', {}, 400, 'invalid-request', [{ code: 'bad-field' }]],
    ['a negative length', { videoUrl: LINK, durationMs: -1 }, 400, 'invalid-request', [{ code: 'bad-field', field: 'durationMs' }]],
    ['a field too many', { videoUrl: LINK, price: 0 }, 400, 'invalid-request', [{ code: 'bad-field', field: 'price' }]],
    ['an id that is a path', { uploadId: '../../etc/passwd' }, 400, 'invalid-request', [{ code: 'bad-field', field: 'uploadId' }]],
    [
      'a link over 2048 letters',
      { videoUrl: `${LINK}?${'a'.repeat(2048)}` },
      400,
      'invalid-request',
      [{ code: 'bad-field', field: 'videoUrl' }],
    ],
  ])('refuses %s before upstream is called, uncharged', async (_, body, status, code, issues) => {
    const testApp = await createTestApp();
    const answer = await new ApiClient().identify(body);
    expect(answer).toMatchObject({ status, error: { code, charged: 'no' } });
    if (issues !== undefined) expect(answer.error?.issues).toMatchObject(issues);
    expect(testApp.calls('identify')).toBe(0);
    expect(await testApp.server.services.db.spentOn('2026-11-22', 'live')).toBe(0);
  });

  test('refuses another editor’s upload as if it were not there', async () => {
    const testApp = await createTestApp();
    const uploadId = await new ApiClient().upload();
    expect(await new ApiClient().identify({ uploadId })).toMatchObject({ status: 404, error: { code: 'not-found', charged: 'no' } });
    expect(testApp.calls('identify')).toBe(0);
  });

  test('refuses an upload that has not arrived', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    await editor.identify({});
    const { db, now } = testApp.server.services;
    const [row] = [{ uploadId: 'waiting', fileName: 'a.mp4', byteSize: 10, contentType: 'video/mp4' }];
    const owner = await editor.upload().then((uploadId) => db.findUpload(uploadId));
    await db.insertUpload({ ...row, parts: null, editorId: owner?.editorId ?? '', createdAtMs: now(), expiresAtMs: now() + HOUR });
    const answer = await editor.identify({ uploadId: 'waiting' });
    expect(answer).toMatchObject({ status: 422, error: { code: 'validation-failed', issues: [{ code: 'upload-incomplete' }] } });
    expect(testApp.calls('identify')).toBe(0);
  });

  test.each<[string, Parameters<TestApp['next']>[1], number, string, 'no' | 'unknown', number]>([
    ['refuses the video', respondWithError(400, 1201, 'video resolution is invalid'), 422, 'video-refused', 'no', 0],
    ['refuses the content', respondWithError(400, 1301), 422, 'content-refused', 'no', 0],
    ['refuses the key', respondWithError(401, 1002), 502, 'upstream-unauthorized', 'no', 0],
    ['is out of money', respondWithError(429, 1102), 502, 'upstream-balance-exhausted', 'no', 0],
    ['is busy', respondWithError(429, 1302), 503, 'upstream-busy', 'no', 0],
    ['cannot be reached', refuseConnection, 503, 'upstream-unreachable', 'no', 0],
    ['breaks the connection', dropBeforeResponse, 504, 'upstream-timeout', 'unknown', 7],
    ['loses its answer', applyThenDrop, 504, 'upstream-timeout', 'unknown', 7],
    ['answers with a page', respondWithHtml(502), 503, 'upstream-unavailable', 'unknown', 7],
    ['answers with nothing', respondEmpty(200), 502, 'upstream-invalid-response', 'unknown', 7],
    ['fails inside', respondWithError(500, 5000), 503, 'upstream-unavailable', 'unknown', 7],
  ])(
    'where upstream %s says so, with what became of the money, and the next press asks anew',
    async (_, fault, status, code, charged, held) => {
      const testApp = await createTestApp();
      const editor = new ApiClient();
      testApp.always('identify', fault);
      expect(await editor.identify({ videoUrl: LINK })).toMatchObject({ status, error: { code, charged } });
      expect(await getSpent(editor)).toBe(held);
      testApp.always('identify', null);
      expect(expectBody(await editor.identify({ videoUrl: LINK })).faces).toHaveLength(1);
      expect(await getSpent(editor)).toBe(held + 7);
    },
  );

  test('identify-face returns the recorded response for the same editor and video without a second charge', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const uploadId = await editor.upload();
    const first = await editor.identify({ uploadId });
    testApp.server.advance(24 * HOUR - 1);
    expect(await editor.identify({ uploadId })).toEqual(first);
    expect(testApp.calls('identify')).toBe(1);
    testApp.server.advance(1);
    const identifiedAgain = await editor.identify({ uploadId });
    expect(expectBody(identifiedAgain).videoId).not.toBe(expectBody(first).videoId);
    expect(testApp.calls('identify')).toBe(2);
  });

  test('pays for another editor’s same link', async () => {
    const testApp = await createTestApp();
    await new ApiClient().identify({ videoUrl: LINK });
    await new ApiClient().identify({ videoUrl: LINK });
    expect(await getBill(testApp)).toBe(14);
  });

  test('pays once for ten presses at the same time', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const uploadId = await editor.upload();
    const responses = await Promise.all(Array.from({ length: 10 }, () => editor.identify({ uploadId })));
    expect(new Set(responses.map((answer) => JSON.stringify(expectBody(answer)))).size).toBe(1);
    expect(expectBody(responses[0] ?? (await editor.identify({}))).faces[0]?.thumbnailUrl).not.toBeNull();
    expect(await getBill(testApp)).toBe(7);
  });

  test('requests that wait for one call all get its rejection, and none pays again', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const uploadId = await editor.upload();
    testApp.next('identify', applyThenDrop);
    const responses = await Promise.all(Array.from({ length: 5 }, () => editor.identify({ uploadId })));
    for (const answer of responses) expect(answer).toMatchObject({ status: 504, error: { code: 'upstream-timeout', charged: 'unknown' } });
    expect(testApp.calls('identify')).toBe(1);
  });

  test('after a kill during the call, the next request calls again, and the lost call stays charged', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const uploadId = await editor.upload();
    testApp.next('identify', async (answer) => {
      const response = await answer();
      testApp.kill();
      return response;
    });
    expect((await editor.identify({ uploadId })).error).toMatchObject({ charged: 'yes' });
    await testApp.restart();
    expect(expectBody(await editor.identify({ uploadId })).faces).toHaveLength(1);
    expect(await getSpent(editor)).toBe(14);
    expect(await getBill(testApp)).toBe(14);
  });

  test('identify-face retries the database write of the faces and pays once', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const { db } = testApp.server.services;
    const { recordFaces } = db;
    let attempts = 0;
    db.recordFaces = async (found) => {
      attempts += 1;
      if (attempts <= 3) throw new Error('the database is unreachable');
      return recordFaces(found);
    };
    const uploadId = await editor.upload();
    expect(expectBody(await editor.identify({ uploadId })).faces).toHaveLength(1);
    expect(expectBody(await editor.identify({ uploadId })).faces).toHaveLength(1);
    expect(await getBill(testApp)).toBe(7);
  });

  test('identify-face does not report an uncharged error while the charge cannot be read', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const { db } = testApp.server.services;
    const { findVideo } = db;
    const uploadId = await editor.upload();
    db.findVideo = () => Promise.reject(new Error('the database is unreachable'));
    expect(await editor.identify({ uploadId })).toMatchObject({ status: 500, error: { code: 'internal-error', charged: 'yes' } });
    db.findVideo = findVideo;
    expect(expectBody(await editor.identify({ uploadId })).faces).toHaveLength(1);
    expect(await getBill(testApp)).toBe(7);
  });

  test('identify-face accepts faces with an unknown code, and rejects an empty list with one', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    testApp.next('identify', withCode(20_000));
    expect(expectBody(await editor.identify({ videoUrl: LINK })).faces).toHaveLength(1);
    testApp.next('identify', async (answer, call) => withCode(20_000)(() => noFace(answer, call), call));
    expect(await editor.identify({ videoUrl: `${LINK}?2` })).toMatchObject({
      error: { code: 'upstream-invalid-response', charged: 'unknown' },
    });
  });

  test('identify-face stops at the daily budget with Retry-After, and continues the next day', async () => {
    const testApp = await createTestApp({ env: { DAILY_BUDGET_PTC: '0.013' } });
    const editor = new ApiClient();
    expect((await editor.identify({ videoUrl: LINK })).status).toBe(200);
    const answer = await editor.identify({ videoUrl: `${LINK}?2` });
    expect(answer).toMatchObject({ status: 402, error: { code: 'budget-exceeded', charged: 'no', retryAfterMs: 12 * HOUR } });
    expect(testApp.calls('identify')).toBe(1);
    testApp.server.advance(12 * HOUR);
    expect((await editor.identify({ videoUrl: `${LINK}?2` })).status).toBe(200);
  });

  test('pays a store for an upload once, also when the call is pressed again', async () => {
    const testApp = await createTestApp({ env: { STORAGE: '302ai' } });
    const editor = new ApiClient();
    const uploadId = await editor.upload();
    testApp.next('identify', respondWithError(429, 1302));
    expect(await editor.identify({ uploadId })).toMatchObject({ status: 503, error: { code: 'upstream-busy', charged: 'yes' } });
    expect(await getSpent(editor)).toBe(1);
    expect(expectBody(await editor.identify({ uploadId })).faces).toHaveLength(1);
    expect(testApp.calls('upload')).toBe(1);
    expect(await getSpent(editor)).toBe(8);
    expect(await getBill(testApp)).toBe(8);
  });

  test.each<[string, Record<string, string>]>([
    ['this server', { STORAGE: 'local' }],
    ['302.AI', { STORAGE: '302ai' }],
  ])('gives upstream no address of practice once the site is live, and asks %s for one', async (_, env) => {
    const folder = await temporaryFolder();
    const practiceServer = await startServer({ folder, env: { PUBLIC_BASE_URL: '' } });
    const editor = new ApiClient();
    const uploadId = await editor.upload();
    expect(expectBody(await editor.identify({ uploadId })).practice).toBe(true);
    practiceServer.services.db.close();
    const requestedUrls: string[] = [];
    const upstream: typeof fetch = async (input, init) => {
      const request = new Request(input, init);
      if (new URL(request.url).pathname.endsWith('/upload-file')) return Response.json({ code: 200, data: 'https://file.302.ai/v.mp4' });
      requestedUrls.push(z.object({ video_url: z.string() }).parse(await request.json()).video_url);
      return new Response(null, { status: 503 });
    };
    await startServer({ folder, env: { AI302_API_KEY: 'sk-test', ...env }, fetch: upstream });
    await editor.identify({ uploadId });
    expect(requestedUrls.map((url) => new URL(url).hostname)).toEqual([env.STORAGE === 'local' ? 'wizard.example' : 'file.302.ai']);
  });

  test('pays for another address where upstream refuses a video at one that is old, and not where it is new', async () => {
    const testApp = await createTestApp({ env: { STORAGE: '302ai' } });
    const editor = new ApiClient();
    const uploadId = await editor.upload();
    const identifyAgain = async () => {
      testApp.next('identify', respondWithError(400, 1201, 'video_url cannot be downloaded'));
      expect(await editor.identify({ uploadId })).toMatchObject({ error: { code: 'video-refused' } });
    };
    await identifyAgain();
    await identifyAgain();
    expect(testApp.calls('upload')).toBe(1);
    testApp.server.advance(HOUR);
    await identifyAgain();
    expect(testApp.calls('upload')).toBe(1);
    expect(expectBody(await editor.identify({ uploadId })).faces).toHaveLength(1);
    expect([testApp.calls('upload'), await getSpent(editor), await getBill(testApp)]).toEqual([2, 9, 9]);
  });

  test('identify-face signs a new free URL for each call, so that it outlives upstream’s need', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const uploadId = await editor.upload();
    testApp.next('identify', respondWithError(429, 1302));
    expect((await editor.identify({ uploadId })).status).toBe(503);
    testApp.server.advance(23 * HOUR);
    expect(expectBody(await editor.identify({ uploadId })).faces).toHaveLength(1);
    expect(await testApp.server.services.db.findPublished(uploadId)).toBeNull();
  });

  test('holds the money of an upload to a store whose answer was lost, and does not pay for the call', async () => {
    const testApp = await createTestApp({ env: { STORAGE: '302ai' } });
    const editor = new ApiClient();
    const uploadId = await editor.upload();
    testApp.next('upload', applyThenDrop);
    expect(await editor.identify({ uploadId })).toMatchObject({ error: { charged: 'unknown' } });
    expect(testApp.calls('identify')).toBe(0);
    expect(await getSpent(editor)).toBe(1);
    expect(await getBill(testApp)).toBe(1);
  });
});
