/** A line between a browser and a server, no faster than it is told to be, that can be cut and mended; it counts what it carries. */

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export interface Line {
  readonly origin: string;
  /** Bytes that have gone from browsers to the server, heads and all. */
  readonly sentBytes: () => number;
  /** Where it leads from now on. */
  readonly lead: (port: number) => void;
  /** Breaks every connection, and lets none through until it is mended. */
  readonly cut: () => void;
  readonly mend: () => void;
  readonly stop: () => Promise<void>;
}

/** @param bytesPerSecond of all connections together, toward the server. */
export async function startLine({ bytesPerSecond }: { readonly bytesPerSecond: number }): Promise<Line> {
  const sockets = new Set<Socket>();
  let target = 0;
  let isCut = false;
  let sentBytes = 0;
  /** When the line has carried all that it was given so far. */
  let busyUntilMs = 0;

  const server = createServer((browser) => {
    sockets.add(browser);
    browser.on('close', () => sockets.delete(browser));
    browser.on('error', () => undefined);
    if (isCut) return void browser.destroy();
    const upward = connect(target, '127.0.0.1');
    sockets.add(upward);
    upward.on('error', () => browser.destroy());
    upward.on('close', () => {
      sockets.delete(upward);
      browser.destroy();
    });
    browser.on('close', () => upward.destroy());
    upward.pipe(browser);
    browser.on('data', async (chunk) => {
      browser.pause();
      busyUntilMs = Math.max(busyUntilMs, performance.now()) + (chunk.byteLength / bytesPerSecond) * 1000;
      await wait(Math.max(0, busyUntilMs - performance.now()));
      if (upward.destroyed || browser.destroyed) return;
      sentBytes += chunk.byteLength;
      if (!upward.write(chunk)) await once(upward, 'drain').catch(() => undefined);
      browser.resume();
    });
    browser.on('end', () => upward.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sentBytes: () => sentBytes,
    lead: (port) => {
      target = port;
    },
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => {
      isCut = false;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
