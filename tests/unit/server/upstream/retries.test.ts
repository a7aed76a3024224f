import { describe, expect, it } from 'vitest';
import {
  ALL_CALLS,
  API_KEY,
  BASE_URL,
  CALLS,
  createScriptedUpstream,
  getUpstreamError,
  inspectAll,
  networkError,
  PAID_CALLS,
  respondWithJson,
  respondWithText,
  type ScriptedResponse,
} from './fake-upstream';

const processing = respondWithJson({ code: 0, data: { task_id: '812345678901234567', task_status: 'processing' } });
const created = respondWithJson({ code: 0, data: { task_id: '7', task_status: 'submitted' } });

const NEVER_CONNECTED: readonly (readonly [string, Record<string, unknown>])[] = [
  ['ECONNREFUSED', {}],
  ['ENOTFOUND', {}],
  ['EAI_AGAIN', {}],
  ['EHOSTUNREACH', { syscall: 'connect' }],
  ['UND_ERR_CONNECT_TIMEOUT', {}],
  ['ETIMEDOUT', { syscall: 'connect' }],
];
const AFTER_SENDING: readonly (readonly [string, Record<string, unknown>])[] = [
  ['ECONNRESET', { syscall: 'read' }],
  ['EPIPE', {}],
  ['UND_ERR_SOCKET', {}],
  ['UND_ERR_HEADERS_TIMEOUT', {}],
  ['ETIMEDOUT', { syscall: 'read' }],
  ['EHOSTUNREACH', { syscall: 'read' }],
];

describe.each(ALL_CALLS)('a %s', (call) => {
  it.each([...NEVER_CONNECTED, ...AFTER_SENDING])('keeps no key that the error of fetch quotes (%s), but its code', async (code, more) => {
    const error = await getUpstreamError(CALLS[call](createScriptedUpstream([networkError(code, more)]).upstream));
    expect(error.cause).toContain(code);
    expect(inspectAll(error)).not.toContain(API_KEY);
  });

  it.each(NEVER_CONNECTED)('that never had a connection (%s) is tried three times and costs nothing', async (code, more) => {
    const { upstream, requests, waits } = createScriptedUpstream([networkError(code, more)]);
    expect(await getUpstreamError(CALLS[call](upstream))).toMatchObject({
      failure: 'unreachable',
      code: 'upstream-unreachable',
      charged: 'no',
      retryable: true,
    });
    expect(requests).toHaveLength(3);
    expect(waits).toEqual([500, 1_000]);
  });
});

