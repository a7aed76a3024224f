import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { getSocketAddressHeader, recordSocketAddresses } from '@/lib/server/http/socket-address';

test('the socket address is recorded under a random header name that callers cannot forge', async () => {
  expect(getSocketAddressHeader()).toBeNull();
  recordSocketAddresses();
  const name = getSocketAddressHeader();
  if (name === null) throw new Error('nothing is noted');
  expect(name).toMatch(/^x-peer-[0-9a-f]{32}$/);
  recordSocketAddresses();
  expect(getSocketAddressHeader()).toBe(name);

  const server = createServer((request, response) => response.end(String(request.headers[name])));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const answer = await new Promise<string>((resolve, reject) => {
    get({ host: '127.0.0.1', port: address.port, headers: { [name]: '8.8.8.8' } }, async (response) => {
      resolve((await response.toArray()).join(''));
    }).on('error', reject);
  });
  expect(answer).toBe('127.0.0.1');
});
