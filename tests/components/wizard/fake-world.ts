import { vi } from 'vitest';
import type { SessionDeps } from '@/components/wizard/session/deps';
import { Session } from '@/components/wizard/session/session';
import type { Api } from '@/lib/client/api';
import type { Draft, Drafts } from '@/lib/client/drafts';
import type { UploadOptions } from '@/lib/client/upload';
import type { JobAnswer } from '@/lib/contracts/job';
import type { IdentifyFaceAnswer } from '@/lib/contracts/video';
import type { VideoFacts } from '@/lib/domain/video';
import type { VoiceFacts } from '@/lib/domain/voice';
import type { Probed } from '@/lib/media/probe';

export const NOW = Date.parse('2026-03-01T12:00:00Z');

export const clipFacts: VideoFacts = {
  container: 'mp4',
  byteSize: 514_000,
  durationMs: 9_000,
  widthPx: 1_280,
  heightPx: 720,
  hasSound: true,
};
export const voiceFacts: VoiceFacts = { kind: 'mp3', byteSize: 86_000, durationMs: 5_000 };

export const oneFace: IdentifyFaceAnswer = {
  videoId: 'video-1',
  durationMs: 9_000,
  expiresAt: '2026-03-02T12:00:00Z',
  faces: [{ faceId: '0', thumbnailUrl: null, startMs: 1_000, endMs: 8_000 }],
};

export function jobAnswer(jobId = 'job-1'): JobAnswer {
  return {
    jobId,
    status: 'submitted',
    message: null,
    createdAt: '2026-03-01T12:00:00Z',
    updatedAt: '2026-03-01T12:00:00Z',
    videoUrl: null,
    nextPollMs: 1_000,
    videoId: 'video-1',
    faceId: '0',
    placement: { trimStartMs: 0, trimEndMs: 4_950, insertAtMs: 1_000, voiceVolume: 1, originalVolume: 0 },
    voiceDurationMs: 5_000,
    videoDurationMs: 9_000,
    videoName: 'clip.mp4',
    costMilliPtc: 0,
    charged: 'no',
    practice: true,
  };
}

export const clip = (name = 'clip.mp4') => new File(['a clip'], name, { type: 'video/mp4' });
export const voice = (name = 'voice.mp3') => new File(['a voice'], name, { type: 'audio/mpeg' });

export function measured<Facts>(facts: Facts): Probed<Facts> {
  return { kind: 'measured', facts };
}

/** A browser that keeps drafts in memory; what is written is what another session reads. */
function memoryDrafts() {
  const files = new Map<string, File>();
  const drafts = new Map<string, Draft>();
  const store: Drafts = {
    saveFile: async (fileKey, file) => void files.set(fileKey, file),
    save: async (draftId, draft) => void drafts.set(draftId, structuredClone(draft)),
    load: async (draftId) => {
      const draft = drafts.get(draftId);
      if (!draft) return null;
      const { video, voice: spoken } = draft.state;
      return {
        ...draft,
        clip: (video?.source.kind === 'file' && files.get(video.source.fileKey)) || null,
        voice: (spoken && files.get(spoken.fileKey)) || null,
      };
    },
    findByJob: async (jobId) => [...drafts].find(([, draft]) => draft.state.jobId === jobId)?.[0] ?? null,
    remove: async (draftId) => void drafts.delete(draftId),
  };
  return { store, files, drafts };
}

/** A promise that the test settles itself. */
export function deferred<T>() {
  return Promise.withResolvers<T>();
}

/** A session in a world where everything goes well at once, but for what a test changes. */
export function fakeWorld(
  change: Partial<SessionDeps> & { readonly apiChange?: Partial<Pick<Api, 'identifyFace' | 'createJob' | 'readJob'>> } = {},
) {
  const { apiChange, ...depsChange } = change;
  const memory = memoryDrafts();
  const api = {
    identifyFace: vi.fn<Api['identifyFace']>(apiChange?.identifyFace ?? (async () => oneFace)),
    createJob: vi.fn<Api['createJob']>(apiChange?.createJob ?? (async () => jobAnswer())),
    readJob: vi.fn<Api['readJob']>(apiChange?.readJob ?? (async (jobId) => jobAnswer(jobId))),
    openUpload: vi.fn<Api['openUpload']>(),
    openDoor: vi.fn<Api['openDoor']>(),
    readSpending: vi.fn<Api['readSpending']>(async () => ({ spentMilliPtc: 0, budgetMilliPtc: 5_000 })),
  };
  let ids = 0;
  const remembered: { draftId: string | null } = { draftId: null };
  const deps: SessionDeps = {
    practice: true,
    api,
    drafts: memory.store,
    probeVideo: async () => measured(clipFacts),
    probeVoice: async () => measured(voiceFacts),
    lookAtLink: async () => null,
    upload: vi.fn(async (_file: File, _options: UploadOptions) => ({ uploadId: 'upload-1' })),
    fetch: async () => new Response('bytes'),
    toBase64: async () => 'dm9pY2U=',
    createUrl: (file) => `blob:${file instanceof File ? file.name : 'bytes'}`,
    revokeUrl: () => undefined,
    newId: () => `id-${String(++ids).padStart(16, '0')}`,
    now: () => NOW,
    sleep: async () => undefined,
    rememberDraft: (draftId) => {
      remembered.draftId = draftId;
    },
    onJob: vi.fn(),
    onSpent: vi.fn(),
    ...depsChange,
  };
  return { session: new Session(deps), deps, api, memory, remembered };
}

/** Waits until a session's snapshot is as wanted. */
export async function until(session: Session, wanted: (snapshot: ReturnType<Session['getSnapshot']>) => boolean): Promise<void> {
  await vi.waitFor(() => {
    if (!wanted(session.getSnapshot())) throw new Error(`not there yet: ${JSON.stringify(session.getSnapshot())}`);
  });
}