describe.each(PAID_CALLS)('a paid %s', (call) => {
  it.each(AFTER_SENDING)('that broke after sending (%s) is never sent again, and may have been charged', async (code, more) => {
    const { upstream, requests, waits } = createScriptedUpstream([networkError(code, more)]);
    expect(await getUpstreamError(CALLS[call](upstream))).toMatchObject({
      failure: 'timed-out',
      code: 'upstream-timeout',
      charged: 'unknown',
    });
    expect(requests).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  it.each([
    ['busy', respondWithJson({ code: 1302 }, 429, { 'retry-after': '1' })],
    ['broken', respondWithJson({ code: 5000 }, 500)],
    ['unreadable', respondWithText('<html>', 502)],
  ] satisfies readonly (readonly [string, ScriptedResponse])[])('that was answered "%s" is not sent again', async (_name, response) => {
    const { upstream, requests } = createScriptedUpstream([response, created]);
    await getUpstreamError(CALLS[call](upstream));
    expect(requests).toHaveLength(1);
  });

  it('a paid call is not retried after an attempt that had a connection', async () => {
    const { upstream, requests } = createScriptedUpstream([networkError('ECONNREFUSED'), networkError('ECONNRESET'), created]);
    expect(await getUpstreamError(CALLS[call](upstream))).toMatchObject({ failure: 'timed-out', charged: 'unknown' });
    expect(requests).toHaveLength(2);
  });
});

it('a create that found its connection at the third try succeeds, and each try sent the same', async () => {
  const { upstream, requests } = createScriptedUpstream([networkError('ECONNREFUSED'), networkError('EAI_AGAIN'), created]);
  await expect(CALLS.create(upstream)).resolves.toMatchObject({ taskId: '7' });
  expect(new Set(requests.map(({ init }) => init.body)).size).toBe(1);
});

it('a create that took long to find no connection is not tried until its job counts as unknown', async () => {
  let nowMs = 0;
  const slow = () => {
    nowMs += 10_000;
    return networkError('UND_ERR_CONNECT_TIMEOUT')();
  };
  const { upstream, requests } = createScriptedUpstream([slow], { now: () => nowMs });
  expect(await getUpstreamError(CALLS.create(upstream))).toMatchObject({ failure: 'unreachable', charged: 'no' });
  expect(requests).toHaveLength(2);
});

it('an upload whose file was already read cannot be sent again', async () => {
  let attemptCount = 0;
  const { upstream } = createScriptedUpstream([], {
    fetch: async (_input, init) => {
      attemptCount += 1;
      await new Response(init?.body ?? null).arrayBuffer();
      return networkError('ECONNREFUSED')();
    },
  });
  expect(await getUpstreamError(CALLS.upload(upstream))).toMatchObject({ failure: 'unreachable', charged: 'no' });
  expect(attemptCount).toBe(1);
});

describe('a free query', () => {
  it.each([
    ...AFTER_SENDING.map(([code, more]) => [code, networkError(code, more)] as const),
    ['code 1302', respondWithJson({ code: 1302 }, 429)],
    ['code 1303', respondWithJson({ code: 1303 })],
    ['code 5000', respondWithJson({ code: 5000 }, 500)],
    ['code 5001', respondWithJson({ code: 5001 }, 503)],
    ['code 5002', respondWithJson({ code: 5002 }, 504)],
    ['the gateway’s 1024', respondWithJson({ error: { err_code: 1024 } }, 504)],
    ['a page of a proxy', respondWithText('<html>', 502)],
    ['a bare 429', respondWithText('', 429)],
  ] satisfies readonly (readonly [string, ScriptedResponse])[])(
    'is asked again after %s, and its answer is the last one',
    async (_name, failure) => {
      const { upstream, requests } = createScriptedUpstream([failure, failure, processing]);
      await expect(CALLS.query(upstream)).resolves.toMatchObject({ status: 'processing' });
      expect(requests).toHaveLength(3);
    },
  );

  it.each([
    ['a refused key', respondWithJson({ code: 1002 }, 401)],
    ['an empty account, though it is HTTP 429', respondWithJson({ code: 1102 }, 429)],
    ['an address that is not allowed, though it is HTTP 429', respondWithJson({ code: 1304 }, 429)],
    ['a missing task', respondWithJson({ code: 1203 }, 404)],
    ['a page under 200', respondWithText('<html>')],
    ['a redirect', respondWithText(null, 302, { location: 'https://elsewhere.test/' })],
  ] satisfies readonly (readonly [string, ScriptedResponse])[])('is not asked again after %s', async (_name, failure) => {
    const { upstream, requests } = createScriptedUpstream([failure, processing]);
    await getUpstreamError(CALLS.query(upstream));
    expect(requests).toHaveLength(1);
  });

  it('a free query fails after three attempts', async () => {
    const { upstream, requests } = createScriptedUpstream([respondWithJson({ code: 5000 }, 500)]);
    expect(await getUpstreamError(CALLS.query(upstream))).toMatchObject({ code: 'upstream-unavailable', charged: 'no' });
    expect(requests).toHaveLength(3);
  });

  it('a free query waits with full jitter and doubles the limit at each retry', async () => {
    for (const [random, expected] of [
      [0, [0, 0]],
      [0.5, [500, 1_000]],
      [0.999, [999, 1_998]],
    ] as const) {
      const { upstream, waits } = createScriptedUpstream([respondWithJson({ code: 5000 }, 500)], { random: () => random });
      await getUpstreamError(CALLS.query(upstream));
      expect(waits).toEqual(expected);
    }
  });

  it.each([
    ['no word of it', undefined, [1_500, 2_000]],
    ['2 s', '2', [2_500, 3_000]],
    ['a moment 3 s from now', 'Thu, 15 Jan 2026 12:00:03 GMT', [3_500, 4_000]],
    ['a moment that is over', 'Thu, 15 Jan 2026 11:00:00 GMT', [500, 1_000]],
    ['nonsense', 'soon', [1_500, 2_000]],
  ])('that is told to wait, with %s, never waits less', async (_name, header, expected) => {
    const { upstream, waits } = createScriptedUpstream([
      respondWithJson({ code: 1302 }, 429, header === undefined ? {} : { 'retry-after': header }),
    ]);
    await getUpstreamError(CALLS.query(upstream));
    expect(waits).toEqual(expected);
  });

  it('a free query fails at once with Retry-After if the requested wait is too long', async () => {
    const { upstream, requests, waits } = createScriptedUpstream([respondWithJson({ code: 1302 }, 429, { 'retry-after': '90' })]);
    expect(await getUpstreamError(CALLS.query(upstream))).toMatchObject({ code: 'upstream-busy', retryAfterMs: 90_000 });
    expect(requests).toHaveLength(1);
    expect(waits).toEqual([]);
  });
});

describe('a busy upstream', () => {
  it.each([
    [1302, undefined, 1_000],
    [1303, undefined, 5_000],
    [1302, '20', 20_000],
    [1303, 'Thu, 15 Jan 2026 12:00:30 GMT', 30_000],
  ])('says after a create with code %d and Retry-After %s to come back in %d ms', async (code, header, retryAfterMs) => {
    const { upstream } = createScriptedUpstream([respondWithJson({ code }, 429, header === undefined ? {} : { 'retry-after': header })]);
    expect(await getUpstreamError(CALLS.create(upstream))).toMatchObject({ code: 'upstream-busy', charged: 'no', retryAfterMs });
  });

  it('a permanent rejection has no retryAfterMs', async () => {
    const { upstream } = createScriptedUpstream([respondWithJson({ code: 1102 }, 429, { 'retry-after': '20' })]);
    expect((await getUpstreamError(CALLS.create(upstream))).retryAfterMs).toBeUndefined();
  });
});

it('the clock, the dice and the pauses are those that were handed in', async () => {
  const { upstream, waits } = createScriptedUpstream(
    [respondWithJson({ code: 1302 }, 429, { 'retry-after': 'Thu, 01 Jan 1970 00:00:02 GMT' })],
    {
      apiKey: API_KEY,
      baseUrl: BASE_URL,
      now: () => 1_000,
      random: () => 0,
    },
  );
  await getUpstreamError(CALLS.query(upstream));
  expect(waits).toEqual([1_000, 1_000]);
});
