/** Serves a `fetch` function over a real HTTP server on loopback, so that tests cover broken connections and chunked bodies. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface ServedFetch {
  readonly origin: string;
  stop(): Promise<void>;
}

/** When the handler rejects or the response body fails, the connection is destroyed. */
export async function serveFetch(handle: typeof fetch): Promise<ServedFetch> {
  const server = createServer((incoming, outgoing) => {
    respond(handle, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function respond(handle: typeof fetch, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const disconnected = new AbortController();
  outgoing.once('close', () => disconnected.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const method = incoming.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const init: RequestInit & { duplex?: 'half' } = { method, headers, signal: disconnected.signal };
  if (hasBody) {
    init.body = new Blob(await Array.fromAsync(incoming));
  }
  const response = await handle(`http://${incoming.headers.host ?? '127.0.0.1'}${incoming.url ?? '/'}`, init);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  // Sent immediately, so that the client receives the head even when the body never ends.
  outgoing.flushHeaders();
  for await (const chunk of response.body ?? []) {
    if (!outgoing.write(chunk)) await once(outgoing, 'drain', { signal: disconnected.signal });
  }
  outgoing.end();
}
