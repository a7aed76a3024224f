import type { Api } from '@/lib/client/requests/api';
import { ApiError } from '@/lib/client/requests/api-error';
import type { JobResponse } from '@/lib/contracts/job';
import { createTimeRange } from '@/lib/domain/time';
import type { VoiceKind } from '@/lib/domain/voice';
import type { IdentifiedFaces, WizardState, WizardVideo } from '@/lib/domain/wizard';
import { toIdentifiedFaces } from './clip/identified-faces';

/** Loads a job's settings, voice and clip from the server, for browsers without its draft. */

interface LoadJobServices {
  readonly api: Pick<Api, 'readFaces'>;
  readonly fetch: typeof fetch;
  readonly createId: () => string;
}

export interface LoadedJob {
  readonly state: WizardState;
  readonly voice: File | null;
}

const VOICE_FETCH_TIMEOUT_MS = 60_000;
const VOICE_KINDS: Readonly<Record<string, VoiceKind>> = { 'audio/mpeg': 'mp3', 'audio/wav': 'wav', 'audio/mp4': 'm4a' };

/**
 * Reads what the server still has, free of charge; missing parts are left out and the wizard requests them.
 * @throws {ApiError} if the server cannot be reached.
 */
export async function loadJob(services: LoadJobServices, job: JobResponse): Promise<LoadedJob> {
  const [found, voice] = await Promise.all([loadFaces(services, job), loadVoice(services, job)]);
  const stateWithoutVoice: WizardState = { video: toWizardVideo(job), found, faceId: job.faceId, jobId: job.jobId };
  if (voice === null) return { state: stateWithoutVoice, voice };
  const facts = { kind: VOICE_KINDS[voice.type] ?? 'other', byteSize: voice.size, durationMs: job.voiceDurationMs } as const;
  return {
    state: { ...stateWithoutVoice, voice: { name: voice.name, fileKey: services.createId(), facts }, placement: job.placement },
    voice,
  };
}

/** The source of a further pass is the result of the previous job. */
function toWizardVideo({ jobId, sourceJobId, uploadId, videoName }: JobResponse): WizardVideo {
  return {
    name: videoName ?? '',
    source: sourceJobId === null ? { kind: 'job', jobId, of: 'original' } : { kind: 'job', jobId: sourceJobId, of: 'result' },
    facts: null,
    ...(uploadId === null ? {} : { uploadId }),
  };
}

/** Reads the identified faces of the editor's own video; for another editor's video only the chosen face is known, and it must be identified again. */
async function loadFaces({ api }: LoadJobServices, job: JobResponse): Promise<IdentifiedFaces> {
  try {
    return toIdentifiedFaces(await api.readFaces(job.videoId));
  } catch (thrown) {
    if (!(thrown instanceof ApiError) || thrown.code !== 'not-found') throw thrown;
    const { startMs, endMs } = job.faceWindow;
    return {
      videoId: job.videoId,
      durationMs: job.videoDurationMs,
      expiresAt: new Date(0).toISOString(),
      practice: job.practice,
      faces: [{ faceId: job.faceId, window: createTimeRange(startMs, Math.max(startMs, endMs)), thumbnailUrl: null }],
    };
  }
}

async function loadVoice({ fetch }: LoadJobServices, { voiceUrl }: JobResponse): Promise<File | null> {
  if (voiceUrl === null) return null;
  try {
    const response = await fetch(voiceUrl, { signal: AbortSignal.timeout(VOICE_FETCH_TIMEOUT_MS) });
    if (!response.ok) return null;
    const blob = await response.blob();
    const type = blob.type.split(';')[0] ?? '';
    return new File([blob], `voice.${VOICE_KINDS[type] ?? 'mp3'}`, { type });
  } catch {
    return null;
  }
}
