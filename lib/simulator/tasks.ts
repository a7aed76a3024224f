/** Lip-sync tasks: validated by the rules, with a status derived from the clock and a result built when first due. */

import type { Billing } from './billing';
import { type FileServer, openFile, resultKey, voiceKey } from './file-server';
import { UnsupportedMediaError } from './media/media-input';
import { buildResult } from './media/result';
import { checkVoice as checkVoiceFormat } from './media/voice';
import { newUpstreamId, type Records, type Session, type Task } from './records';
import { invalidParameterError, missingResourceError } from './responses';
import { type CreateBody, checkChoice, checkVoice, checkVoiceSize, decodeVoice, SESSION_LIFETIME_MS } from './rules';
import type { MediaMeasures, SimulatorFiles } from './types';
import { createWorkQueue } from './work-queue';

/** In milliseconds since the task was created. */
export interface TaskTiming {
  readonly processingAfterMs: number;
  readonly doneAfterMs: number;
}

export interface TasksOptions {
  readonly now: () => number;
  readonly timing: TaskTiming;
  readonly files: SimulatorFiles;
  readonly records: Records;
  readonly billing: Billing;
  readonly fileServer: FileServer;
  readonly measures: Pick<MediaMeasures, 'measureVoice'>;
  /** Whether a task can be queried by its external id. */
  readonly findsByExternalId: () => boolean;
  readonly report: (error: unknown) => void;
}

export interface Tasks {
  /** @param failure scripts how it ends. @returns the response's `data`. */
  create(body: CreateBody, failure: string | null): Promise<object>;
  query(id: string): Promise<object>;
}

type Outcome = { readonly status: 'succeed' | 'processing' } | { readonly status: 'failed'; readonly message: string };

/** A query waits this long for a build, then reports the task as processing. */
const BUILD_TIMEOUT_MS = 8_000;
/** Maximum queued builds; later tasks stay in processing until the next query. */
const MAX_QUEUED_BUILDS = 100;
const NOT_FOUND_MESSAGE = 'The video can no longer be fetched';

