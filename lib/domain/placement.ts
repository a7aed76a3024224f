/** The rules of placing a voice in a video: the one place where they are written down. */

import { clamp, lengthMs, type Milliseconds, type TimeRange, timeRange, wholeMs } from './time';

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
export interface PlacementGround {
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
  | { readonly code: 'not-a-placement'; readonly severity: 'error'; readonly field: keyof Placement }
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
  | { readonly code: 'overlap-leans-on-window-end'; readonly severity: 'warning'; readonly byMs: Milliseconds }
  | { readonly code: 'trim-leans-on-voice-end'; readonly severity: 'warning'; readonly byMs: Milliseconds };

/** Judges a placement by the five raw rules, all bounds inclusive, and the two guards. Never throws, whatever it is given. */
export function checkPlacement(placement: Placement, ground: PlacementGround): PlacementIssue[] {
  const { trimStartMs, trimEndMs, insertAtMs } = placement;
  const room = roomOf(ground);
  const bad = badFields(placement);
  const trimIsSound = !bad.includes('trimStartMs') && !bad.includes('trimEndMs');
  const insertIsSound = !bad.includes('insertAtMs');
  const trimmedMs = trimEndMs - trimStartMs;

  const issues: PlacementIssue[] = bad.map((field) => ({ code: 'not-a-placement', severity: 'error', field }));
  issues.push(...voiceIssues(ground));
  if (trimIsSound && trimmedMs < room.minTrimmedMs) {
    issues.push({ code: 'trimmed-too-short', severity: 'error', byMs: room.minTrimmedMs - trimmedMs });
  }
  if (!bad.includes('trimEndMs')) issues.push(...voiceEndIssues(trimEndMs, room.voiceEndMs));
  if (trimIsSound && insertIsSound) issues.push(...overlapIssues(placement, room));
  if (insertIsSound && insertAtMs < room.videoStartMs) {
    issues.push({ code: 'starts-before-video', severity: 'error', byMs: room.videoStartMs - insertAtMs });
  }
  if (trimIsSound && insertIsSound && insertAtMs + trimmedMs > room.videoEndMs) {
    issues.push({ code: 'ends-after-video', severity: 'error', byMs: insertAtMs + trimmedMs - room.videoEndMs });
  }
  return issues;
}

/** Whether the five raw rules hold. A guard never says no. */
export function isLegal(placement: Placement, ground: PlacementGround): boolean {
  return checkPlacement(placement, ground).every((issue) => issue.severity === 'warning');
}

function badFields(placement: Placement): (keyof Placement)[] {
  const { trimStartMs, trimEndMs } = placement;
  const bad: (keyof Placement)[] = [];
  if (!Number.isSafeInteger(trimStartMs) || trimStartMs < 0) bad.push('trimStartMs');
  const startsAtMs = bad.length > 0 ? 0 : trimStartMs;
  if (!Number.isSafeInteger(trimEndMs) || trimEndMs < startsAtMs) bad.push('trimEndMs');
  if (!Number.isSafeInteger(placement.insertAtMs)) bad.push('insertAtMs');
  if (!isVolume(placement.voiceVolume)) bad.push('voiceVolume');
  if (!isVolume(placement.originalVolume)) bad.push('originalVolume');
  return bad;
}

function isVolume(gain: number): boolean {
  return gain >= PLACEMENT_LIMITS.minVolume && gain <= PLACEMENT_LIMITS.maxVolume;
}

function voiceIssues({ voice }: PlacementGround): Extract<PlacementIssue, { code: 'voice-too-short' | 'voice-too-long' }>[] {
  const { minVoiceMs, maxVoiceMs } = PLACEMENT_LIMITS;
  const durationMs = wholeMs(voice.durationMs);
  if (durationMs < minVoiceMs) return [{ code: 'voice-too-short', severity: 'error', byMs: minVoiceMs - durationMs }];
  if (voice.durationMs <= maxVoiceMs) return [];
  return [{ code: 'voice-too-long', severity: 'error', byMs: Math.ceil(voice.durationMs) - maxVoiceMs }];
}

function voiceEndIssues(trimEndMs: Milliseconds, voiceEndMs: Milliseconds): PlacementIssue[] {
  if (trimEndMs > voiceEndMs) return [{ code: 'trim-past-voice-end', severity: 'error', byMs: trimEndMs - voiceEndMs }];
  const byMs = trimEndMs - (voiceEndMs - PLACEMENT_LIMITS.voiceEndGuardMs);
  return byMs > 0 ? [{ code: 'trim-leans-on-voice-end', severity: 'warning', byMs }] : [];
}

function overlapIssues(placement: Placement, room: Room): PlacementIssue[] {
  const { minOverlapMs, windowEndGuardMs } = PLACEMENT_LIMITS;
  const { startMs, endMs } = room.window;
  const sharedMs = Math.max(0, signedOverlapMs(placement, startMs, endMs));
  if (sharedMs < minOverlapMs) {
    const move = healingMove(placement, room);
    return [{ code: 'overlap-too-short', severity: 'error', overlapMs: sharedMs, byMs: minOverlapMs - sharedMs, move }];
  }
  const byMs = minOverlapMs - signedOverlapMs(placement, startMs, endMs - windowEndGuardMs);
  return byMs > 0 ? [{ code: 'overlap-leans-on-window-end', severity: 'warning', byMs }] : [];
}

/** What the placed voice and a window share; below 0, how far they lie apart. */
function signedOverlapMs({ trimStartMs, trimEndMs, insertAtMs }: Placement, startMs: Milliseconds, endMs: Milliseconds): number {
  return Math.min(insertAtMs + trimEndMs - trimStartMs, endMs) - Math.max(insertAtMs, startMs);
}

function healingMove(placement: Placement, room: Room): 'earlier' | 'later' | 'none' {
  const trimmedMs = placement.trimEndMs - placement.trimStartMs;
  const { earliest, latest } = boundsOf('insert', placement, room);
  if (Math.min(trimmedMs, lengthMs(room.window)) < room.minOverlapMs || earliest.atMs > latest.atMs) return 'none';
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
export function limitsOf(handle: PlacementHandle, placement: Placement, ground: PlacementGround): HandleLimits | null {
  const { trimStartMs, trimEndMs, insertAtMs } = placement;
  const room = roomOf(ground);
  const bounds = boundsOf(handle, placement, room);
  if (bounds.earliest.atMs <= bounds.latest.atMs) {
    const audible = { ...withHandleAt(handle, placement, bounds.earliest.atMs), voiceVolume: 1, originalVolume: 1 };
    if (isLegal(audible, ground)) return { ...bounds, legal: true };
  }
  if (![trimStartMs, trimEndMs, insertAtMs].every(Number.isSafeInteger)) return null;
  return { ...boundsOf(handle, placement, noWorseThan(placement, room)), legal: false };
}

/** The legal values of `insertAtMs` for this trim; `null` when there is none. */
export function insertRange(placement: Placement, ground: PlacementGround): TimeRange | null {
  return legalRange('insert', placement, ground);
}

/** The legal values of `trimStartMs` while the words stay where they are in the picture; `null` when there is none. */
export function trimStartRange(placement: Placement, ground: PlacementGround): TimeRange | null {
  return legalRange('trim-start', placement, ground);
}

/** The legal values of `trimEndMs` for this start; `null` when there is none. */
export function trimEndRange(placement: Placement, ground: PlacementGround): TimeRange | null {
  return legalRange('trim-end', placement, ground);
}

function legalRange(handle: PlacementHandle, placement: Placement, ground: PlacementGround): TimeRange | null {
  const limits = limitsOf(handle, placement, ground);
  return limits?.legal ? timeRange(limits.earliest.atMs, limits.latest.atMs) : null;
}

/**
 * Puts a handle to the value nearest to `targetMs` within its `limitsOf`. From a legal placement this is always legal; from an illegal one
 * it is legal if this handle alone can make it so, and else breaks no rule by more than before. The same placement comes back
 * when nothing moves: there are no limits, or `targetMs` is not a number.
 */
export function moveHandle(handle: PlacementHandle, placement: Placement, ground: PlacementGround, toMs: Milliseconds): Placement {
  const limits = limitsOf(handle, placement, ground);
  if (limits === null || Number.isNaN(toMs)) return placement;
  return withHandleAt(handle, placement, clamp(Math.round(toMs), limits.earliest.atMs, limits.latest.atMs));
}

/** Moves the whole voice in the video; see `moveHandle`. */
export function moveInsert(placement: Placement, ground: PlacementGround, toMs: Milliseconds): Placement {
  return moveHandle('insert', placement, ground, toMs);
}

/** Trims the recording's start, the insert moving along with it; see `moveHandle`. */
export function trimStart(placement: Placement, ground: PlacementGround, toMs: Milliseconds): Placement {
  return moveHandle('trim-start', placement, ground, toMs);
}

/** Trims the recording's end, the insert staying; see `moveHandle`. */
export function trimEnd(placement: Placement, ground: PlacementGround, toMs: Milliseconds): Placement {
  return moveHandle('trim-end', placement, ground, toMs);
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
interface Room {
  readonly window: TimeRange;
  readonly minOverlapMs: Milliseconds;
  readonly minTrimmedMs: Milliseconds;
  readonly videoStartMs: Milliseconds;
  readonly videoEndMs: Milliseconds;
  readonly voiceStartMs: Milliseconds;
  readonly voiceEndMs: Milliseconds;
}

function roomOf({ face, video, voice }: PlacementGround): Room {
  const { minOverlapMs, minTrimmedMs } = PLACEMENT_LIMITS;
  return {
    window: face.window,
    minOverlapMs,
    minTrimmedMs,
    videoStartMs: 0,
    videoEndMs: wholeMs(video.durationMs),
    voiceStartMs: 0,
    voiceEndMs: wholeMs(voice.durationMs),
  };
}

/** The room in which this placement just fits: every rule that it breaks is loosened by as much as it breaks it. */
function noWorseThan(placement: Placement, room: Room): Room {
  const { trimStartMs, trimEndMs, insertAtMs } = placement;
  const trimmedMs = trimEndMs - trimStartMs;
  const sharedMs = signedOverlapMs(placement, room.window.startMs, room.window.endMs);
  return {
    window: room.window,
    minOverlapMs: Math.min(room.minOverlapMs, sharedMs),
    minTrimmedMs: Math.min(room.minTrimmedMs, trimmedMs),
    videoStartMs: Math.min(room.videoStartMs, insertAtMs),
    videoEndMs: Math.max(room.videoEndMs, insertAtMs + trimmedMs),
    voiceStartMs: Math.min(room.voiceStartMs, trimStartMs),
    voiceEndMs: Math.max(room.voiceEndMs, trimEndMs),
  };
}

/**
 * A handle's stops by those rules that it has a say in; where they cross, it cannot meet them all. The overlap of two stretches is at
 * least m exactly when both are that long, each ends at least m after the other starts: hence every rule is a plain bound.
 */
function boundsOf(handle: PlacementHandle, placement: Placement, room: Room): Omit<HandleLimits, 'legal'> {
  const { trimStartMs, trimEndMs, insertAtMs } = placement;
  const trimmedMs = trimEndMs - trimStartMs;
  /** What to add to a time in the video to get the time in the recording that is heard then. */
  const toVoiceMs = trimStartMs - insertAtMs;
  const earliestOverlapEndMs = room.window.startMs + room.minOverlapMs;
  const latestOverlapStartMs = room.window.endMs - room.minOverlapMs;
  switch (handle) {
    case 'insert':
      return {
        earliest: later(['starts-before-video', room.videoStartMs], ['overlap-too-short', earliestOverlapEndMs - trimmedMs]),
        latest: earlier(['ends-after-video', room.videoEndMs - trimmedMs], ['overlap-too-short', latestOverlapStartMs]),
      };
    case 'trim-start':
      return {
        earliest: later(['trim-before-voice-start', room.voiceStartMs], ['starts-before-video', room.videoStartMs + toVoiceMs]),
        latest: earlier(['trimmed-too-short', trimEndMs - room.minTrimmedMs], ['overlap-too-short', latestOverlapStartMs + toVoiceMs]),
      };
    case 'trim-end':
      return {
        earliest: later(['trimmed-too-short', trimStartMs + room.minTrimmedMs], ['overlap-too-short', earliestOverlapEndMs + toVoiceMs]),
        latest: earlier(['trim-past-voice-end', room.voiceEndMs], ['ends-after-video', room.videoEndMs + toVoiceMs]),
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
