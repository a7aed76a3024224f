/**
 * Preloaded into a server with `node --import`. Checks every HTTP response and every log line for secrets and reports matches to a file.
 * `secret-leak-detector.ts` defines the secrets and reads the reports.
 */

import { appendFileSync, existsSync } from 'node:fs';
import { ServerResponse } from 'node:http';
import path from 'node:path';
import { brotliDecompressSync, constants, unzipSync, zstdDecompressSync } from 'node:zlib';
import { createLeakDetector } from './captured-output.ts';

const { LEAK_REPORT_FOLDER, LEAK_SECRETS } = process.env;
const REPORT_INTERVAL = 10;

function captureOutput(folder: string, secrets: Record<string, string>): void {
  const file = path.join(folder, `${process.pid}.jsonl`);
  const report = (entry: object) => {
    // The test run removes the folder when it has read the reports; output during shutdown is not checked.
    if (existsSync(folder)) appendFileSync(file, `${JSON.stringify(entry)}\n`);
  };
  const detector = createLeakDetector(secrets, (found) => report({ found }));
  let answers = 0;
  let lines = 0;
  let bytes = 0;
  const count = () => {
    report({ answers, lines, bytes });
    answers = lines = bytes = 0;
  };
  process.on('exit', count);

  const chunksByResponse = new WeakMap<ServerResponse, Buffer[]>();

  function startResponse(response: ServerResponse): Buffer[] {
    const known = chunksByResponse.get(response);
    if (known !== undefined) return known;
    const chunks: Buffer[] = [];
    chunksByResponse.set(response, chunks);
    response.once('close', () => finishResponse(response, chunks));
    return chunks;
  }

  function finishResponse(response: ServerResponse, chunks: readonly Buffer[]): void {
    const { method = '', url = '' } = response.req;
    const sent: unknown = Reflect.get(response, '_header');
    const head = typeof sent === 'string' ? sent : '';
    const body = decodeBody(Buffer.concat(chunks), /^content-encoding: *(\w+)/im.exec(head)?.[1]);
    detector.checkResponse({ method, url, head, body: body.toString('latin1') });
    bytes += body.byteLength;
    answers += 1;
    if (answers >= REPORT_INTERVAL) count();
  }

  function addChunk(response: ServerResponse, chunk: unknown, encoding: unknown): void {
    const chunks = startResponse(response);
    if (typeof chunk === 'string')
      chunks.push(Buffer.from(chunk, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8'));
    // Copied because the caller may reuse the buffer.
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  }

  const { write, end } = ServerResponse.prototype;
  ServerResponse.prototype.write = function (this: ServerResponse, ...given: unknown[]): boolean {
    addChunk(this, given[0], given[1]);
    return Reflect.apply(write, this, given);
  };
  ServerResponse.prototype.end = function (this: ServerResponse, ...given: unknown[]) {
    addChunk(this, given[0], given[1]);
    return Reflect.apply(end, this, given);
  };

  for (const output of [process.stdout, process.stderr]) {
    const writeOut = output.write;
    output.write = function (this: typeof output, ...given: unknown[]): boolean {
      const text = typeof given[0] === 'string' ? given[0] : given[0] instanceof Uint8Array ? Buffer.from(given[0]).toString('latin1') : '';
      lines += text.split('\n').length - 1;
      detector.checkLog(text);
      return Reflect.apply(writeOut, this, given);
    };
  }
}

/** Decompresses a body; a truncated body is decoded as far as possible. */
function decodeBody(body: Buffer, encoding: string | undefined): Buffer {
  if (body.byteLength === 0 || encoding === undefined) return body;
  if (encoding === 'br') return brotliDecompressSync(body, { finishFlush: constants.BROTLI_OPERATION_FLUSH });
  if (encoding === 'zstd') return zstdDecompressSync(body);
  return unzipSync(body, { finishFlush: constants.Z_SYNC_FLUSH });
}

if (LEAK_REPORT_FOLDER !== undefined && LEAK_SECRETS !== undefined) captureOutput(LEAK_REPORT_FOLDER, JSON.parse(LEAK_SECRETS));
