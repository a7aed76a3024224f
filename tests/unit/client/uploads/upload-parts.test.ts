import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Api } from '@/lib/client/requests/api';
import { ApiError } from '@/lib/client/requests/api-error';
import { type UploadOptions, type UploadProgress, uploadFile } from '@/lib/client/uploads/upload';
import type { UploadTicket } from '@/lib/contracts/upload';
import { FakeRequest, request } from './fake-request';

const PART_BYTES = 100;
const file = new File([Uint8Array.from({ length: 450 }, (_, index) => index % 251)], 'clip.mp4', { type: 'video/mp4' });

interface TicketChange extends Partial<UploadTicket> {
  readonly sent?: readonly number[];
  readonly origin?: string;
}

function ticket({ sent = [], origin = '', ...change }: TicketChange = {}): UploadTicket {
  const parts = Array.from({ length: 5 }, (_, index) => ({
    partNumber: index + 1,
    method: 'PUT' as const,
    url: `${origin}/part/${index + 1}`,
    headers: { 'x-part': String(index + 1) },
    startByte: index * PART_BYTES,
    byteSize: Math.min(PART_BYTES, file.size - index * PART_BYTES),
    sent: sent.includes(index + 1),
  }));
  return {
    uploadId: 'u-1',
    method: 'POST',
    url: '/api/uploads/u-1',
    headers: {},
    expiresAt: '2026-03-01T13:00:00Z',
    parts,
    ...change,
  };
}

const receipt = { uploadId: 'u-1', byteSize: 450, durationMs: 9_000, widthPx: 1_280, heightPx: 720, hasSound: true };
const createUpload = vi.fn<Api['createUpload']>();
const readUpload = vi.fn<Api['readUpload']>();
const completeUpload = vi.fn<Api['completeUpload']>();

beforeEach(() => {
  FakeRequest.all = [];
  createUpload.mockReset().mockImplementation(async () => ticket());
  readUpload.mockReset().mockImplementation(async () => ({ ...ticket(), whole: false }));
  completeUpload.mockReset().mockImplementation(async () => receipt);
});

function start(change: Partial<UploadOptions> = {}) {
  const progress: UploadProgress[] = [];
  const waitsMs: number[] = [];
  const resumable: string[] = [];
  const cancel = new AbortController();
  const deps = {
    openRequest: () => new FakeRequest() as unknown as XMLHttpRequest,
    isOnline: () => true,
    waitForNetwork: async (ms: number) => void waitsMs.push(ms),
    now: () => 0,
  };
  const result = uploadFile(
    { createUpload: createUpload, readUpload, completeUpload: completeUpload },
    file,
    { signal: cancel.signal, onProgress: (step) => progress.push(step), onResumable: (uploadId) => resumable.push(uploadId), ...change },
    deps,
  );
  // The test awaits the result later; this avoids an unhandled rejection.
  result.catch(() => undefined);
  return { result, progress, waits: waitsMs, resumable, cancel };
}

/** Answers the requests of these indexes in order. */
async function respondToRequests(first: number, last: number, body: unknown = {}): Promise<void> {
  for (let index = first; index <= last; index += 1) (await request(index)).answer(200, body);
}

const targets = () => FakeRequest.all.map(({ target }) => target);

