import { readdir } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PUT as partRoute } from '@/app/api/uploads/[uploadId]/parts/[partNumber]/route';
import { DELETE as dropRoute, POST as endRoute, GET as stateRoute, PUT as wholeRoute } from '@/app/api/uploads/[uploadId]/route';
import { POST as openRoute } from '@/app/api/uploads/route';
import { errorBodySchema } from '@/lib/contracts/error';
import { type UploadTicket, uploadReceiptSchema, uploadStateSchema, uploadTicketSchema } from '@/lib/contracts/upload';
import { createClipOfSize, SAMPLE_CLIP } from '../../setup/app/api-client';
import { TestBrowser } from '../../setup/app/server';
import { createTestApp, type TestApp } from '../../setup/app/test-app';

/**
 * Incomplete uploads that receive requests in any order: each response follows the contract, upstream is never
 * called, and sending the right bytes afterwards completes the upload or reports that it was discarded.
 */

/** Lives of each kind: always the same ones in every run, and many new ones in the long run. */
const SCENARIO_OPTIONS = process.env.TEST_DEEP ? { numRuns: 2_000 } : { numRuns: 60, seed: 20_261_122 };

const HOUR = 60 * 60 * 1000;

const CLIPS = { 'in one piece': createClipOfSize(SAMPLE_CLIP.byteLength + 8), 'in parts': createClipOfSize(2 * 1024 * 1024 + 9) } as const;

const BODIES = ['right', 'noise behind the head', 'no video', 'short', 'long', 'empty', 'broken off', 'none'] as const;
const body = fc.constantFrom(...BODIES);
const announced = fc.constantFrom('nothing', 'right', '0', '99999999999', '-1', 'abc', '1.5');
const part: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('1', '2') },
  fc.constantFrom('0', '3', '00001', '99999', 'x', '1 ', '-1'),
);
const completionBody = fc.oneof(
  { weight: 4, arbitrary: fc.constant<unknown>({}) },
  fc.record({
    etags: fc.array(fc.record({ partNumber: fc.oneof(fc.integer(), fc.double()), etag: fc.string({ unit: 'binary', maxLength: 300 }) })),
  }),
  fc.jsonValue({ maxDepth: 2 }),
);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('part' as const), part, body, announced }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('whole' as const), body, announced }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('end' as const), json: completionBody }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('look', 'restart') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('drop', 'a day passes') }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** What a sender puts where `right` is asked for. */
function createBody(kind: (typeof BODIES)[number], right: Buffer<ArrayBuffer>): BodyInit | null {
  switch (kind) {
    case 'right':
      return right;
    case 'noise behind the head':
      return Buffer.from(right).fill(65, Math.min(100, right.byteLength));
    case 'no video':
      return Buffer.alloc(right.byteLength, 'shopping list ');
    case 'short':
      return right.subarray(0, right.byteLength - 1);
    case 'long':
      return Buffer.concat([right, Buffer.alloc(1)]);
    case 'empty':
      return Buffer.alloc(0);
    case 'broken off': {
      const pieces = [right.subarray(0, Math.floor(right.byteLength / 2))];
      return new ReadableStream({
        pull(controller) {
          const piece = pieces.shift();
          if (piece === undefined) controller.error(new Error('ECONNRESET'));
          else controller.enqueue(piece);
        },
      });
    }
    case 'none':
      return null;
  }
}

class UploadScenario {
  readonly #world: TestApp;
  readonly #clip: Buffer<ArrayBuffer>;
  readonly #browser = new TestBrowser();
  #ticket: UploadTicket | null = null;
  /** Given up, or too old. */
  isFinished = false;

  constructor(testApp: TestApp, clip: Buffer<ArrayBuffer>) {
    this.#world = testApp;
    this.#clip = clip;
  }

  get ticket(): UploadTicket {
    if (this.#ticket === null) throw new Error('no upload was opened');
    return this.#ticket;
  }

  async open(): Promise<void> {
    const json = { fileName: 'clip.mp4', byteSize: this.#clip.byteLength, contentType: 'video/mp4', inParts: true };
    this.#ticket = uploadTicketSchema.parse(await (await this.#browser.call(openRoute, '/api/uploads', { json })).json());
  }

  #rightPart(partNumber: string): Buffer<ArrayBuffer> {
    const part = this.ticket.parts?.find((one) => String(one.partNumber) === partNumber);
    return part === undefined ? this.#clip : this.#clip.subarray(part.startByte, part.startByte + part.byteSize);
  }

  #send(right: Buffer<ArrayBuffer>, sent: (typeof BODIES)[number], announced: string) {
    const length = { nothing: undefined, right: String(right.byteLength) }[announced] ?? announced;
    const headers = { 'content-type': 'application/octet-stream', ...(announced === 'nothing' ? {} : { 'content-length': length }) };
    return { method: 'PUT', headers, body: createBody(sent, right), duplex: 'half' as const };
  }

