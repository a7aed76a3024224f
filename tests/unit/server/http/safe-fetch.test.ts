import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AppError } from '@/lib/server/http/app-error';
import { createSafeFetch, type SafeFetchOptions, type SafeFetchRequest, type SendPinned } from '@/lib/server/http/safe-fetch';

const VIDEO: SafeFetchRequest = { maxByteSize: 1000, timeoutMs: 5000, acceptTypes: ['video/mp4', 'image/'] };
const PUBLIC = '93.184.216.34';

type SentRequest = Parameters<SendPinned>[0];

function createResponse(body: BodyInit | null, init: { status?: number; headers?: Record<string, string> } = {}): Response {
  return new Response(body, { status: init.status ?? 200, headers: { 'content-type': 'video/mp4', ...init.headers } });
}

/** A safe fetch that records its requests and addresses and returns `responses` in order. */
function createTestSafeFetch(responses: Response[], options: Partial<SafeFetchOptions> = {}) {
  const sent: SentRequest[] = [];
  const safeFetch = createSafeFetch({
    allowedOrigin: 'https://api.302.ai',
    lookup: async () => [{ address: PUBLIC }],
    send: async (request) => {
      sent.push(request);
      return responses.shift() ?? createResponse('out of answers', { status: 500 });
    },
    ...options,
  });
  return { safeFetch, sent };
}

async function getErrorCode(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof AppError ? error.code : `no AppError: ${String(error)}`;
}

/** A real server on loopback. */
async function listen(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return getPort(server);
}

