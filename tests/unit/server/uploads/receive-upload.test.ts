import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { VideoFacts } from '@/lib/domain/video';
import { createConcurrencyLimiter } from '@/lib/server/auth/concurrency-limiter';
import type { UploadRecord } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import { measureVideo } from '@/lib/server/media/measure';
import { createLocalStorage } from '@/lib/server/storage/local/storage';
import { type ReceiveUploadDeps, receiveUpload } from '@/lib/server/uploads/receive-upload';
import { temporaryFolder } from '../../../setup/temporary-folder';
import { box, concatBytes, FTYP, movie, stsd, u32, videoTrack } from '../media/mp4-boxes';

const CLIP = new Uint8Array(readFileSync('public/sample/clip.mp4'));
const NOW_MS = 1_800_000_000_000;

async function createTestUpload(
  { byteSize = CLIP.byteLength, ...rest }: Partial<UploadRecord> = {},
  overrides: Partial<ReceiveUploadDeps> = {},
) {
  const folder = await temporaryFolder();
  const storage = createLocalStorage({ folder });
  let completions = 0;
  let upload: UploadRecord = {
    uploadId: 'up-1',
    editorId: 'ann',
    fileName: 'clip.mp4',
    byteSize,
    contentType: 'video/mp4',
    createdAtMs: NOW_MS,
    expiresAtMs: NOW_MS + 1000,
    facts: null,
    parts: null,
    ...rest,
  };
  const db = {
    findUpload: async (uploadId: string) => (uploadId === upload.uploadId ? upload : null),
    completeUpload: async (_uploadId: string, facts: VideoFacts) => {
      if (upload.facts !== null) return false;
      completions += 1;
      upload = { ...upload, facts };
      return true;
    },
  };
  const deps: ReceiveUploadDeps = {
    db,
    storage,
    measureVideo,
    now: () => NOW_MS,
    concurrencyLimiter: createConcurrencyLimiter(),
    ...overrides,
  };
  return {
    storage,
    facts: () => upload.facts,
    completions: () => completions,
    /** Everything on disk, half-written files too. */
    files: async () =>
      (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
        .sort(),
    put: (body: ReadableStream<Uint8Array> | null, contentLength: number | null = null, editorId = 'ann', uploadId = 'up-1') =>
      receiveUpload(deps, { editorId, uploadId, body, contentLength }),
  };
}

type TestUpload = Awaited<ReturnType<typeof createTestUpload>>;

/** A body in pieces, which counts how many were taken and can break off. */
function body(bytes: Uint8Array, { chunkBytes = 16_384, breakAfter = Number.POSITIVE_INFINITY } = {}) {
  let at = 0;
  let pulls = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulls += 1;
        if (at >= breakAfter) throw new TypeError('terminated');
        if (at >= bytes.byteLength) return controller.close();
        controller.enqueue(bytes.subarray(at, at + chunkBytes));
        at += chunkBytes;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, pulls: () => pulls };
}

async function getError(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error(`no AppError: ${String(error)}`);
  return error;
}

async function expectNothingKept(kept: TestUpload): Promise<void> {
  expect(await kept.files()).toEqual([]);
  expect(kept.facts()).toBeNull();
}

