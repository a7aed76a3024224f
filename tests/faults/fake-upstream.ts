/**
 * An upstream on a real socket, that counts charges: every call that takes effect is a charge, repeated calls included, so that what
 * was paid twice is seen. It keeps no rules but the shape of what it is sent, and it can fail in every way that a line and a gateway can.
 */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';

export type CallKind = 'identify' | 'create' | 'query' | 'upload' | 'file';

/** One call that has arrived whole. */
interface Call {
  /** What the call is for: done, charged, and what it would be answered. Once a call, however often it is asked for. */
  readonly apply: () => unknown;
  readonly answer: (json: unknown, status?: number, headers?: Readonly<Record<string, string>>) => void;
  readonly answerText: (text: string, status: number, contentType: string) => void;
  /** Announces all of it, sends half, and breaks the line. */
  readonly breakOff: (json: unknown) => void;
  /** The line ends, without a word. */
  readonly drop: () => void;
  /** The line ends with a TCP reset. */
  readonly reset: () => void;
}

export type UpstreamFault = (call: Call) => void | Promise<void>;

const PAGE = '<!doctype html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>';
const kling = (code: number) => ({ code, message: 'said by the script', request_id: 'fake' });
const gateway = (code: number) => ({ error: { err_code: -code, message: 'said by the script', type: 'api_error' } });
const half = (json: unknown) => {
  const text = JSON.stringify(json);
  return text.slice(0, Math.ceil(text.length / 2));
};
/** The same answer with its ids as JSON numbers, of more digits than a double holds. */
const numeric = (json: unknown) => JSON.stringify(json).replace(/"(task_id|session_id|face_id|id)":"(\d+)"/g, '"$1":$2');
const renamed = (json: unknown, status: string) => JSON.stringify(json).replace(/"task_status":"\w+"/, `"task_status":"${status}"`);

/** Whatever a paid call may meet. What says "after" has taken effect and is charged; what says "before" has not and is not. */
export const PAID_FAULTS: Readonly<Record<string, UpstreamFault>> = {
  none: ({ apply, answer }) => answer(apply()),
  'dropped before': ({ drop }) => drop(),
  'dropped after': ({ apply, drop }) => {
    apply();
    drop();
  },
  'reset before': ({ reset }) => reset(),
  'reset after': ({ apply, reset }) => {
    apply();
    reset();
  },
  'broken off after': ({ apply, breakOff }) => breakOff(apply()),
  'cut off after': ({ apply, answerText }) => answerText(half(apply()), 200, 'application/json'),
  'late after': async ({ apply, answer }) => {
    const json = apply();
    await wait(5);
    answer(json);
  },
  'page before': ({ answerText }) => answerText(PAGE, 502, 'text/html'),
  'page after': ({ apply, answerText }) => {
    apply();
    answerText(PAGE, 504, 'text/html');
  },
  'page that says success before': ({ answerText }) => answerText(PAGE, 200, 'text/html'),
  'page that says success after': ({ apply, answerText }) => {
    apply();
    answerText(PAGE, 200, 'text/html');
  },
  'nothing before': ({ answerText }) => answerText('', 200, 'application/json'),
  'nothing after': ({ apply, answerText }) => {
    apply();
    answerText('', 200, 'application/json');
  },
  'failed before': ({ answer }) => answer(kling(5000), 500),
  'failed after': ({ apply, answer }) => {
    apply();
    answer(kling(5001), 503);
  },
  'no channel before': ({ answer }) => answer(gateway(10008), 503),
  'redirected before': ({ answer }) => answer({}, 307, { location: '/elsewhere' }),
  'wrong types after': ({ apply, answer }) => {
    apply();
    answer({ code: '0', message: 7, data: ['task_id', { task_id: [] }] });
  },
  'a code nobody knows after': ({ apply, answer }) => {
    apply();
    answer(kling(4242));
  },
  'ids as numbers': ({ apply, answerText }) => answerText(numeric(apply()), 200, 'application/json'),
  'status unknown': ({ apply, answerText }) => answerText(renamed(apply(), 'queued'), 200, 'application/json'),
  'too fast': ({ answer }) => answer(kling(1302), 429, { 'retry-after': '1' }),
  'too fast, without a time': ({ answer }) => answer(kling(1303), 429),
  'content refused': ({ answer }) => answer(kling(1301), 400),
  'parameters refused': ({ answer }) => answer(kling(1201), 400),
  'account empty': ({ answer }) => answer(kling(1102), 429),
  'key refused': ({ answer }) => answer(gateway(10001), 401),
};

