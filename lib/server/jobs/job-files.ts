import 'server-only';
import type { VoiceKind } from '@/lib/domain/voice';
import type { FileRecords } from '@/lib/server/db/records/files';
import type { JobRecord } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import { type FileRecipient, storedFileResponse } from '@/lib/server/http/stored-file-response';
import { describeError, type Log } from '@/lib/server/runtime/log';
import type { Storage, StorageKey } from '@/lib/server/storage/storage';
import { getInputKey } from '@/lib/server/uploads/upload-ticket';

/** The input files of a job, kept for comparison with the result and for a retry without another upload. */

/** Our copy of the video behind a pasted link. */
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

/** Stores the voice as it was sent. Never throws: creating and finishing the job do not depend on this file. */
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

/** Opens the original video. @throws {AppError} `not-found` if it is not stored. */
export function originalFileResponse(
  deps: JobFileDeps,
  job: JobRecord,
  request: Request,
  recipient: FileRecipient = 'editor',
): Promise<Response> {
  return jobFileResponse(deps, job.kept.original ? resolveOriginalKey(job) : null, request, recipient);
}

/** @returns the storage key of the original: an upload, another job's result, or our copy of a linked video. */
function resolveOriginalKey({ jobId, uploadId, sourceJobId }: JobRecord): StorageKey {
  if (uploadId !== null) return getInputKey(uploadId);
  return sourceJobId === null ? getOriginalKey(jobId) : getResultKey(sourceJobId);
}

/** Opens the voice as it was sent. @throws {AppError} `not-found` if it is not stored. */
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
