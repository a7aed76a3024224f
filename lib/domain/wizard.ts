/** The wizard's facts. Steps are derived from them; changing a fact clears what depended on it, here and nowhere else. */

import { bestPlacement, type PlacementVolumes } from './best-placement';
import { type Face, isUsable } from './face';
import { type KnownPerson, matchKnownPeople } from './people/known-people';
import { bestFaceFor, findPerson, joinPeople, keepPresentPeople, namePerson, type Person, splitPerson } from './people/person';
import { isLegal, type Placement, type PlacementContext } from './placement';
import { type PreviousFace, reselectFace, reselectPlacement } from './reselect-face';
import { createTimeRange, type Milliseconds, toWholeMs } from './time';
import { diagnoseVideo, type VideoFacts } from './video';
import { diagnoseVoice, type VoiceFacts } from './voice';

/** What is kept of a clip: what upstream's limits ask for, and how fast its pictures follow each other. */
export interface WizardVideoFacts extends VideoFacts {
  /** Pictures a second; `null` when it could not be told. */
  readonly frameRate: number | null;
}

/** A clip in the wizard. Its bytes are kept by the browser under `fileKey`; a link or a job's file has none here. */
export interface WizardVideo {
  readonly name: string;
  readonly source:
    | { readonly kind: 'file'; readonly fileKey: string }
    | { readonly kind: 'link'; readonly url: string }
    /** Kept by the server: what a job was made of, or what came of it. */
    | { readonly kind: 'job'; readonly jobId: string; readonly of: 'original' | 'result' };
  /** `null` for what this browser could not read, or has no need to. */
  readonly facts: WizardVideoFacts | null;
  /** Set once the server has the bytes. */
  readonly uploadId?: string;
}

export interface WizardFace extends Face {
  readonly thumbnailUrl: string | null;
}

export interface IdentifiedFaces {
  readonly videoId: string;
  readonly durationMs: Milliseconds | null;
  /** ISO 8601 UTC. */
  readonly expiresAt: string;
  readonly faces: readonly WizardFace[];
  /** Whether the server said that all that is made of it is practice; on a live site, the sample is. */
  readonly practice?: boolean;
}

export interface WizardVoice {
  readonly name: string;
  readonly fileKey: string;
  readonly facts: VoiceFacts;
  /** Made louder or softer: what it was before is kept, so that this can be taken back. */
  readonly adjusted?: {
    /** Negative: softer. */
    readonly gainDb: number;
    readonly original: { readonly fileKey: string; readonly facts: VoiceFacts };
  };
}

export interface WizardState {
  readonly video?: WizardVideo;
  readonly found?: IdentifiedFaces;
  readonly faceId?: string;
  /** While its faces are found anew: the one that was chosen, so that the same can be proposed. */
  readonly previousFace?: PreviousFace;
  /** What the editor has said of the faces: which of them are one person, and who. */
  readonly people?: readonly Person[];
  readonly voice?: WizardVoice;
  /** Only once an editor has moved something; until then the best legal spot is used. */
  readonly placement?: Placement;
  readonly jobId?: string;
}

/** In the order of the rail. */
export const WIZARD_STEPS = ['video', 'face', 'voice', 'place', 'result'] as const;
export type WizardStep = (typeof WIZARD_STEPS)[number];

export const initialWizardState: WizardState = {};

/**
 * What can happen. News of a video that takes time to arrive carries that video's key (`getVideoKey`), and what is known of another video than
 * the present one is ignored.
 */
