import 'server-only';
import type { VoiceKind } from '@/lib/domain/voice';
import type { FileRecords } from '@/lib/server/db/records/files';
import type { JobRecord } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import { type FileRecipient, storedFileResponse } from '@/lib/server/http/stored-file-response';
import { describeError, type Log } from '@/lib/server/runtime/log';
import type { Storage, StorageKey } from '@/lib/server/storage/types';
import { getInputKey } from '@/lib/server/uploads/upload-ticket';

/** What a job was made of, kept beside it: to compare with, and to try again without asking for the files anew. */

/** Our copy of a pasted link's video. */
export function getOriginalKey(jobId: string): StorageKey {
  return `originals/${jobId}`;
}

export function getResultKey(jobId: string): StorageKey {
  return `results/${jobId}`;
}

function getVoiceKey(jobId: string): StorageKey {
  return `voices/${jobId}`;
}

const VOICE_CONTENT_TYPES: Readonly<Record<VoiceKind, string>> = {
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  m4a: 'audio/mp4',
  other: 'application/octet-stream',
};

export interface SaveVoiceDeps {
  readonly db: FileRecords;
  readonly storage: Pick<Storage, 'write' | 'delete'>;
  readonly log: Log;
  readonly now: () => number;
}

/** Keeps a voice as it was sent. Never throws: a job is made, paid and finished without it. */
export async function saveVoice(deps: SaveVoiceDeps, jobId: string, bytes: Uint8Array<ArrayBuffer>, kind: VoiceKind): Promise<void> {
  const { db, storage, log, now } = deps;
  const key = getVoiceKey(jobId);
  try {
    if (!(await db.registerFile({ key, kind: 'voice', ownerId: jobId, nowMs: now() }))) return;
    const { byteSize } = await storage.write(key, new Blob([bytes]).stream(), VOICE_CONTENT_TYPES[kind]);
    if (!(await db.recordFile(key, byteSize, now()))) await storage.delete(key);
  } catch (error) {
    log({ event: 'voice-not-kept', jobId, error: describeError(error) });
  }
}

export interface JobFileDeps {
  readonly storage: Pick<Storage, 'stat' | 'read' | 'signedUrl'>;
}

/** The video before. @throws {AppError} `not-found` where it is not kept. */
export function originalFileResponse(
  deps: JobFileDeps,
  job: JobRecord,
  request: Request,
  recipient: FileRecipient = 'editor',
): Promise<Response> {
  return jobFileResponse(deps, job.kept.original ? resolveOriginalKey(job) : null, request, recipient);
}

/** As the database says what is kept of it: an upload, what another job came to, or our copy of a link's video. */
function resolveOriginalKey({ jobId, uploadId, sourceJobId }: JobRecord): StorageKey {
  if (uploadId !== null) return getInputKey(uploadId);
  return sourceJobId === null ? getOriginalKey(jobId) : getResultKey(sourceJobId);
}

/** The voice as it was sent. @throws {AppError} `not-found` where it is not kept. */
export function voiceFileResponse(deps: JobFileDeps, job: JobRecord, request: Request): Promise<Response> {
  return jobFileResponse(deps, job.kept.voice ? getVoiceKey(job.jobId) : null, request, 'editor');
}

async function jobFileResponse(
  { storage }: JobFileDeps,
  key: StorageKey | null,
  request: Request,
  recipient: FileRecipient,
): Promise<Response> {
  if (key === null || (await storage.stat(key)) === null) throw new AppError('not-found', 'this file of the job is not kept');
  return storedFileResponse(request, { storage, key, recipient });
}
