/** A minimal upstream that responds immediately and records queries, so that only the app's own cost is measured. */

import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { generateClip } from './long-clip.ts';

export interface FakeUpstream {
  readonly origin: string;
  /** Times of the queries (`performance.now()`), by upstream task id. */
  readonly queries: ReadonlyMap<string, readonly number[]>;
  stop(): Promise<void>;
}

const TASKS = '/klingai/v1/videos/advanced-lip-sync';

function toResponse(response: ServerResponse, data: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ code: 0, message: 'SUCCEED', request_id: 'bench', data }));
}

/** @param resultBytes size of results. When given, jobs are done at the first query; otherwise they never finish. */
export async function startFakeUpstream(resultBytes?: () => number): Promise<FakeUpstream> {
  const queries = new Map<string, number[]>();
  let created = 0;

  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      const path = request.url ?? '';
      if (request.method === 'POST' && path === '/klingai/v1/videos/identify-face') {
        toResponse(response, { session_id: 'session', face_data: [{ face_id: '0', face_image: '', start_time: 0, end_time: 9000 }] });
      } else if (request.method === 'POST' && path === TASKS) {
        created += 1;
        const at = Date.now();
        toResponse(response, {
          task_id: String(10 ** 15 + created),
          task_info: {},
          task_status: 'submitted',
          created_at: at,
          updated_at: at,
        });
      } else if (request.method === 'GET' && path.startsWith(`${TASKS}/`)) {
        const id = path.slice(TASKS.length + 1);
        queries.set(id, [...(queries.get(id) ?? []), performance.now()]);
        const at = Date.now();
        const videos = [{ id: '1', url: `http://${request.headers.host}/result.mp4`, duration: '9' }];
        const state =
          resultBytes === undefined ? { task_status: 'processing', task_result: {} } : { task_status: 'succeed', task_result: { videos } };
        toResponse(response, { task_id: id, task_info: {}, ...state, created_at: at, updated_at: at });
      } else if (resultBytes !== undefined && path === '/result.mp4') {
        const byteSize = resultBytes();
        response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': byteSize });
        Readable.from(generateClip(byteSize)).pipe(response);
      } else {
        response.statusCode = 404;
        response.end();
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP port');

  return {
    origin: `http://127.0.0.1:${address.port}`,
    queries,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
