import 'server-only';
import { setTimeout as sleepFor } from 'node:timers/promises';
import type { z } from 'zod';
import { toMilliPtc } from '@/lib/domain/price';
import type { Milliseconds } from '@/lib/domain/time';
import {
  type CallKind,
  type ErrorMapping,
  findRejection,
  isChargedCall,
  isNoFaceError,
  mapUnreadableResponse,
  type Rejection,
  UNKNOWN_CODE,
} from './errors';
import { createReadUrl, toIdentifiedVideo, toTask } from './mappers';
import { createMultipartForm } from './multipart';
import { parseJson } from './parse-json';
import { createRedact } from './redact';
import { canRetryFree, canRetryPaid, type RetryTiming, withRetries } from './retry';
import { retryAfterMs } from './retry-after';
import { createRetryBudget } from './retry-budget';
import {
  balanceResponseSchema,
  type CreateLipSyncBody,
  createLipSyncBodySchema,
  createLipSyncEnvelopeSchema,
  facesDataSchema,
  identifyFaceBodySchema,
  identifyFaceEnvelopeSchema,
  lipSyncTaskEnvelopeSchema,
  UPSTREAM_PATHS,
  uploadResponseSchema,
} from './schemas';
import { type Fetch, type OutgoingRequest, type RequestOutcome, sendRequest } from './send-request';
import { type LipSyncRequest, type Upstream, UpstreamError, type UpstreamFailure } from './types';

/** Timeout per attempt, from connecting to the last byte. */
interface UpstreamTimeouts {
  /** A synchronous call; known clients allow 120 s. */
  readonly identifyMs: Milliseconds;
  readonly createMs: Milliseconds;
  readonly queryMs: Milliseconds;
  /** Enough for 100 MB at 1.3 Mbit/s. */
  readonly uploadMs: Milliseconds;
}

const UPSTREAM_TIMEOUTS: UpstreamTimeouts = { identifyMs: 120_000, createMs: 60_000, queryMs: 15_000, uploadMs: 600_000 };

export interface UpstreamSettings {
  /** `https://api.302.ai`, its relay, or a fake; a path is kept. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch: Fetch;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly random?: () => number;
  readonly sleep?: (ms: Milliseconds) => Promise<void>;
  readonly timeouts?: Partial<UpstreamTimeouts>;
  /** Receives upstream's request id of each response, for support requests. */
  readonly onRequestId?: (requestId: string) => void;
}

interface Call {
  readonly kind: CallKind;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly timeoutMs: Milliseconds;
  readonly headers?: Readonly<Record<string, string>>;
  /** Created for each attempt. */
  readonly body?: () => string | ReadableStream<Uint8Array>;
  readonly canRetry?: () => boolean;
  /** Whether a response contains the paid result. This outweighs an unknown code. */
  readonly isCharged?: (json: unknown) => boolean;
}

/**
 * Creates the upstream client over any `fetch`: the real one or the simulator's.
 * @throws {TypeError} for an unusable base URL or key, without quoting the key.
 */
