/** The browser's client of the app's API. Every response is parsed; every failure is an `ApiError`. */

import type { ZodType } from 'zod';
import { type SpendingResponse, spendingResponseSchema } from '@/lib/contracts/access';
import { type Charged, errorBodySchema } from '@/lib/contracts/error';
import { type CreateJobRequest, type JobResponse, jobResponseSchema } from '@/lib/contracts/job';
import { type PassesResponse, passesResponseSchema } from '@/lib/contracts/passes';
import {
  type UploadCompletion,
  type UploadReceipt,
  type UploadRequest,
  type UploadState,
  type UploadTicket,
  uploadReceiptSchema,
  uploadStateSchema,
  uploadTicketSchema,
} from '@/lib/contracts/upload';
import { type IdentifyFaceRequest, type IdentifyFaceResponse, identifyFaceResponseSchema } from '@/lib/contracts/video';
import { ApiError } from './api-error';
import { parseJson } from './request';

/**
 * Slightly above the server's own upstream timeouts (120 s, 60 s, 15 s), so that its response arrives first. `measure` includes time to join parts
 * on a slow disk.
 */
const TIMEOUTS_MS = { identify: 150_000, create: 90_000, measure: 120_000, other: 30_000 } as const;

interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** The charge state if no response arrives: a paid request may have been executed. */
  readonly chargedIfLost: Charged;
  readonly signal?: AbortSignal | undefined;
}

interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface Api {
  identifyFace(request: IdentifyFaceRequest, options?: CallOptions): Promise<IdentifyFaceResponse>;
  /** Faces found earlier for a video of this editor; free. */
  readFaces(videoId: string, options?: CallOptions): Promise<IdentifyFaceResponse>;
  /** Repeating a request with the same `idempotencyKey` is safe: it creates one job and one charge. */
  createJob(request: CreateJobRequest, idempotencyKey: string, options?: CallOptions): Promise<JobResponse>;
  readJob(jobId: string, options?: CallOptions): Promise<JobResponse>;
  /** All passes of the chain that contains a job; free. */
  readPasses(jobId: string, options?: CallOptions): Promise<PassesResponse>;
  createUpload(request: UploadRequest, options?: CallOptions): Promise<UploadTicket>;
  /** The progress of an upload, with a ticket to resume it. */
  readUpload(uploadId: string, options?: CallOptions): Promise<UploadState>;
  /** Completes an upload after all parts were sent. Safe to repeat. */
  completeUpload(uploadId: string, completion: UploadCompletion, options?: CallOptions): Promise<UploadReceipt>;
  /** Deletes a cancelled upload. */
  deleteUpload(uploadId: string, options?: CallOptions): Promise<void>;
  signIn(code: string, options?: CallOptions): Promise<void>;
  readSpending(options?: CallOptions): Promise<SpendingResponse>;
}

export interface ApiOptions {
  readonly fetch: typeof fetch;
  /** Called when a session is missing or expired, before the error is thrown. */
  readonly onUnauthorized?: () => void;
}

