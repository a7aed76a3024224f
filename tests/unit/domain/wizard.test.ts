import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLegal } from '@/lib/domain/placement';
import { createTimeRange } from '@/lib/domain/time';
import {
  getClipFingerprint,
  getCurrentStep,
  getEffectivePlacement,
  getPlacementContext,
  getReachableSteps,
  getSelectedFace,
  getVideoKey,
  type IdentifiedFaces,
  initialWizardState,
  type WizardAction,
  type WizardState,
  type WizardVideo,
  type WizardVoice,
  wizardReducer,
} from '@/lib/domain/wizard';
import { createPlacement } from './placement-oracle';
import { propertyOptions } from './property-options';

const FACTS = {
  container: 'mp4',
  byteSize: 4_000_000,
  durationMs: 10_000,
  widthPx: 1280,
  heightPx: 720,
  hasSound: true,
  frameRate: 25,
} as const;
const CLIP: WizardVideo = { name: 'clip.mp4', source: { kind: 'file', fileKey: 'clip-1' }, facts: FACTS };
const OTHER_CLIP: WizardVideo = { name: 'clip.mp4', source: { kind: 'file', fileKey: 'clip-2' }, facts: FACTS };
const LINK: WizardVideo = { name: 'clip.mp4', source: { kind: 'link', url: 'https://example.com/clip.mp4' }, facts: null };
const VOICE: WizardVoice = { name: 'voice.wav', fileKey: 'voice-1', facts: { kind: 'wav', byteSize: 400_000, durationMs: 5000 } };
const OTHER_VOICE: WizardVoice = { ...VOICE, fileKey: 'voice-2' };
const PLACEMENT = createPlacement(500, 4000, 3500);

const face = (faceId: string, startMs: number, endMs: number) => ({ faceId, window: createTimeRange(startMs, endMs), thumbnailUrl: null });
const found = (...faces: IdentifiedFaces['faces']): IdentifiedFaces => ({
  videoId: 'video-1',
  durationMs: 10_000,
  expiresAt: '2026-01-02T00:00:00Z',
  faces,
});

const ONE_FACE = found(face('0', 3000, 9000));
const TWO_FACES = found(face('0', 0, 4000), face('1', 3000, 9000));

function given(...actions: WizardAction[]): WizardState {
  return actions.reduce(wizardReducer, initialWizardState);
}

const chosen: WizardAction = { type: 'video-chosen', video: CLIP };
const uploaded: WizardAction = { type: 'video-uploaded', videoKey: 'clip-1', uploadId: 'upload-1' };
const facesFound: WizardAction = { type: 'faces-found', videoKey: 'clip-1', found: ONE_FACE };
const twoFound: WizardAction = { type: 'faces-found', videoKey: 'clip-1', found: TWO_FACES };
const voiced: WizardAction = { type: 'voice-chosen', voice: VOICE };
const placed: WizardAction = { type: 'placed', placement: PLACEMENT };
const jobCreated: WizardAction = { type: 'job-created', jobId: 'job-1' };
const expired: WizardAction = { type: 'faces-expired', videoId: 'video-1' };

const EVERYTHING = given(chosen, uploaded, facesFound, voiced, placed, jobCreated);

