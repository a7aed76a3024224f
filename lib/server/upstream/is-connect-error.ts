import 'server-only';

/** Codes of the system, resolver, TLS and undici that occur only before a connection is established. */
const PRE_CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  // A certificate is verified before the first byte of the request.
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Codes that also occur on established connections, where data may have been sent. */
const CONNECTING_CODES = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN']);

/** An error with its causes and aggregated errors; bounded, because a chain can be circular. */
function flattenErrors(error: unknown): object[] {
  const found = new Set<object>();
  const waiting = [error];
  while (waiting.length > 0 && found.size < 32) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null || found.has(next)) {
      continue;
    }
    found.add(next);
    if ('cause' in next) {
      waiting.push(next.cause);
    }
    waiting.push(...getAggregatedErrors(next));
  }
  return [...found];
}

function getAggregatedErrors(error: object): readonly unknown[] {
  return 'errors' in error && Array.isArray(error.errors) ? error.errors.slice(0, 32) : [];
}

function getStringField(error: object, field: 'name' | 'code' | 'message' | 'syscall'): string {
  const value: unknown = Reflect.get(error, field);
  return typeof value === 'string' ? value : '';
}

/**
 * Whether a failed `fetch` certainly had no connection, so that a retry cannot pay twice. Every code in the chain must say so; an
 * `AggregateError` has one error per attempted address.
 */
export function isConnectError(error: unknown): boolean {
  const errorsWithCode = flattenErrors(error).filter((one) => getStringField(one, 'code') !== '' && getAggregatedErrors(one).length === 0);
  return (
    errorsWithCode.length > 0 &&
    errorsWithCode.every((one) => {
      const code = getStringField(one, 'code');
      return PRE_CONNECTION_CODES.has(code) || (CONNECTING_CODES.has(code) && getStringField(one, 'syscall') === 'connect');
    })
  );
}

/** The error chain as one line for the log. It may quote headers and URLs, so redact it. */
export function describeFailure(error: unknown): string {
  const parts = flattenErrors(error).map((one) =>
    [getStringField(one, 'name'), getStringField(one, 'code'), getStringField(one, 'message')].filter((part) => part !== '').join(' '),
  );
  return parts.length > 0 ? parts.join('; ') : `a thrown ${typeof error}`;
}
