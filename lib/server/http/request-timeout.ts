import 'server-only';
import { subscribe } from 'node:diagnostics_channel';
import { Server } from 'node:http';

/**
 * Node ends every request that has not wholly arrived after five minutes, and Next has no setting for it. A legal video of
 * 100 MB takes longer than that on any line under 2.7 Mbit/s.
 */

/** 100 MB at a quarter of a megabit. Headers keep Node's own limit of a minute, so that idle connections are not hoarded. */
const REQUEST_TIMEOUT_MS = 60 * 60 * 1000;

declare global {
  /** Once a process, over every reload of its modules. */
  var lipSyncRequestTimeoutSet: true | undefined;
}

/** The server is not ours to reach; each request's start names it, and what is set then holds for that request too. */
export function extendRequestTimeout(): void {
  if (globalThis.lipSyncRequestTimeoutSet) return;
  globalThis.lipSyncRequestTimeoutSet = true;
  subscribe('http.server.request.start', (message) => {
    if (typeof message !== 'object' || message === null || !('server' in message)) return;
    if (message.server instanceof Server) message.server.requestTimeout = REQUEST_TIMEOUT_MS;
  });
}
