import { describe, expect, it, vi } from 'vitest';
import type { Session } from '@/components/wizard/session/session';
import { ApiError } from '@/lib/client/requests/api-error';
import type { UploadOptions } from '@/lib/client/uploads/upload';
import type { IdentifyFaceResponse } from '@/lib/contracts/video';
import { getEffectivePlacement } from '@/lib/domain/wizard';
import { clip, clipFacts, deferred, fakeWorld, jobAnswer, measured, NOW, oneFace, until, voice, voiceFacts } from './fake-world';

const ready = (snapshot: { state: { found?: unknown; voice?: unknown } }) => Boolean(snapshot.state.found && snapshot.state.voice);

describe('three actions', () => {
  it('takes a clip and a voice dropped at once all the way to a placed voice, and one press makes the job', async () => {
    const { session, api, deps } = fakeWorld();
    await session.begin({ kind: 'files', files: [clip(), voice()] });
    await until(session, ready);
    expect(getEffectivePlacement(session.getSnapshot().state)).toMatchObject({ insertAtMs: 1_000, trimStartMs: 0, voiceVolume: 1 });
    session.create();
    await vi.waitFor(() => expect(deps.onJob).toHaveBeenCalledWith('job-1'));
    expect(api.createJob).toHaveBeenCalledOnce();
    expect(api.createJob.mock.calls[0]?.[0]).toMatchObject({
      videoId: 'video-1',
      faceId: '0',
      voice: { base64: 'dm9pY2U=', durationMs: 5_000 },
    });
  });

  it('does what a visit begins with once, however often a screen asks', async () => {
    const { session, deps } = fakeWorld();
    const beginning = { kind: 'files', files: [clip()] } as const;
    await session.begin(beginning);
    await session.begin(beginning);
    await until(session, ({ state }) => state.found !== undefined);
    expect(deps.upload).toHaveBeenCalledOnce();
  });

  it('brings the sample with one press', async () => {
    const fetched: string[] = [];
    const { session } = fakeWorld({
      fetch: async (url) => {
        fetched.push(String(url));
        return new Response('bytes');
      },
    });
    await session.begin({ kind: 'sample', clipName: 'Sample clip', voiceName: 'Sample voice' });
    await until(session, ready);
    expect(fetched.toSorted()).toEqual(['/sample/clip.mp4', '/sample/voice.mp3']);
    expect(session.getSnapshot().state.video?.name).toBe('Sample clip');
  });
});

