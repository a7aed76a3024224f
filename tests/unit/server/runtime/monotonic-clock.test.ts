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

test('tells the time of day in whole milliseconds', () => {
  const { now, pass } = createFakeClock(50_000);
  expect(now()).toBe(50_000);
  pass(1_234);
  expect(now()).toBe(51_234);
});

test('goes on at the same pace where the machine’s clock is set back', () => {
  const { now, pass, set } = createFakeClock(50_000);
  expect(now()).toBe(50_000);
  set(1_000);
  expect(now()).toBe(50_000);
  pass(3_000);
  expect(now()).toBe(53_000);
});

test('follows at once where it is set forward, as after a sleep', () => {
  const { now, set } = createFakeClock(50_000);
  now();
  set(90_000);
  expect(now()).toBe(90_000);
  set(80_000);
  expect(now()).toBe(90_000);
});

test('is the machine’s own, by itself', () => {
  const before = Date.now();
  const at = createMonotonicClock()();
  expect(at).toBeGreaterThanOrEqual(before - 1);
  expect(at).toBeLessThanOrEqual(Date.now() + 1);
});
