import 'server-only';
import type { VoiceKind } from '@/lib/domain/voice';
import { AppError } from './app-error';
import type { FileRecords } from './ledger/files-port';
import type { JobRecord } from './ledger/port';
import { describeError, type Log } from './log';
import type { Storage, StorageKey } from './storage/port';
import { type Holder, storedFileResponse } from './stored-file';
import { inputKey } from './upload-ticket';

/** What a job was made of, kept beside it: to compare with, and to try again without asking for the files anew. */

/** Our copy of a pasted link's video. */
export function originalKey(jobId: string): StorageKey {
  return `originals/${jobId}`;
}

export function resultKey(jobId: string): StorageKey {
  return `results/${jobId}`;
}

function voiceKey(jobId: string): StorageKey {
  return `voices/${jobId}`;
}

const VOICE_TYPES: Readonly<Record<VoiceKind, string>> = {
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  m4a: 'audio/mp4',
  other: 'application/octet-stream',
};

export interface KeepVoiceDeps {
  readonly ledger: FileRecords;
  readonly storage: Pick<Storage, 'write' | 'delete'>;
  readonly log: Log;
  readonly now: () => number;
}

/** Keeps a voice as it was sent. Never throws: a job is made, paid and finished without it. */
export async function keepVoice(deps: KeepVoiceDeps, jobId: string, bytes: Uint8Array<ArrayBuffer>, kind: VoiceKind): Promise<void> {
  const { ledger, storage, log, now } = deps;
  const key = voiceKey(jobId);
  try {
    if (!(await ledger.announceFile({ key, kind: 'voice', ownerId: jobId, nowMs: now() }))) return;
    const { byteSize } = await storage.write(key, new Blob([bytes]).stream(), VOICE_TYPES[kind]);
    if (!(await ledger.recordFile(key, byteSize, now()))) await storage.delete(key);
  } catch (error) {
    log({ event: 'voice-not-kept', jobId, error: describeError(error) });
  }
}

export interface JobFileDeps {
  readonly storage: Pick<Storage, 'stat' | 'read' | 'signedUrl'>;
}

/** The video before. @throws {AppError} `not-found` where it is not kept. */
export function originalFile(deps: JobFileDeps, job: JobRecord, request: Request, holder: Holder = 'editor'): Promise<Response> {
  return keptFile(deps, job.kept.original ? keyOfOriginal(job) : null, request, holder);
}

/** As the ledger says what is kept of it: an upload, what another job came to, or our copy of a link's video. */
function keyOfOriginal({ jobId, uploadId, sourceJobId }: JobRecord): StorageKey {
  if (uploadId !== null) return inputKey(uploadId);
  return sourceJobId === null ? originalKey(jobId) : resultKey(sourceJobId);
}

/** The voice as it was sent. @throws {AppError} `not-found` where it is not kept. */
export function voiceFile(deps: JobFileDeps, job: JobRecord, request: Request): Promise<Response> {
  return keptFile(deps, job.kept.voice ? voiceKey(job.jobId) : null, request, 'editor');
}

async function keptFile({ storage }: JobFileDeps, key: StorageKey | null, request: Request, holder: Holder): Promise<Response> {
  if (key === null || (await storage.stat(key)) === null) throw new AppError('not-found', 'this file of the job is not kept');
  return storedFileResponse(request, { storage, key, holder });
}
