import { describe, expect, it } from 'vitest';
import { withCircuitBreaker } from '@/lib/server/upstream/circuit-breaker';
import { broken, CALLS, type CallName, errorOf, json, PAID_CALLS, type ScriptedResponse, scriptedUpstream, text } from './fake-upstream';

const START_MS = Date.UTC(2026, 0, 15, 12);

/** A breaker before an upstream that answers whatever `responses` says at that moment. */
function setup() {
  const line = { answer: json({ code: 0, data: { task_id: '812345678901234567', task_status: 'processing' } }) as ScriptedResponse };
  const clock = { nowMs: START_MS };
  const changes: string[] = [];
  const { upstream, requests } = scriptedUpstream([() => line.answer()]);
  const guarded = withCircuitBreaker(upstream, { now: () => clock.nowMs, onChange: (state) => changes.push(state) });
  return {
    guarded,
    changes,
    clock,
    sent: () => requests.length,
    answerWith: (answer: ScriptedResponse) => {
      line.answer = answer;
    },
    /** Calls that fail, one after another. */
    async fail(times: number, call: CallName = 'create') {
      for (let time = 0; time < times; time += 1) await errorOf(CALLS[call](guarded));
    },
  };
}

const CREATED = json({ code: 0, data: { task_id: '7', task_status: 'submitted' } });
const PROCESSING = json({ code: 0, data: { task_id: '812345678901234567', task_status: 'processing' } });
const DOWN = json({ code: 5001, message: 'maintenance' }, 503);

const FAILURES: Readonly<Record<string, ScriptedResponse>> = {
  'no connection': broken('ECONNREFUSED'),
  'a connection that breaks': broken('ECONNRESET'),
  'HTTP 500': json({ code: 5000, message: 'internal error' }, 500),
  'HTTP 504': text('', 504),
  'a page of a gateway': text('<html>Bad gateway</html>', 502, { 'content-type': 'text/html' }),
  'a page that calls itself a success': text('<html>Welcome</html>', 200, { 'content-type': 'text/html' }),
};

const REFUSALS: Readonly<Record<string, ScriptedResponse>> = {
  'a bad parameter': json({ code: 1201, message: 'sound_start_time is wrong' }, 400),
  'content review': json({ code: 1301, message: 'content' }, 400),
  'too fast': json({ code: 1302, message: 'too fast' }, 429),
  'an empty account': json({ code: 1102, message: 'used up' }, 429),
  'a bad key': json({ error: { err_code: -10001, message: 'key' } }, 401),
};

