/**
 * An upstream on a real socket, that counts charges: every call that takes effect is a charge, repeated calls included, so that
 * double payments are visible. It validates only the shape of requests, and it can fail in every way that a connection or gateway can.
 */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';

export type CallKind = 'identify' | 'create' | 'query' | 'upload' | 'file';

/** One call that arrived completely. */
interface Call {
  /** Executes and charges the call once, and returns its response; later invocations return the same response. */
  readonly apply: () => unknown;
  readonly respond: (json: unknown, status?: number, headers?: Readonly<Record<string, string>>) => void;
  readonly respondWithText: (text: string, status: number, contentType: string) => void;
  /** Announces the full length, sends half and breaks the connection. */
  readonly truncateBody: (json: unknown) => void;
  /** Closes the connection without a response. */
  readonly closeConnection: () => void;
  /** Resets the TCP connection. */
  readonly resetConnection: () => void;
}

export type UpstreamFault = (call: Call) => void | Promise<void>;

const HTML_PAGE = '<!doctype html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>';
const klingError = (code: number) => ({ code, message: 'said by the script', request_id: 'fake' });
const gatewayErrorBody = (code: number) => ({ error: { err_code: -code, message: 'said by the script', type: 'api_error' } });
const truncateJson = (json: unknown) => {
  const text = JSON.stringify(json);
  return text.slice(0, Math.ceil(text.length / 2));
};
/** The same response with ids as JSON numbers that exceed the precision of a double. */
const toNumericIds = (json: unknown) => JSON.stringify(json).replace(/"(task_id|session_id|face_id|id)":"(\d+)"/g, '"$1":$2');
const replaceStatus = (json: unknown, status: string) => JSON.stringify(json).replace(/"task_status":"\w+"/, `"task_status":"${status}"`);

/** Faults of paid calls. In faults named "after" the call took effect and is charged; in those named "before" it did not. */
export const PAID_FAULTS: Readonly<Record<string, UpstreamFault>> = {
  none: ({ apply, respond }) => respond(apply()),
  'dropped before': ({ closeConnection }) => closeConnection(),
  'dropped after': ({ apply, closeConnection }) => {
    apply();
    closeConnection();
  },
  'reset before': ({ resetConnection }) => resetConnection(),
  'reset after': ({ apply, resetConnection }) => {
    apply();
    resetConnection();
  },
  'broken off after': ({ apply, truncateBody }) => truncateBody(apply()),
  'cut off after': ({ apply, respondWithText }) => respondWithText(truncateJson(apply()), 200, 'application/json'),
  'late after': async ({ apply, respond }) => {
    const json = apply();
    await wait(5);
    respond(json);
  },
  'page before': ({ respondWithText }) => respondWithText(HTML_PAGE, 502, 'text/html'),
  'page after': ({ apply, respondWithText }) => {
    apply();
    respondWithText(HTML_PAGE, 504, 'text/html');
  },
  'page that says success before': ({ respondWithText }) => respondWithText(HTML_PAGE, 200, 'text/html'),
  'page that says success after': ({ apply, respondWithText }) => {
    apply();
    respondWithText(HTML_PAGE, 200, 'text/html');
  },
  'nothing before': ({ respondWithText }) => respondWithText('', 200, 'application/json'),
  'nothing after': ({ apply, respondWithText }) => {
    apply();
    respondWithText('', 200, 'application/json');
  },
  'failed before': ({ respond }) => respond(klingError(5000), 500),
  'failed after': ({ apply, respond }) => {
    apply();
    respond(klingError(5001), 503);
  },
  'no channel before': ({ respond }) => respond(gatewayErrorBody(10008), 503),
  'redirected before': ({ respond }) => respond({}, 307, { location: '/elsewhere' }),
  'wrong types after': ({ apply, respond }) => {
    apply();
    respond({ code: '0', message: 7, data: ['task_id', { task_id: [] }] });
  },
  'a code nobody knows after': ({ apply, respond }) => {
    apply();
    respond(klingError(4242));
  },
  'ids as numbers': ({ apply, respondWithText }) => respondWithText(toNumericIds(apply()), 200, 'application/json'),
  'status unknown': ({ apply, respondWithText }) => respondWithText(replaceStatus(apply(), 'queued'), 200, 'application/json'),
  'too fast': ({ respond }) => respond(klingError(1302), 429, { 'retry-after': '1' }),
  'too fast, without a time': ({ respond }) => respond(klingError(1303), 429),
  'content refused': ({ respond }) => respond(klingError(1301), 400),
  'parameters refused': ({ respond }) => respond(klingError(1201), 400),
  'account empty': ({ respond }) => respond(klingError(1102), 429),
  'key refused': ({ respond }) => respond(gatewayErrorBody(10001), 401),
};

/** No response until the caller's timeout, so each takes that long. */
export const STALL_FAULTS: Readonly<Record<string, UpstreamFault>> = {
  'stalled before': () => undefined,
  'stalled after': ({ apply }) => void apply(),
};

