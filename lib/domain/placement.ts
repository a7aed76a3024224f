/** The rules of placing a voice in a video: the one place where they are written down. */

import { clamp, createTimeRange, getLengthMs, type Milliseconds, type TimeRange, toWholeMs } from './time';

/** Upstream's five raw rules (specification) in numbers, and the guards around what it reports inexactly. */
export const PLACEMENT_LIMITS = {
  minVoiceMs: 2_000,
  maxVoiceMs: 60_000,
  /** Rule 2: the trimmed voice. */
  minTrimmedMs: 2_000,
  /** Rule 4: the trimmed voice and the face's window. */
  minOverlapMs: 2_000,
  minVolume: 0,
  maxVolume: 2,
  /** Upstream reports a window's end late; clients keep 50 to 200 ms off it. */
  windowEndGuardMs: 200,
  voiceEndGuardMs: 50,
} as const;

/** Where a voice goes: what is cut from the recording, and when the rest starts in the video. */
export interface Placement {
  /** In the recording's time. */
  readonly trimStartMs: Milliseconds;
  readonly trimEndMs: Milliseconds;
  /** In the video's time: where the trimmed voice starts. */
  readonly insertAtMs: Milliseconds;
  /** Gain, 0 to 2. */
  readonly voiceVolume: number;
  readonly originalVolume: number;
}

/** What a placement is checked against. */
export interface PlacementContext {
  /** The chosen face; its window as upstream gave it. */
  readonly face: { readonly window: TimeRange };
  /** Further windows of the same person, where a voice may be pushed to. No rule looks at them: a job names one face. */
  readonly otherWindows?: readonly TimeRange[];
  /** For a link of unknown length: the last `endMs` of its faces. */
  readonly video: { readonly durationMs: Milliseconds };
  readonly voice: { readonly durationMs: Milliseconds };
}

/**
 * What is wrong (`error`: one of the five raw rules, the same in browser and server) or risky (`warning`: inside a guard).
 * Every number is in milliseconds and positive: by how much the value must change.
 */
export type PlacementIssue =
  /**
   * A time that is no whole number, a trim below 0, a volume outside 0 to 2, or a trim that ends before it starts.
   * (A whole `insertAtMs` below 0 is rule 5's business.)
   */
  | { readonly code: 'invalid-field'; readonly severity: 'error'; readonly field: keyof Placement }
  /** Rule 1. */
  | { readonly code: 'voice-too-short'; readonly severity: 'error'; readonly byMs: Milliseconds }
  | { readonly code: 'voice-too-long'; readonly severity: 'error'; readonly byMs: Milliseconds }
  /** Rule 2. */
  | { readonly code: 'trimmed-too-short'; readonly severity: 'error'; readonly byMs: Milliseconds }
  /** Rule 3. */
  | { readonly code: 'trim-past-voice-end'; readonly severity: 'error'; readonly byMs: Milliseconds }
  /** Rule 4; `byMs` is what the overlap lacks; `move` says which way the voice must go, or that no move of this length is enough. */
  | {
      readonly code: 'overlap-too-short';
      readonly severity: 'error';
      readonly overlapMs: Milliseconds;
      readonly byMs: Milliseconds;
      readonly move: 'earlier' | 'later' | 'none';
    }
  /** Rule 5. */
  | { readonly code: 'starts-before-video'; readonly severity: 'error'; readonly byMs: Milliseconds }
  | { readonly code: 'ends-after-video'; readonly severity: 'error'; readonly byMs: Milliseconds }
  /** Guards: how much of the needed overlap lies in the window's last 200 ms, how much of the trim in the voice's last 50 ms. */
  | { readonly code: 'overlap-near-window-end'; readonly severity: 'warning'; readonly byMs: Milliseconds }
  | { readonly code: 'trim-near-voice-end'; readonly severity: 'warning'; readonly byMs: Milliseconds };

/** Judges a placement by the five raw rules, all bounds inclusive, and the two guards. Never throws, whatever it is given. */
export function checkPlacement(placement: Placement, context: PlacementContext): PlacementIssue[] {
  const { trimStartMs, trimEndMs, insertAtMs } = placement;
  const bounds = getBounds(context);
  const invalidFields = getInvalidFields(placement);
  const trimIsValid = !invalidFields.includes('trimStartMs') && !invalidFields.includes('trimEndMs');
  const insertIsValid = !invalidFields.includes('insertAtMs');
  const trimmedMs = trimEndMs - trimStartMs;

  const issues: PlacementIssue[] = invalidFields.map((field) => ({ code: 'invalid-field', severity: 'error', field }));
  issues.push(...getVoiceIssues(context));
  if (trimIsValid && trimmedMs < bounds.minTrimmedMs) {
    issues.push({ code: 'trimmed-too-short', severity: 'error', byMs: bounds.minTrimmedMs - trimmedMs });
  }
  if (!invalidFields.includes('trimEndMs')) issues.push(...getVoiceEndIssues(trimEndMs, bounds.voiceEndMs));
  if (trimIsValid && insertIsValid) issues.push(...getOverlapIssues(placement, bounds));
  if (insertIsValid && insertAtMs < bounds.videoStartMs) {
    issues.push({ code: 'starts-before-video', severity: 'error', byMs: bounds.videoStartMs - insertAtMs });
  }
  if (trimIsValid && insertIsValid && insertAtMs + trimmedMs > bounds.videoEndMs) {
    issues.push({ code: 'ends-after-video', severity: 'error', byMs: insertAtMs + trimmedMs - bounds.videoEndMs });
  }
  return issues;
}