describe('the circuit', () => {
  it.each(Object.entries(FAILURES))('opens after five failures in a row (%s), and not before', async (_, answer) => {
    const { guarded, sent, answerWith, fail, changes } = setup();
    answerWith(answer);
    await fail(4);
    const before = sent();
    await fail(1);
    expect(sent()).toBeGreaterThan(before);
    expect(changes).toEqual(['open']);
    const afterFive = sent();
    await errorOf(CALLS.create(guarded));
    expect(sent()).toBe(afterFive);
  });

  it.each(Object.entries(REFUSALS))('is no matter of refusals: whoever refuses is at work (%s)', async (_, answer) => {
    const { sent, answerWith, fail, changes } = setup();
    answerWith(answer);
    await fail(12);
    expect(sent()).toBe(12);
    expect(changes).toEqual([]);
  });

  it('the circuit breaker counts only consecutive failures', async () => {
    const { guarded, answerWith, fail, changes } = setup();
    for (let round = 0; round < 4; round += 1) {
      answerWith(DOWN);
      await fail(4);
      answerWith(CREATED);
      await CALLS.create(guarded);
    }
    expect(changes).toEqual([]);
  });

  it.each([...PAID_CALLS, 'query'] as const)(
    'while it is open refuses a %s at once, uncharged, and says when to come back',
    async (call) => {
      const { guarded, clock, sent, answerWith, fail } = setup();
      answerWith(DOWN);
      await fail(5);
      clock.nowMs += 10_000;
      const before = sent();
      expect(await errorOf(CALLS[call](guarded))).toMatchObject({
        code: 'upstream-unavailable',
        failure: 'unreachable',
        charged: 'no',
        retryAfterMs: 20_000,
      });
      expect(sent()).toBe(before);
    },
  );

  it('the circuit breaker allows one trial call after 30 s and closes when it succeeds', async () => {
    const { guarded, clock, sent, answerWith, fail, changes } = setup();
    answerWith(DOWN);
    await fail(5);
    clock.nowMs += 29_999;
    const before = sent();
    await errorOf(CALLS.query(guarded));
    expect(sent()).toBe(before);

    clock.nowMs += 1;
    const asked = Promise.withResolvers<Response>();
    answerWith(() => asked.promise);
    const trial = CALLS.query(guarded);
    expect(await errorOf(CALLS.create(guarded))).toMatchObject({ code: 'upstream-unavailable', charged: 'no' });
    expect(sent()).toBe(before + 1);
    asked.resolve(await PROCESSING());
    await trial;
    expect(changes).toEqual(['open', 'closed']);
    answerWith(CREATED);
    await CALLS.create(guarded);
  });

  it('closes when the trial is refused, for then upstream is at work', async () => {
    const { guarded, clock, answerWith, fail, changes } = setup();
    answerWith(DOWN);
    await fail(5);
    clock.nowMs += 30_000;
    answerWith(json({ code: 1301, message: 'content' }, 400));
    expect(await errorOf(CALLS.create(guarded))).toMatchObject({ code: 'content-refused' });
    expect(changes).toEqual(['open', 'closed']);
  });

  it('the circuit breaker stays open for another 30 s after a failed trial', async () => {
    const { guarded, clock, sent, answerWith, fail } = setup();
    answerWith(DOWN);
    await fail(5);
    clock.nowMs += 30_000;
    await fail(1);
    const before = sent();
    clock.nowMs += 29_999;
    await errorOf(CALLS.create(guarded));
    expect(sent()).toBe(before);
    clock.nowMs += 1;
    await errorOf(CALLS.create(guarded));
    expect(sent()).toBe(before + 1);
  });

  it('the circuit breaker allows another trial after 30 s if the first hangs', async () => {
    const { guarded, clock, answerWith, fail, changes } = setup();
    answerWith(DOWN);
    await fail(5);
    clock.nowMs += 30_000;
    const hangs = Promise.withResolvers<Response>();
    answerWith(() => hangs.promise);
    const trial = errorOf(CALLS.create(guarded));
    clock.nowMs += 30_000;
    answerWith(CREATED);
    await CALLS.create(guarded);
    expect(changes).toEqual(['open', 'closed']);
    hangs.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) }));
    await trial;
    // What began before it closed says nothing of now.
    await CALLS.create(guarded);
  });

  it('the circuit breaker closes again after the clock was set back', async () => {
    const { guarded, clock, answerWith, fail } = setup();
    answerWith(DOWN);
    await fail(5);
    clock.nowMs -= 3_600_000;
    answerWith(CREATED);
    await CALLS.create(guarded);
  });

  it('one task with invalid responses does not open the circuit however often it is polled; five tasks do', async () => {
    const { guarded, answerWith, fail, changes } = setup();
    answerWith(text('<html>Welcome</html>', 200));
    await fail(20, 'query');
    expect(changes).toEqual([]);
    for (const id of ['1', '2', '3', '4']) await errorOf(guarded.queryLipSync(id));
    expect(changes).toEqual(['open']);
  });

  it('the balance call bypasses the circuit breaker', async () => {
    const { guarded, sent, answerWith, fail, changes } = setup();
    answerWith(text('<html>Not here</html>', 404));
    for (let time = 0; time < 8; time += 1) await errorOf(guarded.balance());
    expect(changes).toEqual([]);
    answerWith(DOWN);
    await fail(5);
    answerWith(json({ data: { balance: '1.5' } }));
    const before = sent();
    expect(await guarded.balance()).toBe(1_500);
    expect(sent()).toBe(before + 1);
  });
});
