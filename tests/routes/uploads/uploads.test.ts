import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import * as fileRoute from '@/app/api/uploads/[uploadId]/file/route';
import * as uploadRoute from '@/app/api/uploads/[uploadId]/route';
import * as uploadsRoute from '@/app/api/uploads/route';
import { type ErrorBody, errorBodySchema } from '@/lib/contracts/error';
import { type UploadTicket, uploadReceiptSchema, uploadTicketSchema } from '@/lib/contracts/upload';
import { readEnv } from '@/lib/server/config/env';
import { createServices, type Services, setServicesForTests } from '@/lib/server/services';
import { temporaryFolder } from '../../setup/temporary-folder';

const CLIP = new Uint8Array(readFileSync('public/sample/clip.mp4'));
const ORIGIN = 'http://localhost:3000';

let services: Services;

beforeEach(async () => {
  await startServices({});
});

async function startServices(settings: Record<string, string>): Promise<void> {
  const folder = await temporaryFolder();
  services = await createServices({
    env: readEnv({ DATABASE_URL: `file:${path.join(folder, 'lip-sync.db')}`, ...settings }),
    log: () => undefined,
    defer: () => undefined,
  });
  setServicesForTests(services);
  const { db } = services;
  onTestFinished(() => {
    db.close();
    setServicesForTests(null);
  });
}

interface Caller {
  cookie: string;
}