/** Whether the five raw rules hold. A guard never says no. */
export function isLegal(placement: Placement, context: PlacementContext): boolean {
  return checkPlacement(placement, context).every((issue) => issue.severity === 'warning');
}

function getInvalidFields(placement: Placement): (keyof Placement)[] {
  const { trimStartMs, trimEndMs } = placement;
  const invalidFields: (keyof Placement)[] = [];
  if (!Number.isSafeInteger(trimStartMs) || trimStartMs < 0) invalidFields.push('trimStartMs');
  const startsAtMs = invalidFields.length > 0 ? 0 : trimStartMs;
  if (!Number.isSafeInteger(trimEndMs) || trimEndMs < startsAtMs) invalidFields.push('trimEndMs');
  if (!Number.isSafeInteger(placement.insertAtMs)) invalidFields.push('insertAtMs');
  if (!isVolume(placement.voiceVolume)) invalidFields.push('voiceVolume');
  if (!isVolume(placement.originalVolume)) invalidFields.push('originalVolume');
  return invalidFields;
}

function isVolume(gain: number): boolean {
  return gain >= PLACEMENT_LIMITS.minVolume && gain <= PLACEMENT_LIMITS.maxVolume;
}

function getVoiceIssues({ voice }: PlacementContext): Extract<PlacementIssue, { code: 'voice-too-short' | 'voice-too-long' }>[] {
  const { minVoiceMs, maxVoiceMs } = PLACEMENT_LIMITS;
  const durationMs = toWholeMs(voice.durationMs);
  if (durationMs < minVoiceMs) return [{ code: 'voice-too-short', severity: 'error', byMs: minVoiceMs - durationMs }];
  if (voice.durationMs <= maxVoiceMs) return [];
  return [{ code: 'voice-too-long', severity: 'error', byMs: Math.ceil(voice.durationMs) - maxVoiceMs }];
}

function getVoiceEndIssues(trimEndMs: Milliseconds, voiceEndMs: Milliseconds): PlacementIssue[] {
  if (trimEndMs > voiceEndMs) return [{ code: 'trim-past-voice-end', severity: 'error', byMs: trimEndMs - voiceEndMs }];
  const byMs = trimEndMs - (voiceEndMs - PLACEMENT_LIMITS.voiceEndGuardMs);
  return byMs > 0 ? [{ code: 'trim-near-voice-end', severity: 'warning', byMs }] : [];
}

function getOverlapIssues(placement: Placement, bounds: Bounds): PlacementIssue[] {
  const { minOverlapMs, windowEndGuardMs } = PLACEMENT_LIMITS;
  const { startMs, endMs } = bounds.window;
  const sharedMs = Math.max(0, getSignedOverlapMs(placement, startMs, endMs));
  if (sharedMs < minOverlapMs) {
    const move = getRequiredMove(placement, bounds);
    return [{ code: 'overlap-too-short', severity: 'error', overlapMs: sharedMs, byMs: minOverlapMs - sharedMs, move }];
  }
  const byMs = minOverlapMs - getSignedOverlapMs(placement, startMs, endMs - windowEndGuardMs);
  return byMs > 0 ? [{ code: 'overlap-near-window-end', severity: 'warning', byMs }] : [];
}

/** What the placed voice and a window share; below 0, how far they lie apart. */
function getSignedOverlapMs({ trimStartMs, trimEndMs, insertAtMs }: Placement, startMs: Milliseconds, endMs: Milliseconds): number {
  return Math.min(insertAtMs + trimEndMs - trimStartMs, endMs) - Math.max(insertAtMs, startMs);
}

function getRequiredMove(placement: Placement, bounds: Bounds): 'earlier' | 'later' | 'none' {
  const trimmedMs = placement.trimEndMs - placement.trimStartMs;
  const { earliest, latest } = getHandleBounds('insert', placement, bounds);
  if (Math.min(trimmedMs, getLengthMs(bounds.window)) < bounds.minOverlapMs || earliest.atMs > latest.atMs) return 'none';
  return placement.insertAtMs < earliest.atMs ? 'later' : 'earlier';
}

