/** What the server holds in memory while the largest legal clip goes through it. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ROOT } from '../setup/app-server.ts';
import { enter, type Person, startSite } from './live-site.ts';
import { residentBytes, watchMemory } from './memory.ts';
import { startStandIn } from './stand-in.ts';

/** 100 MB, the specification's limit. */
const LARGEST_BYTES = 100_000_000;
const CLIP = path.join(ROOT, 'public/sample/clip.mp4');
const CHUNK_BYTES = 64 * 1024;
const LOOK_EVERY_MS = 20;

export interface UploadMemory {
  readonly byteSize: number;
  readonly seconds: number;
  readonly beforeBytes: number;
  readonly growthBytes: number;
}

const ticketSchema = z.object({ method: z.string(), url: z.string(), headers: z.record(z.string(), z.string()) });

/** The sample, made longer by a box that every reader skips, piece by piece so that it is nowhere whole. */
function* clipOf(byteSize: number): Generator<Uint8Array> {
  const clip = readFileSync(CLIP);
  yield clip;
  const padding = byteSize - clip.byteLength;
  if (padding === 0) return;
  const head = Buffer.alloc(8);
  head.writeUInt32BE(padding);
  head.write('free', 4, 'latin1');
  yield head;
  const zeroes = new Uint8Array(CHUNK_BYTES);
  for (let left = padding - head.byteLength; left > 0; left -= CHUNK_BYTES) yield zeroes.subarray(0, Math.min(left, CHUNK_BYTES));
}

function streamOf(pieces: Iterator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      const { done, value } = pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

async function upload(origin: string, person: Person, byteSize: number): Promise<void> {
  const opened = await person.send('/api/uploads', { fileName: 'clip.mp4', byteSize, contentType: 'video/mp4' });
  const ticket = ticketSchema.parse(await opened.json());
  const init: RequestInit & { duplex: 'half' } = {
    method: ticket.method,
    headers: { ...ticket.headers, cookie: person.cookie, 'content-length': String(byteSize) },
    body: streamOf(clipOf(byteSize)),
    duplex: 'half',
  };
  const sent = await fetch(new URL(ticket.url, origin), init);
  if (!sent.ok) throw new Error(`the upload was answered ${sent.status}: ${await sent.text()}`);
  await sent.arrayBuffer();
}

export async function measureUploadMemory(): Promise<UploadMemory> {
  const standIn = await startStandIn();
  try {
    const app = await startSite(standIn.origin);
    try {
      const person = await enter(app.origin);
      // Code that loads at the first upload is no part of what the bytes take.
      await upload(app.origin, person, readFileSync(CLIP).byteLength);
      const beforeBytes = residentBytes(app.pid);
      const memory = watchMemory(app.pid, LOOK_EVERY_MS);
      const startedAt = performance.now();
      await upload(app.origin, person, LARGEST_BYTES);
      const seconds = (performance.now() - startedAt) / 1000;
      return { byteSize: LARGEST_BYTES, seconds, beforeBytes, growthBytes: Math.max(...memory.stop()) - beforeBytes };
    } finally {
      await app.stop();
    }
  } finally {
    await standIn.stop();
  }
}
