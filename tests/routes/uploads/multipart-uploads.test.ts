import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { PUT as partRoute } from '@/app/api/uploads/[uploadId]/parts/[partNumber]/route';
import { DELETE as dropRoute, POST as endRoute, GET as stateRoute, PUT as wholeRoute } from '@/app/api/uploads/[uploadId]/route';
import { POST as openRoute } from '@/app/api/uploads/route';
import { errorBodySchema } from '@/lib/contracts/error';
import { type UploadPart, type UploadTicket, uploadReceiptSchema, uploadStateSchema, uploadTicketSchema } from '@/lib/contracts/upload';
import { runMaintenance } from '@/lib/server/maintenance/run-maintenance';
import { createClipOfSize, SAMPLE_CLIP } from '../../setup/app/api-client';
import { startServer, TestBrowser, type TestServer } from '../../setup/app/server';
import { temporaryFolder } from '../../setup/temporary-folder';

/** It needs three parts. */
const CLIP = createClipOfSize(5_000_000);

interface TestUpload {
  readonly server: TestServer;
  readonly browser: TestBrowser;
  readonly ticket: UploadTicket;
  readonly parts: readonly UploadPart[];
  readonly files: () => Promise<string[]>;
}

async function createTestUpload(bytes = CLIP): Promise<TestUpload> {
  const folder = await temporaryFolder();
  const server = await startServer({ folder, env: {} });
  const browser = new TestBrowser();
  const json = { fileName: 'clip.mp4', byteSize: bytes.byteLength, contentType: 'video/mp4', inParts: true };
  const opened = await browser.call(openRoute, '/api/uploads', { json });
  expect(opened.status).toBe(201);
  const ticket = uploadTicketSchema.parse(await opened.json());
  return {
    server,
    browser,
    ticket,
    parts: ticket.parts ?? [],
    files: async () => {
      const entries = await readdir(path.join(folder, 'files'), { recursive: true, withFileTypes: true }).catch(() => []);
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(path.join(folder, 'files'), path.join(entry.parentPath, entry.name)));
    },
  };
}

function sendPart(
  { browser, ticket }: TestUpload,
  part: UploadPart,
  bytes: Uint8Array<ArrayBuffer> | ReadableStream = CLIP.subarray(part.startByte, part.startByte + part.byteSize),
) {
  const init = { method: part.method, headers: part.headers, body: bytes, duplex: 'half' as const };
  return browser.call(partRoute, part.url, { ...init, params: { uploadId: ticket.uploadId, partNumber: String(part.partNumber) } });
}

function completeUpload({ browser, ticket }: TestUpload, json: unknown = {}) {
  return browser.call(endRoute, ticket.url, { json, params: { uploadId: ticket.uploadId } });
}

async function getUploadState({ browser, ticket }: TestUpload) {
  const answer = await browser.call(stateRoute, `/api/uploads/${ticket.uploadId}`, { params: { uploadId: ticket.uploadId } });
  expect(answer.status).toBe(200);
  const { parts, whole } = uploadStateSchema.parse(await answer.json());
  return { whole, sent: parts?.filter(({ sent }) => sent).map(({ partNumber }) => partNumber) ?? null };
}

async function readError(response: Response) {
  return { status: response.status, ...errorBodySchema.parse(await response.json()).error };
}

async function sendAllParts(at: TestUpload): Promise<void> {
  for (const part of at.parts) expect((await sendPart(at, part)).status).toBe(204);
}

describe('a ticket in parts', () => {
  test('a multipart ticket lists each part’s byte range in order and the completion URL', async () => {
    const { ticket, parts } = await createTestUpload();
    expect(parts.map(({ startByte, byteSize }) => [startByte, byteSize])).toEqual([
      [0, 2_097_152],
      [2_097_152, 2_097_152],
      [4_194_304, 805_696],
    ]);
    expect(ticket).toMatchObject({ method: 'POST', url: `/api/uploads/${ticket.uploadId}` });
  });

  test('a file no longer than one part gets no multipart ticket', async () => {
    const { ticket } = await createTestUpload(SAMPLE_CLIP);
    expect(ticket.parts).toBeUndefined();
    expect(ticket.method).toBe('PUT');
  });
});

