import { describe, expect, test } from 'vitest';
import { newSessionToken } from '@/lib/server/auth/session-cookie';
import { createLog, describeError, redact } from '@/lib/server/runtime/log';

describe('the log', () => {
  test('the log removes secrets and long runs from every field', () => {
    const lines: string[] = [];
    const log = createLog({ write: (line) => lines.push(line), secrets: ['sk-short'] });
    log({ event: 'x', error: `Bearer sk-short and ${'QUJD'.repeat(20)}`, path: '/a', ms: 3 });
    expect(lines).toEqual(['{"event":"x","error":"Bearer [secret] and [long]","path":"/a","ms":3}\n']);
  });

  test('the log keeps a path readable except for long segments', () => {
    const lines: string[] = [];
    const path = '/api/identify-face/0123456789012345678901/faces/0/thumbnail';
    createLog({ write: (line) => lines.push(line) })({ path });
    createLog({ write: (line) => lines.push(line) })({ path: `/join/${'t'.repeat(60)}` });
    expect(lines).toEqual([`{"path":"${path}"}\n`, '{"path":"/join/[long]"}\n']);
  });

  test('the log recognises session, invite and share tokens by their length', () => {
    const token = newSessionToken();
    for (const text of [token, `/share/${token}`, `session=${token}; Path=/`, `#${token}`]) expect(redact(text)).not.toContain(token);
  });

  test('the log redacts nested values', () => {
    const lines: string[] = [];
    createLog({ write: (line) => lines.push(line), secrets: ['sk-short'] })({ issues: [{ field: 'sk-short' }], none: null });
    expect(lines.join('')).not.toContain('sk-short');
    expect(JSON.parse(lines[0] ?? '')).toEqual({ issues: '[{"field":"[secret]"}]', none: null });
  });

  test('the log keeps our own ids readable', () => {
    expect(redact('0f8fad5b-d9cb-469f-a165-70867728950e')).toBe('0f8fad5b-d9cb-469f-a165-70867728950e');
  });

  test('the log limits the length of a line, whatever the cause', () => {
    expect(redact('a b '.repeat(10_000)).length).toBeLessThan(610);
  });

  test('describeError includes the causes of an error', () => {
    expect(describeError(new Error('outer', { cause: new TypeError('inner') }))).toBe('Error: outer ← TypeError: inner');
  });
});
