import { expect, test } from 'vitest';
import { POST as createRoute } from '@/app/api/advanced-lip-sync/route';
import { errorBodySchema } from '@/lib/contracts/error';
import { ApiClient, createIdempotencyKey, createJobRequest, expectBody } from '../../setup/app/api-client';
import { createTestApp } from '../../setup/app/test-app';

/** Bodies of up to 7 MB are in memory until they are complete and used, so their total is limited. */

/** A body of this length that never ends; `starved` resolves when all of it was read. */
function createStalledBody(byteSize: number) {
  const { promise: drained, resolve: resolveDrained } = Promise.withResolvers<void>();
  let source!: ReadableStreamDefaultController<Uint8Array>;
  let remainingBytes = byteSize;
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        source = controller;
      },
      pull(controller) {
        if (remainingBytes === 0) return resolveDrained();
        const chunk = new Uint8Array(Math.min(remainingBytes, 1_000_000)).fill(97);
        remainingBytes -= chunk.byteLength;
        controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, starved: drained, cut: () => source.error(new TypeError('terminated')) };
}

test('stalled large bodies exhaust only their editor’s limit, and a retry with the same key succeeds afterwards', async () => {
  const testApp = await createTestApp();
  const [mei, anna] = [new ApiClient(), new ApiClient()];
  const request = createJobRequest(await mei.uploadAndIdentify());
  const other = createJobRequest(await anna.uploadAndIdentify());
  const key = createIdempotencyKey();
  const { jobId } = expectBody(await mei.createJob(request, key));

  const bodies = Array.from({ length: 3 }, () => createStalledBody(6_999_000));
  const headers = { 'content-type': 'application/json', 'idempotency-key': createIdempotencyKey() };
  const responses = bodies.map(({ stream: body }) => {
    const init = { method: 'POST', body, duplex: 'half' as const, headers };
    return mei.browser.call(createRoute, '/api/advanced-lip-sync', init);
  });
  await Promise.all(bodies.map(({ starved: drained }) => drained));

  expect(await mei.createJob(request, key)).toMatchObject({
    status: 429,
    error: { code: 'rate-limited', charged: 'no', retryAfterMs: 3_000 },
  });
  expect((await anna.createJob(other)).status).toBe(201);

  for (const { cut: abort } of bodies) abort();
  for (const response of await Promise.all(responses)) {
    expect([response.status, errorBodySchema.parse(await response.json()).error.code]).toEqual([400, 'invalid-request']);
  }
  expect(await mei.createJob(request, key)).toMatchObject({ status: 200, body: { jobId } });
  expect(testApp.creates).toHaveLength(2);
});
