/** Scripted faults for tests: each fault wraps one call's response, and rules select the calls. */

import { createKlingError } from './responses';

export type CallKind = 'identify' | 'create' | 'query' | 'upload' | 'balance' | 'file';

interface SimulatedCall {
  readonly kind: CallKind;
  /** The number of calls of this kind so far, this one included. */
  readonly count: number;
  readonly url: URL;
  readonly signal: AbortSignal;
}

/** Changes to the call itself, beyond its response. */
export interface ResponseOverride {
  /** `identify-face` finds no face. */
  readonly noFace?: true;
  /** The created task will fail with this message. */
  readonly failure?: string;
}

/** `respond` handles the call, charge included; a fault that does not call it prevents the call from arriving. */
export type Fault = (respond: (override?: ResponseOverride) => Promise<Response>, call: SimulatedCall) => Promise<Response>;

export type Faults = (call: SimulatedCall) => Fault | null;

/** The first rule with a fault for the call applies. */
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

// Connection

function connectionError(code: string, message: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) });
}

/** No connection was ever made. */
export const refuseConnection: Fault = async () => {
  throw connectionError('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:443');
};

/** The connection breaks before the call arrives; for the caller this looks like `applyThenDrop`. */
export const dropBeforeResponse: Fault = async () => {
  throw connectionError('UND_ERR_SOCKET', 'other side closed');
};

/** The call is handled and its response is lost. */
export const applyThenDrop: Fault = async (respond) => {
  await respond();
  throw connectionError('UND_ERR_SOCKET', 'other side closed');
};

/** The call is handled and never answered; ends when the caller aborts. */
export const applyThenNeverRespond: Fault = async (respond, call) => {
  await respond();
  return neverRespond(respond, call);
};

/** Not handled and never answered, until the caller aborts. */
export const neverRespond: Fault = (_, { signal }) => {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
};

/** The call is handled; half of its response arrives, then the connection breaks. */
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

// Gateway

/** The call is handled; half of its response arrives as if complete. */
export const truncateJson: Fault = (respond) => rewriteBody(respond, (text) => text.slice(0, Math.ceil(text.length / 2)));

/** The call does not arrive; a proxy answers with an HTML page. */
export function respondWithHtml(status: number): Fault {
  const page = '<!doctype html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>';
  return async () => new Response(page, { status, headers: { 'content-type': 'text/html' } });
}

/** The call does not arrive; the response is a bare status. */
export function respondEmpty(status: number): Fault {
  return async () => new Response(null, { status });
}

/** The call is handled, then its response is replaced. */
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

/** The call is handled and answered as a success with an unknown code. */
export function withCode(code: number): Fault {
  return (respond) => rewriteBody(respond, (text) => text.replace(/"code":\s*0\b/, `"code":${code}`));
}

/** The response contains this task id. */
export function forTask(taskId: string): Fault {
  return (respond) =>
    rewriteBody(respond, (text) =>
      text.replace(/"task_id":\s*"\d+"/, `"task_id":"${taskId}"`).replace(/"external_task_id":\s*"[^"]*"/, '"external_task_id":null'),
    );
}

/** Ids of 18 digits are sent as JSON numbers. */
export const numericIds: Fault = (respond) =>
  rewriteBody(respond, (text) => text.replace(/"(task_id|session_id|face_id|id)":"(\d+)"/g, '"$1":$2'));

/** A status outside the specification. */
export function unknownStatus(status: string): Fault {
  return (respond) => rewriteBody(respond, (text) => text.replace(/"task_status":"\w+"/, `"task_status":${JSON.stringify(status)}`));
}

async function rewriteBody(respond: () => Promise<Response>, rewrite: (text: string) => string): Promise<Response> {
  const response = await respond();
  return new Response(rewrite(await response.text()), { status: response.status, headers: { 'content-type': 'application/json' } });
}

// Upstream

/** The task is accepted and charged, then rejected by content review. */
export function failTask(message: string): Fault {
  return (respond) => respond({ failure: message });
}

/** A video without a face: a success whose list is empty. */
export const noFace: Fault = (respond) => respond({ noFace: true });
