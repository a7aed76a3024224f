import 'server-only';
import type { ErrorCode } from '@/lib/contracts/error';
import type { Milliseconds } from '@/lib/domain/time';
import { errorEnvelopeSchema } from './schemas';

/**
 * Maps upstream's errors to ours: both of its error tables, and HTTP statuses for the rest. A known code takes precedence over the
 * status.
 */

export type CallKind = 'identify' | 'create' | 'query' | 'upload' | 'balance';

/** Calls that cost money (specification; for the upload: observed in clients). Other calls are never charged. */
const CHARGED_CALLS: ReadonlySet<CallKind> = new Set(['identify', 'create', 'upload']);

export function isChargedCall(call: CallKind): boolean {
  return CHARGED_CALLS.has(call);
}

export interface ErrorMapping {
  readonly code: ErrorCode;
  /** For a paid call. `no`: rejected before any work. `unknown`: upstream failed, possibly after it had started and charged. */
  readonly charged: 'no' | 'unknown';
  /** Whether the same call may succeed later without changes. Only free calls are retried automatically. */
  readonly retryable: boolean;
  /** Used if upstream sends no `Retry-After`. */
  readonly retryAfterMs?: Milliseconds;
}

type ErrorRow = ErrorMapping | ((call: CallKind, message: string) => ErrorMapping);

const rejection = (code: ErrorCode): ErrorMapping => ({ code, charged: 'no', retryable: false });
const unavailable = (code: ErrorCode): ErrorMapping => ({ code, charged: 'unknown', retryable: true });
const busy = (waitMs: Milliseconds): ErrorMapping => ({ code: 'upstream-busy', charged: 'no', retryable: true, retryAfterMs: waitMs });

/** 1200, 1201: the call and the field in the message determine the invalid input. */
function invalidParameter(call: CallKind, message: string): ErrorMapping {
  if (call === 'identify') {
    return rejection('video-refused');
  }
  if (call === 'query' && NOT_FOUND.test(message)) {
    return rejection('not-found');
  }
  if (call !== 'create') {
    return rejection('upstream-rejected');
  }
  if (EXTERNAL_ID.test(message) && DUPLICATE_EXTERNAL_ID.test(message)) {
    // Each id is sent once. A duplicate means that a proxy repeated the request and the first may be running, so the job is
    // looked up.
    return { code: 'parameters-refused', charged: 'unknown', retryable: false };
  }
  if (SESSION.test(message)) {
    return rejection('session-expired');
  }
  return rejection(SOUND.test(message) && !SOUND_PLACEMENT.test(message) ? 'voice-refused' : 'parameters-refused');
}

