/**
 * A simulated upstream in the shape of `fetch`: the three endpoints, 302.AI's upload and balance, and its files, by the rules of the
 * specification. Practice mode uses it behind the real client; tests script its faults and clock.
 */

import type { MilliPtc } from '@/lib/domain/price';
import { UPSTREAM_PATHS } from '@/lib/server/upstream/schemas';
import { createBilling } from './billing';
import { simulateFaces } from './faces';
import type { CallKind, Faults, ResponseOverride } from './faults';
import { createFileServer, FILES_PATH } from './file-server';
import { StorageReadError, UnsupportedMediaError, wrapStorageErrors } from './media/media-input';
import { assertVideoTrack } from './media/result';
import { PORTRAIT_COUNT } from './portrait';
import { createRecords, newUpstreamId } from './records';
import {
  createGatewayError,
  createKlingError,
  createKlingSuccess,
  invalidParameterError,
  malformedRequestError,
  Rejection,
} from './responses';
import { checkVideo, parseCreateBody, parseIdentifyBody } from './rules';
import { createTasks, type TaskTiming } from './tasks';
import type { MediaMeasures, ReadableFile, SimulatorFiles, SimulatorState } from './types';

export interface SimulatorOptions extends MediaMeasures {
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly state: SimulatorState;
  readonly files: SimulatorFiles;
  /** The file at a URL of another host; `null` if it cannot be fetched. */
  readonly resolveVideo: (url: string) => Promise<ReadableFile | null>;
  readonly faults?: Faults;
  readonly timing?: Partial<TaskTiming>;
  /** Whether a task is found by its `external_task_id`; the specification says both. Default: it is. */
  readonly findsByExternalId?: () => boolean;
  /** Origin of its file URLs. */
  readonly origin?: () => string;
  /** Receives unexpected errors; the caller received a 500. */
  readonly report?: (error: unknown) => void;
}

export interface Simulator {
  readonly fetch: typeof fetch;
  /** Total simulated charges in 1/1000 PTC. */
  billing(): Promise<MilliPtc>;
}

/** A host that never resolves (RFC 6761), so that practice mode cannot send anything out of this process. */
export const SIMULATOR_ORIGIN = 'https://simulator.invalid';

const PRACTICE_TIMING: TaskTiming = { processingAfterMs: 3_000, doneAfterMs: 12_000 };
const INITIAL_BALANCE_MILLI_PTC = 100_000;
/** 5 MB of voice as Base64, and room for the rest. */
const MAX_BODY_BYTES = 8_000_000;