export const QUERY_FAULTS: Readonly<Record<string, UpstreamFault>> = {
  none: ({ apply, respond }) => respond(apply()),
  dropped: ({ closeConnection }) => closeConnection(),
  reset: ({ resetConnection }) => resetConnection(),
  'broken off': ({ apply, truncateBody }) => truncateBody(apply()),
  'cut off': ({ apply, respondWithText }) => respondWithText(truncateJson(apply()), 200, 'application/json'),
  page: ({ respondWithText }) => respondWithText(HTML_PAGE, 502, 'text/html'),
  'page that says success': ({ respondWithText }) => respondWithText(HTML_PAGE, 200, 'text/html'),
  failed: ({ respond }) => respond(klingError(5002), 504),
  'not found': ({ respond }) => respond(klingError(1203), 404),
  'wrong types': ({ respond }) => respond({ code: 0, data: { task_id: {}, task_status: 7, task_result: 'none' } }),
  'ids as numbers': ({ apply, respondWithText }) => respondWithText(toNumericIds(apply()), 200, 'application/json'),
  'status unknown': ({ apply, respondWithText }) => respondWithText(replaceStatus(apply(), 'resting'), 200, 'application/json'),
  'too fast': ({ respond }) => respond(klingError(1302), 429, { 'retry-after': '1' }),
};

/** Runs an action at one stage of a call and handles the rest normally. */
export function actAt(moment: 'arrived' | 'applied' | 'half answered' | 'answered', action: () => void): UpstreamFault {
  return ({ apply, respond, truncateBody, closeConnection }) => {
    const json = moment === 'arrived' ? null : apply();
    if (moment === 'half answered') truncateBody(json);
    if (moment === 'answered') respond(json);
    action();
    if (moment === 'arrived' || moment === 'applied') closeConnection();
  };
}

/** The specification's prices, in 1/1000 PTC. */
const PRICE = { identify: 7, create: 70, upload: 1 } as const;

interface Task {
  readonly taskId: string;
  readonly externalTaskId: string;
  readonly createdAtMs: number;
}

export interface FakeUpstreamOptions {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Whether tasks are found by our external id; the specification contradicts itself. */
  readonly findsByExternalId?: boolean;
  /** Duration of a task. */
  readonly taskDurationMs?: number;
}

export interface FakeUpstream {
  readonly origin: string;
  /** Total charges in 1/1000 PTC. */
  bill(): number;
  /** Number of calls that took effect; each is a charge. */
  charges(): number;
  /** Number of charged tasks per external id. */
  timesCharged(externalTaskId: string): number;
  /** External ids of the calls that arrived completely. */
  readonly receivedCreateIds: readonly string[];
  calls(kind: CallKind): number;
  /** Requests that violate the specification. */
  readonly violations: readonly string[];
  /** The fault for all calls of a kind, until reset to `null`. */
  setFault(kind: CallKind, faultHandler: UpstreamFault | null): void;
  /** Rejects all connections while set. */
  setUnreachable(isUnreachable: boolean): Promise<void>;
  /** Resolves when all sent data has arrived and no call is in progress. */
  waitUntilIdle(): Promise<void>;
  stop(): Promise<void>;
}

const TASKS_PATH = '/klingai/v1/videos/advanced-lip-sync';
const UPLOADS_PATH = '/302/upload-file';
/** The smallest file that counts as a video: an `ftyp` box. */
const RESULT_BYTES = Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1');

