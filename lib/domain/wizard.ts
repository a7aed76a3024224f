/** The wizard's state. Steps are derived from it. Changing a fact clears every fact that depends on it; only this reducer does that. */

import { bestPlacement, type PlacementVolumes } from './best-placement';
import { type Face, isUsable } from './face';
import { type KnownPerson, matchKnownPeople } from './people/known-people';
import { bestFaceFor, getPerson, joinPeople, namePerson, type Person, removeMissingFaces, splitPerson } from './people/person';
import { isLegal, type Placement, type PlacementContext } from './placement';
import { type PreviousFace, reselectFace, reselectPlacement } from './reselect-face';
import { createTimeRange, type Milliseconds, toWholeMs } from './time';
import { checkVideoLimits, type VideoFacts } from './video';
import { checkVoiceLimits, type VoiceFacts } from './voice';

/** The stored facts of a clip: those for upstream's limits, and the frame rate. */
export interface WizardVideoFacts extends VideoFacts {
  /** Frames per second; `null` if unknown. */
  readonly frameRate: number | null;
}

/** A clip in the wizard. The browser stores a file under `fileKey`; links and job files are not stored in the browser. */
export interface WizardVideo {
  readonly name: string;
  readonly source:
    | { readonly kind: 'file'; readonly fileKey: string }
    | { readonly kind: 'link'; readonly url: string }
    /** A file stored by the server: a job's input or its result. */
    | { readonly kind: 'job'; readonly jobId: string; readonly of: 'original' | 'result' };
  /** `null` if this browser could not read the video or did not need to. */
  readonly facts: WizardVideoFacts | null;
  /** Set once the server has the file. */
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
  /** Whether jobs made from this video are practice jobs (on a live site, those from the sample video). */
  readonly practice?: boolean;
}

export interface WizardVoice {
  readonly name: string;
  readonly fileKey: string;
  readonly facts: VoiceFacts;
  /** Set if a gain was applied. Keeps the original, so that the gain can be removed. */
  readonly adjusted?: {
    /** In dB; negative is softer. */
    readonly gainDb: number;
    readonly original: { readonly fileKey: string; readonly facts: VoiceFacts };
  };
}

export interface WizardState {
  readonly video?: WizardVideo;
  readonly found?: IdentifiedFaces;
  readonly faceId?: string;
  /** The face that was chosen before the faces expired, so that the new search can select it again. */
  readonly previousFace?: PreviousFace;
  /** Which faces are one person, and their names. */
  readonly people?: readonly Person[];
  readonly voice?: WizardVoice;
  /** Set once the editor has moved something; the default placement applies until then. */
  readonly placement?: Placement;
  readonly jobId?: string;
}

/** In the order of the step navigation. */
export const WIZARD_STEPS = ['video', 'face', 'voice', 'place', 'result'] as const;
export type WizardStep = (typeof WIZARD_STEPS)[number];

export const initialWizardState: WizardState = {};

/** Actions of the reducer. Asynchronous results carry the key of their video (`videoKey`, from `getVideoKey`); results for another video are ignored. */
export type WizardAction =
  | { readonly type: 'video-chosen'; readonly video: WizardVideo }
  | { readonly type: 'video-removed' }
  | { readonly type: 'video-uploaded'; readonly videoKey: string; readonly uploadId: string }
  /** `known`: the labels that the editor gave to this clip's people earlier. */
  | {
      readonly type: 'faces-found';
      readonly videoKey: string;
      readonly found: IdentifiedFaces;
      readonly known?: readonly KnownPerson[];
    }
  /** Upstream has deleted this video's faces; a new search finds them again. */
  | { readonly type: 'faces-expired'; readonly videoId: string }
  | { readonly type: 'face-chosen'; readonly faceId: string }
  /** Two faces of the clip are the same person. */
  | { readonly type: 'faces-joined'; readonly faceId: string; readonly otherFaceId: string }
  | { readonly type: 'face-split'; readonly faceId: string }
  | { readonly type: 'person-named'; readonly faceId: string; readonly name: string }
  | { readonly type: 'voice-chosen'; readonly voice: WizardVoice }
  /** The same recording with another gain. */
  | { readonly type: 'voice-adjusted'; readonly voice: WizardVoice }
  | { readonly type: 'voice-removed' }
  | { readonly type: 'placed'; readonly placement: Placement }
  /** Undo or redo: the face and its placement; `null` is the default placement. */
  | { readonly type: 'placement-restored'; readonly snapshot: { readonly faceId: string; readonly placement: Placement | null } }
  /** Returns to the default placement. */
  | { readonly type: 'placement-reset' }
  | { readonly type: 'job-created'; readonly jobId: string }
  /** *Change and try again*: the job continues on its own page. */
  | { readonly type: 'job-left' }
  /** A draft was loaded. It never replaces work that started before it arrived. */
  | { readonly type: 'restored'; readonly state: WizardState };

