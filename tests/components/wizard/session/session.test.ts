import { describe, expect, it, vi } from 'vitest';
import type { Session } from '@/components/wizard/session/session';
import { ApiError } from '@/lib/client/requests/api-error';
import type { UploadOptions } from '@/lib/client/uploads/upload';
import type { IdentifyFaceResponse } from '@/lib/contracts/video';
import { getEffectivePlacement } from '@/lib/domain/wizard';
import {
  clip,
  clipFacts,
  createJobResponse,
  createTestSession,
  deferred,
  measured,
  NOW,
  oneFace,
  voice,
  voiceFacts,
  waitForSnapshot,
} from './test-session';

const isReadyToPlace = (snapshot: { state: { found?: unknown; voice?: unknown } }) => Boolean(snapshot.state.found && snapshot.state.voice);

describe('session', () => {
  it('dropping a clip and a voice leads to a placed voice, and one click creates the job', async () => {
    const { session, api, deps: services } = createTestSession();
    await session.start({ kind: 'files', files: [clip(), voice()] });
    await waitForSnapshot(session, isReadyToPlace);
    expect(getEffectivePlacement(session.getSnapshot().state)).toMatchObject({ insertAtMs: 1_000, trimStartMs: 0, voiceVolume: 1 });
    session.create();
    await vi.waitFor(() => expect(services.onJobCreated).toHaveBeenCalledWith('job-1'));
    expect(api.createJob).toHaveBeenCalledOnce();
    expect(api.createJob.mock.calls[0]?.[0]).toMatchObject({
      videoId: 'video-1',
      faceId: '0',
      voice: { base64: 'dm9pY2U=', durationMs: 5_000 },
    });
  });

  it('the entry of a visit runs once even if several screens start it', async () => {
    const { session, deps: services } = createTestSession();
    const beginning = { kind: 'files', files: [clip()] } as const;
    await session.start(beginning);
    await session.start(beginning);
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(services.upload).toHaveBeenCalledOnce();
  });

  it('one click loads the sample', async () => {
    const fetched: string[] = [];
    const { session } = createTestSession({
      fetch: async (url) => {
        fetched.push(String(url));
        return new Response('bytes');
      },
    });
    await session.start({ kind: 'sample', clipName: 'Sample clip', voiceName: 'Sample voice' });
    await waitForSnapshot(session, isReadyToPlace);
    expect(fetched.toSorted()).toEqual(['/sample/clip.mp4', '/sample/voice.mp3']);
    expect(session.getSnapshot().state.video?.name).toBe('Sample clip');
  });
});

