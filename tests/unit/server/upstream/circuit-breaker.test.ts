import { describe, expect, it } from 'vitest';
import { withCircuitBreaker } from '@/lib/server/upstream/circuit-breaker';
import {
  CALLS,
  type CallName,
  createScriptedUpstream,
  getUpstreamError,
  networkError,
  PAID_CALLS,
  respondWithJson,
  respondWithText,
  type ScriptedResponse,
} from './fake-upstream';

const START_MS = Date.UTC(2026, 0, 15, 12);

/** A breaker before an upstream that answers whatever `responses` says at that moment. */
function createGuardedUpstream() {
  const script = {
    answer: respondWithJson({ code: 0, data: { task_id: '812345678901234567', task_status: 'processing' } }) as ScriptedResponse,
  };
  const clock = { nowMs: START_MS };
  const changes: string[] = [];
  const { upstream, requests } = createScriptedUpstream([() => script.answer()]);
  const guarded = withCircuitBreaker(upstream, { now: () => clock.nowMs, onChange: (state) => changes.push(state) });
  return {
    guarded,
    changes,
    clock,
    sent: () => requests.length,
    answerWith: (response: ScriptedResponse) => {
      script.answer = response;
    },
    /** Calls that fail, one after another. */
    async failCalls(times: number, call: CallName = 'create') {
      for (let time = 0; time < times; time += 1) await getUpstreamError(CALLS[call](guarded));
    },
  };
}

const CREATED = respondWithJson({ code: 0, data: { task_id: '7', task_status: 'submitted' } });
const PROCESSING = respondWithJson({ code: 0, data: { task_id: '812345678901234567', task_status: 'processing' } });
const UNAVAILABLE = respondWithJson({ code: 5001, message: 'maintenance' }, 503);

const FAILURE_RESPONSES: Readonly<Record<string, ScriptedResponse>> = {
  'no connection': networkError('ECONNREFUSED'),
  'a connection that breaks': networkError('ECONNRESET'),
  'HTTP 500': respondWithJson({ code: 5000, message: 'internal error' }, 500),
  'HTTP 504': respondWithText('', 504),
  'a page of a gateway': respondWithText('<html>Bad gateway</html>', 502, { 'content-type': 'text/html' }),
  'a page that calls itself a success': respondWithText('<html>Welcome</html>', 200, { 'content-type': 'text/html' }),
};

const REJECTION_RESPONSES: Readonly<Record<string, ScriptedResponse>> = {
  'a bad parameter': respondWithJson({ code: 1201, message: 'sound_start_time is wrong' }, 400),
  'content review': respondWithJson({ code: 1301, message: 'content' }, 400),
  'too fast': respondWithJson({ code: 1302, message: 'too fast' }, 429),
  'an empty account': respondWithJson({ code: 1102, message: 'used up' }, 429),
  'a bad key': respondWithJson({ error: { err_code: -10001, message: 'key' } }, 401),
};

