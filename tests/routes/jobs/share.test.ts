import { expect, test } from 'vitest';
import { POST as shareRoute } from '@/app/api/advanced-lip-sync/[jobId]/share/route';
import { GET as sharedVideoRoute } from '@/app/api/share/[token]/video/route';
import { errorBodySchema } from '@/lib/contracts/error';
import { createdShareSchema } from '@/lib/contracts/share';
import { respondWithError } from '@/lib/simulator/faults';
import { ApiClient, createJobRequest, expectBody } from '../../setup/app/api-client';
import { TestBrowser } from '../../setup/app/server';
import { createTestApp } from '../../setup/app/test-app';

/** Until a result is copied, each viewer makes this server read it from upstream. */
async function createUnsavedResult() {
  const testApp = await createTestApp();
  const editor = new ApiClient();
  const { jobId } = expectBody(await editor.createJob(createJobRequest(await editor.uploadAndIdentify())));
  testApp.server.advance(20_000);
  testApp.always('file', respondWithError(500, 5000));
  await editor.getJob(jobId);
  await testApp.server.runDeferred();
  testApp.always('file', null);
  const made = await editor.browser.call(shareRoute, `/api/advanced-lip-sync/${jobId}/share`, { json: {}, params: { jobId } });
  const token = createdShareSchema.parse(await made.json()).path.replace('/share/', '');
  const requestSharedVideo = (signal?: AbortSignal) =>
    new TestBrowser().call(sharedVideoRoute, `/api/share/${token}/video`, {
      params: { token },
      ...(signal === undefined ? {} : { signal }),
    });
  return { world: testApp, editor, jobId, watch: requestSharedVideo };
}

test('a share link allows six parallel readers of an uncopied result; the seventh is rate-limited, the editor is not', async () => {
  const { world: testApp, editor, jobId, watch: requestSharedVideo } = await createUnsavedResult();
  const readers = await Promise.all(Array.from({ length: 6 }, () => requestSharedVideo()));
  expect(readers.map(({ status }) => status)).toEqual(readers.map(() => 200));
  const calls = testApp.calls('file');
  const refused = await requestSharedVideo();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3']);
  expect(errorBodySchema.parse(await refused.json()).error.code).toBe('rate-limited');
  expect(testApp.calls('file')).toBe(calls);
  expect((await editor.getVideo(jobId)).status).toBe(200);

  // One is read to its end, one is left in the middle.
  await readers[0]?.bytes();
  expect((await requestSharedVideo()).status).toBe(200);
  await readers[1]?.body?.cancel();
  expect((await requestSharedVideo()).status).toBe(200);
  expect((await requestSharedVideo()).status).toBe(429);
});

test('a read that upstream rejects does not count as a reader', async () => {
  const { world: testApp, watch: requestSharedVideo } = await createUnsavedResult();
  testApp.always('file', respondWithError(500, 5000));
  for (let n = 0; n < 10; n += 1) expect((await requestSharedVideo()).status).toBe(503);
  testApp.always('file', null);
  expect((await requestSharedVideo()).status).toBe(200);
});
