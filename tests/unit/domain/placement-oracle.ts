/**
 * The five rules written again from the specification's text only, as the oracle for the implementation. Keep it free of numbers and functions of
 * `lib/domain`.
 */
import fc from 'fast-check';
import type { Placement, PlacementContext } from '@/lib/domain/placement';
import { createTimeRange } from '@/lib/domain/time';

/** By how many milliseconds each rule is violated; satisfied rules are absent. */
export type Shortfalls = Readonly<Record<string, number>>;

export function getShortfalls(placement: Placement, ground: PlacementContext): Shortfalls {
  const voiceMs = ground.voice.durationMs;
  const trimmedMs = placement.trimEndMs - placement.trimStartMs;
  const startsAtMs = placement.insertAtMs;
  const endsAtMs = startsAtMs + trimmedMs;
  const sharedMs = Math.min(endsAtMs, ground.face.window.endMs) - Math.max(startsAtMs, ground.face.window.startMs);
  const found: Record<string, number> = {};
  const addIfMissing = (rule: string, missing: number) => {
    if (missing > 0) found[rule] = missing;
  };
  // 1. 时长 2 s to 60 s.
  addIfMissing('voice-too-short', 2000 - voiceMs);
  addIfMissing('voice-too-long', voiceMs - 60_000);
  // 2. 裁剪后音频不得短于2秒: the trimmed audio lasts at least 2 s.
  addIfMissing('trimmed-too-short', 2000 - trimmedMs);
  // 3. 终点时间不得晚于原始音频总时长: the trim ends not later than the recording; times count from its start.
  addIfMissing('trim-past-voice-end', placement.trimEndMs - voiceMs);
  addIfMissing('trim-before-voice-start', -placement.trimStartMs);
  // 4. 至少重合2秒时长: the heard stretch and the face's window share at least 2 s.
  addIfMissing('overlap-too-short', 2000 - sharedMs);
  // 5. Not before the video's start, and not past its end.
  addIfMissing('starts-before-video', -startsAtMs);
  addIfMissing('ends-after-video', endsAtMs - ground.video.durationMs);
  return found;
}

export function obeysFiveRules(placement: Placement, ground: PlacementContext): boolean {
  const { trimStartMs, trimEndMs, insertAtMs, voiceVolume, originalVolume } = placement;
  const { startMs, endMs } = ground.face.window;
  const endsAtMs = insertAtMs + trimEndMs - trimStartMs;
  return (
    ground.voice.durationMs >= 2000 &&
    ground.voice.durationMs <= 60_000 &&
    trimStartMs >= 0 &&
    trimEndMs - trimStartMs >= 2000 &&
    trimEndMs <= ground.voice.durationMs &&
    Math.min(endsAtMs, endMs) - Math.max(insertAtMs, startMs) >= 2000 &&
    insertAtMs >= 0 &&
    endsAtMs <= ground.video.durationMs &&
    [voiceVolume, originalVolume].every((gain) => gain >= 0 && gain <= 2)
  );
}

export function createContext(window: readonly [number, number], videoMs: number, voiceMs: number): PlacementContext {
  return { face: { window: createTimeRange(...window) }, video: { durationMs: videoMs }, voice: { durationMs: voiceMs } };
}

export function createPlacement(trimStartMs: number, trimEndMs: number, insertAtMs: number): Placement {
  return { trimStartMs, trimEndMs, insertAtMs, voiceVolume: 1, originalVolume: 0 };
}

/** Contexts of every kind, including empty windows, windows outside or longer than the clip, and voices longer than the clip. */
export function contextArbitrary(maxMs: number): fc.Arbitrary<PlacementContext> {
  const onAnEdge = fc
    .constantFrom(0, 1, 1999, 2000, 2001, 2049, 2050, 2199, 2200, 59_999, 60_000, 60_001)
    .filter((ms) => ms <= maxMs || ms === 60_001);
  const duration = fc.oneof({ weight: 1, arbitrary: onAnEdge }, { weight: 3, arbitrary: fc.integer({ min: 2000, max: maxMs }) });
  const anything = fc.record({
    videoMs: fc.oneof(duration, fc.integer({ min: 0, max: maxMs })),
    voiceMs: fc.oneof(duration, fc.integer({ min: 0, max: maxMs })),
    startMs: fc.integer({ min: -3000, max: maxMs }),
    windowMs: fc.oneof(duration, fc.integer({ min: 0, max: maxMs })),
  });
  const likely = fc.record({
    videoMs: fc.integer({ min: Math.min(3000, maxMs), max: maxMs }),
    voiceMs: fc.integer({ min: 2000, max: Math.min(60_000, maxMs) }),
    startMs: fc.oneof(fc.constant(0), fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 0, max: Math.floor(maxMs / 2) })),
    windowMs: duration,
  });
  return fc
    .oneof({ weight: 1, arbitrary: anything }, { weight: 3, arbitrary: likely })
    .map(({ videoMs, voiceMs, startMs, windowMs }) => createContext([startMs, startMs + windowMs], videoMs, voiceMs));
}

/** A context and a placement whose values are inside, on a bound, a millisecond beside one, or arbitrary. */
export function placedContextArbitrary(maxMs: number): fc.Arbitrary<{ ground: PlacementContext; placement: Placement }> {
  const anywhere = fc.integer({ min: -2500, max: maxMs + 2500 });
  const within = (a: number, b: number) => fc.integer({ min: Math.min(a, b), max: Math.max(a, b) });
  const around = (a: number, b: number) =>
    fc.oneof(
      { weight: 6, arbitrary: within(a, b) },
      { weight: 3, arbitrary: fc.tuple(fc.constantFrom(a, b), fc.constantFrom(-1, 0, 1)).map(([edge, by]) => edge + by) },
      { weight: 1, arbitrary: anywhere },
    );
  return contextArbitrary(maxMs).chain((ground) => {
    const { startMs, endMs } = ground.face.window;
    const videoMs = ground.video.durationMs;
    const voiceMs = ground.voice.durationMs;
    return around(0, voiceMs - 2000).chain((trimStartMs) =>
      around(2000, Math.min(voiceMs - trimStartMs, videoMs)).chain((lengthMs) =>
        around(Math.max(0, startMs + 2000 - lengthMs), Math.min(videoMs - lengthMs, endMs - 2000)).map((insertAtMs) => ({
          ground,
          placement: createPlacement(trimStartMs, trimStartMs + lengthMs, insertAtMs),
        })),
      ),
    );
  });
}

/** Invalid and extreme numbers. */
export const hostileNumbers = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
    0.5,
    1e300,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
  ),
  fc.integer({ min: -100, max: 70_000 }),
);

export const hostilePlacements: fc.Arbitrary<Placement> = fc.record({
  trimStartMs: hostileNumbers,
  trimEndMs: hostileNumbers,
  insertAtMs: hostileNumbers,
  voiceVolume: hostileNumbers,
  originalVolume: hostileNumbers,
});

export const hostileContexts: fc.Arbitrary<PlacementContext> = fc
  .record({
    edges: fc.tuple(fc.oneof(fc.maxSafeInteger(), fc.integer()), fc.oneof(fc.maxSafeInteger(), fc.integer())),
    videoMs: hostileNumbers,
    voiceMs: hostileNumbers,
  })
  .map(({ edges, videoMs, voiceMs }) => createContext([Math.min(...edges), Math.max(...edges)], videoMs, voiceMs));
