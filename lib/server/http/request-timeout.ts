import 'server-only';
import { subscribe } from 'node:diagnostics_channel';
import { Server } from 'node:http';

/**
 * Raises Node's five-minute limit for receiving a request, for which Next has no setting. A video of 100 MB exceeds
 * it on any line below 2.7 Mbit/s.
 */

/** 100 MB at 0.25 Mbit/s. The header timeout stays at Node's minute, so that idle connections are closed. */
const REQUEST_TIMEOUT_MS = 60 * 60 * 1000;

declare global {
  /** Set once per process, across module reloads. */
  var lipSyncRequestTimeoutSet: true | undefined;
}

/**
 * Next does not expose the server, so the diagnostics channel provides it at each request's start, and the setting
 * applies to that request too.
 */
export function extendRequestTimeout(): void {
  if (globalThis.lipSyncRequestTimeoutSet) return;
  globalThis.lipSyncRequestTimeoutSet = true;
  subscribe('http.server.request.start', (message) => {
    if (typeof message !== 'object' || message === null || !('server' in message)) return;
    if (message.server instanceof Server) message.server.requestTimeout = REQUEST_TIMEOUT_MS;
  });
}
