/** Builds the harness page and serves it on loopback with the app's CSP. */

import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { build } from 'vite';
import { ROOT } from '../../setup/app-server.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.mp4': 'video/mp4' };

/** Allows WebAssembly and blob workers; everything else must be same-origin. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; img-src 'self' data: blob:; media-src 'self' blob:";
/** The harness page with a CSP that forbids WebAssembly and blob workers. */
const STRICT_CONTENT_SECURITY_POLICY = "default-src 'self'; script-src 'self'; worker-src 'self'; img-src 'self' data:";

export interface Harness {
  /** Origin of the page; `/strict/` forbids WebAssembly. */
  readonly origin: string;
  stop(): Promise<void>;
}

export async function buildHarness(pageFolder: string): Promise<void> {
  await build({
    root: path.join(ROOT, 'tests/media/harness'),
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@': ROOT } },
    worker: { format: 'es' },
    base: './',
    build: { outDir: pageFolder, emptyOutDir: false, target: 'esnext', chunkSizeWarningLimit: 5_000, modulePreload: false },
  });
}

/** Sends the file or the requested range, like an object store. */
async function sendFile(file: string, range: string | undefined, response: ServerResponse): Promise<void> {
  const { size } = await stat(file);
  const type = { 'content-type': CONTENT_TYPES[path.extname(file)] ?? 'application/octet-stream', 'accept-ranges': 'bytes' };
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  const start = Number(first ?? 0);
  const end = last ? Math.min(Number(last), size - 1) : size - 1;
  if (first === undefined) response.writeHead(200, { ...type, 'content-length': size });
  else response.writeHead(206, { ...type, 'content-length': end - start + 1, 'content-range': `bytes ${start}-${end}/${size}` });
  // The client may close the connection early.
  await pipeline(createReadStream(file, { start, end }), response).catch(() => undefined);
}

/** Serves the page from `pageFolder`, stores outputs sent by PUT to `/put/`, and serves `filesFolder` under `/files/`. */
export async function serveHarness(pageFolder: string, outputFolder: string, filesFolder: string): Promise<Harness> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const respond = async () => {
      if (request.method === 'PUT' && pathname.startsWith('/put/')) {
        await pipeline(request, createWriteStream(path.join(outputFolder, path.basename(pathname))));
        return response.writeHead(204).end();
      }
      if (pathname.startsWith('/files/')) {
        return sendFile(path.join(filesFolder, path.basename(pathname)), request.headers.range, response);
      }
      const strict = pathname.startsWith('/strict/');
      const name = pathname.replace(/^\/(strict\/)?/, '') || 'index.html';
      const body = await readFile(path.join(pageFolder, path.normalize(name)));
      response.writeHead(200, {
        'content-type': CONTENT_TYPES[path.extname(name)] ?? 'application/octet-stream',
        'content-security-policy': strict ? STRICT_CONTENT_SECURITY_POLICY : CONTENT_SECURITY_POLICY,
      });
      return response.end(body);
    };
    respond().catch(() => {
      if (!response.headersSent) response.writeHead(404);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the system assigned no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
