/** The rules for placing a voice in a video. This is the only module that implements them. */

import { clamp, createTimeRange, getLengthMs, type Milliseconds, type TimeRange, toWholeMs } from './time';

/** Upstream's five rules (specification) as numbers, and guards for values that upstream reports inexactly. */
export const PLACEMENT_LIMITS = {
  minVoiceMs: 2_000,
  maxVoiceMs: 60_000,
  /** Rule 2: length of the trimmed voice. */
  minTrimmedMs: 2_000,
  /** Rule 4: overlap of the trimmed voice and the face's window. */
  minOverlapMs: 2_000,
  minVolume: 0,
  maxVolume: 2,
  /** Upstream reports a window's end late; clients keep 50 to 200 ms away from it. */
  windowEndGuardMs: 200,
  voiceEndGuardMs: 50,
} as const;

/** The trim of the recording, and the start of the trimmed voice in the video. */
export interface Placement {
  /** Time in the recording. */
  readonly trimStartMs: Milliseconds;
  readonly trimEndMs: Milliseconds;
  /** Time in the video at which the trimmed voice starts. */
  readonly insertAtMs: Milliseconds;
  /** Gain, 0 to 2. */
  readonly voiceVolume: number;
  readonly originalVolume: number;
}

export interface PlacementContext {
  /** The chosen face with its window as upstream reported it. */
  readonly face: { readonly window: TimeRange };
  /** Other windows of the same person, into which the voice can be moved. The rules ignore them, because a job names one face. */
  readonly otherWindows?: readonly TimeRange[];
  /** For a link of unknown length, the largest `endMs` of its faces. */
  readonly video: { readonly durationMs: Milliseconds };
  readonly voice: { readonly durationMs: Milliseconds };
}

/**
 * A violated rule (`error`, the same in browser and server) or a value inside a guard (`warning`). `byMs` is positive: the amount by which the
 * value must change.
 */
export type PlacementIssue =
  /**
   * A time that is not an integer, a negative trim, a volume outside 0 to 2, or a trim that ends before it starts. (A negative integer `insertAtMs`
   * violates rule 5.)
   */
  | { readonly code: 'invalid-field'; readonly severity: 'error'; readonly field: keyof Placement }
  /** Rule 1. */
  | { readonly code: 'voice-too-short'; readonly severity: 'error'; readonly byMs: Milliseconds }
  | { readonly code: 'voice-too-long'; readonly severity: 'error'; readonly byMs: Milliseconds }
  /** Rule 2. */
  | { readonly code: 'trimmed-too-short'; readonly severity: 'error'; readonly byMs: Milliseconds }
  /** Rule 3. */
  | { readonly code: 'trim-past-voice-end'; readonly severity: 'error'; readonly byMs: Milliseconds }
  /**
   * Rule 4. `byMs` is the missing overlap. `move` is the direction in which the voice must move; `none` means that no move of this length is
   * enough.
   */
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
  /** Guards: how much of the needed overlap lies in the window's last 200 ms, and how much of the trim in the voice's last 50 ms. */
  | { readonly code: 'overlap-near-window-end'; readonly severity: 'warning'; readonly byMs: Milliseconds }
  | { readonly code: 'trim-near-voice-end'; readonly severity: 'warning'; readonly byMs: Milliseconds };

/** Checks a placement against the five rules, all bounds inclusive, and the two guards. Never throws, even for NaN and infinite values. */
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

/** Whether the five rules hold. Guards are ignored. */
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

/** Overlap of the placed voice and a window; if negative, the distance between them. */
function getSignedOverlapMs({ trimStartMs, trimEndMs, insertAtMs }: Placement, startMs: Milliseconds, endMs: Milliseconds): number {
  return Math.min(insertAtMs + trimEndMs - trimStartMs, endMs) - Math.max(insertAtMs, startMs);
}

function getRequiredMove(placement: Placement, bounds: Bounds): 'earlier' | 'later' | 'none' {
  const trimmedMs = placement.trimEndMs - placement.trimStartMs;
  const { earliest, latest } = getHandleBounds('insert', placement, bounds);
  if (Math.min(trimmedMs, getLengthMs(bounds.window)) < bounds.minOverlapMs || earliest.atMs > latest.atMs) return 'none';
  return placement.insertAtMs < earliest.atMs ? 'later' : 'earlier';
}

/**
 * `insert` moves the voice. `trim-start` moves the trim and the insert together, so that each word stays at its time in the video. `trim-end` trims
 * the end.
 */
export type PlacementHandle = 'insert' | 'trim-start' | 'trim-end';

/** The rule that stops a handle: a code of `PlacementIssue`, or the recording's own start. */
export type PlacementStop =
  | 'starts-before-video'
  | 'ends-after-video'
  | 'trim-before-voice-start'
  | 'trim-past-voice-end'
  | 'trimmed-too-short'
  | 'overlap-too-short';

export interface HandleStop {
  /** The handle's value: video time for `insert`, recording time for the trims. Inclusive. */
  readonly atMs: Milliseconds;
  /** The rule that is violated one millisecond beyond. */
  readonly stoppedBy: PlacementStop;
}

