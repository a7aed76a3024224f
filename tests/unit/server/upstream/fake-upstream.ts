import { inspect } from 'node:util';
import { expect } from 'vitest';
import { createUpstream, type UpstreamSettings } from '@/lib/server/upstream/client';
import type { LipSyncRequest, Upstream } from '@/lib/server/upstream/types';
import { UpstreamError } from '@/lib/server/upstream/types';

export const API_KEY = 'sk-Zq7Lw2Xv9Rt4Kb1Nm6Pd';
export const BASE_URL = 'https://upstream.test';
const NOW_MS = Date.UTC(2026, 0, 15, 12, 0, 0);

interface SentRequest {
  readonly url: string;
  readonly init: RequestInit;
}

/** Responses in order; the last one repeats. */
export type ScriptedResponse = () => Response | Promise<Response>;

/** An upstream client over a scripted `fetch` that records requests and delays. */
export function createScriptedUpstream(script: readonly ScriptedResponse[], settings: Partial<UpstreamSettings> = {}) {
  const requests: SentRequest[] = [];
  const waits: number[] = [];
  const upstream = createUpstream({
    baseUrl: BASE_URL,
    apiKey: API_KEY,
    now: () => NOW_MS,
    random: () => 0.5,
    sleep: async (ms) => {
      waits.push(ms);
    },
    fetch: async (input, init) => {
      requests.push({ url: String(input), init: init ?? {} });
      const next = script[Math.min(requests.length, script.length) - 1];
      if (next === undefined) {
        throw new Error('nothing is scripted');
      }
      return next();
    },
    ...settings,
  });
  return { upstream, requests, waits };
}

export function respondWithJson(body: unknown, status = 200, headers: Record<string, string> = {}): ScriptedResponse {
  return respondWithText(JSON.stringify(body), status, { 'content-type': 'application/json', ...headers });
}

export function respondWithText(body: string | null, status = 200, headers: Record<string, string> = {}): ScriptedResponse {
  return () => new Response(body, { status, headers });
}

/** A failure like that of Node's `fetch`: a `TypeError` caused by a system error. */
export function networkError(code: string, more: Record<string, unknown> = {}): ScriptedResponse {
  return () => {
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(`${code} with Bearer ${API_KEY}`), { code, ...more }) });
  };
}

export const LIP_SYNC_REQUEST: LipSyncRequest = {
  sessionId: '743216589012345678',
  externalTaskId: 'job_9f1c',
  faceId: '0',
  voiceBase64: 'SUQzBAAAAAAA',
  placement: { trimStartMs: 100, trimEndMs: 3_100, insertAtMs: 250, voiceVolume: 1, originalVolume: 0 },
};

export function createStream(...chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  const waiting = [...chunks];
  return new ReadableStream(
    {
      pull(controller) {
        const next = waiting.shift();
        if (next === undefined) {
          controller.close();
        } else {
          controller.enqueue(next);
        }
      },
    },
    { highWaterMark: 0 },
  );
}

/** One call of each kind, for tests over several kinds. */
export const CALLS = {
  identify: (upstream: Upstream) => upstream.identifyFace({ videoUrl: 'https://files.test/clip.mp4' }),
  create: (upstream: Upstream) => upstream.createLipSync(LIP_SYNC_REQUEST),
  query: (upstream: Upstream) => upstream.queryLipSync('812345678901234567'),
  upload: (upstream: Upstream) =>
    upstream.uploadFile({ name: 'clip.mp4', contentType: 'video/mp4', byteSize: 4, body: createStream(Uint8Array.of(1, 2, 3, 4)) }),
} as const satisfies Record<string, (upstream: Upstream) => Promise<unknown>>;

export type CallName = keyof typeof CALLS;
export const PAID_CALLS = ['identify', 'create', 'upload'] as const satisfies readonly CallName[];
export const ALL_CALLS = [...PAID_CALLS, 'query'] as const satisfies readonly CallName[];

/** Returns the `UpstreamError` of a call that must fail. */
export async function getUpstreamError(call: Promise<unknown>): Promise<UpstreamError> {
  const outcome = await call.then(
    (answer) => ({ answer }),
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(UpstreamError);
  if (!(outcome instanceof UpstreamError)) {
    throw new Error('unreachable');
  }
  return outcome;
}

/** All text that a log or response could print of an error. */
export function inspectAll(error: UpstreamError): string {
  return [
    inspect(error, { depth: 9, showHidden: true }),
    JSON.stringify(error),
    JSON.stringify(error.cause),
    error.stack,
    String(error),
  ].join('\n');
}