describe('an upload in parts', () => {
  test('a multipart upload becomes one file, byte for byte, in any order of parts', async () => {
    const at = await createTestUpload();
    for (const part of at.parts.toReversed()) expect((await sendPart(at, part)).status).toBe(204);
    expect(await at.server.services.storage.stat(`inputs/${at.ticket.uploadId}`)).toBeNull();
    const ended = await completeUpload(at);
    expect(ended.status).toBe(200);
    expect(uploadReceiptSchema.parse(await ended.json())).toMatchObject({ byteSize: CLIP.byteLength, widthPx: 1280 });
    const stored = await new Response(await at.server.services.storage.read(`inputs/${at.ticket.uploadId}`)).bytes();
    expect(Buffer.compare(stored, CLIP)).toBe(0);
    expect((await at.files()).filter((name) => name.startsWith('parts') || name.startsWith('partial'))).toEqual([]);
  });

  test('a multipart upload lists received parts, so that only missing ones are sent after an interruption', async () => {
    const at = await createTestUpload();
    const [first, second, third] = at.parts;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three parts');
    await sendPart(at, first);
    // The connection breaks in the middle of the second.
    const broken = new ReadableStream({
      pull(controller) {
        controller.enqueue(CLIP.subarray(second.startByte, second.startByte + 1000));
        controller.error(new Error('ECONNRESET'));
      },
    });
    expect((await readError(await sendPart(at, second, broken))).code).toBe('invalid-request');
    expect(await getUploadState(at)).toEqual({ whole: false, sent: [1] });
    expect(await readError(await completeUpload(at))).toMatchObject({
      status: 422,
      code: 'validation-failed',
      issues: [{ code: 'upload-incomplete' }],
    });
    await sendPart(at, second);
    await sendPart(at, third);
    expect((await completeUpload(at)).status).toBe(200);
    expect(await getUploadState(at)).toEqual({ whole: true, sent: null });
  });

  test('completing a multipart upload twice or concurrently makes one file and one response', async () => {
    const at = await createTestUpload();
    await sendAllParts(at);
    const responses = await Promise.all([completeUpload(at), completeUpload(at), completeUpload(at)]);
    const receipts = await Promise.all([...responses, await completeUpload(at)].map((answer) => answer.json()));
    expect(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size).toBe(1);
    uploadReceiptSchema.parse(receipts[0]);
  });

  test('a multipart upload cannot change after it was measured', async () => {
    const at = await createTestUpload();
    await sendAllParts(at);
    const [first] = at.parts;
    if (first === undefined) throw new Error('a part');
    const other = Buffer.from(CLIP.subarray(0, first.byteSize)).fill(7, 1000);
    const [ended] = await Promise.all([completeUpload(at), sendPart(at, first, other), completeUpload(at)]);
    expect(ended.status).toBe(200);
    await sendPart(at, first, other);
    await completeUpload(at);
    const stored = await new Response(await at.server.services.storage.read(`inputs/${at.ticket.uploadId}`)).bytes();
    const { facts } = (await at.server.services.db.findUpload(at.ticket.uploadId)) ?? {};
    expect(facts).toMatchObject(
      await at.server.services.measureVideo({
        byteSize: stored.byteLength,
        read: async ({ start, end: completeUpload }) => stored.subarray(start, completeUpload + 1),
      }),
    );
    expect((await at.files()).filter((name) => name.startsWith('parts'))).toEqual([]);
  });

  test('a multipart upload interrupted before its record completes without sending parts again', async () => {
    const at = await createTestUpload();
    await sendAllParts(at);
    const { db } = at.server.services;
    const complete = db.completeUpload;
    db.completeUpload = () => Promise.reject(new Error('killed'));
    expect((await completeUpload(at)).status).toBe(500);
    db.completeUpload = complete;
    expect((await getUploadState(at)).sent).toEqual([1, 2, 3]);
    expect((await completeUpload(at)).status).toBe(200);
  });

  test('a multipart upload is 404 for other editors', async () => {
    const at = await createTestUpload();
    const stranger = { ...at, browser: new TestBrowser() };
    const [first] = at.parts;
    if (first === undefined) throw new Error('a part');
    expect((await sendPart(stranger, first)).status).toBe(404);
    expect((await completeUpload(stranger)).status).toBe(404);
    expect(
      (await stranger.browser.call(dropRoute, at.ticket.url, { method: 'DELETE', params: { uploadId: at.ticket.uploadId } })).status,
    ).toBe(404);
    expect(await getUploadState(at)).toEqual({ whole: false, sent: [] });
  });

  test('a multipart upload does not accept a single request', async () => {
    const at = await createTestUpload();
    const answer = await at.browser.call(wholeRoute, at.ticket.url, {
      method: 'PUT',
      body: CLIP,
      params: { uploadId: at.ticket.uploadId },
    });
    expect(answer.status).toBe(404);
  });
});

