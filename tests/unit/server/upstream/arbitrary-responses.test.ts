import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { UpstreamError } from '@/lib/server/upstream/types';
import { ALL_CALLS, API_KEY, CALLS, createScriptedUpstream, PAID_CALLS } from './fake-upstream';

const call = fc.constantFrom(...ALL_CALLS);
const status = fc.oneof(fc.constantFrom(200, 200, 200, 400, 401, 404, 429, 500, 503), fc.integer({ min: 200, max: 599 }));
const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e308, '', '0', [], {}, 'https://cdn.test/o.mp4', API_KEY),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string(),
);
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        ...['code', 'message', 'request_id', 'data', 'error', 'err_code', 'session_id', 'face_data', 'face_id', 'start_time', 'end_time'],
        ...['task_id', 'task_status', 'task_status_msg', 'task_info', 'external_task_id', 'task_result', 'videos', 'url', 'duration'],
        ...['parent_video', '__proto__', 'constructor', 'balance'],
      ),
      tie('value'),
      { maxKeys: 6 },
    ),
  ),
}));
/** Answers that look right from afar: the right frame around arbitrary fields. */
const plausibleBody = fc
  .record(
    {
      session_id: scalar,
      face_data: fc.array(fc.record({ face_id: scalar, face_image: scalar, start_time: scalar, end_time: scalar }, { requiredKeys: [] }), {
        maxLength: 3,
      }),
      task_id: scalar,
      task_status: fc.oneof(scalar, fc.constantFrom('submitted', 'processing', 'succeed', 'failed')),
      task_status_msg: anyValue,
      task_info: anyValue,
      task_result: fc.oneof(anyValue, fc.record({ videos: fc.array(fc.record({ url: scalar, duration: scalar }), { maxLength: 2 }) })),
    },
    { requiredKeys: [] },
  )
  .map((data) => ({ code: 0, message: 'SUCCEED', data }));
const body = fc.oneof(
  fc.oneof(anyValue, plausibleBody).map((value) => JSON.stringify(value)),
  fc.tuple(plausibleBody, fc.nat(200)).map(([value, cut]) => JSON.stringify(value).slice(0, cut)),
  fc.string({ unit: 'binary' }),
);

function expectValidOutcome(name: (typeof ALL_CALLS)[number], outcome: unknown): void {
  if (!(outcome instanceof Error)) {
    return;
  }
  expect(outcome).toBeInstanceOf(UpstreamError);
  if (!(outcome instanceof UpstreamError)) {
    return;
  }
  const isPaid = PAID_CALLS.some((paid) => paid === name);
  const isUncharged = outcome.failure === 'unreachable' || outcome.failure === 'rejected';
  expect(outcome.charged).toBe(isPaid && !isUncharged ? 'unknown' : 'no');
  expect(inspect(outcome, { depth: 9 })).not.toContain(API_KEY);
  expect(JSON.stringify(outcome)).not.toContain(API_KEY);
}

const getOutcome = (promise: Promise<unknown>) =>
  promise.catch((error: unknown) => (error instanceof Error ? error : new Error('no error at all')));

describe('whatever upstream answers', () => {
  it('a call ends in an answer or in an UpstreamError that says what it cost, without the key', async () => {
    await fc.assert(
      fc.asyncProperty(call, status, body, async (name, httpStatus, text) => {
        const { upstream, requests } = createScriptedUpstream([
          () => new Response([204, 205, 304].includes(httpStatus) ? null : text, { status: httpStatus }),
        ]);
        expectValidOutcome(name, await getOutcome(CALLS[name](upstream)));
        expect(requests.length).toBeLessThanOrEqual(PAID_CALLS.some((paid) => paid === name) ? 1 : 3);
      }),
      { numRuns: 2_000 },
    );
  });

  it('every face that is sent is kept, with a window that is one', async () => {
    const time = fc.oneof(fc.integer(), fc.double(), fc.string(), fc.constant(null));
    const faceData = fc.uniqueArray(fc.record({ face_id: fc.nat(), start_time: time, end_time: time }), {
      selector: (face) => face.face_id,
    });
    await fc.assert(
      fc.asyncProperty(faceData, async (face_data) => {
        const { upstream } = createScriptedUpstream([() => Response.json({ code: 0, data: { session_id: 's', face_data } })]);
        const { faces } = await CALLS.identify(upstream);
        expect(faces.map(({ faceId }) => faceId)).toEqual(face_data.map(({ face_id }) => String(face_id)));
        for (const { window } of faces) {
          expect(Number.isSafeInteger(window.startMs) && Number.isSafeInteger(window.endMs)).toBe(true);
          expect(window.startMs).toBeGreaterThanOrEqual(0);
          expect(window.endMs).toBeGreaterThanOrEqual(window.startMs);
        }
      }),
    );
  });

  it('a task is only ever believed to have succeeded with an address that can be fetched', async () => {
    await fc.assert(
      fc.asyncProperty(plausibleBody, async (answer) => {
        const task = await CALLS.query(createScriptedUpstream([() => Response.json(answer)]).upstream).catch(() => null);
        expect(task?.status === 'succeeded').toBe(task?.resultUrl?.startsWith('https://') ?? false);
      }),
    );
  });

  it('a call never outlives its time, even where fetch ignores the signal', async () => {
    const timeouts = { identifyMs: 15, createMs: 15, queryMs: 15, uploadMs: 15 };
    const never = () => new Promise<Response>(() => undefined);
    const endless = () => new Response(new ReadableStream({ pull: () => new Promise(() => undefined) }));
    const slowBody = () =>
      new Response(
        new ReadableStream({
          pull: (controller) => new Promise((resolve) => setTimeout(() => resolve(controller.enqueue(Uint8Array.of(32))), 1)),
        }),
      );
    for (const name of ALL_CALLS) {
      for (const answer of [never, endless, slowBody]) {
        const outcome = await getOutcome(CALLS[name](createScriptedUpstream([answer], { timeouts }).upstream));
        expect(outcome).toMatchObject({ failure: 'timed-out', code: 'upstream-timeout' });
        expectValidOutcome(name, outcome);
      }
    }
  });

  it.each([
    ['identify', 120_000],
    ['create', 60_000],
    ['query', 15_000],
    ['upload', 600_000],
  ] as const)('an attempt to %s has %d ms, no less and no more', async (name, timeMs) => {
    vi.useFakeTimers();
    try {
      const { upstream, requests } = createScriptedUpstream([() => new Promise<Response>(() => undefined)]);
      const outcome = getOutcome(CALLS[name](upstream));
      await vi.advanceTimersByTimeAsync(timeMs - 1);
      expect(requests).toHaveLength(1);
      expect(requests[0]?.init.signal?.aborted).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(requests[0]?.init.signal?.aborted).toBe(true);
      await vi.advanceTimersByTimeAsync(2 * timeMs);
      expect(await outcome).toMatchObject({ failure: 'timed-out' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('a fetch that throws anything at all ends in an UpstreamError', async () => {
    await fc.assert(
      fc.asyncProperty(
        call,
        fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withMap: true }),
        async (name, thrown) => {
          const answer = () => {
            throw thrown;
          };
          const outcome = await getOutcome(CALLS[name](createScriptedUpstream([answer]).upstream));
          expect(outcome).toBeInstanceOf(UpstreamError);
          expectValidOutcome(name, outcome);
        },
      ),
    );
  });
});
