import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { AppError } from '@/lib/server/http/app-error';
import type { InputPublisher, MultipartUpload, PartEtag, PartRequest, Storage, StorageKey } from '@/lib/server/storage/storage';

/** Contract of every file store: one suite, run on each. */

/** Store calls that a fault can target. */
export type StoreCall = 'write' | 'read' | 'stat' | 'delete' | 'begin' | 'part' | 'sent' | 'finish';

/** Faults of a remote store; local disk faults have their own tests. */
export interface StoreFaults {
  /** Rejects all credentials. */
  readonly refuse: () => void;
  readonly full: () => void;
  /** Responds "unavailable" to all calls, or to the next calls of one kind. */
  readonly busy: (call?: StoreCall, times?: number) => void;
  /** Breaks every connection. */
  readonly broken: () => void;
  /** Never responds. */
  readonly silent: (call?: StoreCall) => void;
  /** Breaks off in the middle of the next file that is read. */
  readonly cutRead: () => void;
  /** Executes the next call and loses its response. */
  readonly loseResponse: (call: StoreCall) => void;
  /** Sends a success status with an error body; `null` if the store never does. */
  readonly errorInBody: (() => void) | null;
  readonly restore: () => void;
  readonly calls: (call: StoreCall) => number;
}

/** Sends a part to the store's URL, as a browser does. @returns the store's response. */
export async function sendAsBrowser({ method, url, headers }: PartRequest, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const response = await fetch(url, { method, headers: { ...headers }, body: bytes });
  const text = await response.text();
  if (!response.ok) throw new Error(`the store answered ${response.status}: ${text}`);
  return text;
}

export interface StorageSubject {
  readonly storage: Storage;
  /** The same store with very short timeouts, for tests without a response. */
  readonly withShortTimeouts: Storage;
  readonly inputs: InputPublisher;
  /** Names of all files in the store, unfinished ones included. */
  readonly listNames: () => Promise<string[]>;
  /** Sends a part as a browser does. @returns the `etag` of a JSON response, if any. */
  readonly sendPart: (upload: MultipartUpload, request: PartRequest, bytes: Uint8Array<ArrayBuffer>) => Promise<string | null>;
  /** Fetches a URL as upstream or a browser does. */
  readonly get: (url: string, init?: RequestInit) => Promise<Response>;
  /** Advances the store's clock and ours; `null` if the store has a real clock. */
  readonly advanceClock: ((ms: number) => void) | null;
  /** Whether published URLs expire; those of 302.AI's upload do not. */
  readonly urlsExpire: boolean;
  /** Whether browsers are redirected to the store. */
  readonly signsUrls: boolean;
  /** Whether a URL can set the downloaded file's name. */
  readonly namesDownloads: boolean;
  readonly faults: StoreFaults | null;
}

const HOUR_MS = 60 * 60 * 1000;
const MB = 1_000_000;

function toStream(...chunks: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
}

/** A stream whose second chunk fails. */
function failingStream(text: string, error: unknown): ReadableStream<Uint8Array> {
  let pulls = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      pulls += 1;
      if (pulls === 1) controller.enqueue(new TextEncoder().encode(text));
      else controller.error(error);
    },
  });
}

async function readText(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream).text();
}

async function readBytes(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Response(stream).bytes();
}

function patternBytes(byteSize: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(byteSize);
  for (let index = 0; index < byteSize; index += 1) bytes[index] = (index * 31 + (index >> 9)) % 251;
  return bytes;
}

/** A lazy stream of the given length; `pulled` counts the bytes that were read. */
function createSource(byteSize: number, chunkBytes = 64 * 1024, failAfter = Number.POSITIVE_INFINITY) {
  const state = { pulled: 0 };
  const chunk = new Uint8Array(chunkBytes).fill(7);
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (state.pulled >= failAfter) return controller.error(new AppError('payload-too-large', 'no more than this'));
        const size = Math.min(chunkBytes, byteSize - state.pulled);
        if (size === 0) return controller.close();
        state.pulled += size;
        controller.enqueue(chunk.subarray(0, size));
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, state };
}

