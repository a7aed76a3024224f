import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createNetServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createUpstream, type UpstreamSettings } from '@/lib/server/upstream/client';
import { ALL_CALLS, API_KEY, CALLS, type CallName, createStream, getUpstreamError, inspectAll, PAID_CALLS } from './fake-upstream';

/** The real `fetch` against a real server on loopback. */

const open: Server[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

async function serve(
  answer: (response: ServerResponse, request: IncomingMessage, count: number) => void,
  settings: Partial<UpstreamSettings> = {},
) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) {
        chunks.push(chunk);
      }
    } catch {
      return; // The client went away in the middle.
    }
    received.push({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks) });
    answer(response, request, received.length);
  }).listen(0, '127.0.0.1');
  open.push(server);
  await once(server, 'listening');
  return { received, upstream: connect(getPort(server), settings) };
}

function connect(port: number, settings: Partial<UpstreamSettings> = {}) {
  return createUpstream({
    baseUrl: `http://127.0.0.1:${port}`,
    apiKey: API_KEY,
    fetch,
    now: Date.now,
    random: () => 0,
    sleep: async () => undefined,
    ...settings,
  });
}

/** A port that was just free and has no listener. */
async function closedPort(): Promise<number> {
  const server = createNetServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = getPort(server);
  server.close();
  await once(server, 'close');
  return port;
}

function getPort(server: { address(): unknown }): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null || !('port' in address) || typeof address.port !== 'number') {
    throw new Error('the server does not listen');
  }
  return address.port;
}

const isChargedCall = (call: CallName) => PAID_CALLS.some((paid) => paid === call);
const countAttempts = (call: CallName) => (isChargedCall(call) ? 1 : 3);

describe.each(ALL_CALLS)('a %s', (call) => {
  it('a call to a port without a listener is unreachable after three attempts', async () => {
    const port = await closedPort();
    const pauses: number[] = [];
    const error = await getUpstreamError(CALLS[call](connect(port, { sleep: async (ms) => void pauses.push(ms) })));
    expect(error).toMatchObject({ failure: 'unreachable', code: 'upstream-unreachable', charged: 'no' });
    expect(pauses).toHaveLength(2);
    expect(error.cause).toContain('ECONNREFUSED');
    expect(inspectAll(error)).not.toContain(API_KEY);
  });

  it('a connection reset after sending is a timeout', async () => {
    const { upstream, received } = await serve((response) => response.socket?.resetAndDestroy());
    const error = await getUpstreamError(CALLS[call](upstream));
    expect(error).toMatchObject({ failure: 'timed-out', code: 'upstream-timeout', charged: isChargedCall(call) ? 'unknown' : 'no' });
    expect(received).toHaveLength(countAttempts(call));
    expect(inspectAll(error)).not.toContain(API_KEY);
  });

  it('a truncated response is a timeout', async () => {
    const { upstream, received } = await serve((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"code":0,"data":', () => response.socket?.resetAndDestroy());
    });
    const error = await getUpstreamError(CALLS[call](upstream));
    expect(error).toMatchObject({ failure: 'timed-out', charged: isChargedCall(call) ? 'unknown' : 'no' });
    expect(received).toHaveLength(countAttempts(call));
  });

  it.each(['before', 'within'])('that gets silence %s the answer ends with its time', async (where) => {
    const timeouts = { identifyMs: 60, createMs: 60, queryMs: 60, uploadMs: 60 };
    const { upstream } = await serve(
      (response) => {
        if (where === 'within') {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.write('{"code":0');
        }
      },
      { timeouts },
    );
    const error = await getUpstreamError(CALLS[call](upstream));
    expect(error).toMatchObject({ failure: 'timed-out', code: 'upstream-timeout', charged: isChargedCall(call) ? 'unknown' : 'no' });
    expect(error.cause).toBe('no whole answer within 60 ms');
  });

  it('an HTML page is an invalid response', async () => {
    const { upstream, received } = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Welcome to nginx</title>');
    });
    expect(await getUpstreamError(CALLS[call](upstream))).toMatchObject({
      failure: 'invalid-response',
      charged: isChargedCall(call) ? 'unknown' : 'no',
    });
    expect(received).toHaveLength(1);
  });

  it('the client does not follow redirects', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      const { upstream, received } = await serve((response) => {
        response.writeHead(status, { location: '/elsewhere' }).end();
      });
      expect(await getUpstreamError(CALLS[call](upstream))).toMatchObject({
        failure: 'invalid-response',
        code: 'upstream-invalid-response',
      });
      expect(received.map(({ url }) => url)).not.toContain('/elsewhere');
      expect(received).toHaveLength(1);
    }
  });

  it('the client stops reading an oversized response', async () => {
    let sentBytes = 0;
    const { upstream } = await serve((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(65_536))) {
          sentBytes += 65_536;
        }
      };
      response.on('drain', more);
      more();
    });
    expect(await getUpstreamError(CALLS[call](upstream))).toMatchObject({ failure: 'invalid-response' });
    expect(sentBytes).toBeLessThan(50_000_000);
  });

  it('the response limit counts decompressed bytes', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000, 0x20));
    const { upstream } = await serve((response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    const error = await getUpstreamError(CALLS[call](upstream));
    expect(error).toMatchObject({ failure: 'invalid-response' });
    expect(error.message).toContain('longer than 2000000 bytes');
  });

  it('errors do not contain a key that upstream echoes', async () => {
    const { upstream } = await serve((response, request) => {
      const message = `bad ${request.headers.authorization} (${API_KEY})`;
      response.writeHead(401).end(JSON.stringify({ code: 1002, message, request_id: API_KEY, error: { err_code: -10001, message } }));
    });
    const error = await getUpstreamError(CALLS[call](upstream));
    expect(error.code).toBe('upstream-unauthorized');
    expect(inspectAll(error)).not.toContain(API_KEY);
  });
});