/** `insert` moves the voice; `trim-start` trims and starts later together, so that the words stay where they are in the picture; `trim-end` trims. */
export type PlacementHandle = 'insert' | 'trim-start' | 'trim-end';

/** Which rule stops a handle. Those of `PlacementIssue` by the same names, and the recording's own start. */
export type PlacementStop =
  | 'starts-before-video'
  | 'ends-after-video'
  | 'trim-before-voice-start'
  | 'trim-past-voice-end'
  | 'trimmed-too-short'
  | 'overlap-too-short';

export interface HandleStop {
  /** The handle's own value: video time for `insert`, recording time for the trims. Inclusive. */
  readonly atMs: Milliseconds;
  /** The rule that would be broken one millisecond beyond. */
  readonly stoppedBy: PlacementStop;
}

export interface HandleLimits {
  readonly earliest: HandleStop;
  readonly latest: HandleStop;
  /** Whether every value between the two is legal; otherwise no value of this handle alone is. */
  readonly legal: boolean;
}

/**
 * Between what values a handle may travel while the rest stays, and which rule stops it at either end.
 *
 * Where this handle alone can make the placement legal, these are exactly its legal values, wherever it stands now. Where it cannot,
 * they are the values at which no rule is broken by more than it is now (`legal` is then false), so that an illegal placement can
 * only get better. `null` when a needed field of the placement is no whole number. Volumes play no part.
 */
export function getHandleLimits(handle: PlacementHandle, placement: Placement, context: PlacementContext): HandleLimits | null {
  const { trimStartMs, trimEndMs, insertAtMs } = placement;
  const bounds = getBounds(context);
  const range = getHandleBounds(handle, placement, bounds);
  if (range.earliest.atMs <= range.latest.atMs) {
    const audible = { ...withHandleAt(handle, placement, range.earliest.atMs), voiceVolume: 1, originalVolume: 1 };
    if (isLegal(audible, context)) return { ...range, legal: true };
  }
  if (![trimStartMs, trimEndMs, insertAtMs].every(Number.isSafeInteger)) return null;
  return { ...getHandleBounds(handle, placement, relaxedBounds(placement, bounds)), legal: false };
}

/** The legal values of `insertAtMs` for this trim; `null` when there is none. */
export function getInsertRange(placement: Placement, context: PlacementContext): TimeRange | null {
  return getLegalRange('insert', placement, context);
}

/** The legal values of `trimStartMs` while the words stay where they are in the picture; `null` when there is none. */
export function trimStartRange(placement: Placement, context: PlacementContext): TimeRange | null {
  return getLegalRange('trim-start', placement, context);
}

/** The legal values of `trimEndMs` for this start; `null` when there is none. */
export function trimEndRange(placement: Placement, context: PlacementContext): TimeRange | null {
  return getLegalRange('trim-end', placement, context);
}

function getLegalRange(handle: PlacementHandle, placement: Placement, context: PlacementContext): TimeRange | null {
  const limits = getHandleLimits(handle, placement, context);
  return limits?.legal ? createTimeRange(limits.earliest.atMs, limits.latest.atMs) : null;
}

/**
 * Puts a handle to the value nearest to `targetMs` within its `getHandleLimits`. From a legal placement this is always legal; from an illegal one
 * it is legal if this handle alone can make it so, and else breaks no rule by more than before. The same placement comes back
 * when nothing moves: there are no limits, or `targetMs` is not a number.
 */
export function moveHandle(handle: PlacementHandle, placement: Placement, context: PlacementContext, toMs: Milliseconds): Placement {
  const limits = getHandleLimits(handle, placement, context);
  if (limits === null || Number.isNaN(toMs)) return placement;
  return withHandleAt(handle, placement, clamp(Math.round(toMs), limits.earliest.atMs, limits.latest.atMs));
}

/** Moves the whole voice in the video; see `moveHandle`. */
export function moveInsert(placement: Placement, context: PlacementContext, toMs: Milliseconds): Placement {
  return moveHandle('insert', placement, context, toMs);
}

/** Trims the recording's start, the insert moving along with it; see `moveHandle`. */
export function trimStart(placement: Placement, context: PlacementContext, toMs: Milliseconds): Placement {
  return moveHandle('trim-start', placement, context, toMs);
}

/** Trims the recording's end, the insert staying; see `moveHandle`. */
export function trimEnd(placement: Placement, context: PlacementContext, toMs: Milliseconds): Placement {
  return moveHandle('trim-end', placement, context, toMs);
}

