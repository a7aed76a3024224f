import { describe, expect, it, vi } from 'vitest';
import { createApi } from '@/lib/client/requests/api';
import { ApiError } from '@/lib/client/requests/api-error';
import type { CreateJobRequest } from '@/lib/contracts/job';

const request: CreateJobRequest = {
  videoId: 'video-1',
  faceId: '0',
  voice: { base64: 'dm9pY2U=', durationMs: 5_000 },
  placement: { trimStartMs: 0, trimEndMs: 4_950, insertAtMs: 1_000, voiceVolume: 1, originalVolume: 0 },
};
const KEY = 'a-key-of-sixteen-characters';

function createApiWithResponse(answer: () => Response | Promise<Response>, onUnauthorized?: () => void) {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => answer());
  return { api: createApi({ fetch, ...(onUnauthorized ? { onUnauthorized: onUnauthorized } : {}) }), fetch };
}

function errorResponse(code: string, extra: object = {}) {
  return () => Response.json({ error: { code, message: 'no', charged: 'no', requestId: 'r-1', ...extra } }, { status: 422 });
}

async function catchApiError(promise: Promise<unknown>): Promise<ApiError> {
  const thrown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof ApiError)) throw new Error(`not an ApiError: ${String(thrown)}`);
  return thrown;
}

describe('createApi', () => {
  it('createJob sends the idempotency key and a JSON body', async () => {
    const { api, fetch } = createApiWithResponse(errorResponse('validation-failed'));
    await catchApiError(api.createJob(request, KEY));
    const [path, init] = fetch.mock.calls[0] ?? [];
    expect(path).toBe('/api/advanced-lip-sync');
    expect(new Headers(init?.headers).get('idempotency-key')).toBe(KEY);
    expect(JSON.parse(String(init?.body))).toEqual(request);
  });

  it('a rejected request throws the code, the charge state and the request id', async () => {
    const { api } = createApiWithResponse(
      errorResponse('upstream-timeout', { charged: 'unknown', retryAfterMs: 2_000, issues: [{ code: 'x', byMs: 1 }] }),
    );
    expect(await catchApiError(api.identifyFace({ uploadId: 'u' }))).toMatchObject({
      code: 'upstream-timeout',
      charged: 'unknown',
      requestId: 'r-1',
      retryAfterMs: 2_000,
      issues: [{ code: 'x', byMs: 1 }],
    });
  });

  it.each([
    ['HTML', () => new Response('<html>Bad gateway</html>', { status: 502 })],
    ['an empty body', () => new Response('', { status: 500 })],
    ['an unknown error code', errorResponse('quantum-flux')],
    ['truncated JSON', () => new Response('{"jobId": "j', { status: 201 })],
    ['JSON of another shape', () => Response.json({ hello: 'world' }, { status: 201 })],
  ])('a paid request with %s as its response may have been charged', async (_name, answer) => {
    const { api } = createApiWithResponse(answer);
    expect(await catchApiError(api.createJob(request, KEY))).toMatchObject({
      code: 'unexpected-response',
      charged: 'unknown',
      requestId: null,
    });
  });

  it.each(['identifyFace', 'createJob'] as const)('%s without a response may have been charged', async (name) => {
    const { api } = createApiWithResponse(() => Promise.reject(new TypeError('Failed to fetch')));
    const call = name === 'createJob' ? api.createJob(request, KEY) : api.identifyFace({ uploadId: 'u' });
    expect(await catchApiError(call)).toMatchObject({ code: 'network-error', charged: 'unknown' });
  });

  it('a read request is never charged, with or without a response', async () => {
    const { api } = createApiWithResponse(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(await catchApiError(api.readJob('job-1'))).toMatchObject({ code: 'network-error', charged: 'no' });
  });

  it('a request cancelled by the caller throws AbortError', async () => {
    const abort = new AbortController();
    const api = createApi({
      fetch: (_input, init) => new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
    });
    const call = api.readJob('job-1', { signal: abort.signal });
    abort.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('a request without a session calls onUnauthorized and throws', async () => {
    const onUnauthorized = vi.fn();
    const { api } = createApiWithResponse(errorResponse('unauthorized'), onUnauthorized);
    expect((await catchApiError(api.readSpending())).code).toBe('unauthorized');
    expect(onUnauthorized).toHaveBeenCalledOnce();
  });

  it('signIn accepts an empty response, and a wrong code does not call onUnauthorized', async () => {
    await expect(createApiWithResponse(() => new Response(null, { status: 204 })).api.signIn('right')).resolves.toBeUndefined();
    const onUnauthorized = vi.fn();
    expect(
      (await catchApiError(createApiWithResponse(errorResponse('invalid-credentials'), onUnauthorized).api.signIn('wrong'))).code,
    ).toBe('invalid-credentials');
    expect(onUnauthorized).not.toHaveBeenCalled();
  });

  it('ids with slashes are escaped in the path', async () => {
    const { api, fetch } = createApiWithResponse(errorResponse('not-found'));
    await catchApiError(api.readJob('../spending'));
    expect(fetch.mock.calls[0]?.[0]).toBe('/api/advanced-lip-sync/..%2Fspending');
  });
});