describe('wizardReducer', () => {
  it('wizardReducer collects facts until a job is created', () => {
    expect(EVERYTHING).toEqual({
      video: { ...CLIP, uploadId: 'upload-1' },
      found: ONE_FACE,
      faceId: '0',
      voice: VOICE,
      placement: PLACEMENT,
      jobId: 'job-1',
    });
  });

  it('wizardReducer clears everything but the voice for a new video', () => {
    expect(wizardReducer(EVERYTHING, { type: 'video-chosen', video: OTHER_CLIP })).toEqual({ video: OTHER_CLIP, voice: VOICE });
    expect(wizardReducer(EVERYTHING, { type: 'video-removed' })).toEqual({ voice: VOICE });
    expect(given(chosen, { type: 'video-removed' })).toEqual({});
  });

  it('wizardReducer clears only the placement for a new or removed voice', () => {
    const { placement: _, ...rest } = EVERYTHING;
    expect(wizardReducer(EVERYTHING, { type: 'voice-chosen', voice: OTHER_VOICE })).toEqual({ ...rest, voice: OTHER_VOICE });
    const { voice: __, ...silent } = rest;
    expect(wizardReducer(EVERYTHING, { type: 'voice-removed' })).toEqual(silent);
  });

  it('wizardReducer keeps the placement of a voice with another gain and shortens it if needed', () => {
    const louder = (durationMs: number): WizardVoice => ({
      ...VOICE,
      fileKey: 'voice-3',
      facts: { ...VOICE.facts, durationMs },
      adjusted: { gainDb: 12, original: { fileKey: VOICE.fileKey, facts: VOICE.facts } },
    });
    const adjusted = (durationMs: number) => wizardReducer(EVERYTHING, { type: 'voice-adjusted', voice: louder(durationMs) });
    expect(adjusted(5000)).toEqual({ ...EVERYTHING, voice: louder(5000) });
    expect(adjusted(3970).placement).toEqual({ ...PLACEMENT, trimEndMs: 3970 });
    expect(adjusted(2200).placement).toBeUndefined();
    const unplaced = given(chosen, facesFound, voiced, { type: 'voice-adjusted', voice: louder(5000) });
    expect(unplaced.placement).toBeUndefined();
    expect(unplaced.voice).toEqual(louder(5000));
    expect(given(chosen, { type: 'voice-adjusted', voice: louder(5000) }).voice).toBeUndefined();
  });

  it('wizardReducer clears only the placement for another face and nothing for the same face', () => {
    const state = given(chosen, uploaded, twoFound, { type: 'face-chosen', faceId: '1' }, voiced, placed);
    expect(state.placement).toEqual(PLACEMENT);
    expect(wizardReducer(state, { type: 'face-chosen', faceId: '1' })).toBe(state);
    const { placement: _, ...rest } = state;
    expect(wizardReducer(state, { type: 'face-chosen', faceId: '0' })).toEqual({ ...rest, faceId: '0' });
  });

  it('wizardReducer ignores an unknown or unusable face', () => {
    const state = given(chosen, {
      type: 'faces-found',
      videoKey: 'clip-1',
      found: found(face('0', 0, 1999), face('1', 0, 5000), face('2', 0, 5000)),
    });
    for (const faceId of ['0', '7', '']) expect(wizardReducer(state, { type: 'face-chosen', faceId })).toBe(state);
  });

  it('wizardReducer selects a single usable face automatically, but none of several', () => {
    const choose = (faces: IdentifiedFaces) => given(chosen, { type: 'faces-found', videoKey: 'clip-1', found: faces }).faceId;
    expect(choose(ONE_FACE)).toBe('0');
    expect(choose(found(face('0', 0, 1999), face('1', 0, 2000)))).toBe('1');
    expect(choose(TWO_FACES)).toBeUndefined();
    expect(choose(found(face('0', 0, 500)))).toBeUndefined();
    expect(choose(found())).toBeUndefined();
  });

  it('wizardReducer ignores late results for a replaced or removed video', () => {
    for (const state of [given({ type: 'video-chosen', video: OTHER_CLIP }), given(voiced), initialWizardState]) {
      for (const late of [uploaded, facesFound]) expect(wizardReducer(state, late)).toBe(state);
    }
    const state = given(chosen, facesFound);
    expect(wizardReducer(state, { type: 'faces-expired', videoId: 'video-0' })).toBe(state);
  });

  it('wizardReducer recognises people of a known clip by their windows only', () => {
    const known = [{ windows: [createTimeRange(1_000, 9_000)], name: 'Anna' }];
    const secondSearch = found(face('0', 4_000, 12_000), face('1', 1_000, 9_000));
    const state = given(chosen, { type: 'faces-found', videoKey: 'clip-1', found: secondSearch, known });
    expect(state.people).toEqual([{ faceIds: ['1'], name: 'Anna' }]);
    const named: WizardState = { video: CLIP, people: [{ faceIds: ['0'], name: 'Anna' }] };
    expect(wizardReducer(named, { type: 'faces-found', videoKey: 'clip-1', found: secondSearch, known }).people).toEqual([
      { faceIds: ['1'], name: 'Anna' },
    ]);
    expect(wizardReducer(named, { type: 'faces-found', videoKey: 'clip-1', found: secondSearch, known: [] }).people).toEqual(named.people);
  });

  it('getClipFingerprint identifies a clip by its size and duration, not by its name', () => {
    const secondSearch: WizardVideo = { ...CLIP, name: 'copy of it.mp4', source: { kind: 'file', fileKey: 'clip-9' } };
    expect(getClipFingerprint(secondSearch)).toBe(getClipFingerprint(CLIP));
    for (const other of [{ byteSize: 4_000_001 }, { durationMs: 10_001 }, { widthPx: 2 }, { heightPx: 2 }]) {
      expect(getClipFingerprint({ ...CLIP, facts: { ...FACTS, ...other } })).not.toBe(getClipFingerprint(CLIP));
    }
    expect(getClipFingerprint(LINK)).toBe('https://example.com/clip.mp4');
  });

  it('getVideoKey returns the file key or the URL', () => {
    expect(getVideoKey(CLIP)).toBe('clip-1');
    expect(getVideoKey(LINK)).toBe('https://example.com/clip.mp4');
    expect(
      given({ type: 'video-chosen', video: LINK }, { type: 'faces-found', videoKey: getVideoKey(LINK), found: ONE_FACE }).found,
    ).toEqual(ONE_FACE);
  });

  it('wizardReducer keeps upload, face and placement when faces expire and restores them with the same face', () => {
    const state = given(chosen, uploaded, twoFound, { type: 'face-chosen', faceId: '1' }, voiced, placed, expired);
    expect(state.found).toBeUndefined();
    expect(state.video?.uploadId).toBe('upload-1');
    const secondSearch = wizardReducer(state, { type: 'faces-found', videoKey: 'clip-1', found: { ...TWO_FACES, videoId: 'video-2' } });
    expect(secondSearch).toMatchObject({ faceId: '1', placement: PLACEMENT, found: { videoId: 'video-2' } });
  });

  it('wizardReducer selects the face with the most overlap after a new search, whatever its id, and keeps the placement', () => {
    const state = given(chosen, twoFound, { type: 'face-chosen', faceId: '1' }, voiced, placed, expired);
    const newFaces = found(face('1', 0, 3500), face('b', 3000, 8800), face('c', 8000, 9000));
    const secondSearch = wizardReducer(state, { type: 'faces-found', videoKey: 'clip-1', found: newFaces });
    expect(secondSearch).toMatchObject({ faceId: 'b', placement: PLACEMENT });
    expect(secondSearch.previousFace).toBeUndefined();
  });

  it('wizardReducer moves the placement to the nearest legal one for the reselected face', () => {
    const state = given(chosen, twoFound, { type: 'face-chosen', faceId: '1' }, voiced, placed, expired);
    const secondSearch = wizardReducer(state, { type: 'faces-found', videoKey: 'clip-1', found: found(face('b', 5500, 9000)) });
    const ground = getPlacementContext(secondSearch);
    expect(secondSearch.faceId).toBe('b');
    expect(secondSearch.placement && ground && isLegal(secondSearch.placement, ground)).toBe(true);
    expect(secondSearch.placement).toMatchObject({ trimStartMs: 500, trimEndMs: 4000, insertAtMs: 4000 });
  });

  it('wizardReducer selects no face without any overlap and keeps the placement for later', () => {
    const state = given(chosen, twoFound, { type: 'face-chosen', faceId: '1' }, voiced, placed, expired);
    const newFaces = found(face('1', 0, 3000), face('2', 0, 2500));
    const secondSearch = wizardReducer(state, { type: 'faces-found', videoKey: 'clip-1', found: newFaces });
    expect(secondSearch.faceId).toBeUndefined();
    expect(secondSearch.placement).toBeUndefined();
  });

  it('the default placement keeps the audio of a clip that is a result', () => {
    const result: WizardVideo = { name: 'clip', source: { kind: 'job', jobId: 'job-1', of: 'result' }, facts: null };
    const facesOfResult: WizardAction = { type: 'faces-found', videoKey: getVideoKey(result), found: ONE_FACE };
    expect(getEffectivePlacement(given({ type: 'video-chosen', video: result }, facesOfResult, voiced))?.originalVolume).toBe(1);
    expect(getEffectivePlacement(given(chosen, facesFound, voiced))?.originalVolume).toBe(0);
  });

  it('wizardReducer accepts a placement only with a context, and resets it on request', () => {
    const noVoice = given(chosen, facesFound);
    expect(wizardReducer(noVoice, placed)).toBe(noVoice);
    expect(given(chosen, facesFound, voiced, placed, { type: 'placement-reset' })).toEqual(given(chosen, facesFound, voiced));
  });

  it('wizardReducer keeps every setting when a job is left', () => {
    const { jobId: _, ...rest } = EVERYTHING;
    expect(wizardReducer(EVERYTHING, { type: 'job-left' })).toEqual(rest);
  });

  it('wizardReducer restores a draft only into an empty wizard', () => {
    expect(given({ type: 'restored', state: EVERYTHING })).toBe(EVERYTHING);
    const begun = given({ type: 'video-chosen', video: OTHER_CLIP });
    expect(wizardReducer(begun, { type: 'restored', state: EVERYTHING })).toBe(begun);
  });

  it('wizardReducer throws for an unknown action', () => {
    expect(() => wizardReducer(initialWizardState, JSON.parse('{"type":"nonsense"}'))).toThrow(TypeError);
  });
});