describe('upload in parts', () => {
  it('uploadFile sends each part to its URL, three at once, and then completes the upload', async () => {
    const { result, resumable } = start();
    await request(2);
    expect(targets()).toEqual(['PUT /part/1', 'PUT /part/2', 'PUT /part/3']);
    await respondToRequests(0, 4);
    await expect(result).resolves.toEqual({ uploadId: 'u-1' });
    expect(targets()).toEqual([1, 2, 3, 4, 5].map((part) => `PUT /part/${part}`));
    expect(FakeRequest.all[3]?.headers).toEqual({ 'x-part': '4' });
    const bodies = await Promise.all(FakeRequest.all.map(({ sent }) => (sent instanceof Blob ? sent.size : -1)));
    expect(bodies).toEqual([100, 100, 100, 100, 50]);
    expect(createUpload.mock.calls[0]?.[0]).toMatchObject({ byteSize: 450, inParts: true });
    expect(completeUpload.mock.calls).toMatchObject([['u-1', {}, {}]]);
    expect(resumable).toEqual(['u-1']);
  });

  it('uploadFile reports progress including parts in flight', async () => {
    const { result, progress } = start();
    (await request(0)).move(60);
    (await request(1)).move(30);
    await respondToRequests(0, 4);
    await result;
    const shown = progress.map((step) => step.sentBytes);
    expect(shown.slice(0, 3)).toEqual([0, 60, 90]);
    expect(shown.at(-1)).toBe(450);
    expect(new Set(progress.map(({ totalBytes }) => totalBytes))).toEqual(new Set([450]));
  });

  it('uploadFile retries for three minutes after a part has arrived and then throws upload-broken', async () => {
    const { result, waits: waitsMs } = start();
    await respondToRequests(0, 1);
    await request(3);
    readUpload.mockRejectedValue(new ApiError('network-error'));
    FakeRequest.all[2]?.break();
    await expect(result).rejects.toMatchObject({ code: 'upload-broken', charged: 'no' });
    expect(waitsMs.slice(0, 5)).toEqual([1_000, 2_000, 4_000, 8_000, 15_000]);
    expect(waitsMs.reduce((sum, ms) => sum + ms, 0)).toBe(180_000);
  });

  it('uploadFile sends only the missing parts after a connection failure', async () => {
    const { result, progress, waits: waitsMs } = start();
    await respondToRequests(0, 1);
    await request(3);
    readUpload.mockImplementation(async () => ({ ...ticket({ sent: [1, 2] }), whole: false }));
    FakeRequest.all[2]?.break();
    await respondToRequests(5, 7);
    await expect(result).resolves.toEqual({ uploadId: 'u-1' });
    expect(targets().slice(5)).toEqual(['PUT /part/3', 'PUT /part/4', 'PUT /part/5']);
    expect(FakeRequest.all.slice(3, 5).map(({ aborted }) => aborted)).toEqual([true, true]);
    expect(createUpload).toHaveBeenCalledOnce();
    expect(waitsMs).toEqual([1_000]);
    expect(progress).toContainEqual({ kind: 'waiting', why: 'broken', sentBytes: 200, totalBytes: 450 });
  });

  it('uploadFile resumes an upload of an earlier page', async () => {
    readUpload.mockImplementation(async () => ({ ...ticket({ sent: [1, 2, 3, 4] }), whole: false }));
    const { result, progress } = start({ resume: 'u-1' });
    await respondToRequests(0, 0);
    await expect(result).resolves.toEqual({ uploadId: 'u-1' });
    expect(targets()).toEqual(['PUT /part/5']);
    expect(progress[0]).toMatchObject({ kind: 'sending', sentBytes: 400 });
    expect(createUpload).not.toHaveBeenCalled();
  });

  it('uploadFile sends nothing for an upload that is complete', async () => {
    readUpload.mockImplementation(async () => ({ ...ticket(), whole: true }));
    await expect(start({ resume: 'u-1' }).result).resolves.toEqual({ uploadId: 'u-1' });
    expect(FakeRequest.all).toHaveLength(0);
    expect(completeUpload).not.toHaveBeenCalled();
  });

  it('uploadFile starts a new upload when the earlier one no longer exists', async () => {
    readUpload.mockRejectedValueOnce(new ApiError('not-found'));
    const { result } = start({ resume: 'u-0' });
    await respondToRequests(0, 4);
    await expect(result).resolves.toEqual({ uploadId: 'u-1' });
    expect(createUpload).toHaveBeenCalledOnce();
  });

  it('uploadFile reads the upload again when the server misses a part', async () => {
    completeUpload.mockRejectedValueOnce(new ApiError('validation-failed', { issues: [{ code: 'upload-incomplete' }] }));
    readUpload.mockImplementation(async () => ({ ...ticket({ sent: [1, 2, 4, 5] }), whole: false }));
    const { result } = start();
    await respondToRequests(0, 5);
    await expect(result).resolves.toEqual({ uploadId: 'u-1' });
    expect(targets().slice(5)).toEqual(['PUT /part/3']);
  });

  it('uploadFile repeats the completion when its response was lost, and sends no part twice', async () => {
    completeUpload.mockRejectedValueOnce(new ApiError('network-error'));
    readUpload.mockImplementation(async () => ({ ...ticket(), whole: true }));
    const { result } = start();
    await respondToRequests(0, 4);
    await expect(result).resolves.toEqual({ uploadId: 'u-1' });
    expect(FakeRequest.all).toHaveLength(5);
  });

  it('uploadFile does not retry a rejected completion', async () => {
    completeUpload.mockRejectedValueOnce(new ApiError('validation-failed', { issues: [{ code: 'video-too-short' }] }));
    const { result } = start();
    await respondToRequests(0, 4);
    await expect(result).rejects.toMatchObject({ code: 'validation-failed' });
    expect(FakeRequest.all).toHaveLength(5);
  });

  it('uploadFile aborts every part when it is cancelled', async () => {
    const { result, cancel } = start();
    await request(2);
    cancel.abort();
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    expect(FakeRequest.all.map(({ aborted }) => aborted)).toEqual([true, true, true]);
  });

  it('uploadFile does not count failures while parts arrive', async () => {
    const { result } = start();
    const arrived: number[] = [];
    readUpload.mockImplementation(async () => ({ ...ticket({ sent: arrived }), whole: false }));
    let index = 0;
    for (let part = 1; part <= 4; part += 1) {
      const lanes = Math.min(3, 5 - arrived.length);
      await request(index + lanes - 1);
      FakeRequest.all[index]?.answer(200);
      arrived.push(part);
      // Another part takes the free connection.
      if (lanes === 3 && arrived.length <= 2) await request(index + lanes);
      FakeRequest.all[index + 1]?.break();
      index = FakeRequest.all.length;
    }
    await respondToRequests(index, index);
    await expect(result).resolves.toEqual({ uploadId: 'u-1' });
  });
});

