/** The default placement of a voice: the best legal placement, the nearest legal one, or the reasons why none exists. */

import { getInsertRange, isLegal, PLACEMENT_LIMITS, type Placement, type PlacementContext } from './placement';
import { clamp, createTimeRange, getLengthMs, type Milliseconds, toWholeMs } from './time';

export type PlacementVolumes = Pick<Placement, 'voiceVolume' | 'originalVolume'>;

/** The original audio is muted, because otherwise both voices are audible. */
const DEFAULT_VOLUMES: PlacementVolumes = { voiceVolume: 1, originalVolume: 0 };

/** Why no placement is legal. `byMs` is the smallest change of that value that would remove the reason. */
export type ImpossibleReason =
  | { readonly code: 'voice-too-short'; readonly durationMs: Milliseconds; readonly byMs: Milliseconds }
  | { readonly code: 'voice-too-long'; readonly durationMs: Milliseconds; readonly byMs: Milliseconds }
  | { readonly code: 'video-too-short'; readonly durationMs: Milliseconds; readonly byMs: Milliseconds }
  | { readonly code: 'window-too-short'; readonly windowMs: Milliseconds; readonly byMs: Milliseconds }
  /** The window is long enough, but only `insideMs` of it lies within the clip. */
  | { readonly code: 'window-outside-video'; readonly insideMs: Milliseconds; readonly byMs: Milliseconds };

export type BestPlacement =
  | { readonly kind: 'placed'; readonly placement: Placement }
  | { readonly kind: 'impossible'; readonly reasons: readonly ImpossibleReason[] };

/**
 * Returns the legal placement with the most overlap; among those, the one nearest to the window's start (upstream recommends it); among those, the
 * least trimmed one, trimmed at its end. Each guard is kept if a legal placement exists within it.
 */
export function bestPlacement(context: PlacementContext, volumes: PlacementVolumes = DEFAULT_VOLUMES): BestPlacement {
  const reasons = getImpossibleReasons(context);
  if (reasons.length > 0) return { kind: 'impossible', reasons };
  const { face, video, voice } = applyGuards(context);
  // The start of the window (or of the clip, if the window starts earlier) loses no overlap, and no legal start is nearer.
  const insertAtMs = Math.max(0, face.window.startMs);
  const trimEndMs = Math.min(toWholeMs(voice.durationMs), toWholeMs(video.durationMs) - insertAtMs);
  return { kind: 'placed', placement: { trimStartMs: 0, trimEndMs, insertAtMs, ...toLegalVolumes(volumes) } };
}

/**
 * Returns the legal placement nearest to `placement` (*Fix it*), or `null` if no placement is legal. A legal placement is returned unchanged. If the trim
 * is legal, only the insert moves. Otherwise the trim changes as little as possible, the end before the start, and the insert moves with it so that
 * each word stays at its time in the video where possible. Without a usable trim, the result is the best placement. A value that must change ends
 * outside the guards where possible; a legal value inside a guard is kept. Volumes are clamped.
 */
export function fixPlacement(placement: Placement, context: PlacementContext): Placement | null {
  if (isLegal(placement, context)) return placement;
  if (getImpossibleReasons(context).length > 0) return null;
  const withLegalVolumes = { ...placement, ...toLegalVolumes(placement) };
  if (isLegal(withLegalVolumes, context)) return withLegalVolumes;
  const fixed = withNearestInsert(withLegalVolumes, context) ?? withNearestInsert(withNearestTrim(withLegalVolumes, context), context);
  if (fixed !== null) return fixed;
  const best = bestPlacement(context, withLegalVolumes);
  return best.kind === 'placed' ? best.placement : null;
}

/**
 * The context for defaults and snapping: 200 ms off the window's end and 50 ms off the voice's end, because upstream reports both too long. A guard
 * that leaves no legal placement is dropped independently of the other.
 */
export function applyGuards(context: PlacementContext): PlacementContext {
  return guardVoice(guardFaceWindow(context));
}

function guardFaceWindow(context: PlacementContext): PlacementContext {
  const { startMs, endMs } = context.face.window;
  const guardedEndMs = endMs - PLACEMENT_LIMITS.windowEndGuardMs;
  if (insideMs(startMs, guardedEndMs, context) < PLACEMENT_LIMITS.minOverlapMs) return context;
  return { ...context, face: { window: createTimeRange(startMs, guardedEndMs) } };
}