function withHandleAt(handle: PlacementHandle, placement: Placement, atMs: Milliseconds): Placement {
  switch (handle) {
    case 'insert':
      return atMs === placement.insertAtMs ? placement : { ...placement, insertAtMs: atMs };
    case 'trim-start': {
      const byMs = atMs - placement.trimStartMs;
      return byMs === 0 ? placement : { ...placement, trimStartMs: atMs, insertAtMs: placement.insertAtMs + byMs };
    }
    case 'trim-end':
      return atMs === placement.trimEndMs ? placement : { ...placement, trimEndMs: atMs };
  }
}

/** The rules' bounds as numbers, so that they can also be taken looser than they are. */
interface Bounds {
  readonly window: TimeRange;
  readonly minOverlapMs: Milliseconds;
  readonly minTrimmedMs: Milliseconds;
  readonly videoStartMs: Milliseconds;
  readonly videoEndMs: Milliseconds;
  readonly voiceStartMs: Milliseconds;
  readonly voiceEndMs: Milliseconds;
}

function getBounds({ face, video, voice }: PlacementContext): Bounds {
  const { minOverlapMs, minTrimmedMs } = PLACEMENT_LIMITS;
  return {
    window: face.window,
    minOverlapMs,
    minTrimmedMs,
    videoStartMs: 0,
    videoEndMs: toWholeMs(video.durationMs),
    voiceStartMs: 0,
    voiceEndMs: toWholeMs(voice.durationMs),
  };
}

/** The room in which this placement just fits: every rule that it breaks is loosened by as much as it breaks it. */
function relaxedBounds(placement: Placement, bounds: Bounds): Bounds {
  const { trimStartMs, trimEndMs, insertAtMs } = placement;
  const trimmedMs = trimEndMs - trimStartMs;
  const sharedMs = getSignedOverlapMs(placement, bounds.window.startMs, bounds.window.endMs);
  return {
    window: bounds.window,
    minOverlapMs: Math.min(bounds.minOverlapMs, sharedMs),
    minTrimmedMs: Math.min(bounds.minTrimmedMs, trimmedMs),
    videoStartMs: Math.min(bounds.videoStartMs, insertAtMs),
    videoEndMs: Math.max(bounds.videoEndMs, insertAtMs + trimmedMs),
    voiceStartMs: Math.min(bounds.voiceStartMs, trimStartMs),
    voiceEndMs: Math.max(bounds.voiceEndMs, trimEndMs),
  };
}

/**
 * A handle's stops by those rules that it has a say in; where they cross, it cannot meet them all. The overlap of two stretches is at
 * least m exactly when both are that long, each ends at least m after the other starts: hence every rule is a plain bound.
 */
function getHandleBounds(handle: PlacementHandle, placement: Placement, bounds: Bounds): Omit<HandleLimits, 'legal'> {
  const { trimStartMs, trimEndMs, insertAtMs } = placement;
  const trimmedMs = trimEndMs - trimStartMs;
  /** What to add to a time in the video to get the time in the recording that is heard then. */
  const toVoiceMs = trimStartMs - insertAtMs;
  const earliestOverlapEndMs = bounds.window.startMs + bounds.minOverlapMs;
  const latestOverlapStartMs = bounds.window.endMs - bounds.minOverlapMs;
  switch (handle) {
    case 'insert':
      return {
        earliest: later(['starts-before-video', bounds.videoStartMs], ['overlap-too-short', earliestOverlapEndMs - trimmedMs]),
        latest: earlier(['ends-after-video', bounds.videoEndMs - trimmedMs], ['overlap-too-short', latestOverlapStartMs]),
      };
    case 'trim-start':
      return {
        earliest: later(['trim-before-voice-start', bounds.voiceStartMs], ['starts-before-video', bounds.videoStartMs + toVoiceMs]),
        latest: earlier(['trimmed-too-short', trimEndMs - bounds.minTrimmedMs], ['overlap-too-short', latestOverlapStartMs + toVoiceMs]),
      };
    case 'trim-end':
      return {
        earliest: later(['trimmed-too-short', trimStartMs + bounds.minTrimmedMs], ['overlap-too-short', earliestOverlapEndMs + toVoiceMs]),
        latest: earlier(['trim-past-voice-end', bounds.voiceEndMs], ['ends-after-video', bounds.videoEndMs + toVoiceMs]),
      };
  }
}

type Bound = readonly [PlacementStop, Milliseconds];

/** Of two bounds the one that is met first; when both are at once, the one named first. */
function later(a: Bound, b: Bound): HandleStop {
  const [stoppedBy, atMs] = b[1] > a[1] ? b : a;
  return { atMs, stoppedBy };
}

function earlier(a: Bound, b: Bound): HandleStop {
  const [stoppedBy, atMs] = b[1] < a[1] ? b : a;
  return { atMs, stoppedBy };
}