describe('an upload', () => {
  test('receiveUpload stores and measures the file and returns the measurements', async () => {
    const w = await createTestUpload();
    const receipt = await w.put(body(CLIP).stream, CLIP.byteLength);
    expect(receipt).toMatchObject({ uploadId: 'up-1', byteSize: CLIP.byteLength, widthPx: 1280, heightPx: 720, hasSound: true });
    expect(await w.files()).toEqual(['inputs/up-1', 'inputs/up-1.type']);
    const stored = await w.storage.read('inputs/up-1');
    expect(Buffer.compare(Buffer.from(await new Response(stored).arrayBuffer()), CLIP)).toBe(0);
    expect(w.facts()).toMatchObject({ container: 'mp4', durationMs: receipt.durationMs });
  });

  test.each([1, 3, 5, 11])('may come in crumbs of %i bytes', async (chunkBytes) => {
    const bytes = movie(videoTrack());
    const w = await createTestUpload({ byteSize: bytes.byteLength });
    expect(await w.put(body(bytes, { chunkBytes }).stream)).toMatchObject({ durationMs: 4000 });
  });

  test('receiveUpload stores the content type found in the bytes, not the declared one', async () => {
    const mov = concatBytes(box('ftyp', new TextEncoder().encode('qt  \0\0\0\0')), box('mdat'), movie(videoTrack()));
    const w = await createTestUpload({ byteSize: mov.byteLength, contentType: 'text/html' });
    await w.put(body(mov).stream);
    expect((await w.storage.stat('inputs/up-1'))?.contentType).toBe('video/quicktime');
  });

  test('receiveUpload returns the same receipt for a complete upload and keeps its bytes', async () => {
    const w = await createTestUpload();
    const receipt = await w.put(body(CLIP).stream);
    const other = body(new Uint8Array(CLIP.byteLength));
    expect(await w.put(other.stream, 12345)).toEqual(receipt);
    expect(await w.put(null)).toEqual(receipt);
    expect(other.pulls()).toBe(0);
    expect(w.completions()).toBe(1);
  });

  test.each([
    ['somebody else’s', 'bob', 'up-1'],
    ['unknown', 'ann', 'up-2'],
  ])('of %s is not found, and not read', async (_what, editorId, uploadId) => {
    const w = await createTestUpload();
    const sent = body(CLIP);
    expect((await getError(w.put(sent.stream, null, editorId, uploadId))).code).toBe('not-found');
    expect(sent.pulls()).toBe(0);
    await expectNothingKept(w);
  });

  test('receiveUpload throws not-found for an expired ticket unless the upload is complete', async () => {
    const late = await createTestUpload({ expiresAtMs: NOW_MS });
    expect((await getError(late.put(body(CLIP).stream))).code).toBe('not-found');
    const facts: VideoFacts = { container: 'mp4', byteSize: 9, durationMs: 3000, widthPx: 720, heightPx: 720, hasSound: false };
    const whole = await createTestUpload({ expiresAtMs: NOW_MS, facts });
    expect(await whole.put(null)).toMatchObject({ durationMs: 3000 });
  });
});

describe('an upload is refused before it is read', () => {
  test.each<[string, number | null, string]>([
    ['when it announces 101 MB', 101_000_000, 'payload-too-large'],
    ['when it announces another length', CLIP.byteLength + 1, 'invalid-request'],
    ['when it announces nonsense', Number.NaN, 'invalid-request'],
  ])('%s', async (_what, contentLength, code) => {
    const w = await createTestUpload();
    const sent = body(CLIP);
    expect(await getError(w.put(sent.stream, contentLength))).toMatchObject({ code, charged: 'no' });
    expect(sent.pulls()).toBe(0);
    await expectNothingKept(w);
  });

  test('receiveUpload refuses a request without a body', async () => {
    expect((await getError((await createTestUpload()).put(null))).code).toBe('invalid-request');
  });
});

describe('an upload is refused while it is read', () => {
  test('as soon as it does not begin as a video does', async () => {
    const text = new TextEncoder().encode('This is a shopping list. '.repeat(40_000));
    const w = await createTestUpload({ byteSize: text.byteLength });
    const sent = body(text);
    expect(await getError(w.put(sent.stream, text.byteLength))).toMatchObject({
      code: 'unsupported-media-type',
      charged: 'no',
      issues: [{ code: 'video-container' }],
    });
    expect(sent.pulls()).toBe(1);
    await expectNothingKept(w);
  });

  test('as soon as it sends more than it announced', async () => {
    const w = await createTestUpload({ byteSize: 1_000_000 });
    const sent = body(concatBytes(FTYP, new Uint8Array(60_000_000)));
    expect((await getError(w.put(sent.stream))).code).toBe('invalid-request');
    expect(sent.pulls()).toBeLessThanOrEqual(1_000_000 / 16_384 + 2);
    await expectNothingKept(w);
  });

  test.each([0, 5, 12, 100_000])('when it ends after %i bytes', async (length) => {
    const w = await createTestUpload();
    expect((await getError(w.put(body(CLIP.subarray(0, length)).stream))).code).toBe('invalid-request');
    await expectNothingKept(w);
  });

  test.each([0, 5, 100_000])('when the connection breaks after %i bytes; it can then be sent again', async (breakAfter) => {
    const w = await createTestUpload();
    const error = await getError(w.put(body(CLIP, { breakAfter, chunkBytes: 4 }).stream));
    expect(error).toMatchObject({ code: 'invalid-request', charged: 'no' });
    await expectNothingKept(w);
    expect(await w.put(body(CLIP).stream)).toMatchObject({ widthPx: 1280 });
  });
});