export function createUpstream(settings: UpstreamSettings): Required<Upstream> {
  const { apiKey, fetch, now } = settings;
  // `fetch` quotes an invalid header value in its error.
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new TypeError('the API key is empty, or holds characters that a header cannot carry');
  }
  const baseUrl = parseBaseUrl(settings.baseUrl);
  const timeouts = { ...UPSTREAM_TIMEOUTS, ...settings.timeouts };
  const timing: RetryTiming = { sleep: settings.sleep ?? ((ms) => sleepFor(ms)), random: settings.random ?? Math.random };
  const retryBudget = createRetryBudget();
  const redact = createRedact(apiKey);
  const readUrl = createReadUrl(baseUrl.origin);
  const root = `${baseUrl.origin}${baseUrl.pathname.replace(/\/+$/, '')}`;

  /** One attempt. Returns the parsed JSON of a success, or throws. */
  async function attempt(call: Call): Promise<unknown> {
    const body = call.body?.();
    const request: OutgoingRequest = {
      method: call.method,
      url: `${root}${call.path}`,
      headers: { accept: 'application/json', authorization: `Bearer ${apiKey}`, ...call.headers },
      timeoutMs: call.timeoutMs,
      ...(body === undefined ? {} : { body }),
    };
    const outcome = await sendRequest(fetch, request);
    if (outcome.outcome === 'unreachable') {
      throw new UpstreamError('unreachable', 'upstream-unreachable', `${call.kind}: no connection to upstream`, {
        retryable: true,
        cause: redact(outcome.reason),
      });
    }
    if (outcome.outcome === 'silent') {
      throw new UpstreamError('timed-out', 'upstream-timeout', `${call.kind}: sent, but no whole answer came`, {
        charged: isChargedCall(call.kind) ? 'unknown' : 'no',
        retryable: true,
        cause: redact(outcome.reason),
      });
    }
    if (outcome.outcome === 'unreadable') {
      throw invalidResponse(call.kind, outcome, outcome.reason);
    }
    const json = parseJson(outcome.text);
    const requestId = getRequestId(json);
    if (requestId !== null) settings.onRequestId?.(redact(requestId));
    const refusal = findRejection(call.kind, outcome.status, json);
    if (refusal !== null && !(refusal.mapping === UNKNOWN_CODE && call.isCharged?.(json) === true)) {
      throw rejectedError(call.kind, outcome, refusal);
    }
    if (outcome.status < 200 || outcome.status > 299) {
      throw invalidResponse(call.kind, outcome, 'no error that we know');
    }
    return json;
  }

  type ReceivedResponse = Extract<RequestOutcome, { readonly status: number }>;

  function failureError(
    failure: UpstreamFailure,
    call: CallKind,
    response: ReceivedResponse,
    mapping: ErrorMapping,
    text: string,
    refusal?: Rejection,
  ) {
    const waitMs = retryAfterMs(response.retryAfter, now()) ?? mapping.retryAfterMs;
    return new UpstreamError(failure, mapping.code, `${call}: HTTP ${response.status}, ${text}`, {
      charged: isChargedCall(call) ? mapping.charged : 'no',
      retryable: mapping.retryable,
      ...(waitMs === undefined || !mapping.retryable ? {} : { retryAfterMs: waitMs }),
      ...(refusal?.upstreamCode === undefined ? {} : { upstreamCode: refusal.upstreamCode }),
    });
  }

  function rejectedError(call: CallKind, response: ReceivedResponse, refusal: Rejection): UpstreamError {
    const { mapping } = refusal;
    const failure = mapping.charged === 'no' ? 'rejected' : mapping.code === 'upstream-invalid-response' ? 'invalid-response' : 'timed-out';
    const code = refusal.upstreamCode === undefined ? 'without a code' : `code ${refusal.upstreamCode}`;
    const error = failureError(failure, call, response, mapping, `${code}: ${redact(refusal.message) || 'no reason given'}`, refusal);
    return call === 'identify' && isNoFaceError(refusal) ? new NoFace(error) : error;
  }

  function invalidResponse(call: CallKind, response: ReceivedResponse, reason: string): UpstreamError {
    return failureError('invalid-response', call, response, mapUnreadableResponse(call, response.status), reason);
  }

  /** Sends the call, retries only if that cannot pay twice, and parses the response. */
  async function getResponse<Schema extends z.ZodType>(call: Call, schema: Schema): Promise<z.infer<Schema>> {
    const startedAt = now();
    const isFree = !isChargedCall(call.kind);
    if (isFree) retryBudget.deposit();
    const canRetry = (error: UpstreamError) =>
      (isFree ? canRetryFree(error) && retryBudget.withdraw() : canRetryPaid(error, now() - startedAt)) && (call.canRetry?.() ?? true);
    const json = await withRetries(() => attempt(call), canRetry, timing);
    const parsed = schema.safeParse(json);
    if (!parsed.success) {
      const invalidFields = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
      throw invalidResponseError(call.kind, invalidFields);
    }
    return parsed.data;
  }

  /** A success without a required field: a paid call may have been charged. */
  function invalidResponseError(call: CallKind, invalidFields: string): UpstreamError {
    return new UpstreamError(
      'invalid-response',
      'upstream-invalid-response',
      `${call}: the answer is not as expected (${redact(invalidFields)})`,
      {
        charged: isChargedCall(call) ? 'unknown' : 'no',
      },
    );
  }

  return {
    async identifyFace({ videoUrl }) {
      const body = validateBody('identify', identifyFaceBodySchema, { video_url: videoUrl });
      try {
        const { data } = await getResponse(
          {
            kind: 'identify',
            method: 'POST',
            path: UPSTREAM_PATHS.identifyFace,
            timeoutMs: timeouts.identifyMs,
            isCharged: matchesSchema(facesDataSchema),
            ...jsonBody(body),
          },
          identifyFaceEnvelopeSchema,
        );
        const faceData = data.face_data ?? [];
        if (data.session_id == null && faceData.length > 0) {
          throw invalidResponseError('identify', 'data.session_id');
        }
        return toIdentifiedVideo(data.session_id ?? '', faceData, readUrl);
      } catch (error) {
        if (error instanceof NoFace) {
          return toIdentifiedVideo('', [], readUrl);
        }
        throw error;
      }
    },

    async createLipSync(request) {
      if (!BARE_BASE64.test(request.voiceBase64)) {
        throw new UpstreamError('rejected', 'parameters-refused', 'create: not sent, for the voice is not bare Base64');
      }
      const body = validateBody('create', createLipSyncBodySchema, toCreateBody(request));
      const { data } = await getResponse(
        {
          kind: 'create',
          method: 'POST',
          path: UPSTREAM_PATHS.lipSync,
          timeoutMs: timeouts.createMs,
          isCharged: matchesSchema(createLipSyncEnvelopeSchema),
          ...jsonBody(body),
        },
        createLipSyncEnvelopeSchema,
      );
      return toTask(data, data.task_id, readUrl, redact);
    },

    async queryLipSync(id) {
      // These would traverse the path instead of naming a task.
      if (id === '' || id === '.' || id === '..') {
        throw new UpstreamError('rejected', 'not-found', 'query: this cannot be the id of a task');
      }
      const { data } = await getResponse(
        {
          kind: 'query',
          method: 'GET',
          path: `${UPSTREAM_PATHS.lipSync}/${encodeURIComponent(id.toWellFormed())}`,
          timeoutMs: timeouts.queryMs,
        },
        lipSyncTaskEnvelopeSchema,
      );
      const returnedIds = [data.task_id, data.task_info?.external_task_id];
      if (returnedIds.every((one) => one != null && one !== id)) {
        // A response about another task is rejected.
        throw invalidResponseError('query', 'data.task_id');
      }
      return toTask(data, data.task_id ?? id, readUrl, redact);
    },

    async uploadFile(file) {
      if (!Number.isSafeInteger(file.byteSize) || file.byteSize < 0) {
        throw new UpstreamError('unreachable', 'internal-error', 'upload: the size of the file is not known');
      }
      const form = createMultipartForm('file', file);
      try {
        const { data } = await getResponse(
          {
            kind: 'upload',
            method: 'POST',
            path: UPSTREAM_PATHS.upload,
            timeoutMs: timeouts.uploadMs,
            headers: form.headers,
            body: form.open,
            canRetry: () => !form.bodyWasRead(),
          },
          uploadResponseSchema,
        );
        const url = readUrl(data);
        if (url === null) {
          throw invalidResponseError('upload', 'data');
        }
        return { url };
      } catch (error) {
        // Upstream's response explains more than the source error, which explains more than the aborted request.
        const isAnswer = error instanceof UpstreamError && (error.failure === 'rejected' || error.failure === 'invalid-response');
        throw isAnswer ? error : (form.sourceError() ?? error);
      } finally {
        form.close();
      }
    },

    async balance() {
      try {
        const response = await getResponse(
          { kind: 'balance', method: 'GET', path: UPSTREAM_PATHS.balance, timeoutMs: timeouts.queryMs },
          balanceResponseSchema,
        );
        return toMilliPtc(response.data.balance);
      } catch (error) {
        if (error instanceof UpstreamError && isNotPermitted(error)) {
          return null;
        }
        throw error;
      }
    },
  };
}

