/** What goes wrong, by script: each fault wraps one call's answer, and rules choose which call meets which. For tests. */

import { createKlingError } from './responses';

export type CallKind = 'identify' | 'create' | 'query' | 'upload' | 'balance' | 'file';

interface SimulatedCall {
  readonly kind: CallKind;
  /** How many of this kind there were, this one included. */
  readonly count: number;
  readonly url: URL;
  readonly signal: AbortSignal;
}

/** What a fault may ask of the call itself, instead of only spoiling its answer. */
export interface ResponseOverride {
  /** `identify-face` finds nobody. */
  readonly noFace?: true;
  /** The task that is created will fail, with these words. */
  readonly failure?: string;
}

/** `answer` handles the call for real, charges and all; a fault that never calls it keeps the call from arriving. */
export type Fault = (respond: (override?: ResponseOverride) => Promise<Response>, call: SimulatedCall) => Promise<Response>;

export type Faults = (call: SimulatedCall) => Fault | null;

/** The first rule that has a fault for the call decides. */
export function combineFaults(...rules: readonly Faults[]): Faults {
  return (call) => {
    for (const rule of rules) {
      const fault = rule(call);
      if (fault !== null) return fault;
    }
    return null;
  };
}

/** For calls of one kind: all of them, or only those with these numbers (counted from 1). */
export function onCall(kind: CallKind, fault: Fault, ...counts: readonly number[]): Faults {
  return (call) => (call.kind === kind && (counts.length === 0 || counts.includes(call.count)) ? fault : null);
}

// The line

function connectionError(code: string, message: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) });
}

/** No connection was ever made. */
export const refuseConnection: Fault = async () => {
  throw connectionError('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:443');
};

/** The connection breaks before the call has arrived; the caller cannot tell this from `applyThenDrop`. */
export const dropBeforeResponse: Fault = async () => {
  throw connectionError('UND_ERR_SOCKET', 'other side closed');
};

/** The call is handled, and its answer lost. */
export const applyThenDrop: Fault = async (respond) => {
  await respond();
  throw connectionError('UND_ERR_SOCKET', 'other side closed');
};

/** The call is handled, and its answer never comes; ends when the caller gives up. */
export const applyThenNeverRespond: Fault = async (respond, call) => {
  await respond();
  return neverRespond(respond, call);
};

/** Nothing happens until the caller gives up. */
export const neverRespond: Fault = (_, { signal }) => {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
};

/** The call is handled; half of its answer arrives, then the line breaks. */
export const truncateBody: Fault = async (respond) => {
  const response = await respond();
  const bytes = new Uint8Array(await response.arrayBuffer());
  let isSent = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (isSent) controller.error(connectionError('UND_ERR_SOCKET', 'other side closed'));
      else controller.enqueue(bytes.subarray(0, Math.ceil(bytes.byteLength / 2)));
      isSent = true;
    },
  });
  return new Response(body, { status: response.status, headers: response.headers });
};

// The gateway

/** The call is handled; half of its answer arrives as if it were whole. */
export const truncateJson: Fault = (respond) => rewriteBody(respond, (text) => text.slice(0, Math.ceil(text.length / 2)));

/** The call does not arrive; a proxy answers with a page. */
export function respondWithHtml(status: number): Fault {
  const page = '<!doctype html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>';
  return async () => new Response(page, { status, headers: { 'content-type': 'text/html' } });
}

/** The call does not arrive; nothing comes back but a status. */
export function respondEmpty(status: number): Fault {
  return async () => new Response(null, { status });
}

/** The call is handled, and then its answer is replaced. */
export function applyThen(fault: Fault): Fault {
  return async (respond, call) => {
    await respond();
    return fault(respond, call);
  };
}

/** Refused in Kling's envelope, unhandled and uncharged. */
export function respondWithError(
  status: number,
  code: number,
  message = 'refused by script',
  headers: Readonly<Record<string, string>> = {},
): Fault {
  return async () => {
    const response = createKlingError({ status, code, message });
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    return response;
  };
}

/** 429/1302, with the seconds to wait. */
export function rateLimited(retryAfterSeconds: number): Fault {
  return respondWithError(429, 1302, 'Too many requests', { 'retry-after': String(retryAfterSeconds) });
}

/** 302.AI's own error shape, unhandled and uncharged. */
export function gatewayError(status: number, code: number, message = 'refused by script'): Fault {
  return async () =>
    Response.json({ error: { err_code: -code, message, message_cn: message, message_jp: message, type: 'api_error' } }, { status });
}

/** The call is handled, and answered as a success under a code of its own. */
export function withCode(code: number): Fault {
  return (respond) => rewriteBody(respond, (text) => text.replace(/"code":\s*0\b/, `"code":${code}`));
}

/** The answer speaks of the task with this id, and names no other. */
export function forTask(taskId: string): Fault {
  return (respond) =>
    rewriteBody(respond, (text) =>
      text.replace(/"task_id":\s*"\d+"/, `"task_id":"${taskId}"`).replace(/"external_task_id":\s*"[^"]*"/, '"external_task_id":null'),
    );
}

/** Ids of 18 digits come as JSON numbers. */
export const numericIds: Fault = (respond) =>
  rewriteBody(respond, (text) => text.replace(/"(task_id|session_id|face_id|id)":"(\d+)"/g, '"$1":$2'));

/** A status that the specification does not name. */
export function unknownStatus(status: string): Fault {
  return (respond) => rewriteBody(respond, (text) => text.replace(/"task_status":"\w+"/, `"task_status":${JSON.stringify(status)}`));
}

async function rewriteBody(respond: () => Promise<Response>, rewrite: (text: string) => string): Promise<Response> {
  const response = await respond();
  return new Response(rewrite(await response.text()), { status: response.status, headers: { 'content-type': 'application/json' } });
}

// Upstream itself

/** The task is accepted and charged, and content review ends it. */
export function failTask(message: string): Fault {
  return (respond) => respond({ failure: message });
}

/** A video without a face: a success whose list is empty. */
export const noFace: Fault = (respond) => respond({ noFace: true });