export function createApi({ fetch, onUnauthorized }: ApiOptions): Api {
  async function send(call: Call): Promise<Response> {
    const timeout = AbortSignal.timeout(call.timeoutMs);
    try {
      return await fetch(call.path, {
        method: call.method,
        headers: { ...(call.body === undefined ? {} : { 'content-type': 'application/json' }), ...call.headers },
        signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      });
    } catch (cause) {
      if (call.signal?.aborted) throw new DOMException('cancelled', 'AbortError');
      throw new ApiError('network-error', { charged: call.chargedIfLost, cause });
    }
  }

  async function readText(call: Call, response: Response): Promise<string> {
    try {
      return await response.text();
    } catch (cause) {
      if (call.signal?.aborted) throw new DOMException('cancelled', 'AbortError');
      throw new ApiError('network-error', { charged: call.chargedIfLost, cause });
    }
  }

  async function request<T>(call: Call, schema: ZodType<T> | null): Promise<T | undefined> {
    const response = await send(call);
    const text = await readText(call, response);
    if (!response.ok) throw toErrorResponse(call, text);
    if (!schema) return undefined;
    const parsed = schema.safeParse(parseJson(text));
    if (!parsed.success) throw new ApiError('unexpected-response', { charged: call.chargedIfLost, cause: parsed.error });
    return parsed.data;
  }

  function toErrorResponse(call: Call, text: string): ApiError {
    const parsed = errorBodySchema.safeParse(parseJson(text));
    if (!parsed.success) return new ApiError('unexpected-response', { charged: call.chargedIfLost, cause: parsed.error });
    const { code, ...details } = parsed.data.error;
    if (code === 'unauthorized') onUnauthorized?.();
    return new ApiError(code, details);
  }

  async function requestResponse<T>(call: Call, schema: ZodType<T>): Promise<T> {
    const response = await request(call, schema);
    if (response === undefined) throw new ApiError('unexpected-response', { charged: call.chargedIfLost });
    return response;
  }

  return {
    identifyFace: (body, { signal } = {}) =>
      requestResponse(
        { method: 'POST', path: '/api/identify-face', body, timeoutMs: TIMEOUTS_MS.identify, chargedIfLost: 'unknown', signal },
        identifyFaceResponseSchema,
      ),
    readFaces: (videoId, { signal } = {}) =>
      requestResponse(
        {
          method: 'GET',
          path: `/api/identify-face/${encodeURIComponent(videoId)}`,
          timeoutMs: TIMEOUTS_MS.other,
          chargedIfLost: 'no',
          signal,
        },
        identifyFaceResponseSchema,
      ),
    createJob: (body, idempotencyKey, { signal } = {}) =>
      requestResponse(
        {
          method: 'POST',
          path: '/api/advanced-lip-sync',
          body,
          headers: { 'idempotency-key': idempotencyKey },
          timeoutMs: TIMEOUTS_MS.create,
          chargedIfLost: 'unknown',
          signal,
        },
        jobResponseSchema,
      ),
    readJob: (jobId, { signal } = {}) =>
      requestResponse(
        {
          method: 'GET',
          path: `/api/advanced-lip-sync/${encodeURIComponent(jobId)}`,
          timeoutMs: TIMEOUTS_MS.other,
          chargedIfLost: 'no',
          signal,
        },
        jobResponseSchema,
      ),
    readPasses: (jobId, { signal } = {}) =>
      requestResponse(
        {
          method: 'GET',
          path: `/api/advanced-lip-sync/${encodeURIComponent(jobId)}/passes`,
          timeoutMs: TIMEOUTS_MS.other,
          chargedIfLost: 'no',
          signal,
        },
        passesResponseSchema,
      ),
    createUpload: (body, { signal } = {}) =>
      requestResponse(
        { method: 'POST', path: '/api/uploads', body, timeoutMs: TIMEOUTS_MS.other, chargedIfLost: 'no', signal },
        uploadTicketSchema,
      ),
    readUpload: (uploadId, { signal } = {}) =>
      requestResponse(
        { method: 'GET', path: getUploadPath(uploadId), timeoutMs: TIMEOUTS_MS.other, chargedIfLost: 'no', signal },
        uploadStateSchema,
      ),
    completeUpload: (uploadId, body, { signal } = {}) =>
      requestResponse(
        { method: 'POST', path: getUploadPath(uploadId), body, timeoutMs: TIMEOUTS_MS.measure, chargedIfLost: 'no', signal },
        uploadReceiptSchema,
      ),
    deleteUpload: async (uploadId, { signal } = {}) => {
      await request({ method: 'DELETE', path: getUploadPath(uploadId), timeoutMs: TIMEOUTS_MS.other, chargedIfLost: 'no', signal }, null);
    },
    signIn: async (code, { signal } = {}) => {
      await request(
        { method: 'POST', path: '/api/access', body: { code }, timeoutMs: TIMEOUTS_MS.other, chargedIfLost: 'no', signal },
        null,
      );
    },
    readSpending: ({ signal } = {}) =>
      requestResponse(
        { method: 'GET', path: '/api/spending', timeoutMs: TIMEOUTS_MS.other, chargedIfLost: 'no', signal },
        spendingResponseSchema,
      ),
  };
}

function getUploadPath(uploadId: string): string {
  return `/api/uploads/${encodeURIComponent(uploadId)}`;
}
