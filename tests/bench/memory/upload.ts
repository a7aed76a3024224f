/** What the server holds in memory while the largest legal clip goes through it: in parts, as browsers send it, and whole, as a script may. */

import { z } from 'zod';
import { startStandIn } from '../fake-upstream.ts';
import { enter, type Person, startSite } from '../live-site.ts';
import { clipOf, LARGEST_BYTES, SAMPLE_BYTES, streamOf, wholeClip } from '../long-clip.ts';
import { type Carried, memoryWhile } from './memory.ts';

/** As the wizard does. */
const PARTS_AT_ONCE = 3;

const targetSchema = z.object({ method: z.string(), url: z.string(), headers: z.record(z.string(), z.string()) });
const partSchema = targetSchema.extend({ startByte: z.number(), byteSize: z.number() });
const ticketSchema = targetSchema.extend({ parts: z.array(partSchema).optional() });

type Send = (origin: string, person: Person, byteSize: number) => Promise<void>;

async function open(person: Person, byteSize: number, inParts: boolean): Promise<z.infer<typeof ticketSchema>> {
  const file = { fileName: 'clip.mp4', byteSize, contentType: 'video/mp4' };
  const opened = await person.send('/api/uploads', inParts ? { ...file, inParts } : file);
  return ticketSchema.parse(await opened.json());
}

async function accepted(answer: Response): Promise<void> {
  if (!answer.ok) throw new Error(`the upload was answered ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}

const sendWhole: Send = async (origin, person, byteSize) => {
  const ticket = await open(person, byteSize, false);
  const init: RequestInit & { duplex: 'half' } = {
    method: ticket.method,
    headers: { ...ticket.headers, cookie: person.cookie, 'content-length': String(byteSize) },
    body: streamOf(clipOf(byteSize)),
    duplex: 'half',
  };
  await accepted(await fetch(new URL(ticket.url, origin), init));
};

const sendParts: Send = async (origin, person, byteSize) => {
  const ticket = await open(person, byteSize, true);
  // A short file goes in one.
  if (ticket.parts === undefined) return sendWhole(origin, person, byteSize);
  const bytes = wholeClip(byteSize);
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

/** On a server of its own, so that nothing of one is left for the other. */
async function measure(send: Send): Promise<Carried> {
  const standIn = await startStandIn();
  try {
    const app = await startSite(standIn.origin);
    try {
      const person = await enter(app.origin);
      // Code that loads at the first upload is no part of what the bytes take.
      await send(app.origin, person, SAMPLE_BYTES);
      return await memoryWhile(app.pid, LARGEST_BYTES, () => send(app.origin, person, LARGEST_BYTES));
    } finally {
      await app.stop();
    }
  } finally {
    await standIn.stop();
  }
}

export async function measureUploadMemory(): Promise<{ readonly inParts: Carried; readonly whole: Carried }> {
  return { inParts: await measure(sendParts), whole: await measure(sendWhole) };
}
