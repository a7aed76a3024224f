import { describe, expect, test } from 'vitest';
import { archiveResult, resultKey } from '@/lib/server/archive-result';
import { jobNow, seedEditor, seedJob } from '../../setup/seed';
import { startServer, type TestServer } from '../../setup/server';

const RESULT_URL = 'https://results.example/1.mp4';
const MP4 = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom'), Buffer.alloc(5_000, 7)]);

/** A server whose job has a result, and the store that it lies in. */
async function withResult(answer: () => Response): Promise<TestServer & { jobId: string; fetched: () => number }> {
  let fetched = 0;
  const fetchResult = async () => {
    fetched += 1;
    return answer();
  };
  const server = await startServer({ inProcess: { isTrusted: () => true, fetch: fetchResult } });
  const editorId = await seedEditor(server.services);
  const { jobId } = await seedJob(server.services, { editorId, status: 'succeeded', resultUrl: RESULT_URL });
  return { ...server, jobId, fetched: () => fetched };
}

function video(bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Response {
  return new Response(bytes, { headers: { 'content-type': 'video/mp4', 'content-length': String(bytes.byteLength), ...headers } });
}

/** Byte by byte at first, as a slow sender may. */
function inPieces(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const length = at < 20 ? 1 : 1_000;
      controller.enqueue(bytes.subarray(at, at + length));
      at += length;
      if (at >= bytes.byteLength) controller.close();
    },
  });
}

describe('a result', () => {
  test('is copied once, however many ask for it at the same time', async () => {
    const { services, jobId, fetched } = await withResult(() => video(MP4));
    const job = await jobNow(services, jobId);
    await Promise.all(Array.from({ length: 20 }, () => archiveResult(services, job)));
    expect(fetched()).toBe(1);
    expect(await services.storage.stat(resultKey(jobId))).toEqual({ byteSize: MP4.byteLength, contentType: 'video/mp4' });
    expect((await jobNow(services, jobId)).archive.archivedAtMs).not.toBeNull();
    await archiveResult(services, await jobNow(services, jobId));
    expect(fetched()).toBe(1);
  });

  test('is copied byte for byte, in whatever pieces it comes', async () => {
    const { services, jobId } = await withResult(
      () => new Response(inPieces(MP4), { headers: { 'content-type': 'application/octet-stream' } }),
    );
    await archiveResult(services, await jobNow(services, jobId));
    const copy = await new Response(await services.storage.read(resultKey(jobId))).bytes();
    expect(Buffer.compare(copy, MP4)).toBe(0);
  });

  test.each<[string, () => Response]>([
    ['an error page that calls itself a video', () => video(Buffer.from('<html>no such file, sorry</html>'))],
    ['a page', () => new Response('<html></html>', { headers: { 'content-type': 'text/html' } })],
    ['nothing', () => video(Buffer.alloc(0))],
    ['seven bytes', () => video(Buffer.from([0, 0, 0, 24, 102, 116, 121]))],
    ['half of it', () => video(MP4.subarray(0, 500), { 'content-length': '5012' })],
    ['not found', () => new Response('', { status: 404 })],
    ['a server that is down', () => new Response('', { status: 503 })],
  ])('that arrives as %s is not kept, and is tried again later', async (_, answer) => {
    const { services, jobId, fetched, pass, log } = await withResult(answer);
    await archiveResult(services, await jobNow(services, jobId));
    expect(await services.storage.stat(resultKey(jobId))).toBeNull();
    expect(log).toContainEqual(expect.objectContaining({ event: 'result-not-copied', jobId }));
    await archiveResult(services, await jobNow(services, jobId));
    expect(fetched()).toBe(1);
    pass(30_000);
    await archiveResult(services, await jobNow(services, jobId));
    expect(fetched()).toBe(2);
    pass(30_000);
    await archiveResult(services, await jobNow(services, jobId));
    expect(fetched()).toBe(2);
  });

  test('whose copy was whole when the process died is only recorded', async () => {
    const { services, jobId, fetched, pass } = await withResult(() => video(MP4));
    const job = await jobNow(services, jobId);
    // The lease of the process that died.
    await services.ledger.claimArchive(jobId, services.now(), services.now() + 1_000);
    await services.storage.write(resultKey(jobId), new Blob([MP4]).stream(), 'video/mp4');
    await archiveResult(services, job);
    expect((await jobNow(services, jobId)).archive.archivedAtMs).toBeNull();
    pass(1_000);
    await archiveResult(services, await jobNow(services, jobId));
    expect(fetched()).toBe(0);
    expect((await jobNow(services, jobId)).archive.archivedAtMs).toBe(services.now());
  });
});
