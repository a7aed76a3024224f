/** The rules of placing a voice in a video: the one place where they are written down. */

import type { Milliseconds, TimeRange } from './time';

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
  /** For a link of unknown length: the last `endMs` of its faces. */
  readonly video: { readonly durationMs: Milliseconds };
  readonly voice: { readonly durationMs: Milliseconds };
}

/**
 * What is wrong (`error`: one of the five raw rules, the same in browser and server) or risky (`warning`: inside a guard).
 * Every number is in milliseconds and positive: by how much the value must change.
 */
export type PlacementIssue =
  /** A time that is no whole number ≥ 0, a volume outside 0 to 2, or a trim that ends before it starts. */
  | { readonly code: 'not-a-placement'; readonly severity: 'error'; readonly field: keyof Placement }
  /** Rule 1. */
  | { readonly code: 'voice-too-short'; readonly severity: 'error'; readonly byMs: Milliseconds }
  | { readonly code: 'voice-too-long'; readonly severity: 'error'; readonly byMs: Milliseconds }
  /** Rule 2. */
  | { readonly code: 'trimmed-too-short'; readonly severity: 'error'; readonly byMs: Milliseconds }
  /** Rule 3. */
  | { readonly code: 'trim-past-voice-end'; readonly severity: 'error'; readonly byMs: Milliseconds }
  /** Rule 4; `move` says which way the voice must go, or that no move of this length is enough. */
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
  /** Guards. */
  | { readonly code: 'overlap-leans-on-window-end'; readonly severity: 'warning'; readonly byMs: Milliseconds }
  | { readonly code: 'trim-leans-on-voice-end'; readonly severity: 'warning'; readonly byMs: Milliseconds };
