import { describe, expect, test } from 'vitest';
import { toJobUpdate } from '@/lib/server/jobs/job-update';
import type { UpstreamTask } from '@/lib/server/upstream/types';
import { toUrlSourceKey } from '@/lib/server/videos/validate-video-url';

const CREATED_MS = Date.UTC(2026, 10, 22, 12);
const MINUTE = 60_000;

const succeededTask: UpstreamTask = {
  taskId: '7',
  externalTaskId: null,
  status: 'succeeded',
  message: null,
  resultUrl: 'https://cdn.example/out.mp4',
  resultDurationMs: 9_000,
  parentVideoUrl: 'https://cdn.example/in.mp4',
  updatedAtMs: CREATED_MS + 3 * MINUTE,
};
const job = { status: 'processing', createdAtMs: CREATED_MS, uploadId: null, sourceJobId: null, sourceKey: 'link x' } as const;

describe('a success', () => {
  test('a success is dated by upstream’s timestamp, even if it is polled later', () => {
    const update = toJobUpdate(succeededTask, job, CREATED_MS + 60 * MINUTE);
    expect(update).toMatchObject({
      status: 'succeeded',
      succeededAtMs: CREATED_MS + 3 * MINUTE,
      parentVideoUrl: 'https://cdn.example/in.mp4',
    });
  });

  test.each([
    ['runs fast', CREATED_MS + 300 * MINUTE, CREATED_MS + 5 * MINUTE],
    ['runs slow', CREATED_MS - 300 * MINUTE, CREATED_MS],
    ['is silent', null, CREATED_MS + 5 * MINUTE],
  ])('was neither in the future nor before its job, though upstream’s clock %s', (_, updatedAtMs, expected) => {
    expect(toJobUpdate({ ...succeededTask, updatedAtMs }, job, CREATED_MS + 5 * MINUTE).succeededAtMs).toBe(expected);
  });

  test('names the video that it was made of where that has to be copied: not an upload’s, which is here, and not the pasted link itself', () => {
    const expectedUrl = (changes: Partial<Parameters<typeof toJobUpdate>[1]>) =>
      toJobUpdate(succeededTask, { ...job, ...changes }, CREATED_MS).parentVideoUrl;
    expect(expectedUrl({})).toBe('https://cdn.example/in.mp4');
    expect(expectedUrl({ uploadId: 'upload' })).toBeNull();
    expect(expectedUrl({ sourceJobId: 'job' })).toBeNull();
    expect(expectedUrl({ sourceKey: toUrlSourceKey('https://cdn.example/in.mp4') })).toBeNull();
  });

  test('a success without a result is not a success and has no timestamp', () => {
    expect(toJobUpdate({ ...succeededTask, resultUrl: null }, job, CREATED_MS)).toMatchObject({
      status: 'processing',
      succeededAtMs: null,
      parentVideoUrl: null,
    });
  });
});