/** Identifies a clip across sessions and file names. Files with the same size, duration and dimensions count as the same clip. */
export function getClipFingerprint(video: WizardVideo): string {
  const { source, facts } = video;
  if (source.kind !== 'file' || facts === null) return getVideoKey(video);
  return `file ${facts.byteSize} ${facts.durationMs} ${facts.widthPx}x${facts.heightPx}`;
}

/** Identifies one choice of a video; choosing the same file again gives a new key. */
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
      return { ...keepOnlyVoice(state), video: action.video };
    case 'video-removed':
      return keepOnlyVoice(state);
    case 'video-uploaded':
      if (!isCurrentVideo(state.video, action.videoKey)) return state;
      return { ...state, video: { ...state.video, uploadId: action.uploadId } };
    case 'faces-found':
      return isCurrentVideo(state.video, action.videoKey) ? applyIdentifiedFaces(state, action.found, action.known ?? []) : state;
    case 'faces-expired': {
      if (state.found?.videoId !== action.videoId) return state;
      const expiredFace = state.found.faces.find(({ faceId }) => faceId === state.faceId);
      const { found: _, ...rest } = state;
      return expiredFace === undefined ? rest : { ...rest, previousFace: { faceId: expiredFace.faceId, window: expiredFace.window } };
    }
    case 'face-chosen': {
      const face = state.found?.faces.find(({ faceId }) => faceId === action.faceId);
      if (face === undefined || !isUsable(face) || face.faceId === state.faceId) return state;
      return { ...withoutPlacement(state), faceId: face.faceId };
    }
    case 'faces-joined':
      return selectFaceForPlacement(withPeople(state, joinPeople(state.people ?? [], action.faceId, action.otherFaceId)));
    case 'face-split':
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
      const { faceId, placement } = action.snapshot;
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

/** The `never` parameter makes an unhandled action a compile error. */
function assertNever(action: never): never {
  throw new TypeError(`unknown wizard action: ${JSON.stringify(action)}`);
}

function isCurrentVideo(video: WizardVideo | undefined, key: string): video is WizardVideo {
  return video !== undefined && getVideoKey(video) === key;
}

function keepOnlyVoice({ voice }: WizardState): WizardState {
  return voice === undefined ? {} : { voice };
}

function withPeople(state: WizardState, people: readonly Person[]): WizardState {
  if (people === (state.people ?? people) && people.length === 0) return state;
  const { people: _, ...rest } = state;
  return people.length === 0 ? rest : { ...rest, people };
}

/** Selects the face of the chosen person whose window contains most of the voice. */
function selectFaceForPlacement(state: WizardState): WizardState {
  const { found, faceId, placement } = state;
  const context = getPlacementContext(state);
  if (found === undefined || faceId === undefined || placement === undefined || context === null) return state;
  const bestFaceId = bestFaceFor(getFacesOfPerson(state), faceId, placement, context);
  return bestFaceId === null || bestFaceId === faceId ? state : { ...state, faceId: bestFaceId };
}

/** All faces of the person whose face is chosen. */
function getFacesOfPerson({ found, faceId, people }: WizardState): readonly WizardFace[] {
  if (found === undefined || faceId === undefined) return [];
  const { faceIds } = getPerson(people ?? [], faceId);
  return found.faces.filter((face) => faceIds.includes(face.faceId));
}