export type WizardAction =
  | { readonly type: 'video-chosen'; readonly video: WizardVideo }
  | { readonly type: 'video-removed' }
  | { readonly type: 'video-uploaded'; readonly getVideoKey: string; readonly uploadId: string }
  /** `known`: what was said of this clip's faces the last time that it was here. */
  | {
      readonly type: 'faces-found';
      readonly getVideoKey: string;
      readonly found: IdentifiedFaces;
      readonly known?: readonly KnownPerson[];
    }
  /** Upstream has forgotten this video's faces; they can be found again. */
  | { readonly type: 'faces-expired'; readonly videoId: string }
  | { readonly type: 'face-chosen'; readonly faceId: string }
  /** *Same person*: two faces of the clip belong together. */
  | { readonly type: 'faces-joined'; readonly faceId: string; readonly otherFaceId: string }
  | { readonly type: 'face-parted'; readonly faceId: string }
  | { readonly type: 'person-named'; readonly faceId: string; readonly name: string }
  | { readonly type: 'voice-chosen'; readonly voice: WizardVoice }
  /** The same words, louder or softer. */
  | { readonly type: 'voice-adjusted'; readonly voice: WizardVoice }
  | { readonly type: 'voice-removed' }
  /** The editor has moved something. */
  | { readonly type: 'placed'; readonly placement: Placement }
  /** The editor has taken a change back, or made it again: whose voice it was and where; `null` is the best legal spot. */
  | { readonly type: 'placement-restored'; readonly fingerprint: { readonly faceId: string; readonly placement: Placement | null } }
  /** Back to the best legal spot. */
  | { readonly type: 'placement-reset' }
  | { readonly type: 'job-created'; readonly jobId: string }
  /** *Change and try again*: the job goes on at its own address. */
  | { readonly type: 'job-left' }
  /** A draft has been read; it never replaces what the editor has begun meanwhile. */
  | { readonly type: 'restored'; readonly state: WizardState };

/**
 * What tells one clip from another, however often it is chosen and whatever its file is called. Files of the same number of bytes, the same
 * length to the millisecond and the same sides are taken for one.
 */
export function getClipFingerprint(video: WizardVideo): string {
  const { source, facts } = video;
  if (source.kind !== 'file' || facts === null) return getVideoKey(video);
  return `file ${facts.byteSize} ${facts.durationMs} ${facts.widthPx}x${facts.heightPx}`;
}

/** What tells one chosen video from another, a second choice of the same file included. */
export function getVideoKey(video: WizardVideo): string {
  const { source } = video;
  switch (source.kind) {
    case 'file':
      return source.fileKey;
    case 'link':
      return source.url;
    case 'job':
      return `${source.of} ${source.jobId}`;
  }
}

export function wizardReducer(state: WizardState, action: WizardAction): WizardState {
  switch (action.type) {
    case 'video-chosen':
      return { ...pickVoiceFields(state), video: action.video };
    case 'video-removed':
      return pickVoiceFields(state);
    case 'video-uploaded':
      if (!isPresentVideo(state.video, action.getVideoKey)) return state;
      return { ...state, video: { ...state.video, uploadId: action.uploadId } };
    case 'faces-found':
      return isPresentVideo(state.video, action.getVideoKey) ? applyIdentifiedFaces(state, action.found, action.known ?? []) : state;
    case 'faces-expired': {
      if (state.found?.videoId !== action.videoId) return state;
      const previousSelection = state.found.faces.find(({ faceId }) => faceId === state.faceId);
      const { found: _, ...rest } = state;
      return previousSelection === undefined
        ? rest
        : { ...rest, previousFace: { faceId: previousSelection.faceId, window: previousSelection.window } };
    }
    case 'face-chosen': {
      const face = state.found?.faces.find(({ faceId }) => faceId === action.faceId);
      if (face === undefined || !isUsable(face) || face.faceId === state.faceId) return state;
      return { ...withoutPlacement(state), faceId: face.faceId };
    }
    case 'faces-joined':
      return selectFaceForPlacement(withPeople(state, joinPeople(state.people ?? [], action.faceId, action.otherFaceId)));
    case 'face-parted':
      return withPeople(state, splitPerson(state.people ?? [], action.faceId));
    case 'person-named':
      return withPeople(state, namePerson(state.people ?? [], action.faceId, action.name));
    case 'voice-chosen':
      return { ...withoutPlacement(state), voice: action.voice };
    case 'voice-adjusted':
      return state.voice === undefined ? state : withAdjustedVoice(state, action.voice);
    case 'voice-removed': {
      const { voice: _, ...rest } = withoutPlacement(state);
      return rest;
    }
    case 'placed':
      return getPlacementContext(state) === null ? state : selectFaceForPlacement({ ...state, placement: action.placement });
    case 'placement-restored': {
      const { faceId, placement } = action.fingerprint;
      const next = { ...withoutPlacement(state), faceId };
      if (getSelectedFace(next) === null) return state;
      return placement === null ? next : { ...next, placement };
    }
    case 'placement-reset':
      return withoutPlacement(state);
    case 'job-created':
      return { ...state, jobId: action.jobId };
    case 'job-left': {
      const { jobId: _, ...rest } = state;
      return rest;
    }
    case 'restored':
      return Object.keys(state).length === 0 ? action.state : state;
    default:
      return assertNever(action);
  }
}