describe('the circuit', () => {
  it.each(Object.entries(FAILURE_RESPONSES))('opens after five failures in a row (%s), and not before', async (_, response) => {
    const { guarded, sent: countRequests, answerWith: setResponse, failCalls, changes } = createGuardedUpstream();
    setResponse(response);
    await failCalls(4);
    const before = countRequests();
    await failCalls(1);
    expect(countRequests()).toBeGreaterThan(before);
    expect(changes).toEqual(['open']);
    const afterFive = countRequests();
    await getUpstreamError(CALLS.create(guarded));
    expect(countRequests()).toBe(afterFive);
  });

  it.each(Object.entries(REJECTION_RESPONSES))('is no matter of refusals: whoever refuses is at work (%s)', async (_, response) => {
    const { sent: countRequests, answerWith: setResponse, failCalls, changes } = createGuardedUpstream();
    setResponse(response);
    await failCalls(12);
    expect(countRequests()).toBe(12);
    expect(changes).toEqual([]);
  });

  it('the circuit breaker counts only consecutive failures', async () => {
    const { guarded, answerWith: setResponse, failCalls, changes } = createGuardedUpstream();
    for (let round = 0; round < 4; round += 1) {
      setResponse(UNAVAILABLE);
      await failCalls(4);
      setResponse(CREATED);
      await CALLS.create(guarded);
    }
    expect(changes).toEqual([]);
  });

  it.each([...PAID_CALLS, 'query'] as const)(
    'while it is open refuses a %s at once, uncharged, and says when to come back',
    async (call) => {
      const { guarded, clock, sent: countRequests, answerWith: setResponse, failCalls } = createGuardedUpstream();
      setResponse(UNAVAILABLE);
      await failCalls(5);
      clock.nowMs += 10_000;
      const before = countRequests();
      expect(await getUpstreamError(CALLS[call](guarded))).toMatchObject({
        code: 'upstream-unavailable',
        failure: 'unreachable',
        charged: 'no',
        retryAfterMs: 20_000,
      });
      expect(countRequests()).toBe(before);
    },
  );

  it('the circuit breaker allows one trial call after 30 s and closes when it succeeds', async () => {
    const { guarded, clock, sent: countRequests, answerWith: setResponse, failCalls, changes } = createGuardedUpstream();
    setResponse(UNAVAILABLE);
    await failCalls(5);
    clock.nowMs += 29_999;
    const before = countRequests();
    await getUpstreamError(CALLS.query(guarded));
    expect(countRequests()).toBe(before);

    clock.nowMs += 1;
    const asked = Promise.withResolvers<Response>();
    setResponse(() => asked.promise);
    const trial = CALLS.query(guarded);
    expect(await getUpstreamError(CALLS.create(guarded))).toMatchObject({ code: 'upstream-unavailable', charged: 'no' });
    expect(countRequests()).toBe(before + 1);
    asked.resolve(await PROCESSING());
    await trial;
    expect(changes).toEqual(['open', 'closed']);
    setResponse(CREATED);
    await CALLS.create(guarded);
  });

  it('closes when the trial is refused, for then upstream is at work', async () => {
    const { guarded, clock, answerWith: setResponse, failCalls, changes } = createGuardedUpstream();
    setResponse(UNAVAILABLE);
    await failCalls(5);
    clock.nowMs += 30_000;
    setResponse(respondWithJson({ code: 1301, message: 'content' }, 400));
    expect(await getUpstreamError(CALLS.create(guarded))).toMatchObject({ code: 'content-refused' });
    expect(changes).toEqual(['open', 'closed']);
  });

  it('the circuit breaker stays open for another 30 s after a failed trial', async () => {
    const { guarded, clock, sent: countRequests, answerWith: setResponse, failCalls } = createGuardedUpstream();
    setResponse(UNAVAILABLE);
    await failCalls(5);
    clock.nowMs += 30_000;
    await failCalls(1);
    const before = countRequests();
    clock.nowMs += 29_999;
    await getUpstreamError(CALLS.create(guarded));
    expect(countRequests()).toBe(before);
    clock.nowMs += 1;
    await getUpstreamError(CALLS.create(guarded));
    expect(countRequests()).toBe(before + 1);
  });

  it('the circuit breaker allows another trial after 30 s if the first hangs', async () => {
    const { guarded, clock, answerWith: setResponse, failCalls, changes } = createGuardedUpstream();
    setResponse(UNAVAILABLE);
    await failCalls(5);
    clock.nowMs += 30_000;
    const hangs = Promise.withResolvers<Response>();
    setResponse(() => hangs.promise);
    const trial = getUpstreamError(CALLS.create(guarded));
    clock.nowMs += 30_000;
    setResponse(CREATED);
    await CALLS.create(guarded);
    expect(changes).toEqual(['open', 'closed']);
    hangs.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) }));
    await trial;
    // What began before it closed says nothing of now.
    await CALLS.create(guarded);
  });

  it('the circuit breaker closes again after the clock was set back', async () => {
    const { guarded, clock, answerWith: setResponse, failCalls } = createGuardedUpstream();
    setResponse(UNAVAILABLE);
    await failCalls(5);
    clock.nowMs -= 3_600_000;
    setResponse(CREATED);
    await CALLS.create(guarded);
  });

  it('one task with invalid responses does not open the circuit however often it is polled; five tasks do', async () => {
    const { guarded, answerWith: setResponse, failCalls, changes } = createGuardedUpstream();
    setResponse(respondWithText('<html>Welcome</html>', 200));
    await failCalls(20, 'query');
    expect(changes).toEqual([]);
    for (const id of ['1', '2', '3', '4']) await getUpstreamError(guarded.queryLipSync(id));
    expect(changes).toEqual(['open']);
  });

  it('the balance call bypasses the circuit breaker', async () => {
    const { guarded, sent: countRequests, answerWith: setResponse, failCalls, changes } = createGuardedUpstream();
    setResponse(respondWithText('<html>Not here</html>', 404));
    for (let time = 0; time < 8; time += 1) await getUpstreamError(guarded.balance());
    expect(changes).toEqual([]);
    setResponse(UNAVAILABLE);
    await failCalls(5);
    setResponse(respondWithJson({ data: { balance: '1.5' } }));
    const before = countRequests();
    expect(await guarded.balance()).toBe(1_500);
    expect(countRequests()).toBe(before + 1);
  });
});