describe('an upload that hardly moves', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  test.each([
    [63_999, 1],
    [64_000, 2],
  ])(
    'is ended, its connection cut and nothing kept, after a minute without 64 kB: of %i bytes in all after %i',
    async (byteSize, minutes) => {
      const w = await createTestUpload();
      const { stream, starved, cuts } = createStallingBody(CLIP.subarray(0, byteSize));
      const sent = getError(w.put(stream));
      await starved;
      for (let minute = 1; minute <= minutes; minute += 1) {
        expect(cuts()).toBe(0);
        vi.advanceTimersByTime(60_000);
      }
      expect(cuts()).toBe(1);
      expect(await sent).toMatchObject({ code: 'invalid-request', message: 'the file came too slowly' });
      await expectNothingKept(w);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  test('because the disk is slow is not its sender’s fault', async () => {
    const { storage } = await createTestUpload();
    const { promise: diskIsReady, resolve: resume } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const write: ReceiveUploadDeps['storage']['write'] = async (key, incoming, contentType) => {
      begin();
      await diskIsReady;
      return storage.write(key, incoming, contentType);
    };
    const w = await createTestUpload({}, { storage: { ...storage, write } });
    const sent = w.put(body(CLIP).stream);
    await begun;
    vi.advanceTimersByTime(600_000);
    resume();
    expect(await sent).toMatchObject({ widthPx: 1280 });
  });
});

describe('an upload is refused once it is whole, and gone', () => {
  test.each<[string, Uint8Array, string, string[]]>([
    ['a video too small', movie(videoTrack({ stsd: stsd(480, 360) })), 'validation-failed', ['video-too-small']],
    ['a video too big', movie(videoTrack({ stsd: stsd(2161, 1080) })), 'validation-failed', ['video-too-big']],
    [
      'a video of 1.9 s',
      movie(
        videoTrack({
          tables: [
            box('stts', u32(0, 1, 19, 100)),
            box('stsc', u32(0, 1, 1, 19, 1)),
            box('stsz', u32(0, 10, 19)),
            box('stco', u32(0, 1, 40)),
          ],
        }),
      ),
      'validation-failed',
      ['video-too-short'],
    ],
    ['a film without tracks', movie(), 'validation-failed', ['video-too-short', 'video-no-picture']],
    [
      'a file that is cut off',
      concatBytes(FTYP, box('moov', videoTrack()), box('mdat', new Uint8Array(400))).subarray(0, -1),
      'unsupported-media-type',
      [],
    ],
    ['a video’s first bytes and rubbish', concatBytes(FTYP, new Uint8Array(5000).fill(65)), 'unsupported-media-type', []],
  ])('%s', async (_what, bytes, code, issues) => {
    const w = await createTestUpload({ byteSize: bytes.byteLength });
    const error = await getError(w.put(body(bytes).stream, bytes.byteLength));
    expect(error).toMatchObject({ code, charged: 'no' });
    expect(error.issues?.map((issue) => issue.code) ?? []).toEqual(issues);
    await expectNothingKept(w);
  });

  test('warnings do not refuse', async () => {
    const bytes = movie(videoTrack({ stsd: stsd(640, 640) }));
    expect(await (await createTestUpload({ byteSize: bytes.byteLength })).put(body(bytes).stream)).toMatchObject({ widthPx: 640 });
  });

  test('receiveUpload reports a full disk and leaves no file', async () => {
    const full = new AppError('storage-full', 'full');
    const w = await createTestUpload();
    const storage = { ...w.storage, write: () => Promise.reject(full) };
    const broken = await createTestUpload({}, { storage });
    expect(await getError(broken.put(body(CLIP).stream))).toBe(full);
  });
});

/** The first thousand bytes, and then whatever the test sends. */
function createHangingBody() {
  let source!: ReadableStreamDefaultController<Uint8Array>;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      source = controller;
      controller.enqueue(CLIP.subarray(0, 1000));
    },
  });
  return { stream, source };
}

/** These bytes and no more; `starved` once the next are waited for. */
function createStallingBody(bytes: Uint8Array) {
  const { promise: starved, resolve: starve } = Promise.withResolvers<void>();
  let isSent = false;
  let cuts = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (isSent) return starve();
        isSent = true;
        controller.enqueue(bytes);
      },
      cancel() {
        cuts += 1;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, starved, cuts: () => cuts };
}

/** All of a file at once, and then, when more is asked for, its end after `beforeEnd`. */
function createTwoPullBody(file: Uint8Array, beforeEnd: () => Promise<void>): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (sent) {
          await beforeEnd();
          return controller.close();
        }
        sent = true;
        controller.enqueue(file);
      },
    },
    { highWaterMark: 0 },
  );
}