export interface HandleLimits {
  readonly earliest: HandleStop;
  readonly latest: HandleStop;
  /** Whether every value in between is legal. If not, no value of this handle alone is. */
  readonly legal: boolean;
}

/**
 * Returns the range of a handle while the other fields stay, and the rule that stops it at either end.
 *
 * If this handle alone can make the placement legal, the range is exactly its legal values. Otherwise it contains the values at which no rule is
 * violated by more than now (`legal` is false), so that an illegal placement can only improve. Returns `null` if a needed field is not an integer.
 * Volumes are ignored.
 */
export function getHandleLimits(handle: PlacementHandle, placement: Placement, context: PlacementContext): HandleLimits | null {
  const { trimStartMs, trimEndMs, insertAtMs } = placement;
  const bounds = getBounds(context);
  const range = getHandleBounds(handle, placement, bounds);
  if (range.earliest.atMs <= range.latest.atMs) {
    const candidate = { ...withHandleAt(handle, placement, range.earliest.atMs), voiceVolume: 1, originalVolume: 1 };
    if (isLegal(candidate, context)) return { ...range, legal: true };
  }
  if (![trimStartMs, trimEndMs, insertAtMs].every(Number.isSafeInteger)) return null;
  return { ...getHandleBounds(handle, placement, relaxedBounds(placement, bounds)), legal: false };
}

/** The legal values of `insertAtMs` for this trim; `null` if no value is legal. */
export function getInsertRange(placement: Placement, context: PlacementContext): TimeRange | null {
  const limits = getHandleLimits('insert', placement, context);
  return limits?.legal ? createTimeRange(limits.earliest.atMs, limits.latest.atMs) : null;
}

/**
 * Sets a handle to the value nearest to `toMs` within `getHandleLimits`. A legal placement stays legal; an illegal one becomes legal if this handle
 * alone can achieve it, and otherwise violates no rule by more than before. Returns the same object if there are no limits or `toMs` is NaN.
 */
export function moveHandle(handle: PlacementHandle, placement: Placement, context: PlacementContext, toMs: Milliseconds): Placement {
  const limits = getHandleLimits(handle, placement, context);
  if (limits === null || Number.isNaN(toMs)) return placement;
  return withHandleAt(handle, placement, clamp(Math.round(toMs), limits.earliest.atMs, limits.latest.atMs));
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

/** The bounds of the rules as numbers, so that `relaxedBounds` can loosen them. */
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

/** Loosens each violated rule by exactly the amount of the violation. */
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
 * The range of a handle under the rules that depend on it; it is empty if they conflict. Two ranges overlap by at least m exactly when both are at
 * least m long and each ends at least m after the other starts, so every rule is a simple bound.
 */
function getHandleBounds(handle: PlacementHandle, placement: Placement, bounds: Bounds): Omit<HandleLimits, 'legal'> {
  const { trimStartMs, trimEndMs, insertAtMs } = placement;
  const trimmedMs = trimEndMs - trimStartMs;
  /** Offset from a time in the video to the time in the recording that plays then. */
  const toVoiceMs = trimStartMs - insertAtMs;
  const earliestOverlapEndMs = bounds.window.startMs + bounds.minOverlapMs;
  const latestOverlapStartMs = bounds.window.endMs - bounds.minOverlapMs;
  switch (handle) {
    case 'insert':
      return {
        earliest: laterStop(['starts-before-video', bounds.videoStartMs], ['overlap-too-short', earliestOverlapEndMs - trimmedMs]),
        latest: earlierStop(['ends-after-video', bounds.videoEndMs - trimmedMs], ['overlap-too-short', latestOverlapStartMs]),
      };
    case 'trim-start':
      return {
        earliest: laterStop(['trim-before-voice-start', bounds.voiceStartMs], ['starts-before-video', bounds.videoStartMs + toVoiceMs]),
        latest: earlierStop(
          ['trimmed-too-short', trimEndMs - bounds.minTrimmedMs],
          ['overlap-too-short', latestOverlapStartMs + toVoiceMs],
        ),
      };
    case 'trim-end':
      return {
        earliest: laterStop(
          ['trimmed-too-short', trimStartMs + bounds.minTrimmedMs],
          ['overlap-too-short', earliestOverlapEndMs + toVoiceMs],
        ),
        latest: earlierStop(['trim-past-voice-end', bounds.voiceEndMs], ['ends-after-video', bounds.videoEndMs + toVoiceMs]),
      };
  }
}

type Bound = readonly [PlacementStop, Milliseconds];

/** The stricter of two bounds; on a tie, the first one. */
function laterStop(a: Bound, b: Bound): HandleStop {
  const [stoppedBy, atMs] = b[1] > a[1] ? b : a;
  return { atMs, stoppedBy };
}

function earlierStop(a: Bound, b: Bound): HandleStop {
  const [stoppedBy, atMs] = b[1] < a[1] ? b : a;
  return { atMs, stoppedBy };
}