/** Silence until the caller gives up: each takes as long as the caller's patience. */
export const STALLS: Readonly<Record<string, UpstreamFault>> = {
  'stalled before': () => undefined,
  'stalled after': ({ apply }) => void apply(),
};

export const QUERY_FAULTS: Readonly<Record<string, UpstreamFault>> = {
  none: ({ apply, answer }) => answer(apply()),
  dropped: ({ drop }) => drop(),
  reset: ({ reset }) => reset(),
  'broken off': ({ apply, breakOff }) => breakOff(apply()),
  'cut off': ({ apply, answerText }) => answerText(half(apply()), 200, 'application/json'),
  page: ({ answerText }) => answerText(PAGE, 502, 'text/html'),
  'page that says success': ({ answerText }) => answerText(PAGE, 200, 'text/html'),
  failed: ({ answer }) => answer(kling(5002), 504),
  'not found': ({ answer }) => answer(kling(1203), 404),
  'wrong types': ({ answer }) => answer({ code: 0, data: { task_id: {}, task_status: 7, task_result: 'none' } }),
  'ids as numbers': ({ apply, answerText }) => answerText(numeric(apply()), 200, 'application/json'),
  'status unknown': ({ apply, answerText }) => answerText(renamed(apply(), 'resting'), 200, 'application/json'),
  'too fast': ({ answer }) => answer(kling(1302), 429, { 'retry-after': '1' }),
};

