import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { extendRequestTimeout } from '@/lib/server/http/request-timeout';

test('extendRequestTimeout allows an hour to receive a request, starting with the first one', async () => {
  const server = createServer((_request, response) => response.end(String(server.requestTimeout)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  expect(await (await fetch(url)).text()).toBe(String(5 * 60 * 1000));
  extendRequestTimeout();
  extendRequestTimeout();
  expect(await (await fetch(url)).text()).toBe(String(60 * 60 * 1000));
  expect(server.headersTimeout).toBe(60 * 1000);
});
