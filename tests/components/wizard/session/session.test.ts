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

describe('three actions', () => {
  it('takes a clip and a voice dropped at once all the way to a placed voice, and one press makes the job', async () => {
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

  it('does what a visit begins with once, however often a screen asks', async () => {
    const { session, deps: services } = createTestSession();
    const beginning = { kind: 'files', files: [clip()] } as const;
    await session.start(beginning);
    await session.start(beginning);
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(services.upload).toHaveBeenCalledOnce();
  });

  it('brings the sample with one press', async () => {
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

describe('a clip', () => {
  it.each([
    ['1.9 s', { durationMs: 1_900 }, 'video-too-short'],
    ['sound without picture', { widthPx: 0, heightPx: 0, videoCodec: null, canDecodeVideo: false }, 'video-no-picture'],
    ['480p that cannot be shown here', { widthPx: 854, heightPx: 480, videoCodec: 'hevc', canDecodeVideo: false }, 'video-too-small'],
  ])('of %s is refused before anything is sent', async (_name, overrides, code) => {
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

  it('that is refused leaves the one before it, and its work, in peace', async () => {
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

  it('that replaces another makes the late faces of the first one count for nothing', async () => {
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

  it('that replaces another stops the upload of the first one', async () => {
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

  it('that replaces another, half sent, lets the server forget the first one, and none that has arrived', async () => {
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

  it('whose upload was cancelled is still there, and goes up again on a press', async () => {
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

  it('whose upload was cancelled half way goes on with what has arrived', async () => {
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

  it('whose faces could not be found is not uploaded again for the next try', async () => {
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

  it('whose bytes the server no longer has is uploaded once more', async () => {
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

  it('that was moved or deleted during its upload asks to be chosen again', async () => {
    const gone = clip();
    gone.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotFoundError')) }) as unknown as Blob;
    const { session } = createTestSession({ upload: () => Promise.reject(new ApiError('upload-broken')) });
    session.addFiles([gone]);
    await waitForSnapshot(session, ({ clipWork }) => clipWork.kind === 'file-gone');
  });

  it('keeps the first clip and the first voice of many files, and names what was left out', async () => {
    const { session } = createTestSession();
    session.addFiles([clip('a.mp4'), clip('b.mov'), voice('c.mp3'), voice('d.wav')]);
    await waitForSnapshot(session, isReadyToPlace);
    expect(session.getSnapshot().state.video?.name).toBe('a.mp4');
    expect(session.getSnapshot().state.voice?.name).toBe('c.mp3');
    expect(session.getSnapshot().ignoredFileNames).toEqual(['b.mov', 'd.wav']);
  });
});

describe('a link', () => {
  it.each(['http://example.com/a.mp4', 'javascript:alert(1)', 'example.com/a.mp4', ''])('%j is refused', async (text) => {
    const { session, api } = createTestSession({ practice: false });
    session.addLink(text);
    await waitForSnapshot(session, ({ pendingClip }) => pendingClip?.kind === 'refused');
    expect(api.identifyFace).not.toHaveBeenCalled();
  });

  it('is passed on unread in live mode, with the length that this browser could see', async () => {
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

  it('that this browser sees to be too long is refused before anything is paid', async () => {
    const { session, api } = createTestSession({
      practice: false,
      probeUrl: async () => ({ durationMs: 94_000, widthPx: 1_280, heightPx: 720 }),
    });
    session.addLink('https://example.com/a.mp4');
    await waitForSnapshot(session, ({ pendingClip }) => pendingClip?.kind === 'refused');
    expect(api.identifyFace).not.toHaveBeenCalled();
  });

  it('is fetched by the browser and uploaded in practice', async () => {
    const { session, deps: services } = createTestSession();
    session.addLink('https://example.com/a.mp4');
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(services.upload).toHaveBeenCalledOnce();
    expect(session.getSnapshot().state.video?.source.kind).toBe('file');
  });

  it('asks for a file in practice where the other site forbids fetching', async () => {
    const { session } = createTestSession({ fetch: () => Promise.reject(new TypeError('Failed to fetch')) });
    session.addLink('https://example.com/a.mp4');
    await waitForSnapshot(session, ({ pendingClip }) => pendingClip?.kind === 'refused');
    expect(session.getSnapshot().pendingClip).toMatchObject({ rejection: { kind: 'link-not-fetchable' } });
  });
});

describe('a voice', () => {
  it.each([
    ['1.9 s', { durationMs: 1_900 }, 'voice-too-short'],
    ['an OGG that cannot be read here', { kind: 'other' as const, canDecode: false }, 'voice-kind'],
  ])('of %s is refused, and the one before it stays', async (_name, overrides, code) => {
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

  it('can be added while faces are being found', async () => {
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

  it('dropped on the clip’s place is still only a clip’s business there, and the other way round', async () => {
    const { session } = createTestSession();
    session.addFiles([clip('a dub.mp4')], 'voice');
    await waitForSnapshot(session, ({ state }) => state.voice !== undefined);
    expect(session.getSnapshot().state.video).toBeUndefined();
  });
});

describe('create', () => {
  async function createReadySession(overrides: Parameters<typeof createTestSession>[0] = {}) {
    const testSession = createTestSession(overrides);
    await testSession.session.start({ kind: 'files', files: [clip(), voice()] });
    await waitForSnapshot(testSession.session, isReadyToPlace);
    return testSession;
  }

  it('sends one job for a double press', async () => {
    const { session, api, deps: services } = await createReadySession();
    session.create();
    session.create();
    await vi.waitFor(() => expect(services.onJobCreated).toHaveBeenCalled());
    expect(api.createJob).toHaveBeenCalledOnce();
  });

  it('puts the key on record before anything is sent', async () => {
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

  it('sends a press that got no answer once more by itself, with the same key', async () => {
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

  it('after two silences says so, and the next press of the same settings still has the same key', async () => {
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

  it('takes a new key after a refusal, and never repeats a refused press by itself', async () => {
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
    ['a server with a problem of its own', ['internal-error'], 'unknown'],
    ['a job that was made, and could not be written down', ['internal-error', { charged: 'yes' }], 'yes'],
    ['a door that has closed meanwhile', ['unauthorized'], 'unknown'],
    ['too much at once', ['rate-limited', { retryAfterMs: 5_000 }], 'unknown'],
    ['a site that is being set up', ['not-configured'], 'unknown'],
  ])('keeps the key where silence is followed by %s, and does not say that nothing was charged', async (_, rejection, charged) => {
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

  it('says that nothing was charged where a first try never came to the job, and keeps its key all the same', async () => {
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

  it('takes a new key when the placement has changed since a press that got no answer', async () => {
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
    if (!placement) throw new Error('nothing placed');
    session.setPlacement({ ...placement, insertAtMs: placement.insertAtMs + 500 });
    expect(session.getSnapshot().submissionState).toEqual({ kind: 'idle' });
    session.create();
    await waitForSnapshot(session, ({ submissionState }) => submissionState.kind === 'failed');
    expect(new Set(keys).size).toBe(2);
  });

  it('names the job that a new one takes the place of', async () => {
    const { session, api, deps: services } = await createReadySession();
    session.createAgain('lost-job');
    await vi.waitFor(() => expect(services.onJobCreated).toHaveBeenCalled());
    expect(api.createJob.mock.calls[0]?.[0].replaces).toBe('lost-job');
  });

  it('does not put a job that answers late into a piece of work begun meanwhile', async () => {
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

  it('sends nothing for a press that was left for another piece of work before it was on record', async () => {
    const { session, api, memory } = await createReadySession();
    session.create();
    session.startOver();
    await vi.waitFor(() => expect([...memory.drafts.values()].some(({ submission: press }) => press !== null)).toBe(true));
    expect(api.createJob).not.toHaveBeenCalled();
  });

  it('keeps clip, voice and placement when the faces have to be found again', async () => {
    const { session, api } = await createReadySession();
    const placement = getEffectivePlacement(session.getSnapshot().state);
    if (!placement) throw new Error('nothing placed');
    session.setPlacement({ ...placement, insertAtMs: 2_000 });
    session.identifyFacesAgain();
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(api.identifyFace).toHaveBeenCalledTimes(2);
    expect(session.getSnapshot().state.placement?.insertAtMs).toBe(2_000);
  });
});

describe('what the editor says of the people in a clip', () => {
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

  it('is known when the same clip comes again, whatever ids its faces have then, until it is taken back', async () => {
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

  it('is not said of another clip', async () => {
    const { session } = createTestSession({
      media: { probeVideo: async ({ name }) => measured({ ...clipFacts, byteSize: clipFacts.byteSize + name.length }) },
    });
    await dropClip(session, 'clip.mp4');
    session.namePerson('0', 'Anna');
    expect(await dropClip(session, 'another.mp4')).toBeUndefined();
    expect(await dropClip(session, 'copy.mp4')).toEqual([{ faceIds: ['0'], name: 'Anna' }]);
  });

  it('is missing, and nothing else is, where the browser keeps nothing', async () => {
    const rejectCall = () => Promise.reject(new Error('no room'));
    const { session } = createTestSession({ faceLabels: { save: rejectCall, load: rejectCall } });
    await dropClip(session, 'clip.mp4');
    session.namePerson('0', 'Anna');
    expect(await dropClip(session, 'again.mp4')).toBeUndefined();
  });
});

describe('a reload', () => {
  /** The same browser, a new page: what was written is all that there is. */
  async function reload(before: ReturnType<typeof createTestSession>, overrides: Parameters<typeof createTestSession>[0] = {}) {
    await before.session.flush();
    const after = createTestSession({ drafts: before.memory.store, ...overrides });
    const { draftId } = before.remembered;
    if (draftId === null) throw new Error('nothing was kept');
    const isThere = await after.session.start({ kind: 'draft', draftId });
    return { ...after, isThere };
  }

  it('during the upload begins the upload again by itself', async () => {
    const before = createTestSession({ upload: () => new Promise(() => undefined) });
    await before.session.start({ kind: 'files', files: [clip()] });
    await waitForSnapshot(before.session, ({ clipWork }) => clipWork.kind === 'uploading');
    const { session, deps: services } = await reload(before);
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(services.upload).toHaveBeenCalledOnce();
    expect(session.getSnapshot().clipSrc).toBe('blob:clip.mp4');
  });

  it('in the middle of an upload in parts goes on with what has arrived', async () => {
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

  it('after the upload asks for the faces of the same upload, which the server pays for once', async () => {
    const before = createTestSession({ apiOverrides: { identifyFace: () => new Promise(() => undefined) } });
    await before.session.start({ kind: 'files', files: [clip()] });
    await waitForSnapshot(before.session, ({ clipWork }) => clipWork.kind === 'finding');
    const { session, deps: services, api } = await reload(before);
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(services.upload).not.toHaveBeenCalled();
    expect(api.identifyFace.mock.calls[0]?.[0]).toEqual({ uploadId: 'upload-1' });
  });

  it('at the end keeps faces, voice and placement, and asks nobody anything', async () => {
    const before = createTestSession();
    await before.session.start({ kind: 'files', files: [clip(), voice()] });
    await waitForSnapshot(before.session, isReadyToPlace);
    const placement = getEffectivePlacement(before.session.getSnapshot().state);
    if (!placement) throw new Error('nothing placed');
    before.session.setPlacement({ ...placement, insertAtMs: 1_700 });
    const { session, deps: services, api } = await reload(before);
    expect(session.getSnapshot().state).toEqual(before.session.getSnapshot().state);
    expect(session.getSnapshot().voiceSrc).toBe('blob:voice.mp3');
    expect(services.upload).not.toHaveBeenCalled();
    expect(api.identifyFace).not.toHaveBeenCalled();
    expect(api.createJob).not.toHaveBeenCalled();
  });

  it('during a press finishes that press with its own key, so that its job is not lost', async () => {
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

  it('long after a press that got no answer leaves it to the editor, and keeps its key', async () => {
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

  it('whose clip the browser has let go of still offers what the server knows', async () => {
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

  it('of a draft that is gone goes back to the beginning', async () => {
    const { session, remembered: tabDraft } = createTestSession();
    await expect(session.start({ kind: 'draft', draftId: 'gone' })).resolves.toBe(false);
    expect(tabDraft.draftId).toBeNull();
  });

  it('reads a draft once, when a screen asks twice', async () => {
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

describe('a hand on its way to a draft', () => {
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

  it('has it read by the time it presses, and nothing shown before', async () => {
    const { session, draftId, load, remembered: tabDraft } = await kept();
    session.prefetchDraft(draftId);
    session.prefetchDraft(draftId);
    expect(session.getSnapshot().state.video).toBeUndefined();
    expect(tabDraft.draftId).toBeNull();
    expect(await session.start({ kind: 'draft', draftId })).toBe(true);
    expect(load).toHaveBeenCalledOnce();
    expect(session.getSnapshot().state.voice).toBeDefined();
  });

  it('has it read again where it took its time, as another tab may have changed it', async () => {
    const { session, draftId, load, clock } = await kept();
    session.prefetchDraft(draftId);
    clock.nowMs += 3_000;
    await session.start({ kind: 'draft', draftId });
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('finds the files at the addresses that were made for it meanwhile, and leaves none behind', async () => {
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

  it('leaves none behind that were made in vain', async () => {
    const { session, draftId, deps: services, clock } = await kept();
    session.prefetchDraft(draftId);
    await vi.waitFor(() => expect(services.createUrl).toHaveBeenCalledTimes(2));
    clock.nowMs += 3_000;
    session.prefetchDraft(draftId);
    await vi.waitFor(() => expect(services.createUrl).toHaveBeenCalledTimes(4));
    expect(services.revokeUrl).toHaveBeenCalledTimes(2);
  });

  it('may press something else', async () => {
    const { session, draftId } = await kept();
    session.prefetchDraft(draftId);
    expect(await session.start({ kind: 'draft', draftId: 'gone' })).toBe(false);
    session.prefetchDraft(draftId);
    await session.start({ kind: 'files', files: [clip('other.mp4')] });
    expect(session.getSnapshot().state.voice).toBeUndefined();
  });
});

describe('a browser that keeps nothing', () => {
  it('goes on without a draft, and says that it does', async () => {
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

  it('writes what matters during a long upload, though something changes all the time', async () => {
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

describe('the door', () => {
  it('once opened, tries again what was not let in', async () => {
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