function getPort(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('what this server fetches', () => {
  test('safeFetch connects to the checked address without our credentials', async () => {
    const { safeFetch, sent } = createTestSafeFetch([createResponse('bytes', { headers: { 'content-length': '5' } })]);
    const answer = await safeFetch.get('https://file.example.org/v.mp4?x=1#part', VIDEO);
    expect(answer).toMatchObject({ status: 200, contentType: 'video/mp4', byteSize: 5, contentRange: null });
    expect(await new Response(answer.body).text()).toBe('bytes');
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url.href).toBe('https://file.example.org/v.mp4?x=1');
    expect(sent[0]?.addresses).toEqual([PUBLIC]);
    expect(Object.keys(sent[0]?.headers ?? {}).sort()).toEqual(['accept', 'accept-encoding', 'user-agent']);
  });

  test.each([
    ['plain http', 'http://file.example.org/v.mp4'],
    ['another port', 'https://file.example.org:8443/v.mp4'],
    ['a name and password', 'https://me:secret@file.example.org/v.mp4'],
    ['a name alone', 'https://me@file.example.org/v.mp4'],
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:video/mp4;base64,AAAA'],
    ['a script', 'javascript:alert(1)'],
    ['no address', 'v.mp4'],
    ['nothing', ''],
    ['loopback', 'https://127.0.0.1/v.mp4'],
    ['loopback as one number', 'https://2130706433/v.mp4'],
    ['loopback in hexadecimal', 'https://0x7f.1/v.mp4'],
    ['loopback in octal', 'https://0177.0.0.1/v.mp4'],
    ['loopback in IPv6', 'https://[::1]/v.mp4'],
    ['loopback mapped', 'https://[::ffff:127.0.0.1]/v.mp4'],
    ['the clouds’ metadata', 'https://169.254.169.254/latest/meta-data'],
    ['a neighbour', 'https://192.168.1.1/v.mp4'],
  ])('is never fetched from %s', async (_what, url) => {
    const { safeFetch, sent } = createTestSafeFetch([createResponse('bytes')]);
    expect(await getErrorCode(safeFetch.get(url, VIDEO))).toBe('upstream-invalid-response');
    expect(sent).toEqual([]);
  });

  test.each([
    [['127.0.0.1']],
    [['10.1.2.3']],
    [['::1']],
    [['fd00::1']],
    [[PUBLIC, '192.168.0.1']],
    [['2606:4700::1', PUBLIC, '169.254.169.254']],
  ])('is never fetched from a name that leads to %j', async (addresses) => {
    const { safeFetch, sent } = createTestSafeFetch([createResponse('bytes')], {
      lookup: async () => addresses.map((address) => ({ address })),
    });
    expect(await getErrorCode(safeFetch.get('https://innocent.example.org/v.mp4', VIDEO))).toBe('upstream-invalid-response');
    expect(sent).toEqual([]);
  });

  test('safeFetch uses the checked DNS result, even if a second look-up would differ', async () => {
    let lookups = 0;
    const { safeFetch, sent } = createTestSafeFetch([createResponse('bytes')], {
      lookup: async () => {
        lookups += 1;
        return [{ address: lookups === 1 ? PUBLIC : '127.0.0.1' }];
      },
    });
    await safeFetch.get('https://rebinding.example.org/v.mp4', VIDEO);
    expect([lookups, sent[0]?.addresses]).toEqual([1, [PUBLIC]]);
  });

  test('safeFetch throws upstream-unreachable for an unknown host', async () => {
    const failing = createTestSafeFetch([], {
      lookup: async () => Promise.reject(Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' })),
    });
    expect(await getErrorCode(failing.safeFetch.get('https://nowhere.example.org/v.mp4', VIDEO))).toBe('upstream-unreachable');
    const empty = createTestSafeFetch([], { lookup: async () => [] });
    expect(await getErrorCode(empty.safeFetch.get('https://nowhere.example.org/v.mp4', VIDEO))).toBe('upstream-unreachable');
  });
});

describe('a redirect', () => {
  const to = (location: string, status = 302) => createResponse(null, { status, headers: { location } });

  test('safeFetch follows up to three redirects and checks each address', async () => {
    const hostnames: string[] = [];
    const { safeFetch, sent } = createTestSafeFetch(
      [to('/b'), to('https://cdn.example.org/c', 307), to('d', 308), createResponse('bytes')],
      {
        lookup: async (host) => {
          hostnames.push(host);
          return [{ address: PUBLIC }];
        },
      },
    );
    expect((await safeFetch.get('https://file.example.org/a', VIDEO)).status).toBe(200);
    expect(sent.map(({ url }) => url.href)).toEqual([
      'https://file.example.org/a',
      'https://file.example.org/b',
      'https://cdn.example.org/c',
      'https://cdn.example.org/d',
    ]);
    expect(hostnames).toEqual(['file.example.org', 'file.example.org', 'cdn.example.org', 'cdn.example.org']);
  });

  test('safeFetch does not follow a fourth redirect', async () => {
    const { safeFetch, sent } = createTestSafeFetch([to('/b'), to('/c'), to('/d'), to('/e'), createResponse('bytes')]);
    expect(await getErrorCode(safeFetch.get('https://file.example.org/a', VIDEO))).toBe('upstream-invalid-response');
    expect(sent).toHaveLength(4);
  });

  test.each([
    'http://file.example.org/b',
    'https://127.0.0.1/b',
    'https://[::1]/b',
    'https://me@file.example.org/b',
    'file:///etc/passwd',
    'https://',
  ])('is not followed to %s', async (location) => {
    const { safeFetch, sent } = createTestSafeFetch([to(location), createResponse('bytes')]);
    expect(await getErrorCode(safeFetch.get('https://file.example.org/a', VIDEO))).toBe('upstream-invalid-response');
    expect(sent).toHaveLength(1);
  });
});

describe('an answer', () => {
  test.each<[string, Response, string]>([
    ['of another kind', createResponse('<html>', { headers: { 'content-type': 'text/html' } }), 'upstream-invalid-response'],
    ['of no kind', createResponse('?', { headers: { 'content-type': '' } }), 'upstream-invalid-response'],
    ['of a kind that only begins alike', createResponse('?', { headers: { 'content-type': 'video/mp4v' } }), 'upstream-invalid-response'],
    ['packed unasked', createResponse('?', { headers: { 'content-encoding': 'gzip' } }), 'upstream-invalid-response'],
    ['gone', createResponse('', { status: 404 }), 'not-found'],
    ['gone for good', createResponse('', { status: 410 }), 'not-found'],
    ['forbidden', createResponse('', { status: 403 }), 'upstream-invalid-response'],
    ['broken', createResponse('', { status: 503 }), 'upstream-unavailable'],
    ['in part, unasked', createResponse('?', { status: 206, headers: { 'content-range': 'bytes 0-0/1' } }), 'upstream-invalid-response'],
    ['empty by its status', createResponse(null, { status: 204 }), 'upstream-invalid-response'],
    ['a redirect to nowhere', createResponse(null, { status: 302 }), 'upstream-invalid-response'],
    ['announced too large', createResponse('?', { headers: { 'content-length': '1001' } }), 'payload-too-large'],
  ])('%s is refused', async (_what, response, code) => {
    const { safeFetch } = createTestSafeFetch([response]);
    expect(await getErrorCode(safeFetch.get('https://file.example.org/v', VIDEO))).toBe(code);
  });

  test('safeFetch matches media types by prefix and ignores their parameters', async () => {
    const { safeFetch } = createTestSafeFetch([createResponse('?', { headers: { 'content-type': 'Image/PNG; charset=binary' } })]);
    expect((await safeFetch.get('https://file.example.org/v', VIDEO)).contentType).toBe('image/png');
  });

  test('safeFetch aborts a response that exceeds the size limit', async () => {
    let pulled = 0;
    let stopped = false;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(400));
      },
      cancel() {
        stopped = true;
      },
    });
    const { safeFetch } = createTestSafeFetch([createResponse(endless)]);
    const { body } = await safeFetch.get('https://file.example.org/v', VIDEO);
    expect(await getErrorCode(new Response(body).arrayBuffer())).toBe('payload-too-large');
    expect(stopped).toBe(true);
    expect(pulled).toBeLessThan(6);
  });

  test('safeFetch accepts a partial response to a range request and reports its range', async () => {
    const { safeFetch, sent } = createTestSafeFetch([createResponse('234', { status: 206, headers: { 'content-range': 'bytes 2-4/10' } })]);
    const answer = await safeFetch.get('https://file.example.org/v', { ...VIDEO, range: { start: 2, end: 4 } });
    expect(answer).toMatchObject({ status: 206, contentRange: 'bytes 2-4/10' });
    expect(sent[0]?.headers.range).toBe('bytes=2-4');
  });
});