describe('an editor', () => {
  /** Sends a part’s first bytes, then nothing until the test continues. */
  function createSlowBody(bytes: Uint8Array) {
    let rest!: () => void;
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.subarray(0, 1000));
        rest = () => {
          controller.enqueue(bytes.subarray(1000));
          controller.close();
        };
      },
    });
    return { stream, rest };
  }

  test('an editor may send 24 bodies at a time, further ones are rate-limited unread, and other editors are unaffected', async () => {
    const at = await createTestUpload();
    const [first] = at.parts;
    if (first === undefined) throw new Error('a part');
    const bytes = CLIP.subarray(0, first.byteSize);
    const slow = Array.from({ length: 24 }, () => createSlowBody(bytes));
    const responses = slow.map(({ stream }) => sendPart(at, first, stream));
    const refused = await sendPart(at, first);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3']);
    expect((await readError(refused)).code).toBe('rate-limited');
    const other = { ...at, browser: new TestBrowser() };
    expect((await sendPart(other, first)).status).toBe(404);
    for (const { rest } of slow) rest();
    expect((await Promise.all(responses)).map(({ status }) => status)).toEqual(responses.map(() => 204));
    expect((await sendPart(at, first)).status).toBe(204);
  });
});

describe('a part is refused', () => {
  const text = Buffer.from('This is a shopping list. '.repeat(200_000));

  test('a part is refused as soon as the first bytes are not a video', async () => {
    const at = await createTestUpload();
    const [first] = at.parts;
    if (first === undefined) throw new Error('a part');
    expect(await readError(await sendPart(at, first, text.subarray(0, first.byteSize)))).toMatchObject({
      status: 415,
      code: 'unsupported-media-type',
      charged: 'no',
    });
    expect(await at.files()).toEqual([]);
  });

  test.each([
    ['longer', 1],
    ['shorter', -1],
  ])('when it is %s than its ticket says', async (_what, more) => {
    const at = await createTestUpload();
    const second = at.parts[1];
    if (second === undefined) throw new Error('a part');
    const bytes = Buffer.alloc(second.byteSize + more);
    expect(await readError(await sendPart(at, second, bytes))).toMatchObject({ status: 400, code: 'invalid-request' });
    expect(await readError(await sendPart(at, second, new Blob([bytes]).stream()))).toMatchObject({ status: 400, code: 'invalid-request' });
    expect((await getUploadState(at)).sent).toEqual([]);
  });

  test('a part is refused if the ticket has no such number', async () => {
    const at = await createTestUpload();
    const [first] = at.parts;
    if (first === undefined) throw new Error('a part');
    for (const partNumber of ['4', '0', '01', '-1', '1e3', '../1', '99999', '100000']) {
      const params = { uploadId: at.ticket.uploadId, partNumber };
      const answer = await at.browser.call(partRoute, first.url, { method: 'PUT', body: Buffer.alloc(10), params });
      expect(answer.status, partNumber).toBe(404);
    }
  });
});