/** Keeps the placement; a re-encoded voice can be a few milliseconds shorter. */
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
 * Stores a video's faces. A single usable face is selected automatically. After the faces expired, the previous face is selected again, with its
 * placement or the nearest legal one.
 */
function applyIdentifiedFaces(state: WizardState, found: IdentifiedFaces, known: readonly KnownPerson[]): WizardState {
  const { faceId, previousFace, placement, ...others } = state;
  const usable = found.faces.filter(isUsable);
  const reselectedFace =
    previousFace === undefined ? usable.find((face) => face.faceId === faceId) : reselectFace(found.faces, previousFace);
  const face = reselectedFace ?? (usable.length === 1 ? usable[0] : undefined);
  const people = known.length === 0 ? removeMissingFaces(others.people ?? [], found.faces) : matchKnownPeople(known, found.faces);
  const rest = withPeople(others, people);
  if (face === undefined) return { ...rest, found };
  const next: WizardState = { ...rest, found, faceId: face.faceId };
  const context = getPlacementContext(next);
  const reselectedPlacement = placement === undefined || context === null ? null : reselectPlacement(placement, context);
  return reselectedPlacement === null ? next : { ...next, placement: reselectedPlacement };
}

/** The chosen face, if it is known and usable. */
export function getSelectedFace({ found, faceId }: WizardState): WizardFace | null {
  return found?.faces.find((face) => face.faceId === faceId && isUsable(face)) ?? null;
}

/** The step of the editor's next action. While faces are being found, that is the voice step until a voice is chosen. */
export function getCurrentStep(state: WizardState): WizardStep {
  if (state.jobId !== undefined) return 'result';
  if (!isVideoFit(state.video)) return 'video';
  if (state.found !== undefined && getSelectedFace(state) === null) return 'face';
  if (!isVoiceFit(state.voice)) return 'voice';
  return state.found === undefined ? 'face' : 'place';
}

/** The steps that can be opened, in navigation order. A step requires only the facts that it uses. */
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

/** A link that this browser could not read is accepted; upstream checks it. */
function isVideoFit(video: WizardVideo | undefined): boolean {
  if (video === undefined) return false;
  return video.facts === null || checkVideoLimits(video.facts).every(({ severity }) => severity === 'warning');
}

function isVoiceFit(voice: WizardVoice | undefined): boolean {
  return voice !== undefined && checkVoiceLimits(voice.facts).length === 0;
}

/**
 * The context for the placement rules, once a face and a voice are chosen. The duration is the server's; for a link of unknown length, it is the
 * largest end of its faces.
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

/** The editor's placement, legal or not, or else the default; `null` without a context or a legal placement. */
export function getEffectivePlacement(state: WizardState): Placement | null {
  const context = getPlacementContext(state);
  if (context === null) return null;
  if (state.placement !== undefined) return state.placement;
  const best = bestPlacement(context, getInitialVolumes(state));
  return best.kind === 'placed' ? best.placement : null;
}

/** The video is an earlier result, so its own audio contains the earlier speech and must stay audible. */
export function isLaterPass({ video }: Pick<WizardState, 'video'>): boolean {
  return video?.source.kind === 'job' && video.source.of === 'result';
}

function getInitialVolumes(state: WizardState): PlacementVolumes | undefined {
  return isLaterPass(state) ? { voiceVolume: 1, originalVolume: 1 } : undefined;
}

/**
 * The placement of a preview: the effective one, or the voice from the clip's start while the faces are still being found. `null` if there is no
 * voice or no known duration.
 */
export function getPreviewPlacement(state: WizardState): Placement | null {
  const placement = getEffectivePlacement(state);
  const durationMs = state.found?.durationMs ?? state.video?.facts?.durationMs;
  if (placement !== null || durationMs === undefined || durationMs === null || state.voice === undefined) return placement;
  const wholeClipContext = { face: { window: createTimeRange(0, toWholeMs(durationMs)) }, video: { durationMs }, voice: state.voice.facts };
  const best = bestPlacement(wholeClipContext, getInitialVolumes(state));
  return best.kind === 'placed' ? best.placement : null;
}
