/** Server memory during an upload of the largest accepted clip: in parts, as browsers send it, and in one request, as a script may. */

import { z } from 'zod';
import { startFakeUpstream } from '../fake-upstream.ts';
import { type BenchClient, signIn, startSite } from '../live-site.ts';
import { createClip, generateClip, MAX_CLIP_BYTES, SAMPLE_BYTES, toStream } from '../long-clip.ts';
import { type MemoryUse, measureMemory } from './memory.ts';

/** Uploads as the wizard does. */
const PARTS_AT_ONCE = 3;

const targetSchema = z.object({ method: z.string(), url: z.string(), headers: z.record(z.string(), z.string()) });
const partSchema = targetSchema.extend({ startByte: z.number(), byteSize: z.number() });
const ticketSchema = targetSchema.extend({ parts: z.array(partSchema).optional() });

type Send = (origin: string, person: BenchClient, byteSize: number) => Promise<void>;

async function open(person: BenchClient, byteSize: number, inParts: boolean): Promise<z.infer<typeof ticketSchema>> {
  const file = { fileName: 'clip.mp4', byteSize, contentType: 'video/mp4' };
  const opened = await person.send('/api/uploads', inParts ? { ...file, inParts } : file);
  return ticketSchema.parse(await opened.json());
}

async function accepted(answer: Response): Promise<void> {
  if (!answer.ok) throw new Error(`the upload returned ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}

const sendWhole: Send = async (origin, person, byteSize) => {
  const ticket = await open(person, byteSize, false);
  const init: RequestInit & { duplex: 'half' } = {
    method: ticket.method,
    headers: { ...ticket.headers, cookie: person.cookie, 'content-length': String(byteSize) },
    body: toStream(generateClip(byteSize)),
    duplex: 'half',
  };
  await accepted(await fetch(new URL(ticket.url, origin), init));
};

const sendParts: Send = async (origin, person, byteSize) => {
  const ticket = await open(person, byteSize, true);
  // A short file is a single part.
  if (ticket.parts === undefined) return sendWhole(origin, person, byteSize);
  const bytes = createClip(byteSize);
  const waiting = [...ticket.parts];
  const lane = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const { method, url, headers, startByte } = part;
      const body = bytes.subarray(startByte, startByte + part.byteSize);
      await accepted(await fetch(new URL(url, origin), { method, headers: { ...headers, cookie: person.cookie }, body }));
    }
  };
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, lane));
  await accepted(await person.send(ticket.url, {}));
};

/** On a new server, so that the measurements are independent. */
async function measure(send: Send): Promise<MemoryUse> {
  const fakeUpstream = await startFakeUpstream();
  try {
    const app = await startSite(fakeUpstream.origin);
    try {
      const person = await signIn(app.origin);
      // Warm-up: code loaded at the first upload is not part of the measurement.
      await send(app.origin, person, SAMPLE_BYTES);
      return await measureMemory(app.pid, MAX_CLIP_BYTES, () => send(app.origin, person, MAX_CLIP_BYTES));
    } finally {
      await app.stop();
    }
  } finally {
    await fakeUpstream.stop();
  }
}

export async function measureUploadMemory(): Promise<{ readonly inParts: MemoryUse; readonly whole: MemoryUse }> {
  return { inParts: await measure(sendParts), whole: await measure(sendWhole) };
}
