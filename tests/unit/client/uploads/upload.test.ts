import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '@/lib/client/requests/api-error';
import { type UploadEnvironment, type UploadProgress, uploadFile } from '@/lib/client/uploads/upload';
import type { UploadTicket } from '@/lib/contracts/upload';
import { FakeRequest, request } from './fake-request';

const file = new File([new Uint8Array(1_000)], 'clip.mov');
let tickets = 0;
const createUpload = vi.fn(
  async (): Promise<UploadTicket> => ({
    uploadId: `upload-${++tickets}`,
    method: 'PUT',
    url: `/api/uploads/${tickets}`,
    headers: { 'x-ticket': 'yes' },
    expiresAt: '2026-03-01T13:00:00Z',
  }),
);

const never = () => Promise.reject(new Error('an upload in one request needs no completion'));

beforeEach(() => {
  FakeRequest.all = [];
  tickets = 0;
  createUpload.mockClear();
});

function start(change: Partial<UploadEnvironment> = {}) {
  const progress: UploadProgress[] = [];
  const waitsMs: number[] = [];
  const cancel = new AbortController();
  let nowMs = 0;
  const deps: UploadEnvironment = {
    openRequest: () => new FakeRequest() as unknown as XMLHttpRequest,
    isOnline: () => true,
    waitForNetwork: async (ms) => void waitsMs.push(ms),
    now: () => nowMs,
    ...change,
  };
  const result = uploadFile(
    { createUpload: createUpload, readUpload: never, completeUpload: never },
    file,
    { signal: cancel.signal, onProgress: (step) => progress.push(step) },
    deps,
  );
  // The test awaits the result later; this avoids an unhandled rejection.
  result.catch(() => undefined);
  return { result, progress, waits: waitsMs, cancel, tick: (ms: number) => (nowMs += ms) };
}

describe('upload in one request', () => {
  it('uploadFile creates a ticket with the file’s name, size and type and sends the bytes to its URL', async () => {
    const { result } = start();
    const sent = await request(0);
    expect(createUpload.mock.calls[0]).toMatchObject([
      { fileName: 'clip.mov', byteSize: 1_000, contentType: 'video/quicktime', inParts: true },
      {},
    ]);
    expect(sent.target).toBe('PUT /api/uploads/1');
    expect(sent.headers).toEqual({ 'x-ticket': 'yes' });
    expect(sent.sent).toBe(file);
    sent.answer(200);
    await expect(result).resolves.toEqual({ uploadId: 'upload-1' });
  });

  it('uploadFile reports the sent bytes, and the remaining time once it is known', async () => {
    const { result, progress, tick } = start();
    const sent = await request(0);
    sent.move(100);
    tick(1_000);
    sent.move(300);
    sent.answer(200);
    await result;
    expect(progress).toEqual([
      { kind: 'sending', sentBytes: 0, totalBytes: 1_000, remainingMs: null },
      { kind: 'sending', sentBytes: 100, totalBytes: 1_000, remainingMs: null },
      { kind: 'sending', sentBytes: 300, totalBytes: 1_000, remainingMs: 3_500 },
    ]);
  });

  it('uploadFile retries with a new ticket after a connection failure', async () => {
    const { result, progress, waits: waitsMs } = start();
    (await request(0)).break();
    (await request(1)).answer(200);
    await expect(result).resolves.toEqual({ uploadId: 'upload-2' });
    expect(progress).toContainEqual({ kind: 'waiting', why: 'broken', sentBytes: 0, totalBytes: 1_000 });
    expect(waitsMs).toEqual([1_000]);
  });

  it('uploadFile waits while the browser is offline', async () => {
    let looks = 0;
    const { result, progress } = start({ isOnline: () => ++looks > 4 });
    (await request(0)).break();
    (await request(1)).answer(200);
    await expect(result).resolves.toEqual({ uploadId: 'upload-2' });
    expect(progress).toContainEqual({ kind: 'waiting', why: 'offline', sentBytes: 0, totalBytes: 1_000 });
  });

  it('uploadFile gives up after six attempts without progress, uncharged', async () => {
    const { result, waits: waitsMs } = start();
    for (let index = 0; index < 6; index += 1) (await request(index)).break();
    await expect(result).rejects.toMatchObject({ code: 'upload-broken', charged: 'no' });
    expect(waitsMs).toEqual([1_000, 2_000, 4_000, 8_000, 15_000]);
  });

  it('uploadFile does not count failures while bytes arrive', async () => {
    const { result } = start();
    for (let index = 0; index < 10; index += 1) {
      const sent = await request(index);
      sent.move(10);
      sent.break();
    }
    (await request(10)).answer(200);
    await expect(result).resolves.toEqual({ uploadId: 'upload-11' });
  });

  it.each([
    [413, 'payload-too-large'],
    [415, 'unsupported-media-type'],
    [422, 'validation-failed'],
  ])('uploadFile does not retry a rejection with status %d', async (status, code) => {
    const { result } = start();
    (await request(0)).answer(status, { error: { code, message: 'no', charged: 'no', requestId: 'r-1' } });
    await expect(result).rejects.toMatchObject({ code, requestId: 'r-1' });
    expect(FakeRequest.all).toHaveLength(1);
  });

  it('uploadFile waits for Retry-After of a busy server without counting a failure', async () => {
    const { result, waits: waitsMs, progress } = start();
    const refusal = { code: 'rate-limited', message: 'no', charged: 'no', requestId: 'r' };
    for (let index = 0; index < 9; index += 1) (await request(index)).answer(429, { error: { ...refusal, retryAfterMs: 7_000 } });
    (await request(9)).answer(429, { error: refusal });
    (await request(10)).break();
    (await request(11)).answer(200);
    await result;
    expect(waitsMs).toEqual([...Array.from({ length: 9 }, () => 7_000), 1_000, 1_000]);
    expect(progress).toContainEqual({ kind: 'waiting', why: 'busy', sentBytes: 0, totalBytes: 1_000 });
  });

  it('uploadFile throws AbortError immediately when it is cancelled', async () => {
    const { result, cancel } = start();
    const sent = await request(0);
    cancel.abort();
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    expect(sent.aborted).toBe(true);
  });

  it('uploadFile throws the error of a rejected ticket', async () => {
    createUpload.mockRejectedValueOnce(new ApiError('storage-full'));
    await expect(start().result).rejects.toMatchObject({ code: 'storage-full' });
  });

  it('uploadFile treats half a minute without progress as a connection failure', async () => {
    vi.useFakeTimers();
    try {
      const { result } = start();
      await vi.advanceTimersByTimeAsync(30_000);
      expect(FakeRequest.all[0]?.aborted).toBe(true);
      await vi.advanceTimersByTimeAsync(0);
      FakeRequest.all[1]?.answer(200);
      await expect(result).resolves.toEqual({ uploadId: 'upload-2' });
    } finally {
      vi.useRealTimers();
    }
  });
});