describe('an upload that was whole', () => {
  test.each(['failed', 'never came, for the server died'])(
    'a complete upload deletes its parts when its ticket expires, if discarding them %s',
    async (what) => {
      const at = await createTestUpload();
      await sendAllParts(at);
      const { db, storage } = at.server.services;
      const discard = vi.spyOn(storage.multipart, 'abort').mockRejectedValueOnce(new Error('the disk stumbled'));
      if (what === 'failed') expect((await completeUpload(at)).status).toBe(200);
      else {
        const upload = await db.findUpload(at.ticket.uploadId);
        await storage.multipart.complete(
          { key: `inputs/${at.ticket.uploadId}`, reference: 'parts' },
          { partCount: 3, contentType: 'video/mp4', etags: [] },
        );
        expect(upload?.parts).not.toBeNull();
        const facts = {
          container: 'mp4',
          byteSize: CLIP.byteLength,
          durationMs: 9000,
          widthPx: 1280,
          heightPx: 720,
          hasSound: true,
        } as const;
        await db.completeUpload(at.ticket.uploadId, facts, at.server.services.now());
        discard.mockRestore();
      }
      const left = async () => (await at.files()).filter((name) => name.startsWith('parts'));
      await runMaintenance(at.server.services);
      expect(await left()).toHaveLength(3);
      at.server.advance(24 * 60 * 60 * 1000);
      await runMaintenance(at.server.services);
      expect(await left()).toEqual([]);
      expect(await storage.stat(`inputs/${at.ticket.uploadId}`)).not.toBeNull();
      expect(await db.findExpiredMultipartUploads(at.server.services.now(), 10)).toEqual([]);
    },
  );
});

describe('an upload that came whole and is no good', () => {
  test('an invalid complete upload is deleted at once with its parts and ticket', async () => {
    const at = await createTestUpload();
    const bad = Buffer.from(CLIP);
    // Everything behind the first bytes is rubbish.
    bad.fill(65, 100);
    for (const part of at.parts) await sendPart(at, part, bad.subarray(part.startByte, part.startByte + part.byteSize));
    expect(await readError(await completeUpload(at))).toMatchObject({ status: 422, code: 'validation-failed', charged: 'no' });
    expect(await at.files()).toEqual([]);
    const measure = vi.spyOn(at.server.services, 'measureVideo');
    for (let n = 0; n < 3; n += 1) expect((await readError(await completeUpload(at))).code).toBe('not-found');
    expect((await at.browser.call(stateRoute, at.ticket.url, { params: { uploadId: at.ticket.uploadId } })).status).toBe(404);
    expect(measure).not.toHaveBeenCalled();
  });

  test('an upload with a missing part keeps the received parts', async () => {
    const at = await createTestUpload();
    const [first] = at.parts;
    if (first === undefined) throw new Error('a part');
    await sendPart(at, first);
    expect((await completeUpload(at)).status).toBe(422);
    expect((await getUploadState(at)).sent).toEqual([1]);
  });

  test('repeated completion of an invalid upload is rate-limited', async () => {
    const at = await createTestUpload();
    for (let n = 0; n < 239; n += 1) expect((await completeUpload(at)).status).toBe(422);
    expect((await readError(await completeUpload(at))).code).toBe('rate-limited');
  });
});

describe('an upload that is given up', () => {
  test('a discarded upload is deleted at once and accepts no more parts', async () => {
    const at = await createTestUpload();
    const [first] = at.parts;
    if (first === undefined) throw new Error('a part');
    await sendPart(at, first);
    const params = { uploadId: at.ticket.uploadId };
    expect((await at.browser.call(dropRoute, at.ticket.url, { method: 'DELETE', params })).status).toBe(204);
    expect(await at.files()).toEqual([]);
    expect((await sendPart(at, first)).status).toBe(404);
    expect((await at.browser.call(stateRoute, at.ticket.url, { params })).status).toBe(404);
  });

  test('discarding a complete upload keeps it', async () => {
    const at = await createTestUpload();
    await sendAllParts(at);
    await completeUpload(at);
    const params = { uploadId: at.ticket.uploadId };
    expect((await at.browser.call(dropRoute, at.ticket.url, { method: 'DELETE', params })).status).toBe(204);
    expect(await at.server.services.storage.stat(`inputs/${at.ticket.uploadId}`)).not.toBeNull();
  });

  test('an abandoned upload is cleaned up when its ticket expires', async () => {
    const at = await createTestUpload();
    const [first] = at.parts;
    if (first === undefined) throw new Error('a part');
    await sendPart(at, first);
    await runMaintenance(at.server.services);
    expect(await at.files()).not.toEqual([]);
    at.server.advance(24 * 60 * 60 * 1000);
    await runMaintenance(at.server.services);
    expect(await at.files()).toEqual([]);
    expect(await at.server.services.db.findExpiredMultipartUploads(at.server.services.now(), 10)).toEqual([]);
  });
});