/** Does something at a moment of a call's life, and lets the rest of it be as it may. */
export function actAt(moment: 'arrived' | 'applied' | 'half answered' | 'answered', act: () => void): UpstreamFault {
  return ({ apply, answer, breakOff, drop }) => {
    const json = moment === 'arrived' ? null : apply();
    if (moment === 'half answered') breakOff(json);
    if (moment === 'answered') answer(json);
    act();
    if (moment === 'arrived' || moment === 'applied') drop();
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
  /** Whether a task is found by the id that we gave it; the specification says both. */
  readonly findsByExternalId?: boolean;
  /** From a task's beginning to its end. */
  readonly takesMs?: number;
}

export interface FakeUpstream {
  readonly origin: string;
  /** All that it would charge, in 1/1000 PTC. */
  bill(): number;
  /** How many calls took effect, each of which is a charge. */
  charges(): number;
  /** How many times a task was made, and charged, under an id of ours. */
  timesCharged(externalTaskId: string): number;
  /** Ids of ours, one for each call that arrived whole. */
  readonly creates: readonly string[];
  calls(kind: CallKind): number;
  /** Requests that violate the specification. */
  readonly complaints: readonly string[];
  /** Every call of a kind meets this, until `null`. */
  always(kind: CallKind, trouble: UpstreamFault | null): void;
  /** Rejects all connections while set. */
  shut(isShut: boolean): Promise<void>;
  /** Until all that was sent has arrived, and no call is under way. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

const TASKS = '/klingai/v1/videos/advanced-lip-sync';
const UPLOADS = '/302/upload-file';
/** The least that is taken for a video: a box whose name is `ftyp`. */
const RESULT = Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1');

export async function startFakeUpstream({ now, findsByExternalId = true, takesMs = 20_000 }: FakeUpstreamOptions): Promise<FakeUpstream> {
  const charges: number[] = [];
  const tasks: Task[] = [];
  const creates: string[] = [];
  const complaints: string[] = [];
  const counts = new Map<CallKind, number>();
  const troubles = new Map<CallKind, UpstreamFault>();
  const underWay = new Set<ServerResponse>();
  let lastId = 10n ** 17n;
  const newId = () => String(++lastId);

  function identify(): unknown {
    charges.push(PRICE.identify);
    return succeeded({ session_id: newId(), face_data: [{ face_id: '0', face_image: '', start_time: 0, end_time: 9_000 }] });
  }

  function create(externalTaskId: string): unknown {
    const task = { taskId: newId(), externalTaskId, createdAtMs: now() };
    tasks.push(task);
    charges.push(PRICE.create);
    return succeeded({ ...stateOf(task), task_info: { external_task_id: externalTaskId } });
  }

  function upload(): unknown {
    charges.push(PRICE.upload);
    return { code: 200, message: 'success', data: `https://files.example/${newId()}.mp4` };
  }

  function query(id: string): unknown {
    const task = tasks.find(({ taskId, externalTaskId }) => taskId === id || (findsByExternalId && externalTaskId === id));
    if (task === undefined) return { status: 404, json: kling(1203) };
    const isDone = now() - task.createdAtMs >= takesMs;
    const videos = [{ id: newId(), url: `${origin()}/files/${task.taskId}.mp4`, duration: '9.0' }];
    return succeeded({
      ...stateOf(task),
      ...(isDone ? { task_result: { videos } } : {}),
      task_info: { external_task_id: task.externalTaskId },
    });
  }

  function stateOf({ taskId, createdAtMs }: Task) {
    const ageMs = now() - createdAtMs;
    const status = ageMs >= takesMs ? 'succeed' : ageMs >= takesMs / 4 ? 'processing' : 'submitted';
    return { task_id: taskId, task_status: status, created_at: createdAtMs, updated_at: now() };
  }

  function handlerOf(kind: CallKind, path: string, body: string): () => unknown {
    if (kind === 'identify') return identify;
    if (kind === 'upload') return upload;
    if (kind === 'query') return () => query(decodeURIComponent(path.slice(TASKS.length + 1)));
    const externalTaskId = /"external_task_id":"([^"]+)"/.exec(body)?.[1] ?? '';
    if (externalTaskId === '' || !body.endsWith('}')) complaints.push(`a task without an id of ours, or cut off: ${body.slice(0, 60)}`);
    creates.push(externalTaskId);
    return () => create(externalTaskId);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const kind = kindOf(request.method ?? '', path);
    if (kind === null) {
      complaints.push(`${request.method} ${path} is no call of the specification`);
      response.destroy();
      return;
    }
    const body = Buffer.concat(await Array.fromAsync(request)).toString('latin1');
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (kind !== 'file' && request.headers.authorization === undefined) complaints.push(`${kind} without a key`);
    if (kind === 'file') {
      response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': RESULT.byteLength });
      response.end(RESULT);
      return;
    }
    const handler = handlerOf(kind, path, body);
    let applied: { readonly json: unknown } | null = null;
    const call: Call = {
      apply: () => {
        applied ??= { json: handler() };
        return applied.json;
      },
      answer: (json, status, headers = {}) => {
        const refusal = isRefusal(json) ? json : null;
        response.writeHead(status ?? refusal?.status ?? 200, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify(refusal?.json ?? json));
      },
      answerText: (text, status, contentType) => {
        response.writeHead(status, { 'content-type': contentType });
        response.end(text);
      },
      breakOff: (json) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(JSON.stringify(json)) });
        response.write(half(json), () => response.socket?.resetAndDestroy());
      },
      drop: () => void response.socket?.destroy(),
      reset: () => void response.socket?.resetAndDestroy(),
    };
    const trouble = troubles.get(kind) ?? (({ apply, answer }: Call) => answer(apply()));
    await trouble(call);
  }

  const server = createServer((request, response) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    // A caller that goes away in the middle of its call has not called.
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
    creates,
    calls: (kind) => counts.get(kind) ?? 0,
    complaints,
    always(kind, trouble) {
      if (trouble === null) troubles.delete(kind);
      else troubles.set(kind, trouble);
    },
    async shut(isShut) {
      if (isShut === !server.listening) return;
      if (isShut) await close();
      else await listen(port);
    },
    async quiet() {
      // Buffered socket data is read within two turns of the event loop, even after the client disconnects.
      for (let idle = 0; idle < 3; idle = underWay.size === 0 ? idle + 1 : 0) await turn();
    },
    async stop() {
      if (server.listening) await close();
    },
  };
}

function succeeded(data: unknown): unknown {
  return { code: 0, message: 'SUCCEED', request_id: 'fake', data };
}

function isRefusal(json: unknown): json is { readonly status: number; readonly json: unknown } {
  return typeof json === 'object' && json !== null && 'status' in json && 'json' in json;
}

function kindOf(method: string, path: string): CallKind | null {
  if (method === 'POST' && path === '/klingai/v1/videos/identify-face') return 'identify';
  if (method === 'POST' && path === TASKS) return 'create';
  if (method === 'GET' && path.startsWith(`${TASKS}/`)) return 'query';
  if (method === 'POST' && path === UPLOADS) return 'upload';
  if (method === 'GET' && path.startsWith('/files/')) return 'file';
  return null;
}
