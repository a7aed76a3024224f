/** A TCP proxy that adds network latency between a browser and a local server. */

import { connect, createServer, type Socket } from 'node:net';
import { freePort } from '../setup/app-server.ts';

export interface DelayedProxy {
  readonly origin: string;
  stop(): Promise<void>;
}

/** Delays every response byte by `roundTripMs`, in order; requests are not delayed. */
export async function startDelayedProxy(origin: string, roundTripMs: number): Promise<DelayedProxy> {
  const target = new URL(origin);
  const open = new Set<Socket>();
  const server = createServer((clientSocket) => {
    const serverSocket = connect(Number(target.port), target.hostname);
    for (const [end, other] of [
      [clientSocket, serverSocket],
      [serverSocket, clientSocket],
    ] as const) {
      open.add(end);
      end.on('error', () => other.destroy());
      end.on('close', () => open.delete(end));
    }
    clientSocket.pipe(serverSocket);
    const afterRoundTrip = (send: () => void) => setTimeout(() => !clientSocket.destroyed && send(), roundTripMs);
    serverSocket.on('data', (bytes) => afterRoundTrip(() => clientSocket.write(bytes)));
    serverSocket.on('end', () => afterRoundTrip(() => clientSocket.end()));
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, target.hostname, resolve));
  return {
    origin: `http://${target.hostname}:${port}`,
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
