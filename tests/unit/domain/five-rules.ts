/**
 * The five rules written again from the specification's text only, as the oracle for the implementation. Keep it free of numbers and functions of
 * `lib/domain`.
 */
import fc from 'fast-check';
import type { Placement, PlacementContext } from '@/lib/domain/placement';
import { createTimeRange } from '@/lib/domain/time';

/** By how many milliseconds each rule is violated; satisfied rules are absent. */
export type Shortfalls = Readonly<Record<string, number>>;

export function shortfalls(placement: Placement, ground: PlacementContext): Shortfalls {
  const voiceLasts = ground.voice.durationMs;
  const heardFor = placement.trimEndMs - placement.trimStartMs;
  const heardFrom = placement.insertAtMs;
  const heardUntil = heardFrom + heardFor;
  const together = Math.min(heardUntil, ground.face.window.endMs) - Math.max(heardFrom, ground.face.window.startMs);
  const found: Record<string, number> = {};
  const must = (rule: string, missing: number) => {
    if (missing > 0) found[rule] = missing;
  };
  // 1. 时长 2 s to 60 s.
  must('voice-too-short', 2000 - voiceLasts);
  must('voice-too-long', voiceLasts - 60_000);
  // 2. 裁剪后音频不得短于2秒: the trimmed audio lasts at least 2 s.
  must('trimmed-too-short', 2000 - heardFor);
  // 3. 终点时间不得晚于原始音频总时长: the trim ends not later than the recording; times count from its start.
  must('trim-past-voice-end', placement.trimEndMs - voiceLasts);
  must('trim-before-voice-start', -placement.trimStartMs);
  // 4. 至少重合2秒时长: the heard stretch and the face's window share at least 2 s.
  must('overlap-too-short', 2000 - together);
  // 5. Not before the video's start, and not past its end.
  must('starts-before-video', -heardFrom);
  must('ends-after-video', heardUntil - ground.video.durationMs);
  return found;
}

export function obeysFiveRules(placement: Placement, ground: PlacementContext): boolean {
  const { trimStartMs, trimEndMs, insertAtMs, voiceVolume, originalVolume } = placement;
  const { startMs, endMs } = ground.face.window;
  const heardUntil = insertAtMs + trimEndMs - trimStartMs;
  return (
    ground.voice.durationMs >= 2000 &&
    ground.voice.durationMs <= 60_000 &&
    trimStartMs >= 0 &&
    trimEndMs - trimStartMs >= 2000 &&
    trimEndMs <= ground.voice.durationMs &&
    Math.min(heardUntil, endMs) - Math.max(insertAtMs, startMs) >= 2000 &&
    insertAtMs >= 0 &&
    heardUntil <= ground.video.durationMs &&
    [voiceVolume, originalVolume].every((gain) => gain >= 0 && gain <= 2)
  );
}

export function groundOf(window: readonly [number, number], videoMs: number, voiceMs: number): PlacementContext {
  return { face: { window: createTimeRange(...window) }, video: { durationMs: videoMs }, voice: { durationMs: voiceMs } };
}

export function placementOf(trimStartMs: number, trimEndMs: number, insertAtMs: number): Placement {
  return { trimStartMs, trimEndMs, insertAtMs, voiceVolume: 1, originalVolume: 0 };
}

/** Contexts of every kind, including empty windows, windows outside or longer than the clip, and voices longer than the clip. */
export function grounds(longestMs: number): fc.Arbitrary<PlacementContext> {
  const onAnEdge = fc
    .constantFrom(0, 1, 1999, 2000, 2001, 2049, 2050, 2199, 2200, 59_999, 60_000, 60_001)
    .filter((ms) => ms <= longestMs || ms === 60_001);
  const duration = fc.oneof({ weight: 1, arbitrary: onAnEdge }, { weight: 3, arbitrary: fc.integer({ min: 2000, max: longestMs }) });
  const anything = fc.record({
    videoMs: fc.oneof(duration, fc.integer({ min: 0, max: longestMs })),
    voiceMs: fc.oneof(duration, fc.integer({ min: 0, max: longestMs })),
    startMs: fc.integer({ min: -3000, max: longestMs }),
    windowMs: fc.oneof(duration, fc.integer({ min: 0, max: longestMs })),
  });
  const likely = fc.record({
    videoMs: fc.integer({ min: Math.min(3000, longestMs), max: longestMs }),
    voiceMs: fc.integer({ min: 2000, max: Math.min(60_000, longestMs) }),
    startMs: fc.oneof(fc.constant(0), fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 0, max: Math.floor(longestMs / 2) })),
    windowMs: duration,
  });
  return fc
    .oneof({ weight: 1, arbitrary: anything }, { weight: 3, arbitrary: likely })
    .map(({ videoMs, voiceMs, startMs, windowMs }) => groundOf([startMs, startMs + windowMs], videoMs, voiceMs));
}

/** A context and a placement whose values are inside, on a bound, a millisecond beside one, or arbitrary. */
export function placedGrounds(longestMs: number): fc.Arbitrary<{ ground: PlacementContext; placement: Placement }> {
  const anywhere = fc.integer({ min: -2500, max: longestMs + 2500 });
  const within = (a: number, b: number) => fc.integer({ min: Math.min(a, b), max: Math.max(a, b) });
  const around = (a: number, b: number) =>
    fc.oneof(
      { weight: 6, arbitrary: within(a, b) },
      { weight: 3, arbitrary: fc.tuple(fc.constantFrom(a, b), fc.constantFrom(-1, 0, 1)).map(([edge, by]) => edge + by) },
      { weight: 1, arbitrary: anywhere },
    );
  return grounds(longestMs).chain((ground) => {
    const { startMs, endMs } = ground.face.window;
    const videoMs = ground.video.durationMs;
    const voiceMs = ground.voice.durationMs;
    return around(0, voiceMs - 2000).chain((trimStartMs) =>
      around(2000, Math.min(voiceMs - trimStartMs, videoMs)).chain((lengthMs) =>
        around(Math.max(0, startMs + 2000 - lengthMs), Math.min(videoMs - lengthMs, endMs - 2000)).map((insertAtMs) => ({
          ground,
          placement: placementOf(trimStartMs, trimStartMs + lengthMs, insertAtMs),
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

export const hostileGrounds: fc.Arbitrary<PlacementContext> = fc
  .record({
    edges: fc.tuple(fc.oneof(fc.maxSafeInteger(), fc.integer()), fc.oneof(fc.maxSafeInteger(), fc.integer())),
    videoMs: hostileNumbers,
    voiceMs: hostileNumbers,
  })
  .map(({ edges, videoMs, voiceMs }) => groundOf([Math.min(...edges), Math.max(...edges)], videoMs, voiceMs));
