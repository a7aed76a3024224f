import { afterEach, beforeEach, expect, vi } from 'vitest';

/** Fails a test on an unexpected `console.error` or `console.warn`. A test that expects one mocks it. */
beforeEach(() => {
  vi.spyOn(console, 'error');
  vi.spyOn(console, 'warn');
});

afterEach(() => {
  const calls = [console.error, console.warn].flatMap((log) => (vi.isMockFunction(log) ? log.mock.calls : []));
  vi.restoreAllMocks();
  expect(calls, 'unexpected console.error or console.warn').toEqual([]);
});
