/** The browser's one way to the app's own API: every answer is parsed, every failure becomes an `ApiError`. */

import type { ZodType } from 'zod';
import { type SpendingAnswer, spendingAnswerSchema } from '@/lib/contracts/access';
import { type Charged, errorBodySchema } from '@/lib/contracts/error';
import { type CreateJobRequest, type JobAnswer, jobAnswerSchema } from '@/lib/contracts/job';
import { type PassesAnswer, passesAnswerSchema } from '@/lib/contracts/passes';
import {
  type UploadEnd,
  type UploadReceipt,
  type UploadRequest,
  type UploadState,
  type UploadTicket,
  uploadReceiptSchema,
  uploadStateSchema,
  uploadTicketSchema,
} from '@/lib/contracts/upload';
import { type IdentifyFaceAnswer, type IdentifyFaceRequest, identifyFaceAnswerSchema } from '@/lib/contracts/video';
import { ApiError } from './api-error';

/** A little above what the server itself allows each upstream call (120 s, 60 s, 15 s), so that its answer comes first; and room for a slow disk to make one file of many parts. */
const TIMEOUTS_MS = { identify: 150_000, create: 90_000, measure: 120_000, other: 30_000 } as const;

interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** What a missing answer means for money: a paid call may have gone through. */
  readonly chargedIfLost: Charged;
  readonly signal?: AbortSignal | undefined;
}

interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface Api {
  identifyFace(request: IdentifyFaceRequest, options?: CallOptions): Promise<IdentifyFaceAnswer>;
  /** Faces that were found before, for a video of this editor's; free. */
  readFaces(videoId: string, options?: CallOptions): Promise<IdentifyFaceAnswer>;
  /** The same `idempotencyKey` with the same request is safe to send again: it is one job, and one charge. */
  createJob(request: CreateJobRequest, idempotencyKey: string, options?: CallOptions): Promise<JobAnswer>;
  readJob(jobId: string, options?: CallOptions): Promise<JobAnswer>;
  /** All passes of the piece of work that a job belongs to; free. */
  readPasses(jobId: string, options?: CallOptions): Promise<PassesAnswer>;
  openUpload(request: UploadRequest, options?: CallOptions): Promise<UploadTicket>;
  /** Where an upload stands, with a ticket to go on with. */
  readUpload(uploadId: string, options?: CallOptions): Promise<UploadState>;
  /** All parts are sent. Safe to send again. */
  endUpload(uploadId: string, end: UploadEnd, options?: CallOptions): Promise<UploadReceipt>;
  /** What was sent of a file that is not wanted any more. */
  dropUpload(uploadId: string, options?: CallOptions): Promise<void>;
  openDoor(code: string, options?: CallOptions): Promise<void>;
  readSpending(options?: CallOptions): Promise<SpendingAnswer>;
}

export interface ApiDeps {
  readonly fetch: typeof fetch;
  /** Called when a session is missing or over, before the error is thrown. */
  readonly onNotLetIn?: () => void;
}