/** Compiles only while every action above is handled. */
function assertNever(action: never): never {
  throw new TypeError(`no such wizard action: ${JSON.stringify(action)}`);
}

function isPresentVideo(video: WizardVideo | undefined, key: string): video is WizardVideo {
  return video !== undefined && getVideoKey(video) === key;
}

function pickVoiceFields({ voice }: WizardState): WizardState {
  return voice === undefined ? {} : { voice };
}

function withPeople(state: WizardState, people: readonly Person[]): WizardState {
  if (people === (state.people ?? people) && people.length === 0) return state;
  const { people: _, ...rest } = state;
  return people.length === 0 ? rest : { ...rest, people };
}

/** Names the face of the chosen person whose window holds most of the voice. */
function selectFaceForPlacement(state: WizardState): WizardState {
  const { found, faceId, placement } = state;
  const context = getPlacementContext(state);
  if (found === undefined || faceId === undefined || placement === undefined || context === null) return state;
  const bestFace = bestFaceFor(getFacesOfPerson(state), faceId, placement, context);
  return bestFace === null || bestFace === faceId ? state : { ...state, faceId: bestFace };
}

/** All faces of the person whose face is chosen. */
function getFacesOfPerson({ found, faceId, people }: WizardState): readonly WizardFace[] {
  if (found === undefined || faceId === undefined) return [];
  const { faceIds } = findPerson(people ?? [], faceId);
  return found.faces.filter((face) => faceIds.includes(face.faceId));
}

/** The placement stays where it is; coded anew, a voice may be a few milliseconds shorter. */
function withAdjustedVoice(state: WizardState, voice: WizardVoice): WizardState {
  const next = { ...withoutPlacement(state), voice };
  const context = getPlacementContext(next);
  if (state.placement === undefined || context === null) return next;
  const trimEndMs = Math.min(state.placement.trimEndMs, toWholeMs(voice.facts.durationMs));
  const placement = { ...state.placement, trimEndMs };
  return isLegal(placement, context) ? { ...next, placement } : next;
}

function withoutPlacement(state: WizardState): WizardState {
  const { placement: _, ...rest } = state;
  return rest;
}

/**
 * Takes in a video's faces. The only usable one chooses itself. Of faces found anew (their day was over) the one that was meant before is
 * proposed, and the voice where it was, or as near to it as is legal.
 */
function applyIdentifiedFaces(state: WizardState, found: IdentifiedFaces, known: readonly KnownPerson[]): WizardState {
  const { faceId, previousFace, placement, ...others } = state;
  const usable = found.faces.filter(isUsable);
  const matchedPeople =
    previousFace === undefined ? usable.find((face) => face.faceId === faceId) : reselectFace(found.faces, previousFace);
  const face = matchedPeople ?? (usable.length === 1 ? usable[0] : undefined);
  const people = known.length === 0 ? keepPresentPeople(others.people ?? [], found.faces) : matchKnownPeople(known, found.faces);
  const rest = withPeople(others, people);
  if (face === undefined) return { ...rest, found };
  const next: WizardState = { ...rest, found, faceId: face.faceId };
  const context = getPlacementContext(next);
  const reselected = placement === undefined || context === null ? null : reselectPlacement(placement, context);
  return reselected === null ? next : { ...next, placement: reselected };
}