function matchesSchema(schema: z.ZodType): (json: unknown) => boolean {
  return (json) => schema.safeParse(json).success;
}

function getRequestId(json: unknown): string | null {
  const id = typeof json === 'object' && json !== null && 'request_id' in json ? json.request_id : null;
  return typeof id === 'string' && id !== '' ? id : null;
}

/** A rejected `identify-face` that means "no face"; internal to this file. */
class NoFace extends UpstreamError {
  constructor(error: UpstreamError) {
    super(error.failure, error.code, error.message);
  }
}

/** An invalid key stays an error; any other rejection of the balance call is a missing permission. */
function isNotPermitted(error: UpstreamError): boolean {
  const isBadKey = error.upstreamCode === 10001 || error.upstreamCode === 10002 || error.upstreamCode === 10005;
  return !isBadKey && (error.code === 'upstream-unauthorized' || (error.failure === 'rejected' && error.code === 'upstream-rejected'));
}

function parseBaseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '') {
    throw new TypeError('the base URL of upstream must be an http(s) address without user and password');
  }
  return url;
}

function toCreateBody(request: LipSyncRequest): CreateLipSyncBody {
  const { placement } = request;
  return {
    session_id: request.sessionId,
    external_task_id: request.externalTaskId,
    face_choose: [
      {
        face_id: request.faceId,
        sound_file: request.voiceBase64,
        sound_start_time: placement.trimStartMs,
        sound_end_time: placement.trimEndMs,
        sound_insert_time: placement.insertAtMs,
        // Always send both: upstream's default of 1 for the second keeps the original speech audible.
        sound_volume: placement.voiceVolume,
        original_audio_volume: placement.originalVolume,
      },
    ],
  };
}

/** Upstream refuses a `data:` prefix, and a URL would bypass our measurement of the voice. */
const BARE_BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Validates a request body. The error names the invalid fields, never their values. */
function validateBody<Schema extends z.ZodType>(call: CallKind, schema: Schema, body: z.input<Schema>): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new UpstreamError('rejected', 'parameters-refused', `${call}: not sent, for these fields are not fit to be: ${fields}`);
  }
  return parsed.data;
}

function jsonBody(body: unknown): Pick<Call, 'headers' | 'body'> {
  const text = JSON.stringify(body);
  return { headers: { 'content-type': 'application/json' }, body: () => text };
}