describe('a clip', () => {
  it.each([
    ['1.9 s', { durationMs: 1_900 }, 'video-too-short'],
    ['sound without picture', { widthPx: 0, heightPx: 0, videoCodec: null, canDecodeVideo: false }, 'video-no-picture'],
    ['480p that cannot be shown here', { widthPx: 854, heightPx: 480, videoCodec: 'hevc', canDecodeVideo: false }, 'video-too-small'],
  ])('of %s is refused before anything is sent', async (_name, change, code) => {
    const { session, deps, api } = fakeWorld({ media: { examineVideo: async () => measured({ ...clipFacts, ...change }) } });
    session.addFiles([clip()]);
    await until(session, ({ incomingClip }) => incomingClip?.kind === 'refused');
    const { incomingClip } = session.getSnapshot();
    expect(incomingClip).toMatchObject({
      refusal: { kind: 'findings', findings: expect.arrayContaining([expect.objectContaining({ code })]) },
    });
    expect(session.getSnapshot().state.video).toBeUndefined();
    expect(deps.upload).not.toHaveBeenCalled();
    expect(api.identifyFace).not.toHaveBeenCalled();
  });

  it('that is refused leaves the one before it, and its work, in peace', async () => {
    const faces = deferred<IdentifyFaceResponse>();
    const { session } = fakeWorld({
      media: { examineVideo: async (file) => (file.name === 'bad.mp4' ? { kind: 'fault', fault: 'cut-off' } : measured(clipFacts)) },
      apiChange: { identifyFace: () => faces.promise },
    });
    session.addFiles([clip()]);
    await until(session, ({ clipWork }) => clipWork.kind === 'finding');
    session.addFiles([clip('bad.mp4')]);
    await until(session, ({ incomingClip }) => incomingClip?.kind === 'refused');
    faces.resolve(oneFace);
    await until(session, ({ state }) => state.faceId === '0');
    expect(session.getSnapshot().state.video?.name).toBe('clip.mp4');
  });

  it('that replaces another makes the late faces of the first one count for nothing', async () => {
    const first = deferred<IdentifyFaceResponse>();
    const second = deferred<IdentifyFaceResponse>();
    const answers = [first, second];
    const { session } = fakeWorld({ apiChange: { identifyFace: () => (answers.shift() ?? second).promise } });
    session.addFiles([clip('first.mp4')]);
    await until(session, ({ clipWork }) => clipWork.kind === 'finding');
    session.addFiles([clip('second.mp4')]);
    await until(session, ({ state }) => state.video?.name === 'second.mp4');
    first.resolve({ ...oneFace, videoId: 'first', faces: [{ faceId: 'late', thumbnailUrl: null, startMs: 0, endMs: 9_000 }] });
    second.resolve({ ...oneFace, videoId: 'second' });
    await until(session, ({ state }) => state.found !== undefined);
    expect(session.getSnapshot().state.found?.videoId).toBe('second');
    expect(session.getSnapshot().state.faceId).toBe('0');
  });

  it('that replaces another stops the upload of the first one', async () => {
    const signals: AbortSignal[] = [];
    const { session } = fakeWorld({
      upload: (_file, { signal }) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    });
    session.addFiles([clip('first.mp4')]);
    await until(session, ({ clipWork }) => clipWork.kind === 'uploading');
    session.addFiles([clip('second.mp4')]);
    await vi.waitFor(() => expect(signals).toHaveLength(2));
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it('that replaces another, half sent, lets the server forget the first one, and none that has arrived', async () => {
    let uploads = 0;
    const { session, api, uploading } = fakeWorld({
      upload: async (_file, { onResumable }) => {
        uploads += 1;
        onResumable?.(`upload-${uploads}`);
        return uploads === 1 ? new Promise(() => undefined) : { uploadId: `upload-${uploads}` };
      },
    });
    session.addFiles([clip('first.mp4')]);
    await until(session, ({ clipWork }) => clipWork.kind === 'uploading');
    session.addFiles([clip('second.mp4')]);
    await until(session, ({ state }) => state.found !== undefined);
    expect(api.deleteUpload.mock.calls).toEqual([['upload-1']]);
    expect(uploading.note).toBeNull();
    session.addFiles([clip('third.mp4')]);
    await vi.waitFor(() => expect(uploads).toBe(3));
    expect(api.deleteUpload).toHaveBeenCalledOnce();
  });

  it('whose upload was cancelled is still there, and goes up again on a press', async () => {
    let tries = 0;
    const { session } = fakeWorld({
      upload: (_file, { signal }) => {
        tries += 1;
        if (tries > 1) return Promise.resolve({ uploadId: 'upload-2' });
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError'))));
      },
    });
    session.addFiles([clip()]);
    await until(session, ({ clipWork }) => clipWork.kind === 'uploading');
    session.stopUpload();
    expect(session.getSnapshot().clipWork).toEqual({ kind: 'stopped' });
    expect(session.getSnapshot().state.video?.name).toBe('clip.mp4');
    session.retryClip();
    await until(session, ({ state }) => state.found !== undefined);
  });

  it('whose upload was cancelled half way goes on with what has arrived', async () => {
    const resumed: unknown[] = [];
    const { session } = fakeWorld({
      upload: (_file, { signal, resume, onResumable }) => {
        resumed.push(resume);
        if (resumed.length > 1) return Promise.resolve({ uploadId: 'upload-1' });
        onResumable?.('upload-1');
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError'))));
      },
    });
    session.addFiles([clip()]);
    await until(session, ({ clipWork }) => clipWork.kind === 'uploading');
    session.stopUpload();
    session.retryClip();
    await until(session, ({ state }) => state.found !== undefined);
    expect(resumed).toEqual([null, 'upload-1']);
  });

  it('whose faces could not be found is not uploaded again for the next try', async () => {
    let tries = 0;
    const { session, deps } = fakeWorld({
      apiChange: {
        identifyFace: async () => {
          tries += 1;
          if (tries === 1) throw new ApiError('upstream-busy', { retryAfterMs: 2_000 });
          return oneFace;
        },
      },
    });
    session.addFiles([clip()]);
    await until(session, ({ clipWork }) => clipWork.kind === 'failed');
    session.retryClip();
    await until(session, ({ state }) => state.found !== undefined);
    expect(deps.upload).toHaveBeenCalledOnce();
  });

  it('whose bytes the server no longer has is uploaded once more', async () => {
    let tries = 0;
    const { session, deps } = fakeWorld({
      apiChange: {
        identifyFace: async () => {
          tries += 1;
          if (tries === 1) throw new ApiError('not-found');
          return oneFace;
        },
      },
    });
    session.addFiles([clip()]);
    await until(session, ({ state }) => state.found !== undefined);
    expect(deps.upload).toHaveBeenCalledTimes(2);
  });

  it('that was moved or deleted during its upload asks to be chosen again', async () => {
    const gone = clip();
    gone.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotFoundError')) }) as unknown as Blob;
    const { session } = fakeWorld({ upload: () => Promise.reject(new ApiError('upload-broken')) });
    session.addFiles([gone]);
    await until(session, ({ clipWork }) => clipWork.kind === 'file-gone');
  });

  it('keeps the first clip and the first voice of many files, and names what was left out', async () => {
    const { session } = fakeWorld();
    session.addFiles([clip('a.mp4'), clip('b.mov'), voice('c.mp3'), voice('d.wav')]);
    await until(session, ready);
    expect(session.getSnapshot().state.video?.name).toBe('a.mp4');
    expect(session.getSnapshot().state.voice?.name).toBe('c.mp3');
    expect(session.getSnapshot().leftOut).toEqual(['b.mov', 'd.wav']);
  });
});

describe('a link', () => {
  it.each(['http://example.com/a.mp4', 'javascript:alert(1)', 'example.com/a.mp4', ''])('%j is refused', async (text) => {
    const { session, api } = fakeWorld({ practice: false });
    session.addLink(text);
    await until(session, ({ incomingClip }) => incomingClip?.kind === 'refused');
    expect(api.identifyFace).not.toHaveBeenCalled();
  });

  it('is passed on unread in live mode, with the length that this browser could see', async () => {
    const fetched = vi.fn<typeof fetch>();
    const { session, api } = fakeWorld({
      practice: false,
      fetch: fetched,
      lookAtLink: async () => ({ durationMs: 8_000, widthPx: 1_280, heightPx: 720 }),
    });
    session.addLink(' https://example.com/a%20clip.mp4 ');
    await until(session, ({ state }) => state.found !== undefined);
    expect(api.identifyFace.mock.calls[0]?.[0]).toEqual({ videoUrl: 'https://example.com/a%20clip.mp4', durationMs: 8_000 });
    expect(session.getSnapshot().state.video?.name).toBe('a clip.mp4');
    expect(fetched).not.toHaveBeenCalled();
  });

  it('that this browser sees to be too long is refused before anything is paid', async () => {
    const { session, api } = fakeWorld({
      practice: false,
      lookAtLink: async () => ({ durationMs: 94_000, widthPx: 1_280, heightPx: 720 }),
    });
    session.addLink('https://example.com/a.mp4');
    await until(session, ({ incomingClip }) => incomingClip?.kind === 'refused');
    expect(api.identifyFace).not.toHaveBeenCalled();
  });

  it('is fetched by the browser and uploaded in practice', async () => {
    const { session, deps } = fakeWorld();
    session.addLink('https://example.com/a.mp4');
    await until(session, ({ state }) => state.found !== undefined);
    expect(deps.upload).toHaveBeenCalledOnce();
    expect(session.getSnapshot().state.video?.source.kind).toBe('file');
  });

  it('asks for a file in practice where the other site forbids fetching', async () => {
    const { session } = fakeWorld({ fetch: () => Promise.reject(new TypeError('Failed to fetch')) });
    session.addLink('https://example.com/a.mp4');
    await until(session, ({ incomingClip }) => incomingClip?.kind === 'refused');
    expect(session.getSnapshot().incomingClip).toMatchObject({ refusal: { kind: 'link-not-fetchable' } });
  });
});

describe('a voice', () => {
  it.each([
    ['1.9 s', { durationMs: 1_900 }, 'voice-too-short'],
    ['an OGG that cannot be read here', { kind: 'other' as const, canDecode: false }, 'voice-kind'],
  ])('of %s is refused, and the one before it stays', async (_name, change, code) => {
    const { session } = fakeWorld({
      media: { examineVoice: async (file) => measured(file.name === 'bad.mp3' ? { ...voiceFacts, ...change } : voiceFacts) },
    });
    session.addFiles([voice()]);
    await until(session, ({ state }) => state.voice !== undefined);
    session.addFiles([voice('bad.mp3')]);
    await until(session, ({ incomingVoice }) => incomingVoice?.kind === 'refused');
    expect(session.getSnapshot().incomingVoice).toMatchObject({
      refusal: { findings: expect.arrayContaining([expect.objectContaining({ code })]) },
    });
    expect(session.getSnapshot().state.voice?.name).toBe('voice.mp3');
  });

  it('can be added while faces are being found', async () => {
    const faces = deferred<IdentifyFaceResponse>();
    const { session } = fakeWorld({ apiChange: { identifyFace: () => faces.promise } });
    session.addFiles([clip()]);
    await until(session, ({ clipWork }) => clipWork.kind === 'finding');
    session.addFiles([voice()]);
    await until(session, ({ state }) => state.voice !== undefined);
    expect(session.getSnapshot().clipWork.kind).toBe('finding');
    faces.resolve(oneFace);
    await until(session, ready);
  });

  it('dropped on the clip’s place is still only a clip’s business there, and the other way round', async () => {
    const { session } = fakeWorld();
    session.addFiles([clip('a dub.mp4')], 'voice');
    await until(session, ({ state }) => state.voice !== undefined);
    expect(session.getSnapshot().state.video).toBeUndefined();
  });
});

describe('create', () => {
  async function readyWorld(change: Parameters<typeof fakeWorld>[0] = {}) {
    const world = fakeWorld(change);
    await world.session.begin({ kind: 'files', files: [clip(), voice()] });
    await until(world.session, ready);
    return world;
  }

  it('sends one job for a double press', async () => {
    const { session, api, deps } = await readyWorld();
    session.create();
    session.create();
    await vi.waitFor(() => expect(deps.onJob).toHaveBeenCalled());
    expect(api.createJob).toHaveBeenCalledOnce();
  });

  it('puts the key on record before anything is sent', async () => {
    const world = await readyWorld({
      apiChange: {
        createJob: async (_request, key) => {
          const [draft] = world.memory.drafts.values();
          expect(draft?.submission?.idempotencyKey).toBe(key);
          return jobAnswer();
        },
      },
    });
    world.session.create();
    await vi.waitFor(() => expect(world.deps.onJob).toHaveBeenCalledWith('job-1'));
  });

  it('sends a press that got no answer once more by itself, with the same key', async () => {
    const keys: string[] = [];
    const { session, deps } = await readyWorld({
      apiChange: {
        createJob: async (_request, key) => {
          keys.push(key);
          if (keys.length === 1) throw new ApiError('no-answer', { charged: 'unknown' });
          return jobAnswer();
        },
      },
    });
    session.create();
    await vi.waitFor(() => expect(deps.onJob).toHaveBeenCalled());
    expect(new Set(keys).size).toBe(1);
  });

  it('after two silences says so, and the next press of the same settings still has the same key', async () => {
    const keys: string[] = [];
    const { session } = await readyWorld({
      apiChange: {
        createJob: async (_request, key) => {
          keys.push(key);
          throw new ApiError('no-answer', { charged: 'unknown' });
        },
      },
    });
    session.create();
    await until(session, ({ createWork }) => createWork.kind === 'failed');
    expect(keys).toHaveLength(2);
    session.create();
    await vi.waitFor(() => expect(keys).toHaveLength(4));
    expect(new Set(keys).size).toBe(1);
  });

  it('takes a new key after a refusal, and never repeats a refused press by itself', async () => {
    const keys: string[] = [];
    const { session } = await readyWorld({
      apiChange: {
        createJob: async (_request, key) => {
          keys.push(key);
          throw new ApiError('content-refused');
        },
      },
    });
    session.create();
    await until(session, ({ createWork }) => createWork.kind === 'failed');
    expect(keys).toHaveLength(1);
    session.create();
    await vi.waitFor(() => expect(keys).toHaveLength(2));
    expect(new Set(keys).size).toBe(2);
  });

  it.each<[string, ConstructorParameters<typeof ApiError>, 'unknown' | 'yes']>([
    ['a server with a problem of its own', ['out-of-order'], 'unknown'],
    ['a job that was made, and could not be written down', ['out-of-order', { charged: 'yes' }], 'yes'],
    ['a door that has closed meanwhile', ['not-let-in'], 'unknown'],
    ['too much at once', ['slow-down', { retryAfterMs: 5_000 }], 'unknown'],
    ['a site that is being set up', ['not-configured'], 'unknown'],
  ])('keeps the key where silence is followed by %s, and does not say that nothing was charged', async (_, refusal, charged) => {
    const keys: string[] = [];
    const { session } = await readyWorld({
      apiChange: {
        createJob: async (_request, key) => {
          keys.push(key);
          throw keys.length === 1 ? new ApiError('no-answer', { charged: 'unknown' }) : new ApiError(...refusal);
        },
      },
    });
    session.create();
    await until(session, ({ createWork }) => createWork.kind === 'failed');
    expect(session.getSnapshot().createWork).toMatchObject({
      error: { code: refusal[0], charged, retryAfterMs: refusal[1]?.retryAfterMs ?? null },
    });
    session.create();
    await vi.waitFor(() => expect(keys).toHaveLength(3));
    await until(session, ({ createWork }) => createWork.kind === 'failed');
    expect(session.getSnapshot().createWork).toMatchObject({ error: { code: refusal[0], charged } });
    expect(new Set(keys).size).toBe(1);
  });

  it('says that nothing was charged where a first try never came to the job, and keeps its key all the same', async () => {
    const keys: string[] = [];
    const { session } = await readyWorld({
      apiChange: {
        createJob: async (_request, key) => {
          keys.push(key);
          throw new ApiError('out-of-order');
        },
      },
    });
    session.create();
    await until(session, ({ createWork }) => createWork.kind === 'failed');
    expect(session.getSnapshot().createWork).toMatchObject({ error: { charged: 'no' } });
    session.create();
    await vi.waitFor(() => expect(keys).toHaveLength(2));
    expect(new Set(keys).size).toBe(1);
  });

  it('takes a new key when the placement has changed since a press that got no answer', async () => {
    const keys: string[] = [];
    const { session } = await readyWorld({
      apiChange: {
        createJob: async (_request, key) => {
          keys.push(key);
          throw new ApiError('no-answer', { charged: 'unknown' });
        },
      },
    });
    session.create();
    await until(session, ({ createWork }) => createWork.kind === 'failed');
    const placement = getEffectivePlacement(session.getSnapshot().state);
    if (!placement) throw new Error('nothing placed');
    session.place({ ...placement, insertAtMs: placement.insertAtMs + 500 });
    expect(session.getSnapshot().createWork).toEqual({ kind: 'idle' });
    session.create();
    await until(session, ({ createWork }) => createWork.kind === 'failed');
    expect(new Set(keys).size).toBe(2);
  });

  it('names the job that a new one takes the place of', async () => {
    const { session, api, deps } = await readyWorld();
    session.createAgain('lost-job');
    await vi.waitFor(() => expect(deps.onJob).toHaveBeenCalled());
    expect(api.createJob.mock.calls[0]?.[0].replaces).toBe('lost-job');
  });

  it('does not put a job that answers late into a piece of work begun meanwhile', async () => {
    const job = deferred<ReturnType<typeof jobAnswer>>();
    const createJob = vi.fn(() => job.promise);
    const { session, deps } = await readyWorld({ apiChange: { createJob } });
    session.create();
    await vi.waitFor(() => expect(createJob).toHaveBeenCalled());
    session.startOver();
    job.resolve(jobAnswer());
    await vi.waitFor(() => expect(deps.onSpent).toHaveBeenCalledTimes(2));
    expect(session.getSnapshot().state.jobId).toBeUndefined();
    expect(deps.onJob).not.toHaveBeenCalled();
  });

  it('sends nothing for a press that was left for another piece of work before it was on record', async () => {
    const { session, api, memory } = await readyWorld();
    session.create();
    session.startOver();
    await vi.waitFor(() => expect([...memory.drafts.values()].some(({ submission: press }) => press !== null)).toBe(true));
    expect(api.createJob).not.toHaveBeenCalled();
  });

  it('keeps clip, voice and placement when the faces have to be found again', async () => {
    const { session, api } = await readyWorld();
    const placement = getEffectivePlacement(session.getSnapshot().state);
    if (!placement) throw new Error('nothing placed');
    session.place({ ...placement, insertAtMs: 2_000 });
    session.findFacesAgain();
    await until(session, ({ state }) => state.found !== undefined);
    expect(api.identifyFace).toHaveBeenCalledTimes(2);
    expect(session.getSnapshot().state.placement?.insertAtMs).toBe(2_000);
  });
});

describe('what the editor says of the people in a clip', () => {
  const twoFaces = (first: string, second: string): IdentifyFaceResponse => ({
    ...oneFace,
    faces: [
      { faceId: first, thumbnailUrl: null, startMs: 0, endMs: 4_000 },
      { faceId: second, thumbnailUrl: null, startMs: 5_000, endMs: 9_000 },
    ],
  });

  async function drop(session: Session, name: string) {
    session.addFiles([clip(name)]);
    await until(session, ({ state }) => state.video?.name === name && state.found !== undefined);
    return session.getSnapshot().state.people;
  }

  it('is known when the same clip comes again, whatever ids its faces have then, until it is taken back', async () => {
    const answers = [twoFaces('0', '1'), twoFaces('1', '0'), twoFaces('8', '9')];
    const { session } = fakeWorld({ apiChange: { identifyFace: async () => answers.shift() ?? oneFace } });
    await drop(session, 'clip.mp4');
    session.joinFaces('0', '1');
    session.namePerson('0', 'Anna');
    session.partFace('1');
    session.startOver();
    expect(await drop(session, 'again.mp4')).toEqual([{ faceIds: ['1'], name: 'Anna' }]);
    session.namePerson('1', '');
    expect(await drop(session, 'once more.mp4')).toBeUndefined();
  });

  it('is not said of another clip', async () => {
    const { session } = fakeWorld({
      media: { examineVideo: async ({ name }) => measured({ ...clipFacts, byteSize: clipFacts.byteSize + name.length }) },
    });
    await drop(session, 'clip.mp4');
    session.namePerson('0', 'Anna');
    expect(await drop(session, 'another.mp4')).toBeUndefined();
    expect(await drop(session, 'copy.mp4')).toEqual([{ faceIds: ['0'], name: 'Anna' }]);
  });

  it('is missing, and nothing else is, where the browser keeps nothing', async () => {
    const refuse = () => Promise.reject(new Error('no room'));
    const { session } = fakeWorld({ people: { remember: refuse, recall: refuse } });
    await drop(session, 'clip.mp4');
    session.namePerson('0', 'Anna');
    expect(await drop(session, 'again.mp4')).toBeUndefined();
  });
});

describe('a reload', () => {
  /** The same browser, a new page: what was written is all that there is. */
  async function reload(before: ReturnType<typeof fakeWorld>, change: Parameters<typeof fakeWorld>[0] = {}) {
    await before.session.flush();
    const after = fakeWorld({ drafts: before.memory.store, ...change });
    const { draftId } = before.remembered;
    if (draftId === null) throw new Error('nothing was kept');
    const isThere = await after.session.begin({ kind: 'draft', draftId });
    return { ...after, isThere };
  }

  it('during the upload begins the upload again by itself', async () => {
    const before = fakeWorld({ upload: () => new Promise(() => undefined) });
    await before.session.begin({ kind: 'files', files: [clip()] });
    await until(before.session, ({ clipWork }) => clipWork.kind === 'uploading');
    const { session, deps } = await reload(before);
    await until(session, ({ state }) => state.found !== undefined);
    expect(deps.upload).toHaveBeenCalledOnce();
    expect(session.getSnapshot().clipSrc).toBe('blob:clip.mp4');
  });

  it('in the middle of an upload in parts goes on with what has arrived', async () => {
    const before = fakeWorld({
      upload: (_file, { onResumable }) => {
        onResumable?.('upload-7');
        return new Promise(() => undefined);
      },
    });
    await before.session.begin({ kind: 'files', files: [clip()] });
    await until(before.session, ({ clipWork }) => clipWork.kind === 'uploading');
    const upload = vi.fn(async (_file: File, { resume }: UploadOptions) => ({ uploadId: resume ?? 'another' }));
    const { session } = await reload(before, { upload, readUploadNote: () => before.uploading.note });
    await until(session, ({ state }) => state.found !== undefined);
    expect(upload).toHaveBeenCalledOnce();
    expect(session.getSnapshot().state.video?.uploadId).toBe('upload-7');
  });

  it('after the upload asks for the faces of the same upload, which the server pays for once', async () => {
    const before = fakeWorld({ apiChange: { identifyFace: () => new Promise(() => undefined) } });
    await before.session.begin({ kind: 'files', files: [clip()] });
    await until(before.session, ({ clipWork }) => clipWork.kind === 'finding');
    const { session, deps, api } = await reload(before);
    await until(session, ({ state }) => state.found !== undefined);
    expect(deps.upload).not.toHaveBeenCalled();
    expect(api.identifyFace.mock.calls[0]?.[0]).toEqual({ uploadId: 'upload-1' });
  });

  it('at the end keeps faces, voice and placement, and asks nobody anything', async () => {
    const before = fakeWorld();
    await before.session.begin({ kind: 'files', files: [clip(), voice()] });
    await until(before.session, ready);
    const placement = getEffectivePlacement(before.session.getSnapshot().state);
    if (!placement) throw new Error('nothing placed');
    before.session.place({ ...placement, insertAtMs: 1_700 });
    const { session, deps, api } = await reload(before);
    expect(session.getSnapshot().state).toEqual(before.session.getSnapshot().state);
    expect(session.getSnapshot().voiceSrc).toBe('blob:voice.mp3');
    expect(deps.upload).not.toHaveBeenCalled();
    expect(api.identifyFace).not.toHaveBeenCalled();
    expect(api.createJob).not.toHaveBeenCalled();
  });

  it('during a press finishes that press with its own key, so that its job is not lost', async () => {
    const keys: string[] = [];
    const before = fakeWorld({
      apiChange: {
        createJob: (_request, key) => {
          keys.push(key);
          return new Promise(() => undefined);
        },
      },
    });
    await before.session.begin({ kind: 'files', files: [clip(), voice()] });
    await until(before.session, ready);
    before.session.create();
    await vi.waitFor(() => expect(keys).toHaveLength(1));
    const { api, deps } = await reload(before);
    await vi.waitFor(() => expect(deps.onJob).toHaveBeenCalledWith('job-1'));
    expect(api.createJob.mock.calls[0]?.[1]).toBe(keys[0]);
  });

  it('long after a press that got no answer leaves it to the editor, and keeps its key', async () => {
    const keys: string[] = [];
    const before = fakeWorld({
      apiChange: {
        createJob: (_request, key) => {
          keys.push(key);
          return new Promise(() => undefined);
        },
      },
    });
    await before.session.begin({ kind: 'files', files: [clip(), voice()] });
    await until(before.session, ready);
    before.session.create();
    await vi.waitFor(() => expect(keys).toHaveLength(1));
    const { session, api, deps } = await reload(before, { now: () => NOW + 3_600_000 });
    expect(session.getSnapshot().createWork).toMatchObject({ kind: 'failed', error: { code: 'no-answer', charged: 'unknown' } });
    expect(api.createJob).not.toHaveBeenCalled();
    session.create();
    await vi.waitFor(() => expect(deps.onJob).toHaveBeenCalled());
    expect(api.createJob.mock.calls[0]?.[1]).toBe(keys[0]);
  });

  it('whose clip the browser has let go of still offers what the server knows', async () => {
    const before = fakeWorld();
    await before.session.begin({ kind: 'files', files: [clip(), voice()] });
    await until(before.session, ready);
    await before.session.flush();
    before.memory.files.clear();
    const { session } = await reload(before);
    expect(session.getSnapshot().state.found?.videoId).toBe('video-1');
    expect(session.getSnapshot().state.voice).toBeUndefined();
    expect(session.getSnapshot().clipSrc).toBeNull();
  });

  it('of a draft that is gone goes back to the beginning', async () => {
    const { session, remembered } = fakeWorld();
    await expect(session.begin({ kind: 'draft', draftId: 'gone' })).resolves.toBe(false);
    expect(remembered.draftId).toBeNull();
  });

  it('reads a draft once, when a screen asks twice', async () => {
    const before = fakeWorld();
    await before.session.begin({ kind: 'files', files: [clip(), voice()] });
    await until(before.session, ready);
    await before.session.flush();
    const after = fakeWorld({ drafts: before.memory.store });
    const load = vi.spyOn(before.memory.store, 'load');
    const beginning = { kind: 'draft', draftId: before.remembered.draftId ?? '' } as const;
    await Promise.all([after.session.begin(beginning), after.session.begin(beginning)]);
    expect(load).toHaveBeenCalledOnce();
    expect(after.session.getSnapshot().state.voice).toBeDefined();
  });
});

describe('a hand on its way to a draft', () => {
  async function kept() {
    const before = fakeWorld();
    await before.session.begin({ kind: 'files', files: [clip(), voice()] });
    await until(before.session, ready);
    await before.session.flush();
    const clock = { nowMs: NOW };
    const after = fakeWorld({ drafts: before.memory.store, now: () => clock.nowMs });
    const draftId = before.remembered.draftId ?? '';
    return { ...after, clock, draftId, load: vi.spyOn(before.memory.store, 'load') };
  }

  it('has it read by the time it presses, and nothing shown before', async () => {
    const { session, draftId, load, remembered } = await kept();
    session.readAhead(draftId);
    session.readAhead(draftId);
    expect(session.getSnapshot().state.video).toBeUndefined();
    expect(remembered.draftId).toBeNull();
    expect(await session.begin({ kind: 'draft', draftId })).toBe(true);
    expect(load).toHaveBeenCalledOnce();
    expect(session.getSnapshot().state.voice).toBeDefined();
  });

  it('has it read again where it took its time, as another tab may have changed it', async () => {
    const { session, draftId, load, clock } = await kept();
    session.readAhead(draftId);
    clock.nowMs += 3_000;
    await session.begin({ kind: 'draft', draftId });
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('finds the files at the addresses that were made for it meanwhile, and leaves none behind', async () => {
    const { session, draftId, deps } = await kept();
    session.readAhead(draftId);
    await vi.waitFor(() => expect(deps.createUrl).toHaveBeenCalledTimes(2));
    await session.begin({ kind: 'draft', draftId });
    expect(session.getSnapshot()).toMatchObject({ clipSrc: 'blob:clip.mp4', voiceSrc: 'blob:voice.mp3' });
    expect(deps.createUrl).toHaveBeenCalledTimes(2);
    expect(deps.revokeUrl).not.toHaveBeenCalled();
    session.startOver();
    expect(vi.mocked(deps.revokeUrl).mock.calls.flat().toSorted()).toEqual(['blob:clip.mp4', 'blob:voice.mp3']);
  });

  it('leaves none behind that were made in vain', async () => {
    const { session, draftId, deps, clock } = await kept();
    session.readAhead(draftId);
    await vi.waitFor(() => expect(deps.createUrl).toHaveBeenCalledTimes(2));
    clock.nowMs += 3_000;
    session.readAhead(draftId);
    await vi.waitFor(() => expect(deps.createUrl).toHaveBeenCalledTimes(4));
    expect(deps.revokeUrl).toHaveBeenCalledTimes(2);
  });

  it('may press something else', async () => {
    const { session, draftId } = await kept();
    session.readAhead(draftId);
    expect(await session.begin({ kind: 'draft', draftId: 'gone' })).toBe(false);
    session.readAhead(draftId);
    await session.begin({ kind: 'files', files: [clip('other.mp4')] });
    expect(session.getSnapshot().state.voice).toBeUndefined();
  });
});

describe('a browser that keeps nothing', () => {
  it('goes on without a draft, and says that it does', async () => {
    const refuses = () => Promise.reject(new DOMException('no room', 'QuotaExceededError'));
    const { session, deps } = fakeWorld({
      drafts: { saveFile: refuses, save: refuses, load: refuses, findByJob: refuses, remove: refuses },
    });
    await session.begin({ kind: 'files', files: [clip(), voice()] });
    await until(session, ready);
    session.create();
    await vi.waitFor(() => expect(deps.onJob).toHaveBeenCalledWith('job-1'));
    expect(session.getSnapshot().kept).toBe(false);
  });

  it('writes what matters during a long upload, though something changes all the time', async () => {
    vi.useFakeTimers();
    try {
      let report: ((sent: number) => void) | undefined;
      const { session, memory } = fakeWorld({
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
    const { session } = fakeWorld({
      apiChange: {
        identifyFace: async () => {
          if (!open) throw new ApiError('not-let-in');
          return oneFace;
        },
      },
    });
    session.addFiles([clip()]);
    await until(session, ({ clipWork }) => clipWork.kind === 'failed');
    open = true;
    session.tryAgainAfterDoor();
    await until(session, ({ state }) => state.found !== undefined);
  });
});