export function createTasks(options: TasksOptions): Tasks {
  const { now, timing, files, records, billing, fileServer, measures, findsByExternalId, report } = options;
  /** One build per task in this process; another process would write the same bytes. */
  const pendingBuilds = new Map<string, Promise<Outcome>>();
  /** Builds run on the thread that also serves requests. */
  const queue = createWorkQueue(MAX_QUEUED_BUILDS);

  async function requireSession(sessionId: string): Promise<Session> {
    const session = await records.findSession(sessionId);
    if (session === null) throw missingResourceError('session_id does not exist');
    if (now() - session.createdAtMs >= SESSION_LIFETIME_MS) throw missingResourceError('session_id has expired');
    return session;
  }

  async function readVoice(soundFile: string): Promise<Uint8Array> {
    if (!/^https?:\/\//i.test(soundFile)) return decodeVoice(soundFile);
    const file = await fileServer.open(soundFile);
    if (file === null) throw invalidParameterError('sound_file', 'is refused: nothing can be fetched from this address');
    checkVoiceSize(file.byteSize);
    return file.read({ start: 0, end: file.byteSize - 1 });
  }

  async function validateVoice(bytes: Uint8Array): Promise<number> {
    const facts = await measures.measureVoice(bytes);
    checkVoice(facts);
    await checkVoiceFormat(bytes).catch((error: unknown) => {
      const why = error instanceof UnsupportedMediaError ? error.message : 'the audio file is damaged';
      throw invalidParameterError('sound_file', `is refused: ${why}`);
    });
    return facts.durationMs;
  }

  async function build(task: Task): Promise<Outcome> {
    const failed = async (message: string): Promise<Outcome> => {
      await records.saveBuildFailure(task.taskId, message);
      return { status: 'failed', message };
    };
    const video = await fileServer.open(task.video.videoUrl);
    const voice = await openFile(files, voiceKey(task.taskId));
    if (video === null || voice === null) return failed(NOT_FOUND_MESSAGE);
    const result = buildResult(video, await voice.read({ start: 0, end: voice.byteSize - 1 }), task);
    try {
      await files.write(resultKey(task.taskId), result.stream, 'video/mp4');
    } catch (error) {
      const failure = result.failure();
      if (failure === null) throw error;
      if (failure.cause !== undefined) report(failure.cause);
      return failed(failure.message);
    }
    return { status: 'succeed' };
  }

  async function getOutcome(task: Task): Promise<Outcome> {
    if (task.failure !== null) return { status: 'failed', message: task.failure };
    if ((await files.stat(resultKey(task.taskId))) !== null) return { status: 'succeed' };
    const buildFailure = await records.findBuildFailure(task.taskId);
    if (buildFailure !== null) return { status: 'failed', message: buildFailure };
    let work = pendingBuilds.get(task.taskId);
    if (work === undefined) {
      const started = queue.run(() => build(task));
      if (started === null) return { status: 'processing' };
      work = started.finally(() => pendingBuilds.delete(task.taskId));
      pendingBuilds.set(task.taskId, work);
    }
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<Outcome>((resolve) => {
      timer = setTimeout(() => resolve({ status: 'processing' }), BUILD_TIMEOUT_MS);
    });
    // A build that fails after its query ended is retried by the next query.
    work.catch(() => undefined);
    return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
  }

  async function find(id: string): Promise<Task | null> {
    const task = await records.findTask(id);
    if (task !== null || !findsByExternalId()) return task;
    const taskId = await records.findTaskId(id);
    return taskId === null ? null : records.findTask(taskId);
  }

  return {
    async create(body, failure) {
      const session = await requireSession(body.session_id);
      const [choice] = body.face_choose;
      const face = session.faces.find(({ faceId }) => faceId === choice?.face_id);
      if (choice === undefined || face === undefined)
        throw invalidParameterError('face_choose[0].face_id', 'is not a face of this session');
      const voice = await readVoice(choice.sound_file);
      checkChoice(choice, { voiceMs: await validateVoice(voice), videoMs: session.durationMs, window: face });

      const task: Task = {
        taskId: newUpstreamId(),
        externalTaskId: body.external_task_id ?? null,
        createdAtMs: now(),
        failure,
        video: { videoId: session.videoId, videoUrl: session.videoUrl, durationMs: session.durationMs },
        resultId: newUpstreamId(),
        faceId: face.faceId,
        trimStartMs: choice.sound_start_time,
        trimEndMs: choice.sound_end_time,
        insertAtMs: choice.sound_insert_time,
        voiceVolume: choice.sound_volume,
        originalVolume: choice.original_audio_volume,
      };
      await files.write(voiceKey(task.taskId), new Blob([new Uint8Array(voice)]).stream(), 'application/octet-stream');
      if (task.externalTaskId !== null && !(await records.reserveExternalId(task.externalTaskId, task.taskId))) {
        await files.delete(voiceKey(task.taskId));
        throw invalidParameterError('external_task_id', 'exists already; it must be unique');
      }
      await billing.addCharge('create');
      await records.saveTask(task);
      return {
        task_id: task.taskId,
        task_info: task.externalTaskId === null ? {} : { external_task_id: task.externalTaskId },
        task_status: 'submitted',
        created_at: task.createdAtMs,
        updated_at: task.createdAtMs,
      };
    },

    async query(id) {
      const task = await find(id);
      if (task === null) throw missingResourceError('The task does not exist');
      const ageMs = now() - task.createdAtMs;
      const isDue = ageMs >= timing.doneAfterMs;
      const outcome: Outcome | { readonly status: 'submitted' } = isDue
        ? await getOutcome(task)
        : { status: ageMs >= timing.processingAfterMs ? 'processing' : 'submitted' };
      const { video } = task;
      const duration = formatSeconds(video.durationMs);
      const changedAfterMs = {
        submitted: 0,
        processing: timing.processingAfterMs,
        succeed: timing.doneAfterMs,
        failed: timing.doneAfterMs,
      };
      return {
        task_id: task.taskId,
        task_status: outcome.status,
        task_status_msg: outcome.status === 'failed' ? outcome.message : '',
        task_info: {
          ...(task.externalTaskId === null ? {} : { external_task_id: task.externalTaskId }),
          parent_video: { id: video.videoId, url: fileServer.parentUrl(task.taskId), duration },
        },
        task_result:
          outcome.status === 'succeed' ? { videos: [{ id: task.resultId, url: fileServer.resultUrl(task.taskId), duration }] } : {},
        created_at: task.createdAtMs,
        updated_at: task.createdAtMs + changedAfterMs[outcome.status],
      };
    },
  };
}

/** "5.1", as in Kling's sample: at least one decimal, without trailing zeros. */
function formatSeconds(ms: number): string {
  return (ms / 1000).toFixed(3).replace(/0{1,2}$/, '');
}
