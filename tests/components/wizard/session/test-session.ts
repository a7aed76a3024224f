import { vi } from 'vitest';
import { Session } from '@/components/wizard/session/session';
import type { SessionServices } from '@/components/wizard/session/session-services';
import type { Draft, Drafts } from '@/lib/client/drafts/drafts';
import type { FaceLabels } from '@/lib/client/drafts/face-labels';
import type { ConversionNote } from '@/lib/client/drafts/session-notes';
import type { Api } from '@/lib/client/requests/api';
import type { UploadOptions } from '@/lib/client/uploads/upload';
import type { UploadNote } from '@/lib/client/uploads/upload-note';
import type { JobResponse } from '@/lib/contracts/job';
import type { IdentifyFaceResponse } from '@/lib/contracts/video';
import type { ProbedVideo } from '@/lib/domain/conversion/video-plan';
import type { ProbedVoice } from '@/lib/domain/conversion/voice-plan';
import type { KnownPerson } from '@/lib/domain/people/known-people';
import type { OpenMedia } from '@/lib/media/open-media';
import type { ProbeResult } from '@/lib/media/probe/probe-file';
import type { Waveform } from '@/lib/media/waveform/waveform';

export const NOW = Date.parse('2026-03-01T12:00:00Z');

export const clipFacts: ProbedVideo = {
  container: 'mp4',
  byteSize: 514_000,
  durationMs: 9_000,
  widthPx: 1_280,
  heightPx: 720,
  hasSound: true,
  formatName: 'MP4',
  videoCodec: 'avc',
  canDecodeVideo: true,
  audioCodec: 'aac',
  canDecodeAudio: true,
  frameRate: 25,
  rotationDeg: 0,
  videoTracks: 1,
  audioTracks: 1,
};
export const voiceFacts: ProbedVoice = {
  kind: 'mp3',
  byteSize: 86_000,
  durationMs: 5_000,
  formatName: 'MP3',
  audioCodec: 'mp3',
  canDecode: true,
  sampleRateHz: 44_100,
  channels: 1,
  hasVideo: false,
};

export const oneFace: IdentifyFaceResponse = {
  videoId: 'video-1',
  durationMs: 9_000,
  expiresAt: '2026-03-02T12:00:00Z',
  faces: [{ faceId: '0', thumbnailUrl: null, startMs: 1_000, endMs: 8_000 }],
  practice: false,
};

export function createJobResponse(jobId = 'job-1'): JobResponse {
  return {
    jobId,
    status: 'submitted',
    message: null,
    createdAt: '2026-03-01T12:00:00Z',
    updatedAt: '2026-03-01T12:00:00Z',
    videoUrl: null,
    downloadBy: 'link',
    ...{ originalUrl: null, voiceUrl: null, savedAt: null, upstreamDeletesAt: null, resultDeletedAt: null },
    nextPollMs: 1_000,
    usualMs: 12_000,
    videoId: 'video-1',
    uploadId: 'upload-1',
    sourceJobId: null,
    sessionExpiresAt: '2026-03-02T12:00:00Z',
    faceId: '0',
    faceWindow: { startMs: 0, endMs: 9_000 },
    placement: { trimStartMs: 0, trimEndMs: 4_950, insertAtMs: 1_000, voiceVolume: 1, originalVolume: 0 },
    voiceDurationMs: 5_000,
    videoDurationMs: 9_000,
    videoName: 'clip.mp4',
    name: null,
    costMilliPtc: 0,
    charged: 'no',
    practice: true,
  };
}

export const clip = (name = 'clip.mp4') => new File(['a clip'], name, { type: 'video/mp4' });
export const voice = (name = 'voice.mp3') => new File(['a voice'], name, { type: 'audio/mpeg' });

export function measured<Facts>(facts: Facts): ProbeResult<Facts> {
  return { kind: 'measured', facts, bytesRead: 1_000 };
}

/** In-memory draft storage; a second session reads what the first has written. */
function createMemoryDrafts() {
  const files = new Map<string, File>();
  const drafts = new Map<string, Draft>();
  const store: Drafts = {
    saveFile: async (fileKey, file) => void files.set(fileKey, file),
    save: async (draftId, draft) => void drafts.set(draftId, structuredClone(draft)),
    load: async (draftId) => {
      const draft = drafts.get(draftId);
      if (!draft) return null;
      const { video, voice: draftVoice } = draft.state;
      return {
        ...draft,
        clip: (video?.source.kind === 'file' && files.get(video.source.fileKey)) || null,
        voice: (draftVoice && files.get(draftVoice.fileKey)) || null,
        voiceOriginal: files.get(draftVoice?.adjusted?.original.fileKey ?? '') ?? null,
      };
    },
    findByJob: async (jobId) => [...drafts].find(([, draft]) => draft.state.jobId === jobId)?.[0] ?? null,
    remove: async (draftId) => void drafts.delete(draftId),
  };
  return { store, files, drafts };
}

function createMemoryFaceLabels(): FaceLabels {
  const clips = new Map<string, readonly KnownPerson[]>();
  return {
    save: async (clip, people) => void clips.set(clip, people),
    load: async (clip) => clips.get(clip) ?? [],
  };
}