/** Calls a route as a browser would and keeps its cookie. */
async function call(
  caller: Caller | null,
  handler: (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>,
  url: string,
  init: RequestInit & { duplex?: 'half' } = {},
): Promise<Response> {
  const headers = new Headers(init.headers);
  if (caller !== null && caller.cookie !== '') headers.set('cookie', caller.cookie);
  const uploadId = /\/api\/uploads\/([^/?]+)/.exec(url)?.[1];
  const request = new Request(`${ORIGIN}${url}`, { ...init, headers });
  const response = await handler(request, {
    params: Promise.resolve(uploadId === undefined ? {} : { uploadId: decodeURIComponent(uploadId) }),
  });
  if (caller !== null) caller.cookie = response.headers.get('set-cookie')?.split(';')[0] ?? caller.cookie;
  return response;
}

function requestTicket(caller: Caller | null, body: unknown): Promise<Response> {
  return call(caller, uploadsRoute.POST, '/api/uploads', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function createTicket(caller: Caller, byteSize = CLIP.byteLength): Promise<UploadTicket> {
  const response = await requestTicket(caller, { fileName: 'clip.mp4', byteSize, contentType: 'video/mp4' });
  expect(response.status).toBe(201);
  return uploadTicketSchema.parse(await response.json());
}

function sendFile(
  caller: Caller | null,
  url: string,
  bytes: Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return call(caller, uploadRoute.PUT, url, { method: 'PUT', headers, body: bytes, duplex: 'half' });
}

async function readError(response: Response): Promise<ErrorBody['error'] & { status: number }> {
  return { ...errorBodySchema.parse(await response.json()).error, status: response.status };
}

describe('POST /api/uploads', () => {
  test('POST /api/uploads gives a visitor a session and a ticket', async () => {
    const caller = { cookie: '' };
    const ticket = await createTicket(caller);
    expect(caller.cookie).toMatch(/^session=/);
    expect(ticket).toMatchObject({ method: 'PUT', url: `/api/uploads/${ticket.uploadId}` });
    expect(Date.parse(ticket.expiresAt)).toBeGreaterThan(Date.now());
  });

  test.each<[string, unknown, number, string]>([
    ['101 MB', { fileName: 'a.mp4', byteSize: 101_000_000, contentType: 'video/mp4' }, 413, 'payload-too-large'],
    ['nothing', { fileName: 'a.mp4', byteSize: 0, contentType: 'video/mp4' }, 400, 'invalid-request'],
    ['a text', { fileName: 'a.txt', byteSize: 9, contentType: 'text/plain' }, 415, 'unsupported-media-type'],
    ['a negative size', { fileName: 'a.mp4', byteSize: -1, contentType: 'video/mp4' }, 400, 'invalid-request'],
    ['half a byte', { fileName: 'a.mp4', byteSize: 0.5, contentType: 'video/mp4' }, 400, 'invalid-request'],
    ['no size', { fileName: 'a.mp4', contentType: 'video/mp4' }, 400, 'invalid-request'],
    ['one field too many', { fileName: 'a.mp4', byteSize: 9, contentType: 'video/mp4', path: '/etc' }, 400, 'invalid-request'],
    ['a name of a novel’s length', { fileName: 'a'.repeat(256), byteSize: 9, contentType: 'video/mp4' }, 400, 'invalid-request'],
    ['no object', 'clip.mp4', 400, 'invalid-request'],
  ])('refuses %s in words, uncharged', async (_what, body, status, code) => {
    expect(await readError(await requestTicket({ cookie: '' }, body))).toMatchObject({ status, code, charged: 'no' });
  });

  test('POST /api/uploads rejects another site’s page', async () => {
    const response = await call({ cookie: '' }, uploadsRoute.POST, '/api/uploads', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' },
      body: '{}',
    });
    expect(await readError(response)).toMatchObject({ status: 403, code: 'forbidden-origin' });
  });
});

describe('PUT /api/uploads/{uploadId}', () => {
  test('PUT /api/uploads/{uploadId} responds with the clip’s facts, also when repeated', async () => {
    const caller = { cookie: '' };
    const { url, uploadId } = await createTicket(caller);
    const response = await sendFile(caller, url, CLIP, { 'content-length': String(CLIP.byteLength) });
    expect(response.status).toBe(200);
    const receipt = uploadReceiptSchema.parse(await response.json());
    expect(receipt).toMatchObject({ uploadId, byteSize: CLIP.byteLength, widthPx: 1280, heightPx: 720, hasSound: true });
    const again = await sendFile(caller, url, CLIP);
    expect([again.status, await again.json()]).toEqual([200, receipt]);
  });

  test.each<[string, Uint8Array<ArrayBuffer>, Record<string, string>, number, string]>([
    ['101 MB announced', CLIP, { 'content-length': '101000000' }, 413, 'payload-too-large'],
    ['another length announced', CLIP, { 'content-length': '7' }, 400, 'invalid-request'],
    ['fewer bytes than announced', CLIP.slice(0, 5000), {}, 400, 'invalid-request'],
    ['a renamed text', new TextEncoder().encode('a'.repeat(CLIP.byteLength)), {}, 415, 'unsupported-media-type'],
    ['no byte at all', new Uint8Array(0), {}, 400, 'invalid-request'],
  ])('refuses %s, uncharged, and takes the clip afterwards', async (_what, bytes, headers, status, code) => {
    const caller = { cookie: '' };
    const { url, uploadId } = await createTicket(caller);
    expect(await readError(await sendFile(caller, url, bytes, headers))).toMatchObject({ status, code, charged: 'no' });
    expect(await services.storage.stat(`inputs/${uploadId}`)).toBeNull();
    expect((await sendFile(caller, url, CLIP)).status).toBe(200);
  });

  test('PUT /api/uploads/{uploadId} refuses an unsuitable clip with each reason and its numbers', async () => {
    const caller = { cookie: '' };
    const small = CLIP.slice();
    const at = Buffer.from(small.buffer).indexOf('avc1', Buffer.from(small.buffer).indexOf('stsd'));
    new DataView(small.buffer).setUint16(at + 28, 480);
    const { url, uploadId } = await createTicket(caller);
    expect(await readError(await sendFile(caller, url, small))).toMatchObject({
      status: 422,
      code: 'validation-failed',
      charged: 'no',
      issues: [{ code: 'video-too-small', widthPx: 480, heightPx: 720, minSidePx: 512 }],
    });
    expect(await services.storage.stat(`inputs/${uploadId}`)).toBeNull();
  });

  test('PUT /api/uploads/{uploadId} accepts only the editor’s own upload', async () => {
    const { url } = await createTicket({ cookie: '' });
    expect(await readError(await sendFile({ cookie: '' }, url, CLIP))).toMatchObject({ status: 404, code: 'not-found' });
  });

  test.each(['/api/uploads/none', '/api/uploads/..', '/api/uploads/%2e%2e%2fetc', `/api/uploads/${'x'.repeat(200)}`])(
    'PUT /api/uploads/{uploadId} responds 404 at %s',
    async (url) => {
      expect(await readError(await sendFile({ cookie: '' }, url, CLIP))).toMatchObject({ status: 404, code: 'not-found' });
    },
  );
});

describe('GET /api/uploads/{uploadId}/file', () => {
  async function publishUpload(): Promise<string> {
    const caller = { cookie: '' };
    const { url, uploadId } = await createTicket(caller);
    await sendFile(caller, url, CLIP);
    const address = await services.inputs.publish(`inputs/${uploadId}`, { contentType: 'video/mp4' });
    return address.url.replace(/^https:\/\/[^/]+/, '');
  }

  test('GET /api/uploads/{uploadId}/file serves ranges and the complete file to holders of the signed URL, without a cookie', async () => {
    const url = await publishUpload();
    const whole = await call(null, fileRoute.GET, url);
    expect([whole.status, whole.headers.get('content-type'), whole.headers.get('set-cookie')]).toEqual([200, 'video/mp4', null]);
    expect((await whole.arrayBuffer()).byteLength).toBe(CLIP.byteLength);
    const part = await call(null, fileRoute.GET, url, { headers: { range: 'bytes=4-7' } });
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, 'ftyp', `bytes 4-7/${CLIP.byteLength}`]);
  });

  test.each<[string, (url: string) => string]>([
    ['a changed signature', (url) => `${url.slice(0, -3)}AAA`],
    ['a longer life', (url) => url.replace(/expires=\d+/, 'expires=99999999999999')],
    ['another upload', (url) => url.replace(/uploads\/[^/]+/, 'uploads/other')],
    ['no signature', (url) => url.replace(/\?.*/, '')],
  ])('shows nothing under %s', async (_what, change) => {
    const response = await call(null, fileRoute.GET, change(await publishUpload()));
    expect(await readError(response)).toMatchObject({ status: 404, code: 'not-found' });
  });
});

describe('live', () => {
  test('live mode opens and accepts no upload without a session', async () => {
    await startServices({ AI302_API_KEY: 'sk-1', OWNER_PASSCODE: 'sesame' });
    const file = { fileName: 'clip.mp4', byteSize: CLIP.byteLength, contentType: 'video/mp4' };
    expect(await readError(await requestTicket(null, file))).toMatchObject({ status: 401, code: 'unauthorized' });
    expect(await readError(await sendFile(null, '/api/uploads/a', CLIP))).toMatchObject({ status: 401, code: 'unauthorized' });
    expect(await readError(await call(null, fileRoute.GET, '/api/uploads/a/file'))).toMatchObject({ status: 404 });
  });
});