describe('session clip', () => {
  it.each([
    ['1.9 s', { durationMs: 1_900 }, 'video-too-short'],
    ['audio without video', { widthPx: 0, heightPx: 0, videoCodec: null, canDecodeVideo: false }, 'video-no-picture'],
    ['480p that cannot be shown here', { widthPx: 854, heightPx: 480, videoCodec: 'hevc', canDecodeVideo: false }, 'video-too-small'],
  ])('a clip of %s is rejected before anything is sent', async (_name, overrides, code) => {
    const {
      session,
      deps: services,
      api,
    } = createTestSession({ media: { probeVideo: async () => measured({ ...clipFacts, ...overrides }) } });
    session.addFiles([clip()]);
    await waitForSnapshot(session, ({ pendingClip }) => pendingClip?.kind === 'refused');
    const { pendingClip } = session.getSnapshot();
    expect(pendingClip).toMatchObject({
      rejection: { kind: 'findings', findings: expect.arrayContaining([expect.objectContaining({ code })]) },
    });
    expect(session.getSnapshot().state.video).toBeUndefined();
    expect(services.upload).not.toHaveBeenCalled();
    expect(api.identifyFace).not.toHaveBeenCalled();
  });

  it('a rejected clip leaves the current clip and its work unchanged', async () => {
    const faces = deferred<IdentifyFaceResponse>();
    const { session } = createTestSession({
      media: { probeVideo: async (file) => (file.name === 'bad.mp4' ? { kind: 'fault', fault: 'cut-off' } : measured(clipFacts)) },
      apiOverrides: { identifyFace: () => faces.promise },
    });
    session.addFiles([clip()]);
    await waitForSnapshot(session, ({ clipWork }) => clipWork.kind === 'finding');
    session.addFiles([clip('bad.mp4')]);
    await waitForSnapshot(session, ({ pendingClip }) => pendingClip?.kind === 'refused');
    faces.resolve(oneFace);
    await waitForSnapshot(session, ({ state }) => state.faceId === '0');
    expect(session.getSnapshot().state.video?.name).toBe('clip.mp4');
  });

  it('late faces of a replaced clip are ignored', async () => {
    const first = deferred<IdentifyFaceResponse>();
    const second = deferred<IdentifyFaceResponse>();
    const responses = [first, second];
    const { session } = createTestSession({ apiOverrides: { identifyFace: () => (responses.shift() ?? second).promise } });
    session.addFiles([clip('first.mp4')]);
    await waitForSnapshot(session, ({ clipWork }) => clipWork.kind === 'finding');
    session.addFiles([clip('second.mp4')]);
    await waitForSnapshot(session, ({ state }) => state.video?.name === 'second.mp4');
    first.resolve({ ...oneFace, videoId: 'first', faces: [{ faceId: 'late', thumbnailUrl: null, startMs: 0, endMs: 9_000 }] });
    second.resolve({ ...oneFace, videoId: 'second' });
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(session.getSnapshot().state.found?.videoId).toBe('second');
    expect(session.getSnapshot().state.faceId).toBe('0');
  });

  it('replacing a clip aborts its upload', async () => {
    const signals: AbortSignal[] = [];
    const { session } = createTestSession({
      upload: (_file, { signal }) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    });
    session.addFiles([clip('first.mp4')]);
    await waitForSnapshot(session, ({ clipWork }) => clipWork.kind === 'uploading');
    session.addFiles([clip('second.mp4')]);
    await vi.waitFor(() => expect(signals).toHaveLength(2));
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it('replacing a clip deletes its partial upload on the server, but not a complete one', async () => {
    let uploads = 0;
    const {
      session,
      api,
      uploading: uploadNotes,
    } = createTestSession({
      upload: async (_file, { onResumable }) => {
        uploads += 1;
        onResumable?.(`upload-${uploads}`);
        return uploads === 1 ? new Promise(() => undefined) : { uploadId: `upload-${uploads}` };
      },
    });
    session.addFiles([clip('first.mp4')]);
    await waitForSnapshot(session, ({ clipWork }) => clipWork.kind === 'uploading');
    session.addFiles([clip('second.mp4')]);
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(api.deleteUpload.mock.calls).toEqual([['upload-1']]);
    expect(uploadNotes.note).toBeNull();
    session.addFiles([clip('third.mp4')]);
    await vi.waitFor(() => expect(uploads).toBe(3));
    expect(api.deleteUpload).toHaveBeenCalledOnce();
  });

  it('a clip stays after its upload was cancelled and is uploaded again on a click', async () => {
    let tries = 0;
    const { session } = createTestSession({
      upload: (_file, { signal }) => {
        tries += 1;
        if (tries > 1) return Promise.resolve({ uploadId: 'upload-2' });
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError'))));
      },
    });
    session.addFiles([clip()]);
    await waitForSnapshot(session, ({ clipWork }) => clipWork.kind === 'uploading');
    session.cancelUpload();
    expect(session.getSnapshot().clipWork).toEqual({ kind: 'stopped' });
    expect(session.getSnapshot().state.video?.name).toBe('clip.mp4');
    session.retryClip();
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
  });

  it('a cancelled partial upload continues with the missing parts', async () => {
    const resumed: unknown[] = [];
    const { session } = createTestSession({
      upload: (_file, { signal, resume, onResumable }) => {
        resumed.push(resume);
        if (resumed.length > 1) return Promise.resolve({ uploadId: 'upload-1' });
        onResumable?.('upload-1');
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError'))));
      },
    });
    session.addFiles([clip()]);
    await waitForSnapshot(session, ({ clipWork }) => clipWork.kind === 'uploading');
    session.cancelUpload();
    session.retryClip();
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(resumed).toEqual([null, 'upload-1']);
  });

  it('a failed face identification is retried without another upload', async () => {
    let tries = 0;
    const { session, deps: services } = createTestSession({
      apiOverrides: {
        identifyFace: async () => {
          tries += 1;
          if (tries === 1) throw new ApiError('upstream-busy', { retryAfterMs: 2_000 });
          return oneFace;
        },
      },
    });
    session.addFiles([clip()]);
    await waitForSnapshot(session, ({ clipWork }) => clipWork.kind === 'failed');
    session.retryClip();
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(services.upload).toHaveBeenCalledOnce();
  });

  it('a clip that the server no longer stores is uploaded once more', async () => {
    let tries = 0;
    const { session, deps: services } = createTestSession({
      apiOverrides: {
        identifyFace: async () => {
          tries += 1;
          if (tries === 1) throw new ApiError('not-found');
          return oneFace;
        },
      },
    });
    session.addFiles([clip()]);
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(services.upload).toHaveBeenCalledTimes(2);
  });

  it('a file that was moved or deleted during its upload must be chosen again', async () => {
    const gone = clip();
    gone.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotFoundError')) }) as unknown as Blob;
    const { session } = createTestSession({ upload: () => Promise.reject(new ApiError('upload-broken')) });
    session.addFiles([gone]);
    await waitForSnapshot(session, ({ clipWork }) => clipWork.kind === 'file-gone');
  });

  it('of many files the first clip and the first voice are used and the others are named', async () => {
    const { session } = createTestSession();
    session.addFiles([clip('a.mp4'), clip('b.mov'), voice('c.mp3'), voice('d.wav')]);
    await waitForSnapshot(session, isReadyToPlace);
    expect(session.getSnapshot().state.video?.name).toBe('a.mp4');
    expect(session.getSnapshot().state.voice?.name).toBe('c.mp3');
    expect(session.getSnapshot().ignoredFileNames).toEqual(['b.mov', 'd.wav']);
  });
});

describe('session link', () => {
  it.each(['http://example.com/a.mp4', 'javascript:alert(1)', 'example.com/a.mp4', ''])('the link %j is rejected', async (text) => {
    const { session, api } = createTestSession({ practice: false });
    session.addLink(text);
    await waitForSnapshot(session, ({ pendingClip }) => pendingClip?.kind === 'refused');
    expect(api.identifyFace).not.toHaveBeenCalled();
  });

  it('live mode passes a link on unread with the duration that the browser could read', async () => {
    const fetched = vi.fn<typeof fetch>();
    const { session, api } = createTestSession({
      practice: false,
      fetch: fetched,
      probeUrl: async () => ({ durationMs: 8_000, widthPx: 1_280, heightPx: 720 }),
    });
    session.addLink(' https://example.com/a%20clip.mp4 ');
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(api.identifyFace.mock.calls[0]?.[0]).toEqual({ videoUrl: 'https://example.com/a%20clip.mp4', durationMs: 8_000 });
    expect(session.getSnapshot().state.video?.name).toBe('a clip.mp4');
    expect(fetched).not.toHaveBeenCalled();
  });

  it('a link to a video that is too long is rejected before anything is charged', async () => {
    const { session, api } = createTestSession({
      practice: false,
      probeUrl: async () => ({ durationMs: 94_000, widthPx: 1_280, heightPx: 720 }),
    });
    session.addLink('https://example.com/a.mp4');
    await waitForSnapshot(session, ({ pendingClip }) => pendingClip?.kind === 'refused');
    expect(api.identifyFace).not.toHaveBeenCalled();
  });

  it('practice mode downloads a link in the browser and uploads it', async () => {
    const { session, deps: services } = createTestSession();
    session.addLink('https://example.com/a.mp4');
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(services.upload).toHaveBeenCalledOnce();
    expect(session.getSnapshot().state.video?.source.kind).toBe('file');
  });

  it('practice mode requests a file if CORS forbids the download', async () => {
    const { session } = createTestSession({ fetch: () => Promise.reject(new TypeError('Failed to fetch')) });
    session.addLink('https://example.com/a.mp4');
    await waitForSnapshot(session, ({ pendingClip }) => pendingClip?.kind === 'refused');
    expect(session.getSnapshot().pendingClip).toMatchObject({ rejection: { kind: 'link-not-fetchable' } });
  });
});

describe('session voice', () => {
  it.each([
    ['1.9 s', { durationMs: 1_900 }, 'voice-too-short'],
    ['an OGG that the browser cannot decode', { kind: 'other' as const, canDecode: false }, 'voice-kind'],
  ])('a voice of %s is rejected and the current one stays', async (_name, overrides, code) => {
    const { session } = createTestSession({
      media: { probeVoice: async (file) => measured(file.name === 'bad.mp3' ? { ...voiceFacts, ...overrides } : voiceFacts) },
    });
    session.addFiles([voice()]);
    await waitForSnapshot(session, ({ state }) => state.voice !== undefined);
    session.addFiles([voice('bad.mp3')]);
    await waitForSnapshot(session, ({ pendingVoice }) => pendingVoice?.kind === 'refused');
    expect(session.getSnapshot().pendingVoice).toMatchObject({
      rejection: { findings: expect.arrayContaining([expect.objectContaining({ code })]) },
    });
    expect(session.getSnapshot().state.voice?.name).toBe('voice.mp3');
  });

  it('a voice can be added while faces are being identified', async () => {
    const faces = deferred<IdentifyFaceResponse>();
    const { session } = createTestSession({ apiOverrides: { identifyFace: () => faces.promise } });
    session.addFiles([clip()]);
    await waitForSnapshot(session, ({ clipWork }) => clipWork.kind === 'finding');
    session.addFiles([voice()]);
    await waitForSnapshot(session, ({ state }) => state.voice !== undefined);
    expect(session.getSnapshot().clipWork.kind).toBe('finding');
    faces.resolve(oneFace);
    await waitForSnapshot(session, isReadyToPlace);
  });

  it('a file dropped on the clip or the voice area is only used for that role', async () => {
    const { session } = createTestSession();
    session.addFiles([clip('a dub.mp4')], 'voice');
    await waitForSnapshot(session, ({ state }) => state.voice !== undefined);
    expect(session.getSnapshot().state.video).toBeUndefined();
  });
});

describe('session create', () => {
  async function createReadySession(overrides: Parameters<typeof createTestSession>[0] = {}) {
    const testSession = createTestSession(overrides);
    await testSession.session.start({ kind: 'files', files: [clip(), voice()] });
    await waitForSnapshot(testSession.session, isReadyToPlace);
    return testSession;
  }

  it('a double click sends one job', async () => {
    const { session, api, deps: services } = await createReadySession();
    session.create();
    session.create();
    await vi.waitFor(() => expect(services.onJobCreated).toHaveBeenCalled());
    expect(api.createJob).toHaveBeenCalledOnce();
  });

  it('the idempotency key is stored before the request is sent', async () => {
    const testSession = await createReadySession({
      apiOverrides: {
        createJob: async (_request, key) => {
          const [draft] = testSession.memory.drafts.values();
          expect(draft?.submission?.idempotencyKey).toBe(key);
          return createJobResponse();
        },
      },
    });
    testSession.session.create();
    await vi.waitFor(() => expect(testSession.deps.onJobCreated).toHaveBeenCalledWith('job-1'));
  });

  it('a submission without a response is retried once with the same key', async () => {
    const keys: string[] = [];
    const { session, deps: services } = await createReadySession({
      apiOverrides: {
        createJob: async (_request, key) => {
          keys.push(key);
          if (keys.length === 1) throw new ApiError('network-error', { charged: 'unknown' });
          return createJobResponse();
        },
      },
    });
    session.create();
    await vi.waitFor(() => expect(services.onJobCreated).toHaveBeenCalled());
    expect(new Set(keys).size).toBe(1);
  });

  it('after two lost responses an error is shown, and the next click with the same settings reuses the key', async () => {
    const keys: string[] = [];
    const { session } = await createReadySession({
      apiOverrides: {
        createJob: async (_request, key) => {
          keys.push(key);
          throw new ApiError('network-error', { charged: 'unknown' });
        },
      },
    });
    session.create();
    await waitForSnapshot(session, ({ submissionState }) => submissionState.kind === 'failed');
    expect(keys).toHaveLength(2);
    session.create();
    await vi.waitFor(() => expect(keys).toHaveLength(4));
    expect(new Set(keys).size).toBe(1);
  });

  it('a rejected submission is not retried, and the next click uses a new key', async () => {
    const keys: string[] = [];
    const { session } = await createReadySession({
      apiOverrides: {
        createJob: async (_request, key) => {
          keys.push(key);
          throw new ApiError('content-refused');
        },
      },
    });
    session.create();
    await waitForSnapshot(session, ({ submissionState }) => submissionState.kind === 'failed');
    expect(keys).toHaveLength(1);
    session.create();
    await vi.waitFor(() => expect(keys).toHaveLength(2));
    expect(new Set(keys).size).toBe(2);
  });

  it.each<[string, ConstructorParameters<typeof ApiError>, 'unknown' | 'yes']>([
    ['an internal error of the server', ['internal-error'], 'unknown'],
    ['a job that was created but not stored', ['internal-error', { charged: 'yes' }], 'yes'],
    ['an expired session', ['unauthorized'], 'unknown'],
    ['a rate limit', ['rate-limited', { retryAfterMs: 5_000 }], 'unknown'],
    ['an unconfigured site', ['not-configured'], 'unknown'],
  ])('a lost response followed by %s keeps the key and does not claim that nothing was charged', async (_, rejection, charged) => {
    const keys: string[] = [];
    const { session } = await createReadySession({
      apiOverrides: {
        createJob: async (_request, key) => {
          keys.push(key);
          throw keys.length === 1 ? new ApiError('network-error', { charged: 'unknown' }) : new ApiError(...rejection);
        },
      },
    });
    session.create();
    await waitForSnapshot(session, ({ submissionState }) => submissionState.kind === 'failed');
    expect(session.getSnapshot().submissionState).toMatchObject({
      error: { code: rejection[0], charged, retryAfterMs: rejection[1]?.retryAfterMs ?? null },
    });
    session.create();
    await vi.waitFor(() => expect(keys).toHaveLength(3));
    await waitForSnapshot(session, ({ submissionState }) => submissionState.kind === 'failed');
    expect(session.getSnapshot().submissionState).toMatchObject({ error: { code: rejection[0], charged } });
    expect(new Set(keys).size).toBe(1);
  });

  it('a first attempt that did not reach job creation states that nothing was charged and keeps its key', async () => {
    const keys: string[] = [];
    const { session } = await createReadySession({
      apiOverrides: {
        createJob: async (_request, key) => {
          keys.push(key);
          throw new ApiError('internal-error');
        },
      },
    });
    session.create();
    await waitForSnapshot(session, ({ submissionState }) => submissionState.kind === 'failed');
    expect(session.getSnapshot().submissionState).toMatchObject({ error: { charged: 'no' } });
    session.create();
    await vi.waitFor(() => expect(keys).toHaveLength(2));
    expect(new Set(keys).size).toBe(1);
  });

  it('a changed placement after a lost response uses a new key', async () => {
    const keys: string[] = [];
    const { session } = await createReadySession({
      apiOverrides: {
        createJob: async (_request, key) => {
          keys.push(key);
          throw new ApiError('network-error', { charged: 'unknown' });
        },
      },
    });
    session.create();
    await waitForSnapshot(session, ({ submissionState }) => submissionState.kind === 'failed');
    const placement = getEffectivePlacement(session.getSnapshot().state);
    if (!placement) throw new Error('the placement is missing');
    session.setPlacement({ ...placement, insertAtMs: placement.insertAtMs + 500 });
    expect(session.getSnapshot().submissionState).toEqual({ kind: 'idle' });
    session.create();
    await waitForSnapshot(session, ({ submissionState }) => submissionState.kind === 'failed');
    expect(new Set(keys).size).toBe(2);
  });

  it('Create again sends the id of the job that it replaces', async () => {
    const { session, api, deps: services } = await createReadySession();
    session.createAgain('lost-job');
    await vi.waitFor(() => expect(services.onJobCreated).toHaveBeenCalled());
    expect(api.createJob.mock.calls[0]?.[0].replaces).toBe('lost-job');
  });

  it('a late job response does not affect a draft that was started in the meantime', async () => {
    const job = deferred<ReturnType<typeof createJobResponse>>();
    const createJob = vi.fn(() => job.promise);
    const { session, deps: services } = await createReadySession({ apiOverrides: { createJob } });
    session.create();
    await vi.waitFor(() => expect(createJob).toHaveBeenCalled());
    session.startOver();
    job.resolve(createJobResponse());
    await vi.waitFor(() => expect(services.onSpendingChange).toHaveBeenCalledTimes(2));
    expect(session.getSnapshot().state.jobId).toBeUndefined();
    expect(services.onJobCreated).not.toHaveBeenCalled();
  });

  it('a submission is not sent if another draft was opened before its key was stored', async () => {
    const { session, api, memory } = await createReadySession();
    session.create();
    session.startOver();
    await vi.waitFor(() => expect([...memory.drafts.values()].some(({ submission: press }) => press !== null)).toBe(true));
    expect(api.createJob).not.toHaveBeenCalled();
  });

  it('clip, voice and placement are kept when the faces must be identified again', async () => {
    const { session, api } = await createReadySession();
    const placement = getEffectivePlacement(session.getSnapshot().state);
    if (!placement) throw new Error('the placement is missing');
    session.setPlacement({ ...placement, insertAtMs: 2_000 });
    session.identifyFacesAgain();
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(api.identifyFace).toHaveBeenCalledTimes(2);
    expect(session.getSnapshot().state.placement?.insertAtMs).toBe(2_000);
  });
});

describe('people of a clip', () => {
  const twoFacesResponse = (first: string, second: string): IdentifyFaceResponse => ({
    ...oneFace,
    faces: [
      { faceId: first, thumbnailUrl: null, startMs: 0, endMs: 4_000 },
      { faceId: second, thumbnailUrl: null, startMs: 5_000, endMs: 9_000 },
    ],
  });

  async function dropClip(session: Session, name: string) {
    session.addFiles([clip(name)]);
    await waitForSnapshot(session, ({ state }) => state.video?.name === name && state.found !== undefined);
    return session.getSnapshot().state.people;
  }

  it('names and joined faces are restored for the same clip with different face ids until they are removed', async () => {
    const responses = [twoFacesResponse('0', '1'), twoFacesResponse('1', '0'), twoFacesResponse('8', '9')];
    const { session } = createTestSession({ apiOverrides: { identifyFace: async () => responses.shift() ?? oneFace } });
    await dropClip(session, 'clip.mp4');
    session.joinFaces('0', '1');
    session.namePerson('0', 'Anna');
    session.splitFace('1');
    session.startOver();
    expect(await dropClip(session, 'again.mp4')).toEqual([{ faceIds: ['1'], name: 'Anna' }]);
    session.namePerson('1', '');
    expect(await dropClip(session, 'once more.mp4')).toBeUndefined();
  });

  it('names and joined faces are not applied to another clip', async () => {
    const { session } = createTestSession({
      media: { probeVideo: async ({ name }) => measured({ ...clipFacts, byteSize: clipFacts.byteSize + name.length }) },
    });
    await dropClip(session, 'clip.mp4');
    session.namePerson('0', 'Anna');
    expect(await dropClip(session, 'another.mp4')).toBeUndefined();
    expect(await dropClip(session, 'copy.mp4')).toEqual([{ faceIds: ['0'], name: 'Anna' }]);
  });

  it('if storage is unavailable only the names and joined faces are lost', async () => {
    const rejectCall = () => Promise.reject(new Error('no room'));
    const { session } = createTestSession({ faceLabels: { save: rejectCall, load: rejectCall } });
    await dropClip(session, 'clip.mp4');
    session.namePerson('0', 'Anna');
    expect(await dropClip(session, 'again.mp4')).toBeUndefined();
  });
});

describe('session reload', () => {
  /** A new page in the same browser: only stored data remains. */
  async function reload(before: ReturnType<typeof createTestSession>, overrides: Parameters<typeof createTestSession>[0] = {}) {
    await before.session.flush();
    const after = createTestSession({ drafts: before.memory.store, ...overrides });
    const { draftId } = before.remembered;
    if (draftId === null) throw new Error('no draft was stored');
    const isThere = await after.session.start({ kind: 'draft', draftId });
    return { ...after, isThere };
  }

  it('a reload during an upload restarts it', async () => {
    const before = createTestSession({ upload: () => new Promise(() => undefined) });
    await before.session.start({ kind: 'files', files: [clip()] });
    await waitForSnapshot(before.session, ({ clipWork }) => clipWork.kind === 'uploading');
    const { session, deps: services } = await reload(before);
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(services.upload).toHaveBeenCalledOnce();
    expect(session.getSnapshot().clipSrc).toBe('blob:clip.mp4');
  });

  it('a reload during a multipart upload continues with the missing parts', async () => {
    const before = createTestSession({
      upload: (_file, { onResumable }) => {
        onResumable?.('upload-7');
        return new Promise(() => undefined);
      },
    });
    await before.session.start({ kind: 'files', files: [clip()] });
    await waitForSnapshot(before.session, ({ clipWork }) => clipWork.kind === 'uploading');
    const upload = vi.fn(async (_file: File, { resume }: UploadOptions) => ({ uploadId: resume ?? 'another' }));
    const { session } = await reload(before, { upload, readUploadNote: () => before.uploading.note });
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(upload).toHaveBeenCalledOnce();
    expect(session.getSnapshot().state.video?.uploadId).toBe('upload-7');
  });

  it('a reload after the upload requests the faces of the same upload, which is charged once', async () => {
    const before = createTestSession({ apiOverrides: { identifyFace: () => new Promise(() => undefined) } });
    await before.session.start({ kind: 'files', files: [clip()] });
    await waitForSnapshot(before.session, ({ clipWork }) => clipWork.kind === 'finding');
    const { session, deps: services, api } = await reload(before);
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(services.upload).not.toHaveBeenCalled();
    expect(api.identifyFace.mock.calls[0]?.[0]).toEqual({ uploadId: 'upload-1' });
  });

  it('a reload keeps faces, voice and placement without any request', async () => {
    const before = createTestSession();
    await before.session.start({ kind: 'files', files: [clip(), voice()] });
    await waitForSnapshot(before.session, isReadyToPlace);
    const placement = getEffectivePlacement(before.session.getSnapshot().state);
    if (!placement) throw new Error('the placement is missing');
    before.session.setPlacement({ ...placement, insertAtMs: 1_700 });
    const { session, deps: services, api } = await reload(before);
    expect(session.getSnapshot().state).toEqual(before.session.getSnapshot().state);
    expect(session.getSnapshot().voiceSrc).toBe('blob:voice.mp3');
    expect(services.upload).not.toHaveBeenCalled();
    expect(api.identifyFace).not.toHaveBeenCalled();
    expect(api.createJob).not.toHaveBeenCalled();
  });

  it('a reload during a submission completes it with its own key', async () => {
    const keys: string[] = [];
    const before = createTestSession({
      apiOverrides: {
        createJob: (_request, key) => {
          keys.push(key);
          return new Promise(() => undefined);
        },
      },
    });
    await before.session.start({ kind: 'files', files: [clip(), voice()] });
    await waitForSnapshot(before.session, isReadyToPlace);
    before.session.create();
    await vi.waitFor(() => expect(keys).toHaveLength(1));
    const { api, deps: services } = await reload(before);
    await vi.waitFor(() => expect(services.onJobCreated).toHaveBeenCalledWith('job-1'));
    expect(api.createJob.mock.calls[0]?.[1]).toBe(keys[0]);
  });

  it('a reload long after a lost response does not resume the submission and keeps its key', async () => {
    const keys: string[] = [];
    const before = createTestSession({
      apiOverrides: {
        createJob: (_request, key) => {
          keys.push(key);
          return new Promise(() => undefined);
        },
      },
    });
    await before.session.start({ kind: 'files', files: [clip(), voice()] });
    await waitForSnapshot(before.session, isReadyToPlace);
    before.session.create();
    await vi.waitFor(() => expect(keys).toHaveLength(1));
    const { session, api, deps: services } = await reload(before, { now: () => NOW + 3_600_000 });
    expect(session.getSnapshot().submissionState).toMatchObject({ kind: 'failed', error: { code: 'network-error', charged: 'unknown' } });
    expect(api.createJob).not.toHaveBeenCalled();
    session.create();
    await vi.waitFor(() => expect(services.onJobCreated).toHaveBeenCalled());
    expect(api.createJob.mock.calls[0]?.[1]).toBe(keys[0]);
  });

  it('a reload without the stored clip file still offers the server’s data', async () => {
    const before = createTestSession();
    await before.session.start({ kind: 'files', files: [clip(), voice()] });
    await waitForSnapshot(before.session, isReadyToPlace);
    await before.session.flush();
    before.memory.files.clear();
    const { session } = await reload(before);
    expect(session.getSnapshot().state.found?.videoId).toBe('video-1');
    expect(session.getSnapshot().state.voice).toBeUndefined();
    expect(session.getSnapshot().clipSrc).toBeNull();
  });

  it('a reload of a missing draft returns to the landing', async () => {
    const { session, remembered: tabDraft } = createTestSession();
    await expect(session.start({ kind: 'draft', draftId: 'gone' })).resolves.toBe(false);
    expect(tabDraft.draftId).toBeNull();
  });

  it('a draft is read once when two screens open it', async () => {
    const before = createTestSession();
    await before.session.start({ kind: 'files', files: [clip(), voice()] });
    await waitForSnapshot(before.session, isReadyToPlace);
    await before.session.flush();
    const after = createTestSession({ drafts: before.memory.store });
    const load = vi.spyOn(before.memory.store, 'load');
    const beginning = { kind: 'draft', draftId: before.remembered.draftId ?? '' } as const;
    await Promise.all([after.session.start(beginning), after.session.start(beginning)]);
    expect(load).toHaveBeenCalledOnce();
    expect(after.session.getSnapshot().state.voice).toBeDefined();
  });
});

describe('draft prefetch', () => {
  async function kept() {
    const before = createTestSession();
    await before.session.start({ kind: 'files', files: [clip(), voice()] });
    await waitForSnapshot(before.session, isReadyToPlace);
    await before.session.flush();
    const clock = { nowMs: NOW };
    const after = createTestSession({ drafts: before.memory.store, now: () => clock.nowMs });
    const draftId = before.remembered.draftId ?? '';
    return { ...after, clock, draftId, load: vi.spyOn(before.memory.store, 'load') };
  }

  it('a prefetched draft is loaded by the time of the click and is not shown earlier', async () => {
    const { session, draftId, load, remembered: tabDraft } = await kept();
    session.prefetchDraft(draftId);
    session.prefetchDraft(draftId);
    expect(session.getSnapshot().state.video).toBeUndefined();
    expect(tabDraft.draftId).toBeNull();
    expect(await session.start({ kind: 'draft', draftId })).toBe(true);
    expect(load).toHaveBeenCalledOnce();
    expect(session.getSnapshot().state.voice).toBeDefined();
  });

  it('an outdated prefetch is read again, because another tab may have changed the draft', async () => {
    const { session, draftId, load, clock } = await kept();
    session.prefetchDraft(draftId);
    clock.nowMs += 3_000;
    await session.start({ kind: 'draft', draftId });
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('an opened draft uses the prefetched object URLs and leaks none', async () => {
    const { session, draftId, deps: services } = await kept();
    session.prefetchDraft(draftId);
    await vi.waitFor(() => expect(services.createUrl).toHaveBeenCalledTimes(2));
    await session.start({ kind: 'draft', draftId });
    expect(session.getSnapshot()).toMatchObject({ clipSrc: 'blob:clip.mp4', voiceSrc: 'blob:voice.mp3' });
    expect(services.createUrl).toHaveBeenCalledTimes(2);
    expect(services.revokeUrl).not.toHaveBeenCalled();
    session.startOver();
    expect(vi.mocked(services.revokeUrl).mock.calls.flat().toSorted()).toEqual(['blob:clip.mp4', 'blob:voice.mp3']);
  });

  it('unused prefetched object URLs are revoked', async () => {
    const { session, draftId, deps: services, clock } = await kept();
    session.prefetchDraft(draftId);
    await vi.waitFor(() => expect(services.createUrl).toHaveBeenCalledTimes(2));
    clock.nowMs += 3_000;
    session.prefetchDraft(draftId);
    await vi.waitFor(() => expect(services.createUrl).toHaveBeenCalledTimes(4));
    expect(services.revokeUrl).toHaveBeenCalledTimes(2);
  });

  it('another entry can be opened after a prefetch', async () => {
    const { session, draftId } = await kept();
    session.prefetchDraft(draftId);
    expect(await session.start({ kind: 'draft', draftId: 'gone' })).toBe(false);
    session.prefetchDraft(draftId);
    await session.start({ kind: 'files', files: [clip('other.mp4')] });
    expect(session.getSnapshot().state.voice).toBeUndefined();
  });
});

describe('session without storage', () => {
  it('the session works without storage and reports that the draft is not saved', async () => {
    const rejects = () => Promise.reject(new DOMException('no room', 'QuotaExceededError'));
    const { session, deps: services } = createTestSession({
      drafts: { saveFile: rejects, save: rejects, load: rejects, findByJob: rejects, remove: rejects },
    });
    await session.start({ kind: 'files', files: [clip(), voice()] });
    await waitForSnapshot(session, isReadyToPlace);
    session.create();
    await vi.waitFor(() => expect(services.onJobCreated).toHaveBeenCalledWith('job-1'));
    expect(session.getSnapshot().isSavedLocally).toBe(false);
  });

  it('the draft is saved during a long upload although the state changes continuously', async () => {
    vi.useFakeTimers();
    try {
      let report: ((sent: number) => void) | undefined;
      const { session, memory } = createTestSession({
        upload: (_file, { onProgress }) => {
          report = (sentBytes) => onProgress({ kind: 'sending', sentBytes, totalBytes: 100, remainingMs: null });
          return new Promise(() => undefined);
        },
      });
      session.addFiles([clip()]);
      await vi.advanceTimersByTimeAsync(0);
      for (let sent = 0; sent < 20; sent += 1) {
        report?.(sent);
        await vi.advanceTimersByTimeAsync(50);
      }
      expect(memory.drafts.size).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('session sign-in', () => {
  it('signing in retries the requests that failed with unauthorized', async () => {
    let open = false;
    const { session } = createTestSession({
      apiOverrides: {
        identifyFace: async () => {
          if (!open) throw new ApiError('unauthorized');
          return oneFace;
        },
      },
    });
    session.addFiles([clip()]);
    await waitForSnapshot(session, ({ clipWork }) => clipWork.kind === 'failed');
    open = true;
    session.retryAfterSignIn();
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
  });
});