/** The chosen face, while its video's faces are known and it can hold a voice. */
export function getSelectedFace({ found, faceId }: WizardState): WizardFace | null {
  return found?.faces.find((face) => face.faceId === faceId && isUsable(face)) ?? null;
}

/** The step that the editor's next move belongs to. While faces are being found, that is the voice, if there is none yet. */
export function getCurrentStep(state: WizardState): WizardStep {
  if (state.jobId !== undefined) return 'result';
  if (!isVideoFit(state.video)) return 'video';
  if (state.found !== undefined && getSelectedFace(state) === null) return 'face';
  if (!isVoiceFit(state.voice)) return 'voice';
  return state.found === undefined ? 'face' : 'place';
}

/** The steps that can be opened, in the order of the rail. None waits for another that it does not need. */
export function getReachableSteps(state: WizardState): readonly WizardStep[] {
  const isReachable: Record<WizardStep, boolean> = {
    video: true,
    face: isVideoFit(state.video),
    voice: true,
    place: getPlacementContext(state) !== null,
    result: state.jobId !== undefined,
  };
  return WIZARD_STEPS.filter((step) => isReachable[step]);
}

/** A link that this browser could not read may be fit: upstream will say. */
function isVideoFit(video: WizardVideo | undefined): boolean {
  if (video === undefined) return false;
  return video.facts === null || diagnoseVideo(video.facts).every(({ severity }) => severity === 'warning');
}

function isVoiceFit(voice: WizardVoice | undefined): boolean {
  return voice !== undefined && diagnoseVoice(voice.facts).length === 0;
}

/**
 * What the rules hold a placement against, once there is a chosen face and a voice. The video's length is the server's: for a link that
 * nobody could measure, the last moment at which any of its faces can speak.
 */
export function getPlacementContext(state: WizardState): PlacementContext | null {
  const { found, voice } = state;
  const face = getSelectedFace(state);
  if (found === undefined || face === null || voice === undefined) return null;
  const durationMs = found.durationMs ?? Math.max(...found.faces.map(({ window }) => window.endMs));
  const context = { face: { window: face.window }, video: { durationMs }, voice: { durationMs: voice.facts.durationMs } };
  const otherWindows = getFacesOfPerson(state).flatMap((other) => (other !== face && isUsable(other) ? [other.window] : []));
  return otherWindows.length === 0 ? context : { ...context, otherWindows };
}

/** The editor's own placement, legal or not; until there is one, the best legal spot; `null` while there is no ground or no such spot. */
export function getEffectivePlacement(state: WizardState): Placement | null {
  const context = getPlacementContext(state);
  if (context === null) return null;
  if (state.placement !== undefined) return state.placement;
  const best = bestPlacement(context, getInitialVolumes(state));
  return best.kind === 'placed' ? best.placement : null;
}

/** A clip that is a result has speech in it already, from the pass before: there its sound stays. */
export function isLaterPass({ video }: Pick<WizardState, 'video'>): boolean {
  return video?.source.kind === 'job' && video.source.of === 'result';
}

function getInitialVolumes(state: WizardState): PlacementVolumes | undefined {
  return isLaterPass(state) ? { voiceVolume: 1, originalVolume: 1 } : undefined;
}

/**
 * What a preview lets one hear: the placement, and while there can be none yet (its faces are still being found), the voice from the clip's
 * beginning. `null` when there is no voice, or no length to lay it against.
 */
export function getPreviewPlacement(state: WizardState): Placement | null {
  const placement = getEffectivePlacement(state);
  const durationMs = state.found?.durationMs ?? state.video?.facts?.durationMs;
  if (placement !== null || durationMs === undefined || durationMs === null || state.voice === undefined) return placement;
  const anywhere = { face: { window: createTimeRange(0, toWholeMs(durationMs)) }, video: { durationMs }, voice: state.voice.facts };
  const best = bestPlacement(anywhere, getInitialVolumes(state));
  return best.kind === 'placed' ? best.placement : null;
}