describe('steps', () => {
  it.each<[string, WizardState, string, readonly string[]]>([
    ['nothing', initialWizardState, 'video', ['video', 'voice']],
    ['only a voice', given(voiced), 'video', ['video', 'voice']],
    ['a clip whose faces are being found', given(chosen), 'voice', ['video', 'face', 'voice']],
    ['a clip whose faces are being found, and a voice', given(chosen, voiced), 'face', ['video', 'face', 'voice']],
    ['no face', given(chosen, voiced, { type: 'faces-found', videoKey: 'clip-1', found: found() }), 'face', ['video', 'face', 'voice']],
    ['two faces', given(chosen, twoFound), 'face', ['video', 'face', 'voice']],
    ['a face', given(chosen, facesFound), 'voice', ['video', 'face', 'voice']],
    ['a face and a voice', given(chosen, facesFound, voiced), 'place', ['video', 'face', 'voice', 'place']],
    ['expired faces', given(chosen, facesFound, voiced, expired), 'face', ['video', 'face', 'voice']],
    ['a job', EVERYTHING, 'result', ['video', 'face', 'voice', 'place', 'result']],
    ['a job of another device', given(jobCreated), 'result', ['video', 'voice', 'result']],
    ['a link that this browser could not read', given({ type: 'video-chosen', video: LINK }), 'voice', ['video', 'face', 'voice']],
    [
      'a clip that is too long',
      given({ type: 'video-chosen', video: { ...CLIP, facts: { ...FACTS, durationMs: 94_000 } } }),
      'video',
      ['video', 'voice'],
    ],
    [
      'a clip of an unusual size',
      given({ type: 'video-chosen', video: { ...CLIP, facts: { ...FACTS, heightPx: 640 } } }),
      'voice',
      ['video', 'face', 'voice'],
    ],
    [
      'a voice that is too short',
      given(chosen, facesFound, { type: 'voice-chosen', voice: { ...VOICE, facts: { ...VOICE.facts, durationMs: 1900 } } }),
      'voice',
      ['video', 'face', 'voice', 'place'],
    ],
  ])('the current and reachable steps are correct with %s', (_, state, step, reachable) => {
    expect(getCurrentStep(state)).toBe(step);
    expect(getReachableSteps(state)).toEqual(reachable);
  });

  it('a clip with one face needs three actions: a clip, a voice and Create', () => {
    const ready = given(chosen, voiced, uploaded, facesFound);
    expect(getCurrentStep(ready)).toBe('place');
    expect(getEffectivePlacement(ready)).toEqual(createPlacement(0, 4950, 3000));
  });

  it('the reachable steps always include the current one', () => {
    const actions = fc.array(
      fc.constantFrom<WizardAction>(
        chosen,
        uploaded,
        facesFound,
        twoFound,
        voiced,
        placed,
        jobCreated,
        expired,
        { type: 'video-chosen', video: OTHER_CLIP },
        { type: 'video-removed' },
        { type: 'voice-chosen', voice: OTHER_VOICE },
        { type: 'voice-adjusted', voice: OTHER_VOICE },
        { type: 'voice-removed' },
        { type: 'face-chosen', faceId: '0' },
        { type: 'face-chosen', faceId: '1' },
        { type: 'placement-reset' },
        { type: 'job-left' },
        { type: 'restored', state: EVERYTHING },
      ),
    );
    fc.assert(
      fc.property(actions, (sequence) => {
        let state = initialWizardState;
        for (const action of sequence) {
          state = wizardReducer(state, action);
          expect(getReachableSteps(state)).toContain(getCurrentStep(state));
          // A fact never exists without the facts that it depends on.
          if (state.found !== undefined || state.faceId !== undefined) expect(state.video).toBeDefined();
          if (state.placement !== undefined) expect([state.faceId, state.voice]).not.toContain(undefined);
          expect(Object.values(state)).not.toContain(undefined);
        }
      }),
      propertyOptions(500),
    );
  });
});

