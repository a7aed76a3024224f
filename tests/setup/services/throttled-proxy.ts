/** A TCP proxy between browser and server that limits the upload rate, can be disconnected and reconnected, and counts uploaded bytes. */

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export interface ThrottledProxy {
  readonly origin: string;
  /** Bytes sent from browsers to the server, including HTTP headers. */
  readonly sentBytes: () => number;
  /** Sets the server's port for new connections. */
  readonly setTargetPort: (port: number) => void;
  /** Destroys every connection and refuses new ones until `reconnect`. */
  readonly disconnect: () => void;
  readonly reconnect: () => void;
  readonly stop: () => Promise<void>;
}

/** @param bytesPerSecond limit toward the server, shared by all connections. */
export async function startThrottledProxy({ bytesPerSecond }: { readonly bytesPerSecond: number }): Promise<ThrottledProxy> {
  const sockets = new Set<Socket>();
  let target = 0;
  let isDisconnected = false;
  let sentBytes = 0;
  /** Time at which the bytes received so far will have been sent. */
  let busyUntilMs = 0;

  const server = createServer((browser) => {
    sockets.add(browser);
    browser.on('close', () => sockets.delete(browser));
    browser.on('error', () => undefined);
    if (isDisconnected) return void browser.destroy();
    const upstream = connect(target, '127.0.0.1');
    sockets.add(upstream);
    upstream.on('error', () => browser.destroy());
    upstream.on('close', () => {
      sockets.delete(upstream);
      browser.destroy();
    });
    browser.on('close', () => upstream.destroy());
    upstream.pipe(browser);
    browser.on('data', async (chunk) => {
      browser.pause();
      busyUntilMs = Math.max(busyUntilMs, performance.now()) + (chunk.byteLength / bytesPerSecond) * 1000;
      await wait(Math.max(0, busyUntilMs - performance.now()));
      if (upstream.destroyed || browser.destroyed) return;
      sentBytes += chunk.byteLength;
      if (!upstream.write(chunk)) await once(upstream, 'drain').catch(() => undefined);
      browser.resume();
    });
    browser.on('end', () => upstream.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sentBytes: () => sentBytes,
    setTargetPort: (port) => {
      target = port;
    },
    disconnect: () => {
      isDisconnected = true;
      for (const socket of sockets) socket.destroy();
    },
    reconnect: () => {
      isDisconnected = false;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
