/** The least of an upstream: answers at once and counts queries, so that what is measured is ours. */

import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';

export interface StandIn {
  readonly origin: string;
  /** When each job was asked about, in milliseconds of this process's clock, by upstream's own id. */
  readonly queries: ReadonlyMap<string, readonly number[]>;
  stop(): Promise<void>;
}

const TASKS = '/klingai/v1/videos/advanced-lip-sync';

function answer(response: ServerResponse, data: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ code: 0, message: 'SUCCEED', request_id: 'bench', data }));
}

export async function startStandIn(): Promise<StandIn> {
  const queries = new Map<string, number[]>();
  let created = 0;

  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      const path = request.url ?? '';
      if (request.method === 'POST' && path === '/klingai/v1/videos/identify-face') {
        answer(response, { session_id: 'session', face_data: [{ face_id: '0', face_image: '', start_time: 0, end_time: 9000 }] });
      } else if (request.method === 'POST' && path === TASKS) {
        created += 1;
        const at = Date.now();
        answer(response, { task_id: String(10 ** 15 + created), task_info: {}, task_status: 'submitted', created_at: at, updated_at: at });
      } else if (request.method === 'GET' && path.startsWith(`${TASKS}/`)) {
        const id = path.slice(TASKS.length + 1);
        queries.set(id, [...(queries.get(id) ?? []), performance.now()]);
        const at = Date.now();
        answer(response, { task_id: id, task_status: 'processing', task_info: {}, task_result: {}, created_at: at, updated_at: at });
      } else {
        response.statusCode = 404;
        response.end();
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');

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