export async function startFakeUpstream({
  now,
  findsByExternalId = true,
  taskDurationMs = 20_000,
}: FakeUpstreamOptions): Promise<FakeUpstream> {
  const charges: number[] = [];
  const tasks: Task[] = [];
  const receivedCreateIds: string[] = [];
  const violations: string[] = [];
  const counts = new Map<CallKind, number>();
  const faults = new Map<CallKind, UpstreamFault>();
  const openResponses = new Set<ServerResponse>();
  let lastId = 10n ** 17n;
  const newId = () => String(++lastId);

  function identify(): unknown {
    charges.push(PRICE.identify);
    return createSuccess({ session_id: newId(), face_data: [{ face_id: '0', face_image: '', start_time: 0, end_time: 9_000 }] });
  }

  function create(externalTaskId: string): unknown {
    const task = { taskId: newId(), externalTaskId, createdAtMs: now() };
    tasks.push(task);
    charges.push(PRICE.create);
    return createSuccess({ ...toTaskState(task), task_info: { external_task_id: externalTaskId } });
  }

  function upload(): unknown {
    charges.push(PRICE.upload);
    return { code: 200, message: 'success', data: `https://files.example/${newId()}.mp4` };
  }

  function query(id: string): unknown {
    const task = tasks.find(({ taskId, externalTaskId }) => taskId === id || (findsByExternalId && externalTaskId === id));
    if (task === undefined) return { status: 404, json: klingError(1203) };
    const isDone = now() - task.createdAtMs >= taskDurationMs;
    const videos = [{ id: newId(), url: `${origin()}/files/${task.taskId}.mp4`, duration: '9.0' }];
    return createSuccess({
      ...toTaskState(task),
      ...(isDone ? { task_result: { videos } } : {}),
      task_info: { external_task_id: task.externalTaskId },
    });
  }

  function toTaskState({ taskId, createdAtMs }: Task) {
    const ageMs = now() - createdAtMs;
    const status = ageMs >= taskDurationMs ? 'succeed' : ageMs >= taskDurationMs / 4 ? 'processing' : 'submitted';
    return { task_id: taskId, task_status: status, created_at: createdAtMs, updated_at: now() };
  }

  function getHandler(kind: CallKind, path: string, body: string): () => unknown {
    if (kind === 'identify') return identify;
    if (kind === 'upload') return upload;
    if (kind === 'query') return () => query(decodeURIComponent(path.slice(TASKS_PATH.length + 1)));
    const externalTaskId = /"external_task_id":"([^"]+)"/.exec(body)?.[1] ?? '';
    if (externalTaskId === '' || !body.endsWith('}')) violations.push(`a task without an id of ours, or cut off: ${body.slice(0, 60)}`);
    receivedCreateIds.push(externalTaskId);
    return () => create(externalTaskId);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const kind = getCallKind(request.method ?? '', path);
    if (kind === null) {
      violations.push(`${request.method} ${path} is no call of the specification`);
      response.destroy();
      return;
    }
    const body = Buffer.concat(await Array.fromAsync(request)).toString('latin1');
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (kind !== 'file' && request.headers.authorization === undefined) violations.push(`${kind} without a key`);
    if (kind === 'file') {
      response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': RESULT_BYTES.byteLength });
      response.end(RESULT_BYTES);
      return;
    }
    const handler = getHandler(kind, path, body);
    let applied: { readonly json: unknown } | null = null;
    const call: Call = {
      apply: () => {
        applied ??= { json: handler() };
        return applied.json;
      },
      respond: (json, status, headers = {}) => {
        const errorResult = isErrorResult(json) ? json : null;
        response.writeHead(status ?? errorResult?.status ?? 200, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify(errorResult?.json ?? json));
      },
      respondWithText: (text, status, contentType) => {
        response.writeHead(status, { 'content-type': contentType });
        response.end(text);
      },
      truncateBody: (json) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(JSON.stringify(json)) });
        response.write(truncateJson(json), () => response.socket?.resetAndDestroy());
      },
      closeConnection: () => void response.socket?.destroy(),
      resetConnection: () => void response.socket?.resetAndDestroy(),
    };
    const faultHandler = faults.get(kind) ?? (({ apply, respond }: Call) => respond(apply()));
    await faultHandler(call);
  }

  const server = createServer((request, response) => {
    openResponses.add(response);
    response.once('close', () => openResponses.delete(response));
    // A call whose client disconnects midway has not arrived.
    handle(request, response).catch(() => response.destroy());
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the system gave no port');
    return address.port;
  };
  const close = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const port = await listen(0);
  const origin = () => `http://127.0.0.1:${port}`;

  return {
    origin: origin(),
    bill: () => charges.reduce((sum, milliPtc) => sum + milliPtc, 0),
    charges: () => charges.length,
    timesCharged: (externalTaskId) => tasks.filter((task) => task.externalTaskId === externalTaskId).length,
    receivedCreateIds,
    calls: (kind) => counts.get(kind) ?? 0,
    violations,
    setFault(kind, faultHandler) {
      if (faultHandler === null) faults.delete(kind);
      else faults.set(kind, faultHandler);
    },
    async setUnreachable(isUnreachable) {
      if (isUnreachable === !server.listening) return;
      if (isUnreachable) await close();
      else await listen(port);
    },
    async waitUntilIdle() {
      // Buffered socket data is read within two turns of the event loop, even after the client disconnects.
      for (let idle = 0; idle < 3; idle = openResponses.size === 0 ? idle + 1 : 0) await turn();
    },
    async stop() {
      if (server.listening) await close();
    },
  };
}

function createSuccess(data: unknown): unknown {
  return { code: 0, message: 'SUCCEED', request_id: 'fake', data };
}

function isErrorResult(json: unknown): json is { readonly status: number; readonly json: unknown } {
  return typeof json === 'object' && json !== null && 'status' in json && 'json' in json;
}

function getCallKind(method: string, path: string): CallKind | null {
  if (method === 'POST' && path === '/klingai/v1/videos/identify-face') return 'identify';
  if (method === 'POST' && path === TASKS_PATH) return 'create';
  if (method === 'GET' && path.startsWith(`${TASKS_PATH}/`)) return 'query';
  if (method === 'POST' && path === UPLOADS_PATH) return 'upload';
  if (method === 'GET' && path.startsWith('/files/')) return 'file';
  return null;
}
