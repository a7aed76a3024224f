import { set } from 'idb-keyval';
import { describe, expect, it } from 'vitest';
import { getTabDraftId, listDrafts, setTabDraftId } from '@/lib/client/drafts/draft-list';
import { createDrafts } from '@/lib/client/drafts/drafts';
import { createTimeRange } from '@/lib/domain/time';
import type { WizardState } from '@/lib/domain/wizard';
import { memoryStore } from './memory-store';

const state: WizardState = {
  video: {
    name: 'clip.mp4',
    source: { kind: 'file', fileKey: 'clip-key' },
    facts: { container: 'mp4', byteSize: 6, durationMs: 9_000, widthPx: 1_280, heightPx: 720, hasSound: true, frameRate: 25 },
    uploadId: 'upload-1',
  },
  found: {
    videoId: 'video-1',
    durationMs: 9_000,
    expiresAt: '2026-03-02T12:00:00Z',
    faces: [{ faceId: '0', window: createTimeRange(1_000, 8_000), thumbnailUrl: null }],
  },
  faceId: '0',
  voice: { name: 'voice.mp3', fileKey: 'voice-key', facts: { kind: 'mp3', byteSize: 7, durationMs: 5_000 } },
  placement: { trimStartMs: 0, trimEndMs: 4_950, insertAtMs: 1_500, voiceVolume: 1, originalVolume: 0 },
  jobId: 'job-1',
};
const submission = { idempotencyKey: 'a-key-of-sixteen-characters', fingerprint: 'asked', submittedAtMs: 1 };

function setup() {
  const store = memoryStore();
  return { store, drafts: createDrafts(() => store) };
}

describe('drafts', () => {
  it('drafts.load returns the state, the files and the pending submission', async () => {
    const { drafts } = setup();
    const clip = new File(['a clip'], 'clip.mp4');
    await drafts.saveFile('clip-key', clip);
    await drafts.saveFile('voice-key', new File(['a voice'], 'voice.mp3'));
    await drafts.save('d-1', { state, submission, posterUrl: 'data:image/jpeg;base64,AA==' }, 10);
    const loaded = await drafts.load('d-1');
    expect(loaded).toMatchObject({ state, submission, posterUrl: 'data:image/jpeg;base64,AA==' });
    expect(loaded?.clip?.name).toBe('clip.mp4');
    expect(loaded?.voice?.size).toBe(7);
  });

  it('a draft keeps the original of a voice with a gain until the gain is removed', async () => {
    const { drafts } = setup();
    const { voice } = state;
    if (!voice) throw new Error('no voice');
    await drafts.saveFile('voice-key', new File(['a voice'], 'voice.mp3'));
    await drafts.save('d-1', { state, submission: null, posterUrl: null }, 10);
    await drafts.saveFile('louder-key', new File(['A VOICE, LOUDER'], 'voice.mp3'));
    const adjusted = { gainDb: 12, original: { fileKey: 'voice-key', facts: voice.facts } };
    const louder = { ...state, voice: { ...voice, fileKey: 'louder-key', adjusted } };
    await drafts.save('d-1', { state: louder, submission: null, posterUrl: null }, 20);
    const loaded = await drafts.load('d-1');
    expect(loaded?.state.voice).toEqual(louder.voice);
    expect([loaded?.voice?.size, loaded?.voiceOriginal?.size]).toEqual([15, 7]);
    await drafts.save('d-1', { state, submission: null, posterUrl: null }, 30);
    const restored = await drafts.load('d-1');
    expect([restored?.voice?.size, restored?.voiceOriginal]).toEqual([7, null]);
  });

  it('drafts.load returns frameRate null for a draft of an earlier version', async () => {
    const { store, drafts } = setup();
    const { frameRate: _, ...facts } = state.video?.facts ?? { frameRate: null };
    await set('draft:d-1', { state: { ...state, video: { ...state.video, facts } }, submission: null, posterUrl: null }, store);
    expect((await drafts.load('d-1'))?.state.video?.facts).toEqual({ ...facts, frameRate: null });
  });

  it.each([
    ['a draft of another version', { state: { video: 'clip.mp4' }, submission: null, posterUrl: null }],
    [
      'a draft with an invalid window',
      {
        state: { ...state, found: { ...state.found, faces: [{ faceId: '0', window: { startMs: 9, endMs: 1 }, thumbnailUrl: null }] } },
        submission: null,
        posterUrl: null,
      },
    ],
    ['a value that is not a draft', 'hello'],
  ])('drafts.load ignores %s', async (_name, value) => {
    const { store, drafts } = setup();
    await set('draft:d-1', value, store);
    expect(await drafts.load('d-1')).toBeNull();
  });

  it('drafts.load returns the state without files that were deleted', async () => {
    const { drafts } = setup();
    await drafts.save('d-1', { state, submission: null, posterUrl: null }, 10);
    expect(await drafts.load('d-1')).toMatchObject({ clip: null, voice: null });
  });

  it('drafts.save deletes the file of a replaced clip', async () => {
    const { drafts, store } = setup();
    await drafts.saveFile('clip-key', new File(['a clip'], 'clip.mp4'));
    await drafts.save('d-1', { state, submission: null, posterUrl: null }, 10);
    await drafts.save('d-1', { state: { voice: state.voice ?? fail() }, submission: null, posterUrl: null }, 20);
    expect(store.keys()).not.toContain('file:clip-key');
  });

  it('drafts.findByJob returns the draft of a job', async () => {
    const { drafts } = setup();
    await drafts.save('d-1', { state, submission: null, posterUrl: null }, 10);
    expect(await drafts.findByJob('job-1')).toBe('d-1');
    expect(await drafts.findByJob('job-2')).toBeNull();
  });
});

