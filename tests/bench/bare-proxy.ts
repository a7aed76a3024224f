/** A minimal proxy, the baseline cost of any server between browser and upstream. Run directly, this file is the proxy. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, request as httpRequest } from 'node:http';
import { fileURLToPath } from 'node:url';

export interface BareProxy {
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

const SCRIPT_FILE = fileURLToPath(import.meta.url);

/** Starts the proxy in a separate process, so that it does not share the measuring process's event loop. */
export async function startBareProxy(target: string): Promise<BareProxy> {
  const child = fork(SCRIPT_FILE, [target]);
  const ended = once(child, 'exit');
  const [port]: unknown[] = await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error('the bare proxy exited'))),
  ]);
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function serve(target: string): void {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const forwardedRequest = httpRequest(
      `${target}${incoming.url ?? '/'}`,
      { method: incoming.method, headers: incoming.headers, agent },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forwardedRequest.on('error', () => outgoing.destroy());
    incoming.pipe(forwardedRequest);
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address !== null && typeof address === 'object') process.send?.(address.port);
  });
}

if (process.argv[1] === SCRIPT_FILE) serve(process.argv[2] ?? '');