  async take(step: Step): Promise<Response | null> {
    const { uploadId, url } = this.ticket;
    const params = { uploadId };
    const browser = this.#browser;
    switch (step.do) {
      case 'part': {
        const init = this.#send(this.#rightPart(step.part), step.body, step.announced);
        return browser.call(partRoute, `${url}/parts/${encodeURIComponent(step.part)}`, {
          ...init,
          params: { ...params, partNumber: step.part },
        });
      }
      case 'whole':
        return browser.call(wholeRoute, url, { ...this.#send(this.#clip, step.body, step.announced), params });
      case 'end': {
        const answer = await browser.call(endRoute, url, { json: step.json, params });
        // A complete file that is refused ends its upload.
        const upload = await this.#world.server.services.db.findUpload(uploadId);
        this.isFinished ||= upload?.facts === null && upload.expiresAtMs <= this.#world.clock.nowMs;
        return answer;
      }
      case 'look':
        return browser.call(stateRoute, url, { params });
      case 'drop': {
        const isWhole = await this.isWhole();
        const answer = await browser.call(dropRoute, url, { method: 'DELETE', params });
        this.isFinished ||= !isWhole;
        return answer;
      }
      case 'restart':
        await this.#world.restart();
        return null;
      case 'a day passes':
        this.isFinished ||= !(await this.isWhole());
        this.#world.clock.nowMs += 25 * HOUR;
        return null;
    }
  }

  async isWhole(): Promise<boolean> {
    return (await this.#world.server.services.db.findUpload(this.ticket.uploadId))?.facts != null;
  }

  /** Continues as the page would. */
  async finish(): Promise<void> {
    const { uploadId, url } = this.ticket;
    const stateBefore = await this.#browser.call(stateRoute, url, { params: { uploadId } });
    if (this.isFinished) return expect(stateBefore.status).toBe(404);
    expect(stateBefore.status).toBe(200);
    const state = uploadStateSchema.parse(await stateBefore.json());
    if (state.whole) return;
    // All parts are sent again, because only a received part's length is checked.
    for (const { partNumber } of state.parts ?? []) {
      const answer = await this.take({ do: 'part', part: String(partNumber), body: 'right', announced: 'right' });
      expect(answer?.status).toBe(204);
    }
    const last: Step = state.parts === undefined ? { do: 'whole', body: 'right', announced: 'right' } : { do: 'end', json: {} };
    const ended = await this.take(last);
    expect(ended?.status).toBe(200);
    expect(uploadReceiptSchema.parse(await ended?.json())).toMatchObject({ byteSize: this.#clip.byteLength, widthPx: 1280 });
    const stored = await new Response(await this.#world.server.services.storage.read(`inputs/${uploadId}`)).bytes();
    expect(Buffer.compare(stored, this.#clip)).toBe(0);
  }
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)));
}

describe.each(Object.entries(CLIPS))('an upload %s', (_, clip) => {
  test('an upload recovers from any sequence of requests without calling upstream', { timeout: 15 * 60_000 }, async () => {
    const testApp = await createTestApp({ env: { AI302_API_KEY: '' } });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const life = new UploadScenario(testApp, clip);
        await life.open();
        for (const one of steps) {
          const answer = await life.take(one);
          if (answer === null || answer.ok) continue;
          const { error } = errorBodySchema.parse(await answer.json());
          expect([answer.status < 500, error.charged], `${JSON.stringify(one)}: ${error.message}`).toEqual([true, 'no']);
        }
        await life.finish();
        expect(await listFiles(`${testApp.folder}/files/partial`)).toEqual([]);
        if (!life.isFinished) expect(await listFiles(`${testApp.folder}/files/parts/inputs/${life.ticket.uploadId}`)).toEqual([]);
        expect([testApp.calls('identify'), testApp.calls('create'), testApp.calls('upload')]).toEqual([0, 0, 0]);
      }),
      SCENARIO_OPTIONS,
    );
  });
});
