import { afterEach, beforeEach, expect, vi } from 'vitest';

/** A test that makes the code complain must say so: an unexpected `console.error` or `console.warn` fails it. */
beforeEach(() => {
  vi.spyOn(console, 'error');
  vi.spyOn(console, 'warn');
});

afterEach(() => {
  const complaints = [console.error, console.warn].flatMap((log) => (vi.isMockFunction(log) ? log.mock.calls : []));
  vi.restoreAllMocks();
  expect(complaints, 'the code complained on the console').toEqual([]);
});