describe('on the wire', () => {
  it('ids of 18 digits survive as numbers, in a compressed answer with a byte order mark and a wrong content type', async () => {
    const body = '\uFEFF{"code":0,"data":{"task_id":812345678901234567,"task_status":"processing"}}';
    const { upstream } = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }).end(gzipSync(body));
    });
    expect(await CALLS.query(upstream)).toMatchObject({ taskId: '812345678901234567', status: 'processing' });
  });

  it('a create carries the key, its length and one JSON body', async () => {
    const { upstream, received } = await serve((response) => response.end('{"code":0,"data":{"task_id":"1","task_status":"submitted"}}'));
    await CALLS.create(upstream);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ method: 'POST', url: '/klingai/v1/videos/advanced-lip-sync' });
    expect(received[0]?.headers).toMatchObject({
      authorization: `Bearer ${API_KEY}`,
      accept: 'application/json',
      'content-type': 'application/json',
      'content-length': String(received[0]?.body.byteLength),
    });
    expect(JSON.parse(String(received[0]?.body))).toMatchObject({ session_id: '743216589012345678', external_task_id: 'job_9f1c' });
  });

  it('a query waits as Retry-After says, and asks again', async () => {
    const pauses: number[] = [];
    const { upstream, received } = await serve(
      (response, _request, count) => {
        if (count === 1) {
          response.writeHead(429, { 'retry-after': '3' }).end('{"code":1302,"message":"slow"}');
        } else {
          response.end('{"code":0,"data":{"task_id":"1","task_status":"processing"}}');
        }
      },
      { sleep: async (ms) => void pauses.push(ms) },
    );
    expect(await CALLS.query(upstream)).toMatchObject({ status: 'processing' });
    expect(pauses).toEqual([3_000]);
    expect(received).toHaveLength(2);
  });
});