export function createApi({ fetch, onNotLetIn }: ApiDeps): Api {
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
      throw new ApiError('no-answer', { charged: call.chargedIfLost, cause });
    }
  }

  async function readText(call: Call, response: Response): Promise<string> {
    try {
      return await response.text();
    } catch (cause) {
      if (call.signal?.aborted) throw new DOMException('cancelled', 'AbortError');
      throw new ApiError('no-answer', { charged: call.chargedIfLost, cause });
    }
  }

  async function request<T>(call: Call, schema: ZodType<T> | null): Promise<T | undefined> {
    const response = await send(call);
    const text = await readText(call, response);
    if (!response.ok) throw refusal(call, text);
    if (!schema) return undefined;
    const parsed = schema.safeParse(parseJson(text));
    if (!parsed.success) throw new ApiError('strange-answer', { charged: call.chargedIfLost, cause: parsed.error });
    return parsed.data;
  }

  function refusal(call: Call, text: string): ApiError {
    const parsed = errorBodySchema.safeParse(parseJson(text));
    if (!parsed.success) return new ApiError('strange-answer', { charged: call.chargedIfLost, cause: parsed.error });
    const { code, ...details } = parsed.data.error;
    if (code === 'not-let-in') onNotLetIn?.();
    return new ApiError(code, details);
  }

  async function requestAnswer<T>(call: Call, schema: ZodType<T>): Promise<T> {
    const answer = await request(call, schema);
    if (answer === undefined) throw new ApiError('strange-answer', { charged: call.chargedIfLost });
    return answer;
  }

  return {
    identifyFace: (body, { signal } = {}) =>
      requestAnswer(
        { method: 'POST', path: '/api/identify-face', body, timeoutMs: TIMEOUTS_MS.identify, chargedIfLost: 'unknown', signal },
        identifyFaceAnswerSchema,
      ),
    readFaces: (videoId, { signal } = {}) =>
      requestAnswer(
        {
          method: 'GET',
          path: `/api/identify-face/${encodeURIComponent(videoId)}`,
          timeoutMs: TIMEOUTS_MS.other,
          chargedIfLost: 'no',
          signal,
        },
        identifyFaceAnswerSchema,
      ),
    createJob: (body, idempotencyKey, { signal } = {}) =>
      requestAnswer(
        {
          method: 'POST',
          path: '/api/advanced-lip-sync',
          body,
          headers: { 'idempotency-key': idempotencyKey },
          timeoutMs: TIMEOUTS_MS.create,
          chargedIfLost: 'unknown',
          signal,
        },
        jobAnswerSchema,
      ),
    readJob: (jobId, { signal } = {}) =>
      requestAnswer(
        {
          method: 'GET',
          path: `/api/advanced-lip-sync/${encodeURIComponent(jobId)}`,
          timeoutMs: TIMEOUTS_MS.other,
          chargedIfLost: 'no',
          signal,
        },
        jobAnswerSchema,
      ),
    readPasses: (jobId, { signal } = {}) =>
      requestAnswer(
        {
          method: 'GET',
          path: `/api/advanced-lip-sync/${encodeURIComponent(jobId)}/passes`,
          timeoutMs: TIMEOUTS_MS.other,
          chargedIfLost: 'no',
          signal,
        },
        passesAnswerSchema,
      ),
    openUpload: (body, { signal } = {}) =>
      requestAnswer(
        { method: 'POST', path: '/api/uploads', body, timeoutMs: TIMEOUTS_MS.other, chargedIfLost: 'no', signal },
        uploadTicketSchema,
      ),
    readUpload: (uploadId, { signal } = {}) =>
      requestAnswer(
        { method: 'GET', path: uploadPath(uploadId), timeoutMs: TIMEOUTS_MS.other, chargedIfLost: 'no', signal },
        uploadStateSchema,
      ),
    endUpload: (uploadId, body, { signal } = {}) =>
      requestAnswer(
        { method: 'POST', path: uploadPath(uploadId), body, timeoutMs: TIMEOUTS_MS.measure, chargedIfLost: 'no', signal },
        uploadReceiptSchema,
      ),
    dropUpload: async (uploadId, { signal } = {}) => {
      await request({ method: 'DELETE', path: uploadPath(uploadId), timeoutMs: TIMEOUTS_MS.other, chargedIfLost: 'no', signal }, null);
    },
    openDoor: async (code, { signal } = {}) => {
      await request(
        { method: 'POST', path: '/api/access', body: { code }, timeoutMs: TIMEOUTS_MS.other, chargedIfLost: 'no', signal },
        null,
      );
    },
    readSpending: ({ signal } = {}) =>
      requestAnswer(
        { method: 'GET', path: '/api/spending', timeoutMs: TIMEOUTS_MS.other, chargedIfLost: 'no', signal },
        spendingAnswerSchema,
      ),
  };
}

function uploadPath(uploadId: string): string {
  return `/api/uploads/${encodeURIComponent(uploadId)}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
