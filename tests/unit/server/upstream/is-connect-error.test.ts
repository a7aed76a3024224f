import { describe, expect, it } from 'vitest';
import { describeFailure, isConnectError } from '@/lib/server/upstream/is-connect-error';

const withCode = (code: string, more: object = {}) => Object.assign(new Error('x'), { code, ...more });
const wrapAsFetchError = (cause: unknown) => new TypeError('fetch failed', { cause });

describe('wasNeverSent', () => {
  it.each([
    ['a refused connection', withCode('ECONNREFUSED', { syscall: 'connect' })],
    ['an unknown host', withCode('ENOTFOUND')],
    ['a resolver that is down', withCode('EAI_AGAIN')],
    ['an unreachable host', withCode('EHOSTUNREACH', { syscall: 'connect' })],
    ['an unreachable network', withCode('ENETUNREACH', { syscall: 'connect' })],
    ['undici giving up connecting', withCode('UND_ERR_CONNECT_TIMEOUT')],
    ['the system giving up connecting', withCode('ETIMEDOUT', { syscall: 'connect' })],
    ['a certificate that is not trusted', withCode('SELF_SIGNED_CERT_IN_CHAIN')],
    [
      'every address refusing',
      Object.assign(new AggregateError([withCode('ECONNREFUSED'), withCode('ETIMEDOUT', { syscall: 'connect' })]), { code: 'ETIMEDOUT' }),
    ],
  ])('is sure of %s', (_name, cause) => {
    expect(isConnectError(wrapAsFetchError(cause))).toBe(true);
    expect(isConnectError(wrapAsFetchError(wrapAsFetchError(cause)))).toBe(true);
  });

  it.each([
    ['a reset', withCode('ECONNRESET', { syscall: 'read' })],
    ['the other side closing', withCode('UND_ERR_SOCKET')],
    ['a read that timed out', withCode('ETIMEDOUT', { syscall: 'read' })],
    ['a host that went away under the request', withCode('EHOSTUNREACH', { syscall: 'read' })],
    ['a network that went down under the request', withCode('ENETDOWN', { syscall: 'write' })],
    ['an unreachable network, at a moment that nobody names', withCode('ENETUNREACH')],
    ['missing headers', withCode('UND_ERR_HEADERS_TIMEOUT')],
    ['a missing body', withCode('UND_ERR_BODY_TIMEOUT')],
    ['a broken pipe', withCode('EPIPE')],
    ['a reset among refusals', new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNRESET')])],
    ['a refusal that followed a reset', Object.assign(withCode('ECONNRESET'), { cause: withCode('ECONNREFUSED') })],
    ['an empty bundle', new AggregateError([])],
    ['an abort', new DOMException('aborted', 'AbortError')],
    ['no cause', undefined],
    ['a word', 'ECONNREFUSED'],
  ])('is not sure of %s', (_name, cause) => {
    expect(isConnectError(wrapAsFetchError(cause))).toBe(false);
  });

  it('isConnectError terminates on a circular error chain', () => {
    const error = new Error('round');
    error.cause = wrapAsFetchError(error);
    expect(isConnectError(error)).toBe(false);
    expect(describeFailure(error)).toBe('Error round; TypeError fetch failed');
  });

  it('describes what is no error at all', () => {
    expect(describeFailure('boom')).toBe('a thrown string');
    expect(describeFailure(null)).toBe('a thrown object');
  });
});
