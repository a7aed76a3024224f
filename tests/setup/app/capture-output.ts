/**
 * Loaded into a server before anything else (`node --import`): hears every answer that the server gives to anybody, and every line that it
 * writes, and notes down what should not be in them. `canaries.ts` says for what, and reads the notes.
 */

import { appendFileSync, existsSync } from 'node:fs';
import { ServerResponse } from 'node:http';
import path from 'node:path';
import { brotliDecompressSync, constants, unzipSync, zstdDecompressSync } from 'node:zlib';
import { createEar } from './captured-output.ts';

const { LISTEN_IN_REPORT, LISTEN_IN_FOR } = process.env;
const NOTE_EVERY = 10;

function listenIn(folder: string, secrets: Record<string, string>): void {
  const file = path.join(folder, `${process.pid}.jsonl`);
  const note = (entry: object) => {
    // Whoever reads the notes has read them, and taken the folder away: what a server says at its very end is said to nobody.
    if (existsSync(folder)) appendFileSync(file, `${JSON.stringify(entry)}\n`);
  };
  const ear = createEar(secrets, (found) => note({ found }));
  let answers = 0;
  let lines = 0;
  let bytes = 0;
  const count = () => {
    note({ answers, lines, bytes });
    answers = lines = bytes = 0;
  };
  process.on('exit', count);

  const under = new WeakMap<ServerResponse, Buffer[]>();

  function begin(response: ServerResponse): Buffer[] {
    const known = under.get(response);
    if (known !== undefined) return known;
    const pieces: Buffer[] = [];
    under.set(response, pieces);
    response.once('close', () => finish(response, pieces));
    return pieces;
  }

  function finish(response: ServerResponse, pieces: readonly Buffer[]): void {
    const { method = '', url = '' } = response.req;
    const sent: unknown = Reflect.get(response, '_header');
    const head = typeof sent === 'string' ? sent : '';
    const body = decoded(Buffer.concat(pieces), /^content-encoding: *(\w+)/im.exec(head)?.[1]);
    ear.answered({ method, url, head, body: body.toString('latin1') });
    bytes += body.byteLength;
    answers += 1;
    if (answers >= NOTE_EVERY) count();
  }

  function hear(response: ServerResponse, chunk: unknown, encoding: unknown): void {
    const pieces = begin(response);
    if (typeof chunk === 'string')
      pieces.push(Buffer.from(chunk, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8'));
    // A copy, for whoever wrote it may use the memory again.
    else if (chunk instanceof Uint8Array) pieces.push(Buffer.from(chunk));
  }

  const { write, end } = ServerResponse.prototype;
  ServerResponse.prototype.write = function (this: ServerResponse, ...given: unknown[]): boolean {
    hear(this, given[0], given[1]);
    return Reflect.apply(write, this, given);
  };
  ServerResponse.prototype.end = function (this: ServerResponse, ...given: unknown[]) {
    hear(this, given[0], given[1]);
    return Reflect.apply(end, this, given);
  };

  for (const output of [process.stdout, process.stderr]) {
    const writeOut = output.write;
    output.write = function (this: typeof output, ...given: unknown[]): boolean {
      const text = typeof given[0] === 'string' ? given[0] : given[0] instanceof Uint8Array ? Buffer.from(given[0]).toString('latin1') : '';
      lines += text.split('\n').length - 1;
      ear.wrote(text);
      return Reflect.apply(writeOut, this, given);
    };
  }
}

/** What was cut off in the middle is read as far as it goes. */
function decoded(body: Buffer, encoding: string | undefined): Buffer {
  if (body.byteLength === 0 || encoding === undefined) return body;
  if (encoding === 'br') return brotliDecompressSync(body, { finishFlush: constants.BROTLI_OPERATION_FLUSH });
  if (encoding === 'zstd') return zstdDecompressSync(body);
  return unzipSync(body, { finishFlush: constants.Z_SYNC_FLUSH });
}

if (LISTEN_IN_REPORT !== undefined && LISTEN_IN_FOR !== undefined) listenIn(LISTEN_IN_REPORT, JSON.parse(LISTEN_IN_FOR));
