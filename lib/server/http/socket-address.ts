import 'server-only';
import { randomBytes } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';

/**
 * Records each request's socket address at its start, in a header with a random name per process. Next does not
 * expose the connection to handlers, and `X-Forwarded-For` is under the caller's control.
 */

declare global {
  /** Set once per process, across module reloads. */
  var lipSyncSocketAddressHeader: string | undefined;
}

export function recordSocketAddresses(): void {
  if (globalThis.lipSyncSocketAddressHeader !== undefined) return;
  const name = `x-peer-${randomBytes(16).toString('hex')}`;
  globalThis.lipSyncSocketAddressHeader = name;
  subscribe('http.server.request.start', (message) => {
    if (typeof message !== 'object' || message === null || !('request' in message)) return;
    const { request } = message;
    if (request instanceof IncomingMessage) request.headers[name] = request.socket.remoteAddress ?? '';
  });
}

/** `null` if this process does not serve connections. */
export function getSocketAddressHeader(): string | null {
  return globalThis.lipSyncSocketAddressHeader ?? null;
}