describe('store with etags', () => {
  it('uploadFile lists the etag of each part in the completion', async () => {
    createUpload.mockImplementation(async () => ticket({ needsEtags: true }));
    const { result } = start();
    for (let index = 0; index < 5; index += 1) (await request(index)).answer(200, { etag: `"e${index + 1}"` });
    await expect(result).resolves.toEqual({ uploadId: 'u-1' });
    expect(completeUpload.mock.calls[0]?.[1]).toEqual({ etags: [1, 2, 3, 4, 5].map((part) => ({ partNumber: part, etag: `"e${part}"` })) });
  });

  it('uploadFile does not repeat a part whose etag arrived before a connection failure', async () => {
    createUpload.mockImplementation(async () => ticket({ needsEtags: true }));
    readUpload.mockImplementation(async () => ({ ...ticket({ needsEtags: true }), whole: false }));
    const { result } = start();
    for (let index = 0; index < 4; index += 1) (await request(index)).answer(200, { etag: `"e${index + 1}"` });
    (await request(4)).break();
    (await request(5)).answer(200, { etag: '"e5"' });
    await result;
    expect(targets().slice(5)).toEqual(['PUT /part/5']);
    expect(completeUpload.mock.calls[0]?.[1].etags).toHaveLength(5);
  });

  it('uploadFile repeats a part whose response has no etag', async () => {
    createUpload.mockImplementation(async () => ticket({ needsEtags: true }));
    readUpload.mockImplementation(async () => ({ ...ticket({ needsEtags: true }), whole: false }));
    const { result, waits: waitsMs } = start();
    (await request(0)).answer(200, '<html>');
    for (let index = 3; index < 8; index += 1) (await request(index)).answer(200, { etag: '"e"' });
    await result;
    expect(waitsMs).toEqual([1_000]);
  });
});

describe('external store', () => {
  beforeEach(() => {
    createUpload.mockImplementation(async () => ticket({ origin: 'https://store.example' }));
    readUpload.mockImplementation(async () => ({ ...ticket({ origin: 'https://store.example' }), whole: false }));
  });

  it('uploadFile throws upload-blocked when only the external store is unreachable', async () => {
    const { result } = start();
    for (let tries = 0; tries < 6; tries += 1) (await request(tries * 3)).break();
    await expect(result).rejects.toMatchObject({ code: 'upload-blocked', charged: 'no' });
  });

  it('uploadFile throws upload-broken when the whole network is down', async () => {
    readUpload.mockRejectedValue(new ApiError('network-error'));
    const { result } = start();
    (await request(0)).break();
    await expect(result).rejects.toMatchObject({ code: 'upload-broken' });
  });
});