export function describeStorage(name: string, open: () => Promise<StorageSubject>): void {
  describe(`${name}: files`, () => {
    test('the store reads what was written, with its size and type', async () => {
      const { storage } = await open();
      const written = await storage.write('inputs/a', toStream('one ', 'two ', 'three'), 'video/quicktime');
      expect(written).toEqual({ byteSize: 13, contentType: 'video/quicktime' });
      expect(await storage.stat('inputs/a')).toEqual(written);
      expect(await readText(await storage.read('inputs/a'))).toBe('one two three');
    });

    test('the store throws not-found for a key never written', async () => {
      const { storage } = await open();
      expect(await storage.stat('inputs/none')).toBeNull();
      await expect(storage.read('inputs/none')).rejects.toMatchObject({ code: 'not-found', charged: 'no' });
      await expect(storage.read('inputs/none', { start: 0, end: 1 })).rejects.toMatchObject({ code: 'not-found' });
    });

    test('the store reads any range of a file and rejects ranges outside it', async () => {
      const { storage } = await open();
      await storage.write('inputs/a', toStream('one two three'), 'video/mp4');
      for (const [range, expected] of [
        [{ start: 0, end: 0 }, 'o'],
        [{ start: 4, end: 6 }, 'two'],
        [{ start: 8, end: 12 }, 'three'],
        [{ start: 0, end: 12 }, 'one two three'],
        [{ start: 13, end: 12 }, ''],
      ] as const) {
        expect(await readText(await storage.read('inputs/a', range)), JSON.stringify(range)).toBe(expected);
      }
      for (const range of [
        { start: 0, end: 13 },
        { start: -1, end: 3 },
        { start: 13, end: 14 },
        { start: 5, end: 3 },
        { start: 14, end: 13 },
      ]) {
        await expect(storage.read('inputs/a', range), JSON.stringify(range)).rejects.toMatchObject({ code: 'internal-error' });
      }
    });

    test('the store keeps an empty file', async () => {
      const { storage } = await open();
      await storage.write('voices/empty', toStream(), 'audio/mpeg');
      expect(await storage.stat('voices/empty')).toEqual({ byteSize: 0, contentType: 'audio/mpeg' });
      expect(await readText(await storage.read('voices/empty'))).toBe('');
    });

    test.each([
      ['just under a part', 5 * 1024 * 1024 - 1],
      ['exactly a part', 5 * 1024 * 1024],
      ['two parts and a bit', 10 * 1024 * 1024 + 7],
    ])('gives back a file of %s, byte for byte', async (_what, byteSize) => {
      const { storage, listNames } = await open();
      const bytes = patternBytes(byteSize);
      const odd = new Blob([bytes]).stream();
      expect(await storage.write('results/big', odd, 'video/mp4')).toEqual({ byteSize, contentType: 'video/mp4' });
      expect(Buffer.compare(await readBytes(await storage.read('results/big')), bytes)).toBe(0);
      const [start, end] = [byteSize - 700_001, byteSize - 3];
      expect(Buffer.compare(await readBytes(await storage.read('results/big', { start, end })), bytes.subarray(start, end + 1))).toBe(0);
      expect(await listNames()).toHaveLength(1);
    });

    test('the store never shows a partial file', async () => {
      const { storage } = await open();
      const { promise: held, resolve: goOn } = Promise.withResolvers<void>();
      const { promise: startMultipart, resolve: begin } = Promise.withResolvers<void>();
      const slow = new ReadableStream<Uint8Array>({
        async start(controller) {
          controller.enqueue(new TextEncoder().encode('half'));
          begin();
          await held;
          controller.enqueue(new TextEncoder().encode(' whole'));
          controller.close();
        },
      });
      const writing = storage.write('inputs/a', slow, 'video/mp4');
      await startMultipart;
      expect(await storage.stat('inputs/a')).toBeNull();
      await expect(storage.read('inputs/a')).rejects.toMatchObject({ code: 'not-found' });
      goOn();
      await writing;
      expect(await readText(await storage.read('inputs/a'))).toBe('half whole');
    });

    test('the store replaces a file atomically', async () => {
      const { storage } = await open();
      await storage.write('inputs/a', toStream('old'), 'video/mp4');
      await expect(storage.write('inputs/a', failingStream('ne', new AppError('payload-too-large', 'no')), 'video/mp4')).rejects.toThrow(
        'no',
      );
      expect(await readText(await storage.read('inputs/a'))).toBe('old');
      await storage.write('inputs/a', toStream('newer'), 'video/quicktime');
      expect(await storage.stat('inputs/a')).toEqual({ byteSize: 5, contentType: 'video/quicktime' });
    });

    test('the store keeps the complete file of one of two concurrent writers', async () => {
      const { storage } = await open();
      const texts = ['first '.repeat(9000), 'second '.repeat(9000)];
      await Promise.all(texts.map((text) => storage.write('inputs/a', toStream(...(text.match(/.{1,999}/g) ?? [])), 'video/mp4')));
      expect(texts).toContain(await readText(await storage.read('inputs/a')));
    });

    test.each<[string, unknown, string]>([
      ['passes on what the caller’s stream refuses', new AppError('payload-too-large', 'more than announced'), 'payload-too-large'],
      ['calls a broken stream an unfinished file', new Error('ECONNRESET'), 'invalid-request'],
    ])('%s, and leaves nothing behind', async (_what, error, code) => {
      const { storage, listNames } = await open();
      await expect(storage.write('inputs/a', failingStream('some bytes', error), 'video/mp4')).rejects.toMatchObject({
        code,
        charged: 'no',
      });
      expect(await storage.stat('inputs/a')).toBeNull();
      expect(await listNames()).toEqual([]);
    });

    test('the store keeps nothing of a long file whose body fails', async () => {
      const { storage, listNames } = await open();
      const { stream } = createSource(40 * MB, 256 * 1024, 13 * MB);
      await expect(storage.write('results/a', stream, 'video/mp4')).rejects.toMatchObject({ code: 'payload-too-large' });
      expect(await listNames()).toEqual([]);
    });

    test('the store deletes idempotently', async () => {
      const { storage, listNames } = await open();
      await storage.write('inputs/a', toStream('x'), 'video/mp4');
      await storage.delete('inputs/a');
      await storage.delete('inputs/a');
      await storage.delete('thumbnails/never/was');
      expect(await storage.stat('inputs/a')).toBeNull();
      expect(await listNames()).toEqual([]);
    });

    test('the store rejects keys that could leave its folder', async () => {
      const { storage, inputs, listNames } = await open();
      const hostile = [
        ...['inputs/../../etc/passwd', 'inputs/..', 'inputs/.', '../inputs/a', '/etc/passwd', 'inputs//a', 'inputs/a/', 'inputs/a\0b'],
        ...[
          'inputs/a b',
          'inputs\\..\\a',
          'inputs/%2e%2e/a',
          'inputs/a.type',
          'inputs/a.mp4.type',
          'partial/a',
          'parts/inputs/a/1',
          'inputs',
        ],
        ...['inputs/a/b/c/d', `inputs/${'x'.repeat(129)}`, '', 'inputs/a?uploads', 'inputs/a#b', 'inputs/é', 'inputs/a\n'],
      ];
      for (const text of hostile) {
        const key = text as StorageKey;
        const upload = { key, reference: 'r' };
        const calls: readonly (() => Promise<unknown>)[] = [
          () => storage.write(key, toStream('x'), 'video/mp4'),
          ...[() => storage.stat(key), () => storage.read(key), () => storage.delete(key)],
          ...[
            () => storage.multipart.requests(upload, [1], 1000),
            () => storage.multipart.listParts(upload),
            () => storage.multipart.abort(upload),
          ],
          () => storage.multipart.complete(upload, { partCount: 1, contentType: 'video/mp4', etags: [{ partNumber: 1, etag: 'e' }] }),
          () => inputs.publish(key, { contentType: 'video/mp4' }),
        ];
        for (const call of calls)
          await expect(Promise.resolve().then(call), `${JSON.stringify(text)} ${call}`).rejects.toMatchObject({ code: 'internal-error' });
      }
      expect(await listNames()).toEqual([]);
    });

    test.each(['inputs/A-b_9', 'originals/job', 'voices/job', 'thumbnails/video/0', 'results/job'])('takes the key %s', async (text) => {
      const { storage } = await open();
      const key = text as StorageKey;
      await storage.write(key, toStream('x'), 'image/png');
      expect(await storage.stat(key)).toEqual({ byteSize: 1, contentType: 'image/png' });
    });
  });

  describe(`${name}: URLs`, () => {
    test('the store publishes inputs to upstream for at least 25 hours, then no longer', async () => {
      const { storage, inputs, get, advanceClock, urlsExpire } = await open();
      await storage.write('inputs/a', toStream('a whole clip'), 'video/mp4');
      const { url } = await inputs.publish('inputs/a', { contentType: 'video/quicktime' });
      const read = async () => {
        const answer = await get(url);
        const text = await answer.text();
        return { status: answer.status, text: answer.ok ? text : '' };
      };
      expect(await read()).toEqual({ status: 200, text: 'a whole clip' });
      const part = await get(url, { headers: { range: 'bytes=2-6' } });
      expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, 'whole', 'bytes 2-6/12']);
      if (advanceClock === null) return;
      advanceClock(24 * HOUR_MS);
      expect(await read()).toEqual({ status: 200, text: 'a whole clip' });
      if (!urlsExpire) return;
      advanceClock(2 * HOUR_MS);
      expect((await read()).status).toBeGreaterThanOrEqual(400);
    });

    test('a published URL permits reading one file and cannot be changed or extended', async () => {
      const { storage, inputs, get } = await open();
      await storage.write('inputs/a', toStream('mine'), 'video/mp4');
      await storage.write('inputs/b', toStream('yours'), 'video/mp4');
      const { url } = await inputs.publish('inputs/a', { contentType: 'video/mp4' });
      const changed = [
        url.replace('inputs/a', 'inputs/b').replace('uploads/a', 'uploads/b'),
        url.replace(/(\d)(\d{3})(?=&|$)/, (_, first, rest) => `${(Number(first) + 1) % 10}${rest}`),
        url.replace(/[?].*$/, ''),
      ];
      for (const address of changed) {
        if (address === url) continue;
        const answer = await get(address);
        expect([answer.status >= 400, await answer.text()], address).toEqual([true, expect.not.stringMatching(/mine|yours/)]);
      }
      for (const method of ['PUT', 'DELETE', 'POST']) {
        const answer = await get(url, { method, ...(method === 'DELETE' ? {} : { body: 'theirs' }) });
        expect(answer.status, method).toBeGreaterThanOrEqual(400);
        await answer.text();
      }
      expect(await readText(await storage.read('inputs/a'))).toBe('mine');
    });

    test('a signed URL for browsers expires as requested, or this server serves the file', async () => {
      const { storage, get, advanceClock, signsUrls, namesDownloads } = await open();
      await storage.write('results/a', toStream('a result'), 'video/mp4');
      const disposition = `attachment; filename="M_ller lip-sync.mp4"; filename*=UTF-8''M%C3%BCller%20lip-sync.mp4`;
      const url = await storage.signedUrl('results/a', { lifetimeMs: HOUR_MS, contentDisposition: disposition });
      expect(url !== null).toBe(signsUrls);
      if (url === null) return;
      const answer = await get(url);
      expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([200, 'a result', 'video/mp4']);
      expect(answer.headers.get('content-disposition')).toMatch(namesDownloads ? disposition : /^attachment/);
      const part = await get(url, { headers: { range: 'bytes=2-5' } });
      expect([part.status, await part.text()]).toEqual([206, 'resu']);
      const shown = await storage.signedUrl('results/a', { lifetimeMs: HOUR_MS, contentDisposition: 'inline' });
      const inline = await get(shown ?? '');
      expect(inline.headers.get('content-disposition') ?? 'inline').toMatch(/^inline/);
      await inline.text();
      if (advanceClock === null) return;
      advanceClock(HOUR_MS + 60_000);
      const errorInBody = await get(url);
      expect(errorInBody.status).toBeGreaterThanOrEqual(400);
      expect(await errorInBody.text()).not.toContain('a result');
    });
  });

  describe(`${name}: multipart uploads`, () => {
    const key = 'inputs/up' as const;

    /** Creates an upload of three parts with a short last part. */
    async function startMultipart(subject: StorageSubject) {
      const { multipart: parts } = subject.storage;
      const bytes = patternBytes(2 * parts.partByteSize + 1000);
      const sizes = [parts.partByteSize, parts.partByteSize, 1000];
      const upload = { key, reference: await parts.create(key, { byteSize: bytes.byteLength, contentType: 'video/mp4' }) };
      const requests = await parts.requests(upload, sizes, 24 * HOUR_MS);
      const etags: PartEtag[] = [];
      const send = async (partNumber: number, content = bytes) => {
        const request = requests[partNumber - 1];
        if (request === undefined) throw new Error('no such part');
        const start = (partNumber - 1) * parts.partByteSize;
        const etag = await subject.sendPart(upload, request, content.subarray(start, start + (sizes[partNumber - 1] ?? 0)));
        if (etag !== null) etags.push({ partNumber, etag });
      };
      const finish = () => parts.complete(upload, { partCount: 3, contentType: 'video/mp4', etags });
      return { upload, bytes, requests, send, finish, etags };
    }

    test('a multipart upload is invisible before it is complete', async () => {
      const subject = await open();
      const { send, finish, bytes, requests } = await startMultipart(subject);
      expect(requests.map(({ partNumber }) => partNumber)).toEqual([1, 2, 3]);
      for (const part of [3, 1, 2]) await send(part);
      expect(await subject.storage.stat(key)).toBeNull();
      await finish();
      expect(await subject.storage.stat(key)).toEqual({ byteSize: bytes.byteLength, contentType: 'video/mp4' });
      expect(Buffer.compare(await readBytes(await subject.storage.read(key)), bytes)).toBe(0);
    });

    test('a multipart upload lists its parts and makes no file while one is missing', async () => {
      const subject = await open();
      const { upload, send, finish } = await startMultipart(subject);
      const { multipart: parts } = subject.storage;
      const known = async () => (parts.needsEtags ? null : [...(await parts.listParts(upload))].sort());
      expect(await known()).toEqual(parts.needsEtags ? null : []);
      await send(3);
      await send(1);
      expect(await known()).toEqual(parts.needsEtags ? null : [1, 3]);
      await expect(finish()).rejects.toMatchObject({ code: 'validation-failed', issues: [{ code: 'upload-incomplete' }] });
      expect(await subject.storage.stat(key)).toBeNull();
      await send(2);
      await finish();
    });

    test('a multipart upload keeps the last version of a part sent twice', async () => {
      const subject = await open();
      const { send, finish, bytes, etags } = await startMultipart(subject);
      await send(2, Buffer.alloc(bytes.byteLength, 1));
      etags.length = 0;
      for (const part of [1, 2, 3]) await send(part);
      await finish();
      expect(Buffer.compare(await readBytes(await subject.storage.read(key)), bytes)).toBe(0);
    });

    test('a multipart upload completes idempotently, also concurrently', async () => {
      const subject = await open();
      const { upload, send, finish, bytes } = await startMultipart(subject);
      for (const part of [1, 2, 3]) await send(part);
      await Promise.all([finish(), finish()]);
      await finish();
      await subject.storage.multipart.abort(upload);
      expect((await subject.storage.stat(key))?.byteSize).toBe(bytes.byteLength);
      expect(await subject.listNames()).toHaveLength(1);
    });

    test('a multipart upload is aborted completely and idempotently', async () => {
      const subject = await open();
      const { upload, send, finish } = await startMultipart(subject);
      await send(1);
      await subject.storage.multipart.abort(upload);
      await subject.storage.multipart.abort(upload);
      expect(await subject.listNames()).toEqual([]);
      await expect(finish()).rejects.toMatchObject({ code: expect.stringMatching(/^(not-found|validation-failed)$/) });
      expect(await subject.storage.stat(key)).toBeNull();
    });

    test('a multipart upload accepts no part after its URL expired', async () => {
      const subject = await open();
      // If parts pass through this server, the database checks the expiry.
      if (subject.advanceClock === null || subject.storage.multipart.receive !== null) return;
      const { send } = await startMultipart(subject);
      subject.advanceClock(23 * HOUR_MS);
      await send(1);
      subject.advanceClock(2 * HOUR_MS);
      await expect(send(2)).rejects.toThrow(/answered 4\d\d/);
    });

    test('a multipart upload rejects a part of another length', async () => {
      const subject = await open();
      if (subject.storage.multipart.receive !== null || subject.storage.multipart.needsEtags) return;
      const { upload, requests } = await startMultipart(subject);
      const [first] = requests;
      if (first === undefined) throw new Error('a part');
      for (const byteSize of [1, subject.storage.multipart.partByteSize + 1]) {
        await expect(subject.sendPart(upload, first, new Uint8Array(byteSize))).rejects.toThrow(/answered 403/);
      }
    });
  });

  describe(`${name}: faults`, () => {
    /** Faults of a remote store; not applicable to a disk. */
    async function openWithFaults(): Promise<(StorageSubject & { readonly faults: StoreFaults }) | null> {
      const subject = await open();
      const { faults } = subject;
      return faults === null ? null : { ...subject, faults };
    }

    const everyCall = (storage: Storage): Readonly<Record<string, () => Promise<unknown>>> => ({
      write: () => storage.write('inputs/x', toStream('x'), 'video/mp4'),
      'write of a long file': () => storage.write('inputs/y', createSource(12 * MB).stream, 'video/mp4'),
      stat: () => storage.stat('inputs/a'),
      read: () => storage.read('inputs/a'),
      'read of a range': () => storage.read('inputs/a', { start: 0, end: 1 }),
      delete: () => storage.delete('inputs/a'),
      begin: () => storage.multipart.create('inputs/z', { byteSize: 1, contentType: 'video/mp4' }),
      finish: () =>
        storage.multipart.complete(
          { key: 'inputs/z', reference: 'r' },
          { partCount: 1, contentType: 'video/mp4', etags: [{ partNumber: 1, etag: 'e' }] },
        ),
    });

    test.each<[string, (faults: StoreFaults) => void, string, boolean]>([
      ['lets nobody in', (faults) => faults.refuse(), 'not-configured', false],
      ['says "not now" for good', (faults) => faults.busy(), 'storage-unavailable', false],
      ['breaks every connection', (faults) => faults.broken(), 'storage-unavailable', false],
      ['never answers', (faults) => faults.silent(), 'storage-unavailable', true],
    ])('when it %s, says so of every call, loses nothing and charges nothing', async (_what, hurt, code, inHaste) => {
      const subject = await openWithFaults();
      if (subject === null) return;
      await subject.storage.write('inputs/a', toStream('kept'), 'video/mp4');
      hurt(subject.faults);
      for (const [call, run] of Object.entries(everyCall(inHaste ? subject.withShortTimeouts : subject.storage))) {
        await expect(run(), call).rejects.toMatchObject({ code, charged: 'no' });
      }
      subject.faults.restore();
      expect(await readText(await subject.storage.read('inputs/a'))).toBe('kept');
      expect((await subject.listNames()).filter((one) => !one.includes('inputs/a'))).toEqual([]);
    });

    test('a full store throws storage-full and keeps nothing of the file', async () => {
      const subject = await openWithFaults();
      if (subject === null) return;
      subject.faults.full();
      for (const byteSize of [10, 12 * MB]) {
        await expect(subject.storage.write('results/a', createSource(byteSize).stream, 'video/mp4')).rejects.toMatchObject({
          code: 'storage-full',
          charged: 'no',
        });
      }
      subject.faults.restore();
      expect(await subject.listNames()).toEqual([]);
    });

    test('the store client retries after one failure', async () => {
      const subject = await openWithFaults();
      if (subject === null) return;
      const { storage, faults } = subject;
      for (const call of ['write', 'stat', 'read', 'delete', 'begin'] as const) faults.busy(call);
      await storage.write('inputs/a', toStream('kept'), 'video/mp4');
      expect(await storage.stat('inputs/a')).toMatchObject({ byteSize: 4 });
      expect(await readText(await storage.read('inputs/a'))).toBe('kept');
      faults.busy('part', 2);
      faults.busy('finish');
      expect(await storage.write('results/long', createSource(12 * MB).stream, 'video/mp4')).toMatchObject({ byteSize: 12 * MB });
      await storage.delete('inputs/a');
      expect(await storage.stat('inputs/a')).toBeNull();
    });

    test('the store client makes at most three attempts', async () => {
      const subject = await openWithFaults();
      if (subject === null) return;
      subject.faults.busy();
      await expect(subject.storage.stat('inputs/a')).rejects.toMatchObject({ code: 'storage-unavailable' });
      expect(subject.faults.calls('stat')).toBe(3);
    });

    test('completing an upload succeeds although its response is lost', async () => {
      const subject = await openWithFaults();
      if (subject === null) return;
      const { storage, faults } = subject;
      faults.loseResponse('finish');
      expect(await storage.write('results/long', createSource(12 * MB).stream, 'video/mp4')).toMatchObject({ byteSize: 12 * MB });
      expect((await storage.stat('results/long'))?.byteSize).toBe(12 * MB);
      expect(await subject.listNames()).toHaveLength(1);
    });

    test('a read that is cut off fails', async () => {
      const subject = await openWithFaults();
      if (subject === null) return;
      const { storage, faults } = subject;
      await storage.write('results/a', createSource(1 * MB).stream, 'video/mp4');
      for (const range of [undefined, { start: 100, end: 900_000 }]) {
        faults.cutRead();
        const body = await storage.read('results/a', range);
        await expect(readBytes(body)).rejects.toMatchObject({ code: 'storage-unavailable' });
      }
    });

    test('an error in the body of a success response fails', async () => {
      const subject = await openWithFaults();
      if (subject?.faults.errorInBody == null) return;
      subject.faults.errorInBody();
      await expect(subject.storage.write('results/a', createSource(12 * MB).stream, 'video/mp4')).rejects.toMatchObject({
        code: 'storage-unavailable',
      });
      subject.faults.restore();
      expect(await subject.listNames()).toEqual([]);
    });

    test('a multipart write buffers at most two parts while the store does not respond', async () => {
      const subject = await openWithFaults();
      if (subject === null) return;
      const { withShortTimeouts, faults } = subject;
      faults.silent('part');
      const { stream, state } = createSource(60 * MB);
      const writing = withShortTimeouts.write('results/a', stream, 'video/mp4');
      const outcome = expect(writing).rejects.toMatchObject({ code: 'storage-unavailable' });
      onTestFinished(() => outcome.catch(() => undefined));
      await vi.waitFor(() => expect(faults.calls('part')).toBeGreaterThan(0));
      for (let quiet = 0, before = -1; quiet < 50; before = state.pulled) {
        quiet = state.pulled === before ? quiet + 1 : 0;
        await turn();
      }
      expect(state.pulled).toBeLessThanOrEqual(2 * 5 * 1024 * 1024 + 64 * 1024);
      await outcome;
    });
  });
}
