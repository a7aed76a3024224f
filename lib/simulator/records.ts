/** The simulator's stored sessions and tasks. */

import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { SimulatorState } from './types';

const sessionSchema = z.object({
  sessionId: z.string(),
  createdAtMs: z.number().int(),
  videoId: z.string(),
  videoUrl: z.string(),
  durationMs: z.number().int(),
  faces: z.array(z.object({ faceId: z.string(), startMs: z.number().int(), endMs: z.number().int() })),
});
export type Session = z.infer<typeof sessionSchema>;

const taskSchema = z.object({
  taskId: z.string(),
  externalTaskId: z.string().nullable(),
  createdAtMs: z.number().int(),
  /** The scripted reason of its failure. */
  failure: z.string().nullable(),
  video: z.object({ videoId: z.string(), videoUrl: z.string(), durationMs: z.number().int() }),
  resultId: z.string(),
  faceId: z.string(),
  trimStartMs: z.number().int(),
  trimEndMs: z.number().int(),
  insertAtMs: z.number().int(),
  /** Recorded only; a practice result does not mix audio. */
  voiceVolume: z.number(),
  originalVolume: z.number(),
});
export type Task = z.infer<typeof taskSchema>;

export interface Records {
  saveSession(session: Session): Promise<void>;
  findSession(sessionId: string): Promise<Session | null>;
  /** Reserves the id for the task; `false` if it is taken. */
  reserveExternalId(externalTaskId: string, taskId: string): Promise<boolean>;
  findTaskId(externalTaskId: string): Promise<string | null>;
  saveTask(task: Task): Promise<void>;
  findTask(taskId: string): Promise<Task | null>;
  /** Why the result could not be built. The first reason is kept. */
  saveBuildFailure(taskId: string, message: string): Promise<void>;
  findBuildFailure(taskId: string): Promise<string | null>;
}

export function createRecords(state: SimulatorState): Records {
  async function find<Schema extends z.ZodType>(key: string, schema: Schema): Promise<z.infer<Schema> | null> {
    const text = await state.get(key);
    return text === null ? null : schema.parse(JSON.parse(text));
  }

  return {
    saveSession: (session) => state.put(`session/${session.sessionId}`, JSON.stringify(session)),
    findSession: (sessionId) => find(`session/${sessionId}`, sessionSchema),
    reserveExternalId: (externalTaskId, taskId) => state.insert(`external/${externalTaskId}`, taskId),
    findTaskId: (externalTaskId) => state.get(`external/${externalTaskId}`),
    saveTask: (task) => state.put(`task/${task.taskId}`, JSON.stringify(task)),
    findTask: (taskId) => find(`task/${taskId}`, taskSchema),
    async saveBuildFailure(taskId, message) {
      await state.insert(`breakdown/${taskId}`, message);
    },
    findBuildFailure: (taskId) => state.get(`breakdown/${taskId}`),
  };
}

/** 18 digits, beyond 2^53 and odd, so that parsing one as a number changes it. */
export function newUpstreamId(): string {
  return `8${String(randomInt(10 ** 8)).padStart(8, '0')}${String(randomInt(10 ** 8)).padStart(8, '0')}${2 * randomInt(5) + 1}`;
}