function guardVoice(context: PlacementContext): PlacementContext {
  const { minVoiceMs, maxVoiceMs, voiceEndGuardMs } = PLACEMENT_LIMITS;
  const durationMs = toWholeMs(context.voice.durationMs) - voiceEndGuardMs;
  return durationMs >= minVoiceMs && context.voice.durationMs <= maxVoiceMs ? { ...context, voice: { durationMs } } : context;
}

/** How much of a window lies within the clip; if negative, its distance from the clip. */
function insideMs(startMs: Milliseconds, endMs: Milliseconds, { video }: PlacementContext): number {
  return Math.min(endMs, toWholeMs(video.durationMs)) - Math.max(startMs, 0);
}

/** Every reason why no placement is legal; empty exactly when one is legal. */
function getImpossibleReasons(context: PlacementContext): ImpossibleReason[] {
  const { minVoiceMs, maxVoiceMs, minTrimmedMs, minOverlapMs } = PLACEMENT_LIMITS;
  const { window } = context.face;
  const voiceMs = toWholeMs(context.voice.durationMs);
  const videoMs = toWholeMs(context.video.durationMs);
  const windowMs = getLengthMs(window);
  const windowInsideMs = insideMs(window.startMs, window.endMs, context);

  const reasons: ImpossibleReason[] = [];
  if (voiceMs < minVoiceMs) {
    reasons.push({ code: 'voice-too-short', durationMs: voiceMs, byMs: minVoiceMs - voiceMs });
  } else if (context.voice.durationMs > maxVoiceMs) {
    const durationMs = Math.ceil(context.voice.durationMs);
    reasons.push({ code: 'voice-too-long', durationMs, byMs: durationMs - maxVoiceMs });
  }
  if (videoMs < minTrimmedMs) reasons.push({ code: 'video-too-short', durationMs: videoMs, byMs: minTrimmedMs - videoMs });
  if (windowMs < minOverlapMs) {
    reasons.push({ code: 'window-too-short', windowMs, byMs: minOverlapMs - windowMs });
  } else if (videoMs >= minTrimmedMs && windowInsideMs < minOverlapMs) {
    reasons.push({ code: 'window-outside-video', insideMs: Math.max(0, windowInsideMs), byMs: minOverlapMs - windowInsideMs });
  }
  return reasons;
}

/** Moves this trim to its nearest legal position; `null` if it has no legal position, for example because the trim itself is illegal. */
function withNearestInsert(placement: Placement, context: PlacementContext): Placement | null {
  const range = getInsertRange(placement, guardFaceWindow(context)) ?? getInsertRange(placement, context);
  if (range === null) return null;
  const requestedMs = Number.isNaN(placement.insertAtMs) ? context.face.window.startMs : Math.round(placement.insertAtMs);
  return { ...placement, insertAtMs: clamp(requestedMs, range.startMs, range.endMs) };
}

/** Returns the legal trim that differs least. Requires a context in which a legal trim exists. */
function withNearestTrim(placement: Placement, context: PlacementContext): Placement {
  const { minTrimmedMs } = PLACEMENT_LIMITS;
  const guardedEndMs = guardVoice(context).voice.durationMs;
  const voiceEndMs = toWholeMs(context.voice.durationMs);
  // A legal end inside the guard is kept; an end past the voice moves back to before the guard.
  const lastMs = placement.trimEndMs <= voiceEndMs ? Math.max(placement.trimEndMs, guardedEndMs) : guardedEndMs;
  const maxMs = Math.min(lastMs, toWholeMs(context.video.durationMs));
  const requestedStartMs = clamp(Math.round(placement.trimStartMs), 0, lastMs);
  const requestedEndMs = clamp(Math.round(placement.trimEndMs), 0, lastMs);
  const trimEndMs = clamp(requestedEndMs, Math.min(lastMs, requestedStartMs + minTrimmedMs), requestedStartMs + maxMs);
  const trimStartMs = Math.min(requestedStartMs, trimEndMs - minTrimmedMs);
  return { ...placement, trimStartMs, trimEndMs, insertAtMs: placement.insertAtMs + trimStartMs - Math.round(placement.trimStartMs) };
}

function toLegalVolumes({ voiceVolume, originalVolume }: PlacementVolumes): PlacementVolumes {
  return {
    voiceVolume: toLegalVolume(voiceVolume, DEFAULT_VOLUMES.voiceVolume),
    originalVolume: toLegalVolume(originalVolume, DEFAULT_VOLUMES.originalVolume),
  };
}

function toLegalVolume(gain: number, fallback: number): number {
  return Number.isNaN(gain) ? fallback : clamp(gain, PLACEMENT_LIMITS.minVolume, PLACEMENT_LIMITS.maxVolume);
}
