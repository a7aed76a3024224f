import 'server-only';
import { randomBytes } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';

/**
 * Next tells a handler nothing about the connection that its request came by, and `X-Forwarded-For` is what the caller wrote. So each
 * request's true peer is noted as it starts, under a header whose name is new in each process and known to nobody outside it.
 */

declare global {
  /** Once a process, over every reload of its modules. */
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

/** `null` where this process serves no connections of its own. */
export function getSocketAddressHeader(): string | null {
  return globalThis.lipSyncSocketAddressHeader ?? null;
}