const NOT_FOUND = /not (?:be )?(?:found|exist)|(?:does|do)(?:n't| not) exist|不存在|未找到|找不到/i;
const EXTERNAL_ID = /external_?task_?id|自定义任务/i;
const DUPLICATE_EXTERNAL_ID = /exist|duplicat|unique|repeat|already|重复|存在|唯一/i;
const SESSION = /session|会话/i;
const SOUND = /sound|audio|voice|音频|声音/i;
/** Fields whose names contain "sound" but concern the placement (messages may use camelCase). */
const SOUND_PLACEMENT = /(?:sound|audio)_?(?:start_?time|end_?time|insert_?time|volume)/i;

/** 1202, 1203: an expired session on create, an unknown task on query; otherwise a bug of ours. */
function missing(call: CallKind): ErrorMapping {
  return rejection(call === 'create' ? 'session-expired' : call === 'query' ? 'not-found' : 'upstream-rejected');
}

/** Kling's own table: `code` in its envelope. */
export const KLING_CODES: Readonly<Record<number, ErrorRow>> = {
  // Authentication failed, empty, invalid, not yet valid, expired.
  1000: rejection('upstream-unauthorized'),
  1001: rejection('upstream-unauthorized'),
  1002: rejection('upstream-unauthorized'),
  1003: rejection('upstream-unauthorized'),
  1004: rejection('upstream-unauthorized'),
  // Account abnormal, in arrears or resource pack used up: HTTP 429, but waiting does not help.
  1100: rejection('upstream-balance-exhausted'),
  1101: rejection('upstream-balance-exhausted'),
  1102: rejection('upstream-balance-exhausted'),
  // No permission for this API.
  1103: rejection('upstream-unauthorized'),
  1200: invalidParameter,
  1201: invalidParameter,
  1202: missing,
  1203: missing,
  // Platform policy, content safety.
  1300: rejection('content-refused'),
  1301: rejection('content-refused'),
  // Rate limit: at least a second (digest). Concurrency limit: a slot frees when a task ends.
  1302: busy(1_000),
  1303: busy(5_000),
  // IP address not in the allow-list: HTTP 429, but waiting does not help.
  1304: rejection('upstream-unauthorized'),
  // Internal error, maintenance, timeout or backlog.
  5000: unavailable('upstream-unavailable'),
  5001: unavailable('upstream-unavailable'),
  5002: unavailable('upstream-timeout'),
};

/** 302.AI's table: the absolute value of `err_code`. */
export const GATEWAY_CODES: Readonly<Record<number, ErrorRow>> = {
  // Missing or invalid, disabled or deleted, expired.
  10001: rejection('upstream-unauthorized'),
  10002: rejection('upstream-unauthorized'),
  10005: rejection('upstream-unauthorized'),
  // "Network error" between the gateway and Kling, at an unknown point.
  10003: unavailable('upstream-unavailable'),
  10004: rejection('upstream-balance-exhausted'),
  // Quota used up: total, day, hour, month.
  10006: rejection('upstream-balance-exhausted'),
  10007: rejection('upstream-balance-exhausted'),
  10012: rejection('upstream-balance-exhausted'),
  10018: rejection('upstream-balance-exhausted'),
  // No channel available (HTTP 503). A gateway may also report this after a first channel failed during the request.
  10008: unavailable('upstream-unavailable'),
  // Not supported, invalid request.
  10009: rejection('upstream-rejected'),
  10010: rejection('upstream-rejected'),
  10011: rejection('upstream-rejected'),
  1024: unavailable('upstream-timeout'),
};

/** For a valid response with an unknown code. */
const STATUSES: Readonly<Record<number, ErrorRow>> = {
  401: rejection('upstream-unauthorized'),
  402: rejection('upstream-balance-exhausted'),
  403: rejection('upstream-unauthorized'),
  404: missing,
  408: unavailable('upstream-timeout'),
  410: missing,
  413: (call) => rejection(call === 'upload' ? 'payload-too-large' : call === 'create' ? 'voice-refused' : 'upstream-rejected'),
  429: busy(1_000),
  504: unavailable('upstream-timeout'),
  524: unavailable('upstream-timeout'),
};

/** Statuses whose meaning does not depend on the body. A bare 404 is excluded, because it proves nothing about a task. */
const TERMINAL_STATUSES: ReadonlySet<number> = new Set([401, 402, 403, 408, 429]);

/** An unknown code under a success status: not a definite rejection. */
export const UNKNOWN_CODE: ErrorMapping = { code: 'upstream-invalid-response', charged: 'unknown', retryable: false };

export interface Rejection {
  readonly mapping: ErrorMapping;
  /** Kling's `code` or the absolute value of 302.AI's. */
  readonly upstreamCode: number | undefined;
  /** Upstream's message, not redacted. */
  readonly message: string;
}

/**
 * Finds the rejection in a parsed response, in either of the two error shapes. `null` if none is recognised, which does not
 * prove a success.
 */
export function findRejection(call: CallKind, status: number, json: unknown): Rejection | null {
  const envelope = errorEnvelopeSchema.safeParse(json);
  if (!envelope.success) {
    return null;
  }
  const { code, error } = envelope.data;
  const klingCode = code == null || isSuccessCode(code) ? null : code;
  const gatewayCode = Math.abs(error?.err_code ?? 0) || null;
  const message = (klingCode === null ? error?.message || error?.message_cn : null) || envelope.data.message || '';
  const upstreamCode = klingCode ?? gatewayCode ?? undefined;
  if (upstreamCode === undefined && !(status >= 400 && error?.message)) {
    return null;
  }
  const row =
    (upstreamCode === undefined ? undefined : findRowByCode(upstreamCode)) ?? (status >= 400 ? findRowByStatus(status) : UNKNOWN_CODE);
  return { mapping: typeof row === 'function' ? row(call, message) : row, upstreamCode, message };
}

/** Maps an unreadable response by its status alone; a paid call may have been charged. */
export function mapUnreadableResponse(call: CallKind, status: number): ErrorMapping {
  const isTerminal = TERMINAL_STATUSES.has(status) || status >= 500;
  const row = isTerminal ? findRowByStatus(status) : rejection('upstream-invalid-response');
  return { ...(typeof row === 'function' ? row(call, '') : row), charged: 'unknown' };
}

/**
 * Whether a rejected `identify-face` means that the video shows no face. It is unconfirmed whether upstream reports this by an
 * error or by an empty list. Only an invalid parameter (1200, 1201) whose message denies a face counts; "face too small" or
 * "too many faces" stays a rejection of the video.
 */
export function isNoFaceError(refusal: Rejection): boolean {
  return (refusal.upstreamCode === 1200 || refusal.upstreamCode === 1201) && NO_FACE_PATTERN.some((text) => text.test(refusal.message));
}

const NO_FACE_PATTERN = [
  /\b(?:no|0|zero)(?: \w+){0,2} faces?\b/i,
  /\bfaces?(?: \w+){0,2} not (?:be )?(?:\w+ )?(?:found|detected|recogni[sz]ed|identified)\b/i,
  /(?:\bnot|\bcannot|n't|\bunable to|\bfailed to) (?:\w+ )?(?:find|found|detect|detected|recogni[sz]e|identify|contain|include)(?: \w+){0,3} faces?\b/i,
  /(?:未|没有|无|找不到)[^,,。;;]{0,6}人脸/,
  /人脸(?:未检测|未识别|未找到|不存在)/,
];

/** 0 is Kling's success, 200 that of 302.AI's own endpoints. */
function isSuccessCode(code: number): boolean {
  return code === 0 || code === 200;
}

function isErrorStatus(code: number): boolean {
  return Number.isInteger(code) && code >= 400 && code < 600;
}

function findRowByCode(code: number): ErrorRow | undefined {
  // Some gateways send the HTTP status as the code, under HTTP 200.
  return KLING_CODES[code] ?? GATEWAY_CODES[Math.abs(code)] ?? (isErrorStatus(code) ? findRowByStatus(code) : undefined);
}

function findRowByStatus(status: number): ErrorRow {
  return STATUSES[status] ?? (status >= 500 ? unavailable('upstream-unavailable') : rejection('upstream-rejected'));
}