describe('two tries of one upload', () => {
  test('side by side become one file and one receipt', async () => {
    const w = await createTestUpload();
    const receipts = await Promise.all([w.put(body(CLIP).stream), w.put(body(CLIP, { chunkBytes: 999 }).stream)]);
    expect(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size).toBe(1);
    expect(w.completions()).toBe(1);
    expect(await w.files()).toEqual(['inputs/up-1', 'inputs/up-1.type']);
  });

  test('a connection that hangs does not hold up the next', async () => {
    const w = await createTestUpload();
    const { stream, source } = createHangingBody();
    const first = w.put(stream);
    const receipt = await w.put(body(CLIP).stream);
    source.enqueue(CLIP.subarray(1000));
    source.close();
    expect(await first).toEqual(receipt);
    expect(w.completions()).toBe(1);
    expect(await w.files()).toEqual(['inputs/up-1', 'inputs/up-1.type']);
  });

  test('receiveUpload accepts two concurrent attempts and answers a third 429 without reading it', async () => {
    const w = await createTestUpload();
    const hung = [createHangingBody(), createHangingBody()];
    const attempts = hung.map(({ stream }) => w.put(stream));
    const third = body(CLIP);
    expect(await getError(w.put(third.stream))).toMatchObject({ code: 'rate-limited', charged: 'no', retryAfterMs: 3_000 });
    expect(third.pulls()).toBe(0);
    hung[0]?.source.error(new TypeError('terminated'));
    expect((await getError(attempts[0] ?? Promise.resolve())).code).toBe('invalid-request');
    expect(await w.put(third.stream)).toMatchObject({ widthPx: 1280 });
    hung[1]?.source.error(new TypeError('terminated'));
    await getError(attempts[1] ?? Promise.resolve());
  });

  test('a second file cannot slip in behind the first', async () => {
    const honest = movie(videoTrack());
    const other = movie(videoTrack({ stsd: stsd(480, 360) }));
    expect(other.byteLength).toBe(honest.byteLength);
    const w = await createTestUpload({ byteSize: honest.byteLength });
    const { promise: late, resolve: resume } = Promise.withResolvers<void>();
    const slow = createTwoPullBody(other, () => late);
    const second = w.put(slow);
    const receipt = await w.put(body(honest).stream);
    resume();
    expect(await second).toEqual(receipt);
    const stored = new Uint8Array(await new Response(await w.storage.read('inputs/up-1')).arrayBuffer());
    expect(Buffer.compare(stored, honest)).toBe(0);
  });

  test('a refused one leaves the turn to the next', async () => {
    const bad = movie(videoTrack({ stsd: stsd(480, 360) }));
    const good = movie(videoTrack());
    const w = await createTestUpload({ byteSize: bad.byteLength });
    const { promise: itsTurn, resolve: ends } = Promise.withResolvers<void>();
    const first = createTwoPullBody(bad, async () => void setImmediate(ends));
    // At its end only once the first one is at its own, which is what they take turns for.
    const second = createTwoPullBody(good, () => itsTurn);
    const attempts = await Promise.allSettled([w.put(first), w.put(second)]);
    expect(attempts.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(w.facts()).toMatchObject({ widthPx: 1280 });
    expect(await w.files()).toEqual(['inputs/up-1', 'inputs/up-1.type']);
  });
});

test('90 MB pass through a chunk at a time, as slowly as the store takes them', async () => {
  const total = 90_000_000;
  const chunk = new Uint8Array(65_536);
  let made = 0;
  let taken = 0;
  let largestLead = 0;
  const source = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const next =
          made === 0 ? concatBytes(FTYP, chunk.subarray(FTYP.byteLength)) : chunk.subarray(0, Math.min(chunk.byteLength, total - made));
        if (next.byteLength === 0) return controller.close();
        made += next.byteLength;
        largestLead = Math.max(largestLead, made - taken);
        controller.enqueue(next);
      },
    },
    { highWaterMark: 0 },
  );
  const slowStore = {
    write: async (_key: string, incoming: ReadableStream<Uint8Array>, contentType: string) => {
      for await (const piece of incoming) {
        taken += piece.byteLength;
        await Promise.resolve();
      }
      return { byteSize: taken, contentType };
    },
  };
  const facts: VideoFacts = { container: 'mp4', byteSize: total, durationMs: 3000, widthPx: 1280, heightPx: 720, hasSound: true };
  const { storage } = await createTestUpload();
  const w = await createTestUpload({ byteSize: total }, { storage: { ...storage, ...slowStore }, measureVideo: async () => facts });
  expect(await w.put(source, total)).toMatchObject({ byteSize: total });
  expect([made, taken]).toEqual([total, total]);
  expect(largestLead).toBeLessThanOrEqual(2 * chunk.byteLength);
});
