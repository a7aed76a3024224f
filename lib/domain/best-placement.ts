/** Where to put a voice when nobody has said: the best legal placement, the nearest one, or precisely why there is none. */

import { getInsertRange, isLegal, PLACEMENT_LIMITS, type Placement, type PlacementContext } from './placement';
import { clamp, createTimeRange, getLengthMs, type Milliseconds, toWholeMs } from './time';

export type PlacementVolumes = Pick<Placement, 'voiceVolume' | 'originalVolume'>;

/** The old sound is off: otherwise both voices are heard. */
const DEFAULT_VOLUMES: PlacementVolumes = { voiceVolume: 1, originalVolume: 0 };

/** Why no placement at all is legal here. `byMs` is the least change of that one thing that would mend it. */
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
 * The legal placement with the most overlap; of those the one nearest to the window's start (which upstream calls the best start); of those
 * the least trimmed, and trimmed at its end. Each guard is kept wherever a legal placement exists within it.
 */
export function bestPlacement(context: PlacementContext, volumes: PlacementVolumes = DEFAULT_VOLUMES): BestPlacement {
  const reasons = getImpossibleReasons(context);
  if (reasons.length > 0) return { kind: 'impossible', reasons };
  const { face, video, voice } = applyGuards(context);
  // Starting with the window (or with the clip, if the window began before it) gives up no overlap, and nothing legal starts nearer.
  const insertAtMs = Math.max(0, face.window.startMs);
  const trimEndMs = Math.min(toWholeMs(voice.durationMs), toWholeMs(video.durationMs) - insertAtMs);
  return { kind: 'placed', placement: { trimStartMs: 0, trimEndMs, insertAtMs, ...toLegalVolumes(volumes) } };
}

/**
 * The *Fix it* press: the nearest legal placement to what the editor has, or `null` where there is none. A legal one comes back as it is.
 * If the trim can stay, only the insert moves. Else the trim changes least, its start before its end staying, and the words stay where
 * they are in the picture as far as they can. If there is no trim to speak of, the best placement. What has to move ends outside the guards
 * where that is possible; what may stay, stays, even inside one. Volumes are kept, brought within their limits.
 */
export function fixPlacement(placement: Placement, context: PlacementContext): Placement | null {
  if (isLegal(placement, context)) return placement;
  if (getImpossibleReasons(context).length > 0) return null;
  const finite = { ...placement, ...toLegalVolumes(placement) };
  if (isLegal(finite, context)) return finite;
  const fixed = withNearestInsertAt(finite, context) ?? withNearestInsertAt(withNearestTrim(finite, context), context);
  if (fixed !== null) return fixed;
  const best = bestPlacement(context, finite);
  return best.kind === 'placed' ? best.placement : null;
}

/**
 * The ground that defaults and snapping keep to: 200 ms off the window's end and 50 ms off the voice's end, because upstream reports both
 * long. A guard that would leave no legal placement is dropped, each by itself.
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

/** How much of a window lies within the clip; below 0, how far it lies outside. */
function insideMs(startMs: Milliseconds, endMs: Milliseconds, { video }: PlacementContext): number {
  return Math.min(endMs, toWholeMs(video.durationMs)) - Math.max(startMs, 0);
}

/** Every reason why nothing is legal here; empty exactly when something is. */
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

/** The trim as it is, at the nearest place that this trim has; `null` when it has none, and so when the trim itself is not legal. */
function withNearestInsertAt(placement: Placement, context: PlacementContext): Placement | null {
  const range = getInsertRange(placement, guardFaceWindow(context)) ?? getInsertRange(placement, context);
  if (range === null) return null;
  const wantedMs = Number.isNaN(placement.insertAtMs) ? context.face.window.startMs : Math.round(placement.insertAtMs);
  return { ...placement, insertAtMs: clamp(wantedMs, range.startMs, range.endMs) };
}

/** The legal trim that differs least, for a ground where one exists. */
function withNearestTrim(placement: Placement, context: PlacementContext): Placement {
  const { minTrimmedMs } = PLACEMENT_LIMITS;
  const guardedEndMs = guardVoice(context).voice.durationMs;
  const voiceEndMs = toWholeMs(context.voice.durationMs);
  // An end that may stay inside the guard stays there; one that has to come back goes before it.
  const lastMs = placement.trimEndMs <= voiceEndMs ? Math.max(placement.trimEndMs, guardedEndMs) : guardedEndMs;
  const maxMs = Math.min(lastMs, toWholeMs(context.video.durationMs));
  const wantedStartMs = clamp(Math.round(placement.trimStartMs), 0, lastMs);
  const wantedEndMs = clamp(Math.round(placement.trimEndMs), 0, lastMs);
  const trimEndMs = clamp(wantedEndMs, Math.min(lastMs, wantedStartMs + minTrimmedMs), wantedStartMs + maxMs);
  const trimStartMs = Math.min(wantedStartMs, trimEndMs - minTrimmedMs);
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
