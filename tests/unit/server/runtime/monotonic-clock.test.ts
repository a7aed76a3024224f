import { expect, test } from 'vitest';
import { createMonotonicClock } from '@/lib/server/runtime/monotonic-clock';

function createFakeClock(startMs: number) {
  let [wallMs, passedMs] = [startMs, 1_000.25];
  const now = createMonotonicClock(
    () => wallMs,
    () => passedMs,
  );
  return {
    now,
    pass: (ms: number) => {
      wallMs += ms;
      passedMs += ms;
    },
    set: (ms: number) => {
      wallMs = ms;
    },
  };
}

test('the monotonic clock returns whole milliseconds', () => {
  const { now, pass } = createFakeClock(50_000);
  expect(now()).toBe(50_000);
  pass(1_234);
  expect(now()).toBe(51_234);
});

test('the monotonic clock continues at the same pace when the system clock is set back', () => {
  const { now, pass, set } = createFakeClock(50_000);
  expect(now()).toBe(50_000);
  set(1_000);
  expect(now()).toBe(50_000);
  pass(3_000);
  expect(now()).toBe(53_000);
});

test('the monotonic clock follows a forward jump at once, as after sleep', () => {
  const { now, set } = createFakeClock(50_000);
  now();
  set(90_000);
  expect(now()).toBe(90_000);
  set(80_000);
  expect(now()).toBe(90_000);
});

test('the monotonic clock uses the system clock by default', () => {
  const before = Date.now();
  const at = createMonotonicClock()();
  expect(at).toBeGreaterThanOrEqual(before - 1);
  expect(at).toBeLessThanOrEqual(Date.now() + 1);
});
