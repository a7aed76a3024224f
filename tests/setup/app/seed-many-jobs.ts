/** Inserts thousands of finished jobs with raw SQL into the database of a running app, because the app's own write functions would take minutes. */

import { createHash } from 'node:crypto';
import { createClient, type InStatement } from '@libsql/client';

export interface SeededJob {
  readonly jobId: string;
  readonly name: string;
  readonly createdAtMs: number;
}

interface ManyJobs {
  /** Owners of the jobs, in rotation; missing ones are created. */
  readonly editorIds: readonly string[];
  readonly count: number;
  /** Creation time of the newest job; each further job is `everyMs` older. */
  readonly newestMs: number;
  readonly everyMs: number;
  readonly mode: 'practice' | 'live';
  readonly nameOf?: (index: number) => string;
  readonly statusOf?: (index: number) => 'succeeded' | 'failed' | 'unknown';
  /** An existing video with a thumbnail for its face. Default: one new video per job. */
  readonly video?: { readonly videoId: string; readonly faceId: string };
}

const WORDS = ['Interview', 'Greeting', 'Product tour', 'Ansage', '采访', 'Training', 'Trailer', 'Q&A'];
const BATCH = 500;

/** Index 0 is the newest job. Only database rows are created, no result files. */
export async function seedManyJobs(databaseUrl: string, options: ManyJobs): Promise<SeededJob[]> {
  const { editorIds, count, newestMs, everyMs, mode, video } = options;
  const nameOf = options.nameOf ?? ((index: number) => `${WORDS[index % WORDS.length]} ${count - index}`);
  const statusOf = options.statusOf ?? ((index: number) => (index % 40 === 7 ? 'failed' : 'succeeded'));
  const database = createClient({ url: databaseUrl });
  const made: SeededJob[] = [];
  try {
    await database.execute('PRAGMA busy_timeout = 5000');
    await database.batch(
      editorIds.map((editorId) => ({ sql: 'insert or ignore into editors values (?, ?, 0)', args: [editorId, 'editor'] })),
      'write',
    );
    for (let from = 0; from < count; from += BATCH) {
      const statements: InStatement[] = [];
      for (let index = from; index < Math.min(count, from + BATCH); index += 1) {
        const job = { jobId: idOf('job', index, newestMs), name: nameOf(index), createdAtMs: newestMs - index * everyMs };
        made.push(job);
        const editorId = editorIds[index % editorIds.length] ?? '';
        statements.push(...rowsOf({ ...job, editorId, mode, status: statusOf(index), video: video ?? null }, index, newestMs));
      }
      await database.batch(statements, 'write');
    }
  } finally {
    database.close();
  }
  return made;
}

/** Hashed, so that ids are distributed in the index like real ones, but deterministic. */
function idOf(kind: string, index: number, salt: number): string {
  return createHash('sha256').update(`${kind} ${index} ${salt}`).digest('hex').slice(0, 32);
}

interface JobRows extends SeededJob {
  readonly editorId: string;
  readonly mode: string;
  readonly status: string;
  readonly video: ManyJobs['video'] | null;
}

function rowsOf({ jobId, name, createdAtMs, editorId, mode, status, video }: JobRows, index: number, salt: number): InStatement[] {
  const day = new Date(createdAtMs).toISOString().slice(0, 10);
  const charge = (kind: string, milliPtc: number) => {
    return insert('charges', {
      ...{ charge_id: idOf(`charge ${kind}`, index, salt), editor_id: editorId, mode, kind, milli_ptc: milliPtc },
      ...{ state: 'spent', day, created_at_ms: createdAtMs },
    });
  };
  const videoId = video?.videoId ?? idOf('video', index, salt);
  const ownVideo = [
    charge('identify', 7),
    insert('videos', {
      ...{
        video_id: videoId,
        editor_id: editorId,
        mode,
        status: 'identified',
        source_key: videoId,
        name: `${name}.mov`,
        duration_ms: 9_000,
      },
      ...{ session_id: 'session', expires_at_ms: createdAtMs + 86_400_000, lease_until_ms: 0, created_at_ms: createdAtMs },
      charge_id: idOf('charge identify', index, salt),
    }),
    insert('faces', { video_id: videoId, face_id: '0', position: 0, start_ms: 0, end_ms: 9_000, has_thumbnail: 0 }),
  ];
  const isDone = status === 'succeeded';
  return [
    charge('lip-sync', 70),
    ...(video === null ? ownVideo : []),
    insert('jobs', {
      ...{ job_id: jobId, editor_id: editorId, mode, idempotency_key: jobId, params_hash: idOf('params', index, salt), video_id: videoId },
      ...{
        face_id: video?.faceId ?? '0',
        voice_duration_ms: 5_400,
        status,
        recognised: 1,
        external_task_id: idOf('external', index, salt),
      },
      placement_json: '{"trimStartMs":0,"trimEndMs":5400,"insertAtMs":1000,"voiceVolume":1,"originalVolume":0}',
      ...{ name: video === null ? null : name, folded_name: name.toLowerCase(), charge_id: idOf('charge lip-sync', index, salt) },
      ...{ task_id: idOf('task', index, salt), created_at_ms: createdAtMs, updated_at_ms: createdAtMs + 200_000 },
      ...{ lookups: 0, archive_attempts: isDone ? 1 : 0, archived_at_ms: isDone ? createdAtMs + 201_000 : null },
      ...{ succeeded_at_ms: isDone ? createdAtMs + 200_000 : null, result_url: isDone ? `https://results.example/${jobId}.mp4` : null },
      unknown_since_ms: status === 'unknown' ? createdAtMs + 75_000 : null,
    }),
  ];
}

function insert(table: string, row: Readonly<Record<string, string | number | null>>): InStatement {
  const columns = Object.keys(row);
  return {
    sql: `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
    args: Object.values(row),
  };
}