export function createSimulator(options: SimulatorOptions): Simulator {
  const { now, files, faults, measureVideo } = options;
  const report = options.report ?? (() => undefined);
  const records = createRecords(options.state);
  const billing = createBilling(options.state);
  const origin = options.origin ?? (() => SIMULATOR_ORIGIN);
  const fileServer = createFileServer({ files, records, now, origin, resolveExternalUrl: options.resolveVideo });
  const tasks = createTasks({
    now,
    timing: { ...PRACTICE_TIMING, ...options.timing },
    files,
    records,
    billing,
    fileServer,
    measures: options,
    findsByExternalId: options.findsByExternalId ?? (() => true),
    report,
  });
  const counts = new Map<CallKind, number>();

  async function identify(request: Request, noFace: boolean): Promise<object> {
    const { video_url: videoUrl } = parseIdentifyBody(await readJson(request));
    const video = await fileServer.open(videoUrl);
    if (video === null) throw invalidParameterError('video_url', 'is refused: nothing can be fetched from this address');
    const facts = await readMedia(measureVideo(wrapStorageErrors(video)));
    checkVideo(facts);
    await readMedia(assertVideoTrack(video));
    const sessionId = newUpstreamId();
    const faces = noFace ? [] : simulateFaces(facts.durationMs);
    await records.saveSession({
      sessionId,
      createdAtMs: now(),
      videoId: newUpstreamId(),
      videoUrl,
      durationMs: facts.durationMs,
      faces,
    });
    await billing.addCharge('identify');
    // The same video always has the same faces.
    const portrait = (facts.byteSize + facts.durationMs) % PORTRAIT_COUNT;
    return {
      session_id: sessionId,
      face_data: faces.map(({ faceId, startMs, endMs }, index) => ({
        face_id: faceId,
        face_image: fileServer.portraitUrl(portrait + index),
        start_time: startMs,
        end_time: endMs,
      })),
    };
  }

  async function balance(): Promise<Response> {
    const remaining = INITIAL_BALANCE_MILLI_PTC - (await billing.totalMilliPtc());
    return Response.json({ data: { balance: (Math.max(0, remaining) / 1000).toFixed(3) } });
  }

  async function handle(kind: CallKind | null, request: Request, url: URL, override: ResponseOverride): Promise<Response> {
    switch (kind) {
      case 'identify':
        return createKlingSuccess(await identify(request, override.noFace ?? false));
      case 'create':
        return createKlingSuccess(await tasks.create(parseCreateBody(await readJson(request)), override.failure ?? null));
      case 'query':
        return createKlingSuccess(await tasks.query(decodePathPart(url.pathname.slice(UPSTREAM_PATHS.lipSync.length + 1))));
      case 'upload': {
        const address = await fileServer.storeUpload(request);
        await billing.addCharge('upload');
        return Response.json({ code: 200, data: address, message: 'success' });
      }
      case 'balance':
        return balance();
      case 'file':
        return fileServer.serve(request, url.pathname);
      case null:
        throw new Rejection(404, 1202, `The requested method is invalid: ${request.method} ${url.pathname}`);
    }
  }

  async function respond(kind: CallKind | null, request: Request, url: URL, override: ResponseOverride = {}): Promise<Response> {
    const isGatewayCall = kind === 'upload' || kind === 'balance';
    try {
      const closed = kind === 'file' ? null : checkAuthorization(request);
      if (closed !== null) return isGatewayCall ? createGatewayError(401, 10001, closed.message) : createKlingError(closed);
      return await handle(kind, request, url, override);
    } catch (error) {
      if (error instanceof Rejection)
        return isGatewayCall ? createGatewayError(error.status, 10010, error.message) : createKlingError(error);
      report(error);
      return createKlingError({ status: 500, code: 5000, message: 'Internal server error' });
    }
  }

  return {
    async fetch(input, init) {
      const request = new Request(input, init);
      request.signal.throwIfAborted();
      const url = new URL(request.url);
      const kind = getCallKind(request.method, url.pathname);
      if (kind === null) return respond(null, request, url);
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      const call = { kind, count, url, signal: request.signal };
      const fault = faults?.(call) ?? null;
      const response = (override?: ResponseOverride) => respond(kind, request, url, override);
      return abortable(request.signal, fault === null ? response() : fault(response, call));
    },
    billing: () => billing.totalMilliPtc(),
  };
}

function getCallKind(method: string, path: string): CallKind | null {
  if (method === 'POST') {
    if (path === UPSTREAM_PATHS.identifyFace) return 'identify';
    if (path === UPSTREAM_PATHS.lipSync) return 'create';
    if (path === UPSTREAM_PATHS.upload) return 'upload';
  }
  if (method === 'GET') {
    if (path === UPSTREAM_PATHS.balance) return 'balance';
    if (path.startsWith(`${UPSTREAM_PATHS.lipSync}/`)) return 'query';
  }
  return (method === 'GET' || method === 'HEAD') && path.startsWith(FILES_PATH) ? 'file' : null;
}

/** Any non-empty key is accepted. */
function checkAuthorization(request: Request): Rejection | null {
  const authorization = request.headers.get('authorization');
  if (authorization === null || authorization === '') return new Rejection(401, 1001, 'Authorization is empty');
  return /^Bearer +\S+$/i.test(authorization) ? null : new Rejection(401, 1002, 'Authorization is invalid');
}

async function readJson(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text.length > MAX_BODY_BYTES) throw new Rejection(413, 1200, 'The request body is too large');
  try {
    return JSON.parse(text);
  } catch {
    throw malformedRequestError('The request body is not JSON');
  }
}

function decodePathPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** An unreadable video is rejected; a storage failure is an internal error. */
function readMedia<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (isStorageError(error)) throw error;
    throw invalidParameterError(
      'video_url',
      `is refused: ${error instanceof UnsupportedMediaError ? error.message : 'the file is damaged'}`,
    );
  });
}

/** Parsers may wrap the thrown error. */
function isStorageError(error: unknown): boolean {
  for (let one = error, depth = 0; one instanceof Error && depth < 8; one = one.cause, depth += 1) {
    if (one instanceof StorageReadError) return true;
  }
  return false;
}

/** Rejects at once when the caller aborts, as `fetch` does, while the work continues. */
function abortable(signal: AbortSignal, work: Promise<Response>): Promise<Response> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