describe('list of drafts', () => {
  it('listDrafts returns the newest three drafts first, with the missing parts of each', async () => {
    const { drafts, store } = setup();
    for (let index = 1; index <= 4; index += 1) {
      await drafts.saveFile(`clip-${index}`, new File(['x'], 'clip.mp4'));
      const video = { name: `clip ${index}.mp4`, source: { kind: 'file', fileKey: `clip-${index}` }, facts: null } as const;
      await drafts.save(`d-${index}`, { state: { video }, submission: null, posterUrl: null }, index);
    }
    const list = await listDrafts(store);
    expect(list.map(({ name }) => name)).toEqual(['clip 4.mp4', 'clip 3.mp4', 'clip 2.mp4']);
    expect(list[0]).toMatchObject({ hasClip: true, hasVoice: false, hasJob: false });
    expect(store.keys()).not.toContain('draft:d-1');
    expect(store.keys()).not.toContain('file:clip-1');
  });

  it('listDrafts skips entries that another version wrote', async () => {
    const { store } = setup();
    await set('drafts', [{ draftId: 7 }, 'x', null], store);
    expect(await listDrafts(store)).toEqual([]);
  });

  it('drafts.remove deletes a draft and its files', async () => {
    const { drafts, store } = setup();
    await drafts.saveFile('voice-key', new File(['a voice'], 'voice.mp3'));
    await drafts.save('d-1', { state, submission: null, posterUrl: null }, 10);
    await drafts.remove('d-1');
    expect(await listDrafts(store)).toEqual([]);
    expect(store.keys()).toEqual(['drafts']);
  });
});

describe('tab', () => {
  it('the tab keeps its draft id until it is cleared', () => {
    setTabDraftId('d-1');
    expect(getTabDraftId()).toBe('d-1');
    setTabDraftId(null);
    expect(getTabDraftId()).toBeNull();
  });
});

function fail(): never {
  throw new Error('the fixture needs a voice');
}

describe('draft journal', () => {
  const stuck = () => new Promise<never>(() => {});
  const draft = { state, submission: null, posterUrl: null };

  it('drafts.load in the same tab returns a state whose write was interrupted', async () => {
    const { store, drafts } = setup();
    await drafts.save('d-1', { ...draft, state: { ...state, faceId: '0' } }, 10);
    void createDrafts(() => stuck).save('d-1', { ...draft, submission }, 20);

    const next = createDrafts(() => store);
    expect((await next.load('d-1'))?.submission).toEqual(submission);
    // It is persisted too: another tab reads it.
    sessionStorage.clear();
    expect((await createDrafts(() => store).load('d-1'))?.submission).toEqual(submission);
  });

  it("drafts.load ignores a journal entry that is older than another tab's write", async () => {
    const { store, drafts } = setup();
    void createDrafts(() => stuck).save('d-1', { ...draft, submission }, 20);
    const left = sessionStorage.getItem('lip-sync-draft-tail');
    await drafts.save('d-1', draft, 30);
    sessionStorage.setItem('lip-sync-draft-tail', left ?? '');
    expect((await createDrafts(() => store).load('d-1'))?.submission).toBeNull();
  });

  it('drafts.save clears the journal after the write', async () => {
    const { drafts } = setup();
    await drafts.save('d-1', draft, 10);
    expect(sessionStorage.getItem('lip-sync-draft-tail')).toBeNull();
  });
});