describe('getPlacementContext', () => {
  it('getPlacementContext exists once a face and a voice are chosen', () => {
    expect(getPlacementContext(given(chosen, facesFound))).toBeNull();
    expect(getPlacementContext(given(chosen, twoFound, voiced))).toBeNull();
    expect(getPlacementContext(given(chosen, facesFound, voiced, expired))).toBeNull();
    expect(getPlacementContext(given(chosen, facesFound, voiced))).toEqual({
      face: { window: createTimeRange(3000, 9000) },
      video: { durationMs: 10_000 },
      voice: { durationMs: 5000 },
    });
  });

  it("getPlacementContext ends with the last window if the clip's duration is unknown", () => {
    const unmeasured = { ...found(face('0', 0, 4000), face('1', 1000, 7000), face('2', 0, 100)), durationMs: null };
    const state = given(
      { type: 'video-chosen', video: LINK },
      { type: 'faces-found', videoKey: getVideoKey(LINK), found: unmeasured },
      voiced,
      {
        type: 'face-chosen',
        faceId: '0',
      },
    );
    expect(getPlacementContext(state)?.video.durationMs).toBe(7000);
  });

  it("getPlacementContext uses the server's duration, not the browser's", () => {
    const measured = { ...ONE_FACE, durationMs: 9876 };
    expect(getPlacementContext(given(chosen, voiced, { type: 'faces-found', videoKey: 'clip-1', found: measured }))?.video.durationMs).toBe(
      9876,
    );
  });

  it('getSelectedFace returns null while the face is unknown or unusable', () => {
    expect(getSelectedFace({ found: TWO_FACES, faceId: '7' })).toBeNull();
    expect(getSelectedFace({ found: found(face('0', 0, 500)), faceId: '0' })).toBeNull();
    expect(getSelectedFace({ faceId: '0' })).toBeNull();
  });
});

describe('getEffectivePlacement', () => {
  const ready = given(chosen, facesFound, voiced);

  it('getEffectivePlacement returns the best placement until the editor moves something', () => {
    expect(getEffectivePlacement(ready)).toEqual(createPlacement(0, 4950, 3000));
    expect(getEffectivePlacement(wizardReducer(ready, placed))).toBe(PLACEMENT);
  });

  it("getEffectivePlacement returns the editor's placement even if it is illegal", () => {
    const off = createPlacement(0, 4000, 9999);
    expect(getEffectivePlacement(wizardReducer(ready, { type: 'placed', placement: off }))).toBe(off);
  });

  it('getEffectivePlacement returns null without a context or a legal placement', () => {
    expect(getEffectivePlacement(given(chosen, voiced))).toBeNull();
    const tooShort = { ...VOICE, facts: { ...VOICE.facts, durationMs: 1900 } };
    expect(getEffectivePlacement(given(chosen, facesFound, { type: 'voice-chosen', voice: tooShort }))).toBeNull();
  });
});