/** A promise that the test settles. */
export function deferred<T>() {
  return Promise.withResolvers<T>();
}

interface MediaOverrides {
  readonly probeVideo?: (file: File) => Promise<ProbeResult<ProbedVideo>>;
  readonly probeVoice?: (file: File) => Promise<ProbeResult<ProbedVoice>>;
  readonly keyframes?: readonly number[];
  readonly waveform?: Waveform | null | Promise<Waveform | null>;
}

function createFakeMedia(file: Blob, overrides: MediaOverrides): OpenMedia {
  const namedFile = file instanceof File ? file : new File([file], 'bytes');
  return {
    probeVideo: () => (overrides.probeVideo ? overrides.probeVideo(namedFile) : Promise.resolve(measured(clipFacts))),
    probeVoice: () => (overrides.probeVoice ? overrides.probeVoice(namedFile) : Promise.resolve(measured(voiceFacts))),
    keyframes: async () => overrides.keyframes ?? [0],
    thumbnails: async () => 0,
    waveform: async () => overrides.waveform ?? null,
    close: () => undefined,
  };
}

/** A session whose services all succeed immediately, except for the overrides of a test. */
export function createTestSession(
  overrides: Partial<SessionServices> & { readonly media?: MediaOverrides } & {
    readonly apiOverrides?: Partial<Pick<Api, 'identifyFace' | 'createJob' | 'readJob' | 'readFaces' | 'readPasses'>>;
  } = {},
) {
  const { apiOverrides, media = {}, ...serviceOverrides } = overrides;
  const memory = createMemoryDrafts();
  const api = {
    identifyFace: vi.fn<Api['identifyFace']>(apiOverrides?.identifyFace ?? (async () => oneFace)),
    createJob: vi.fn<Api['createJob']>(apiOverrides?.createJob ?? (async () => createJobResponse())),
    readJob: vi.fn<Api['readJob']>(apiOverrides?.readJob ?? (async (jobId) => createJobResponse(jobId))),
    readFaces: vi.fn<Api['readFaces']>(apiOverrides?.readFaces ?? (async () => oneFace)),
    readPasses: vi.fn<Api['readPasses']>(apiOverrides?.readPasses ?? (async () => ({ passes: [], isOwn: true }))),
    createUpload: vi.fn<Api['createUpload']>(),
    readUpload: vi.fn<Api['readUpload']>(),
    completeUpload: vi.fn<Api['completeUpload']>(),
    deleteUpload: vi.fn<Api['deleteUpload']>(async () => undefined),
    signIn: vi.fn<Api['signIn']>(),
    readSpending: vi.fn<Api['readSpending']>(async () => ({ spentMilliPtc: 0, budgetMilliPtc: 5_000 })),
  };
  const conversionNotes = new Map<'clip' | 'voice', ConversionNote>();
  const uploadNotes: { note: UploadNote | null } = { note: null };
  let ids = 0;
  const tabDraft: { draftId: string | null } = { draftId: null };
  const services: SessionServices = {
    practice: true,
    isConfigured: true,
    api,
    drafts: memory.store,
    faceLabels: createMemoryFaceLabels(),
    mediaEngine: {
      open: async (file) => createFakeMedia(file, media),
      openLink: async () => ({ thumbnails: async () => 0, close: () => undefined }),
      convertVideo: async () => ({ kind: 'failed', fault: 'broken' }),
      convertVoice: async () => ({ kind: 'failed', fault: 'broken' }),
    },
    saveConversionNote: (role, note) => void (note === null ? conversionNotes.delete(role) : conversionNotes.set(role, note)),
    readConversionNote: (role) => conversionNotes.get(role) ?? null,
    probeUrl: async () => null,
    saveUploadNote: (note) => {
      uploadNotes.note = note;
    },
    readUploadNote: () => uploadNotes.note,
    upload: vi.fn(async (_file: File, _options: UploadOptions) => ({ uploadId: 'upload-1' })),
    fetch: async () => new Response('bytes'),
    toBase64: async () => 'dm9pY2U=',
    createUrl: vi.fn((file: Blob) => `blob:${file instanceof File ? file.name : 'bytes'}`),
    revokeUrl: vi.fn(),
    createId: () => `id-${String(++ids).padStart(16, '0')}`,
    now: () => NOW,
    sleep: async () => undefined,
    setTabDraftId: (draftId) => {
      tabDraft.draftId = draftId;
    },
    onJobCreated: vi.fn(),
    onSpendingChange: vi.fn(),
    ...serviceOverrides,
  };
  return {
    session: new Session(services),
    deps: services,
    api,
    memory,
    remembered: tabDraft,
    notes: conversionNotes,
    uploading: uploadNotes,
  };
}

/** Waits until the session's snapshot matches. */
export async function waitForSnapshot(session: Session, matches: (snapshot: ReturnType<Session['getSnapshot']>) => boolean): Promise<void> {
  await vi.waitFor(() => {
    if (!matches(session.getSnapshot())) throw new Error(`the snapshot does not match yet: ${JSON.stringify(session.getSnapshot())}`);
  });
}
