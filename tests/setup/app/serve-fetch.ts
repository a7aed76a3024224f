/** Any `fetch` behind a real HTTP server on loopback: connections that really break, bodies that really arrive in pieces. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface ServedFetch {
  readonly origin: string;
  stop(): Promise<void>;
}

/** A call that fails cuts its connection, as does an answer whose body fails. */
export async function serveFetch(handle: typeof fetch): Promise<ServedFetch> {
  const server = createServer((incoming, outgoing) => {
    answer(handle, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(handle: typeof fetch, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const method = incoming.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const init: RequestInit & { duplex?: 'half' } = { method, headers, signal: gone.signal };
  if (hasBody) {
    init.body = new Blob(await Array.fromAsync(incoming));
  }
  const response = await handle(`http://${incoming.headers.host ?? '127.0.0.1'}${incoming.url ?? '/'}`, init);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  // At once, so that whoever asked sees an answer begin even if its body never ends.
  outgoing.flushHeaders();
  for await (const chunk of response.body ?? []) {
    if (!outgoing.write(chunk)) await once(outgoing, 'drain', { signal: gone.signal });
  }
  outgoing.end();
}
