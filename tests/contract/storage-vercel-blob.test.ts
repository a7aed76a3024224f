import { uploadPart } from '@vercel/blob/client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { readEnv } from '@/lib/server/config/env';
import { createStoreRequests, type StoreTimeouts } from '@/lib/server/storage/store-request';
import { createBlobClient } from '@/lib/server/storage/vercel-blob/client';
import { createBlobPublisher, createBlobStorage } from '@/lib/server/storage/vercel-blob/storage';
import {
  BLOB_TOKEN,
  type BlobFault,
  type BlobOperation,
  type FakeVercelBlob,
  startFakeVercelBlob,
} from '../setup/services/fake-vercel-blob';
import { describeStorage, type StorageSubject, type StoreCall, type StoreFaults, sendAsBrowser } from './storage-contract';

/** Later than the machine's clock, because the package refuses to sign expired URLs. */
const START_MS = Date.UTC(2090, 0, 1);
const SHORT_TIMEOUTS: StoreTimeouts = { short: 200, file: 200, finish: 200, stall: 200 };

const OPERATIONS: Readonly<Record<StoreCall, BlobOperation>> = {
  ...{ write: 'put', read: 'read', stat: 'head', delete: 'delete' },
  ...{ begin: 'create', part: 'upload', sent: 'head', finish: 'complete' },
};

function faultsOf(store: FakeVercelBlob): StoreFaults {
  const busy: BlobFault = { kind: 'refuse', status: 503, code: 'service_unavailable' };
  return {
    refuse: () => store.always('any', { kind: 'refuse', status: 403, code: 'forbidden' }),
    full: () => {
      for (const operation of ['put', 'create', 'upload'] as const)
        store.always(operation, { kind: 'refuse', status: 403, code: 'store_suspended' });
    },
    busy: (call, times = 1) => {
      if (call === undefined) store.always('any', busy);
      else store.next(OPERATIONS[call], busy, times);
    },
    broken: () => store.always('any', { kind: 'break' }),
    silent: (call) => store.always(call === undefined ? 'any' : OPERATIONS[call], { kind: 'silent' }),
    cutRead: () => store.next('read', { kind: 'cut', afterBytes: 1000 }),
    loseResponse: (call) => store.next(OPERATIONS[call], { kind: 'lose' }),
    errorInBody: null,
    restore: () => {
      for (const operation of ['any', ...Object.values(OPERATIONS)] as const) store.always(operation, null);
    },
    calls: (call) => store.calls(OPERATIONS[call]),
  };
}

async function openBlob(): Promise<StorageSubject & { readonly store: FakeVercelBlob }> {
  const clock = { nowMs: START_MS };
  const now = () => clock.nowMs;
  const store = await startFakeVercelBlob({ now });
  onTestFinished(store.stop);
  vi.stubEnv('VERCEL_BLOB_API_URL', store.apiUrl);
  onTestFinished(() => void vi.unstubAllEnvs());
  const settings = readEnv({ BLOB_READ_WRITE_TOKEN: BLOB_TOKEN, VERCEL_BLOB_API_URL: store.apiUrl }).blob;
  if (settings === null) throw new Error('a Blob store');
  const sleep = async () => undefined;
  const client = createBlobClient({ settings, requests: createStoreRequests({ sleep }), now });
  const hastyClient = createBlobClient({ settings, requests: createStoreRequests({ sleep, timeouts: SHORT_TIMEOUTS }), now });
  return {
    store,
    storage: createBlobStorage(client, settings, now),
    withShortTimeouts: createBlobStorage(hastyClient, settings, now),
    inputs: createBlobPublisher(client),
    // The store itself deletes unfinished uploads.
    listNames: async () => [...store.blobs.keys()],
    sendPart: async (_upload, request, bytes) => z.object({ etag: z.string() }).parse(JSON.parse(await sendAsBrowser(request, bytes))).etag,
    get: (url, init) => fetch(url, init),
    advanceClock: (ms) => {
      clock.nowMs += ms;
    },
    urlsExpire: true,
    signsUrls: true,
    namesDownloads: false,
    faults: faultsOf(store),
  };
}

describeStorage('Vercel Blob', openBlob);

test('part requests equal those of the @vercel/blob package', async () => {
  const { store, storage } = await openBlob();
  const bytes = Buffer.from('a part');
  const upload = {
    key: 'inputs/a',
    reference: await storage.multipart.create('inputs/a', { byteSize: 6, contentType: 'video/mp4' }),
  } as const;
  const [request] = await storage.multipart.requests(upload, [6], 60_000);
  if (request === undefined) throw new Error('a part');
  const { uploadId, key } = z.object({ uploadId: z.string(), key: z.string() }).parse(JSON.parse(upload.reference));
  const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
  await uploadPart('inputs/a/video.mp4', bytes, { access: 'private', token, uploadId, key, partNumber: 1 });
  await fetch(request.url, { method: request.method, headers: { ...request.headers }, body: bytes });
  const [theirs, ours] = store.requests.filter(({ operation }) => operation === 'upload');
  if (theirs === undefined || ours === undefined) throw new Error('two parts');
  expect(ours.url).toBe(theirs.url);
  // A request id for Vercel's logs and the attempt number.
  const spoken = Object.entries(theirs.headers).filter(([name]) => /^(x-|authorization)/.test(name) && !/^x-api-blob-request-/.test(name));
  expect(spoken.length).toBeGreaterThan(6);
  expect(ours.headers).toMatchObject(Object.fromEntries(spoken));
});

test('a client token permits creating one file once and nothing else', async () => {
  const { store, storage, advanceClock: pass } = await openBlob();
  const upload = {
    key: 'inputs/a',
    reference: await storage.multipart.create('inputs/a', { byteSize: 6, contentType: 'video/mp4' }),
  } as const;
  const [request] = await storage.multipart.requests(upload, [6], 60_000);
  const authorization = request?.headers.authorization ?? '';
  const headers = { authorization, 'x-vercel-blob-access': 'private' };
  const tries: readonly [string, RequestInit][] = [
    ['/?pathname=inputs%2Fb%2Fvideo.mp4', { method: 'PUT', body: 'another file', headers }],
    ['?url=inputs%2Fa%2Fvideo.mp4', { headers }],
    ['/delete', { method: 'POST', body: JSON.stringify({ urls: ['inputs/a/video.mp4'] }), headers }],
    ['/signed-token', { method: 'POST', body: '{}', headers }],
  ];
  for (const [path, init] of tries) expect((await fetch(`${store.apiUrl}${path}`, init)).status, path).toBeGreaterThanOrEqual(400);
  const put = (more: Record<string, string> = {}) =>
    fetch(`${store.apiUrl}/?pathname=inputs%2Fa%2Fvideo.mp4`, { method: 'PUT', body: 'a file', headers: { ...headers, ...more } });
  // The store serves only videos.
  for (const type of ['text/html', 'image/svg+xml', 'application/octet-stream']) {
    expect((await put({ 'x-content-type': type })).status, type).toBe(400);
  }
  expect((await put({ 'x-content-type': 'video/quicktime' })).status).toBe(200);
  await storage.delete('inputs/a');
  expect((await put()).status).toBe(200);
  expect((await put()).status).toBe(400);
  await storage.delete('inputs/a');
  pass?.(61_000);
  expect((await put()).status).toBe(403);
});
