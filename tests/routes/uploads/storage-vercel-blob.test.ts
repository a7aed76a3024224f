import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { GET as videoRoute } from '@/app/api/advanced-lip-sync/[jobId]/video/route';
import { POST as endRoute, GET as stateRoute } from '@/app/api/uploads/[uploadId]/route';
import { POST as openRoute } from '@/app/api/uploads/route';
import { errorBodySchema } from '@/lib/contracts/error';
import { type UploadCompletion, type UploadTicket, uploadStateSchema, uploadTicketSchema } from '@/lib/contracts/upload';
import { ApiClient, createJobRequest, expectBody, OWN_CLIP } from '../../setup/app/api-client';
import type { TestBrowser } from '../../setup/app/server';
import { createTestApp, type TestApp } from '../../setup/app/test-app';
import { BLOB_TOKEN, type FakeVercelBlob, startFakeVercelBlob } from '../../setup/services/fake-vercel-blob';

/** The app with a private Vercel Blob store: no file bytes pass through a function. */

interface BlobTestApp {
  readonly testApp: TestApp;
  readonly store: FakeVercelBlob;
  readonly editor: ApiClient;
}

async function startBlobTestApp(): Promise<BlobTestApp> {
  const store = await startFakeVercelBlob();
  onTestFinished(store.stop);
  vi.stubEnv('VERCEL_BLOB_API_URL', store.apiUrl);
  onTestFinished(() => void vi.unstubAllEnvs());
  const env = { STORAGE: 'vercel-blob', BLOB_READ_WRITE_TOKEN: BLOB_TOKEN, VERCEL_BLOB_API_URL: store.apiUrl };
  const testApp = await createTestApp({ env });
  // The package goes by the machine's own clock, and will not sign what is over by that.
  testApp.clock.nowMs = Date.now();
  return { testApp, store, editor: new ApiClient() };
}

async function openUpload(browser: TestBrowser, bytes: Uint8Array = OWN_CLIP): Promise<UploadTicket> {
  const json = { fileName: 'clip.mp4', byteSize: bytes.byteLength, contentType: 'video/mp4' };
  return uploadTicketSchema.parse(await (await browser.call(openRoute, '/api/uploads', { json })).json());
}

async function sendParts(ticket: UploadTicket, bytes: Uint8Array<ArrayBuffer>): Promise<UploadCompletion> {
  const etags: { partNumber: number; etag: string }[] = [];
  for (const { partNumber, method, url, headers, startByte, byteSize } of ticket.parts ?? []) {
    const response = await fetch(url, { method, headers, body: bytes.subarray(startByte, startByte + byteSize) });
    etags.push({ partNumber, etag: z.object({ etag: z.string() }).parse(await response.json()).etag });
  }
  return { etags };
}

function completeUpload(browser: TestBrowser, ticket: UploadTicket, json: UploadCompletion) {
  return browser.call(endRoute, ticket.url, { json, params: { uploadId: ticket.uploadId } });
}

describe('on Vercel Blob', () => {
  test('on Vercel Blob a clip is uploaded in parts to the store, measured there, read there by upstream, and its result served from there', async () => {
    const { testApp, store, editor } = await startBlobTestApp();
    const ticket = await openUpload(editor.browser);
    expect(ticket.needsEtags).toBe(true);
    const etags = await sendParts(ticket, OWN_CLIP);
    expect((await completeUpload(editor.browser, ticket, etags)).status).toBe(200);
    expect((await completeUpload(editor.browser, ticket, etags)).status).toBe(200);
    const found = expectBody(await editor.identify({ uploadId: ticket.uploadId }));
    const { jobId } = expectBody(await editor.createJob(createJobRequest(found)));
    testApp.server.advance(60_000);
    await editor.getJob(jobId);
    await testApp.server.runDeferred();
    expect([...store.blobs.keys()].map((name) => name.split('/')[0]).sort()).toEqual(['inputs', 'results', 'thumbnails', 'voices']);
    const response = await editor.browser.call(videoRoute, `/api/advanced-lip-sync/${jobId}/video?download`, { params: { jobId } });
    expect(response.status).toBe(302);
    const file = await fetch(response.headers.get('location') ?? '', { headers: { range: 'bytes=4-7' } });
    expect([file.status, await file.text(), file.headers.get('content-disposition')]).toEqual([
      206,
      'ftyp',
      'attachment; filename="lip-sync.mp4"',
    ]);
    expect(await testApp.simulator.billing()).toBe(77);
  });

  test('on Vercel Blob completing without ETags makes no file, and a missing part is requested again', async () => {
    const { store, editor } = await startBlobTestApp();
    const ticket = await openUpload(editor.browser);
    const etags = await sendParts(ticket, OWN_CLIP);
    const refused = await completeUpload(editor.browser, ticket, {});
    expect([refused.status, errorBodySchema.parse(await refused.json()).error.issues]).toEqual([
      422,
      [{ code: 'upload-incomplete', severity: 'error' }],
    ]);
    store.always('read', { kind: 'refuse', status: 503, code: 'service_unavailable' });
    expect((await completeUpload(editor.browser, ticket, etags)).status).toBe(503);
    store.always('read', null);
    // A page that was reloaded knows no answers any more, and need not.
    const params = { uploadId: ticket.uploadId };
    const state = uploadStateSchema.parse(await (await editor.browser.call(stateRoute, ticket.url, { params })).json());
    expect(state.parts?.every(({ sent }) => sent)).toBe(true);
    expect((await completeUpload(editor.browser, ticket, {})).status).toBe(200);
  });

  test('on Vercel Blob a file that is not a video is refused and deleted when complete', async () => {
    const { store, editor } = await startBlobTestApp();
    const bytes = Buffer.alloc(50_000, 'shopping list ');
    const ticket = await openUpload(editor.browser, bytes);
    const response = await completeUpload(editor.browser, ticket, await sendParts(ticket, bytes));
    expect([response.status, errorBodySchema.parse(await response.json()).error.charged]).toEqual([415, 'no']);
    expect(store.blobs.size).toBe(0);
  });
});