describe('an address inside this process', () => {
  test('safeFetch serves in-process URLs without a DNS look-up', async () => {
    const seen: string[] = [];
    const { safeFetch, sent } = createTestSafeFetch([], {
      lookup: async () => Promise.reject(new Error('looked up')),
      inProcess: {
        isTrusted: (url) => url.hostname === 'simulator.invalid',
        fetch: async (input) => {
          seen.push(String(input));
          return createResponse('drawn');
        },
      },
    });
    expect(await new Response((await safeFetch.get('https://simulator.invalid/v', VIDEO)).body).text()).toBe('drawn');
    expect(seen).toEqual(['https://simulator.invalid/v']);
    expect(sent).toEqual([]);
    expect(await getErrorCode(safeFetch.get('https://other.invalid/v', VIDEO))).toBe('upstream-unreachable');
  });
});

describe('over a real connection', () => {
  test('safeFetch allows loopback only for the configured upstream origin', async () => {
    const port = await listen((_request, response) => response.writeHead(200, { 'content-type': 'video/mp4' }).end('bytes'));
    const safeFetch = createSafeFetch({ allowedOrigin: `http://127.0.0.1:${port}/base` });
    expect(await new Response((await safeFetch.get(`http://127.0.0.1:${port}/v`, VIDEO)).body).text()).toBe('bytes');
    expect(await getErrorCode(safeFetch.get(`http://localhost:${port}/v`, VIDEO))).toBe('upstream-invalid-response');
    expect(await getErrorCode(safeFetch.get(`http://127.0.0.1:${port === 65535 ? 1 : port + 1}/v`, VIDEO))).toBe(
      'upstream-invalid-response',
    );
  });

  test('safeFetch connects to the checked address and sends the host name', async () => {
    let host: string | undefined;
    const port = await listen((request, response) => {
      host = request.headers.host;
      response.writeHead(200, { 'content-type': 'video/mp4' }).end('bytes');
    });
    const origin = `http://file.example.org:${port}`;
    const safeFetch = createSafeFetch({ allowedOrigin: origin, lookup: async () => [{ address: '127.0.0.1' }] });
    expect(await new Response((await safeFetch.get(`${origin}/v`, VIDEO)).body).text()).toBe('bytes');
    expect(host).toBe(`file.example.org:${port}`);
  });

  test('safeFetch connects to the next checked address if the first fails', async () => {
    const port = await listen((_request, response) => response.writeHead(200, { 'content-type': 'video/mp4' }).end('bytes'));
    const origin = `http://file.example.org:${port}`;
    const safeFetch = createSafeFetch({ allowedOrigin: origin, lookup: async () => [{ address: '127.0.0.2' }, { address: '127.0.0.1' }] });
    expect(await new Response((await safeFetch.get(`${origin}/v`, VIDEO)).body).text()).toBe('bytes');
  });

  test('safeFetch fails on a truncated response', async () => {
    const port = await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    const safeFetch = createSafeFetch({ allowedOrigin: `http://127.0.0.1:${port}` });
    const { body } = await safeFetch.get(`http://127.0.0.1:${port}/v`, VIDEO);
    expect(await getErrorCode(new Response(body).text())).toBe('upstream-unreachable');
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ['never answers', () => undefined],
    ['never ends', (response) => response.writeHead(200, { 'content-type': 'video/mp4' }).write('half')],
  ])('a server that %s is given up', async (_what, answer) => {
    const port = await listen((_request, response) => answer(response));
    const safeFetch = createSafeFetch({ allowedOrigin: `http://127.0.0.1:${port}` });
    const work = safeFetch.get(`http://127.0.0.1:${port}/v`, { ...VIDEO, timeoutMs: 100 }).then(({ body }) => new Response(body).text());
    expect(await getErrorCode(work)).toBe('upstream-timeout');
  });

  test('safeFetch throws upstream-unreachable for a refused connection', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const port = getPort(server);
    await new Promise((resolve) => server.close(resolve));
    const safeFetch = createSafeFetch({ allowedOrigin: `http://127.0.0.1:${port}` });
    expect(await getErrorCode(safeFetch.get(`http://127.0.0.1:${port}/v`, VIDEO))).toBe('upstream-unreachable');
  });

  test('safeFetch reads on demand and stops when the reader cancels', async () => {
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    let sentBytes = 0;
    const port = await listen((_request, response) => {
      response.on('close', close);
      response.writeHead(200, { 'content-type': 'video/mp4' });
      const more = () => {
        while (!response.destroyed && response.write(new Uint8Array(65_536))) sentBytes += 65_536;
        response.once('drain', more);
      };
      more();
    });
    const safeFetch = createSafeFetch({ allowedOrigin: `http://127.0.0.1:${port}` });
    const { body } = await safeFetch.get(`http://127.0.0.1:${port}/v`, { ...VIDEO, maxByteSize: 1e12 });
    const reader = body.getReader();
    await reader.read();
    await reader.cancel();
    await closed;
    // What fits into the sockets' own buffers, far from all there is.
    expect(sentBytes).toBeLessThan(50_000_000);
  });
});