describe('an uploaded file', () => {
  const answer = (response: ServerResponse) => response.end('{"code":200,"data":"https://file.302.ai/clip.mp4","message":"success"}');

  it('arrives whole, as one field of a form whose length was told beforehand', async () => {
    const { upstream, received } = await serve(answer);
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256);
    const body = createStream(bytes.subarray(0, 1), new Uint8Array(0), bytes.subarray(1, 200_000), bytes.subarray(200_000));
    const url = await upstream.uploadFile({ name: 'my "clip"\r\nX: 1 片.mp4', contentType: 'video/mp4', byteSize: bytes.byteLength, body });
    expect(url).toEqual({ url: 'https://file.302.ai/clip.mp4' });
    expect(received).toHaveLength(1);
    const [request] = received;
    expect(request).toMatchObject({ method: 'POST', url: '/302/upload-file' });
    expect(request?.headers).toMatchObject({ authorization: `Bearer ${API_KEY}`, 'content-length': String(request?.body.byteLength) });
    expect(request?.headers['transfer-encoding']).toBeUndefined();
    const headers = { 'content-type': String(request?.headers['content-type']) };
    const form = await new Response(new Uint8Array(request?.body ?? []), { headers }).formData();
    expect([...form.keys()]).toEqual(['file']);
    const file = form.get('file');
    if (!(file instanceof File)) {
      throw new Error('the field is no file');
    }
    expect(file.type).toBe('video/mp4');
    expect(file.name).toContain('片.mp4');
    expect(Buffer.compare(Buffer.from(await file.arrayBuffer()), Buffer.from(bytes))).toBe(0);
  });

  it('uploadFile reads the file with backpressure', async () => {
    const byteSize = 64 * 1_048_576;
    let readBytes = 0;
    let maxReadAheadBytes = 0;
    let consumedBytes = 0;
    const server = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => {
        consumedBytes += chunk.byteLength;
        maxReadAheadBytes = Math.max(maxReadAheadBytes, readBytes - consumedBytes);
      });
      request.on('end', () => answer(response));
    }).listen(0, '127.0.0.1');
    open.push(server);
    await once(server, 'listening');
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (readBytes === byteSize) {
          controller.close();
          return;
        }
        readBytes += 1_048_576;
        controller.enqueue(new Uint8Array(1_048_576));
      },
    });
    await connect(getPort(server)).uploadFile({ name: 'big.mp4', contentType: 'video/mp4', byteSize, body });
    expect(consumedBytes).toBeGreaterThan(byteSize);
    expect(maxReadAheadBytes).toBeLessThan(24 * 1_048_576);
  });

  it.each([
    ['ends too early', 5, createStream(Uint8Array.of(1, 2, 3)), 'the file ended after 3 of 5 bytes'],
    ['is longer than it said', 2, createStream(Uint8Array.of(1, 2, 3)), 'the file is longer than its 2 bytes'],
    [
      'breaks off',
      5,
      new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error(`disk ${API_KEY}`)) }),
      'the file broke off after 0 of 5 bytes',
    ],
  ])('that %s was never sent whole, so nothing is charged', async (_name, byteSize, body, message) => {
    const { upstream, received } = await serve(answer);
    const error = await getUpstreamError(upstream.uploadFile({ name: 'a.mp4', contentType: 'video/mp4', byteSize, body }));
    expect(error).toMatchObject({ failure: 'unreachable', code: 'internal-error', charged: 'no', message });
    expect(inspectAll(error)).not.toContain(API_KEY);
    expect(received).toHaveLength(0);
  });

  it('the file is released when the upload fails', async () => {
    let isReleased = false;
    const body = new ReadableStream<Uint8Array>({
      cancel() {
        isReleased = true;
      },
    });
    const upstream = connect(await closedPort());
    await getUpstreamError(upstream.uploadFile({ name: 'a.mp4', contentType: 'video/mp4', byteSize: 1, body }));
    expect(isReleased).toBe(true);
  });

  it('refused half way through is refused, not broken', async () => {
    const server = createServer((request, response) => {
      request.once('data', () => {
        response.writeHead(413, { connection: 'close' }).end('{"error":{"message":"too large"}}');
      });
    }).listen(0, '127.0.0.1');
    open.push(server);
    await once(server, 'listening');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(Uint8Array.of(1));
      },
    });
    const error = await getUpstreamError(
      connect(getPort(server)).uploadFile({ name: 'a.mp4', contentType: 'video/mp4', byteSize: 9, body }),
    );
    expect(error).toMatchObject({ failure: 'rejected', code: 'payload-too-large', charged: 'no' });
  });
});
