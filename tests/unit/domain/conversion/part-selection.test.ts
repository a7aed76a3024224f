import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movePart, type PartHandle, planPart } from '@/lib/domain/conversion/part-selection';
import { PART_LIMITS, type ProbedVideo } from '@/lib/domain/conversion/video-plan';
import { createTimeRange, getLengthMs } from '@/lib/domain/time';

const clip: ProbedVideo = {
  ...{ container: 'mp4', byteSize: 90_000_000, durationMs: 180_000, widthPx: 1_920, heightPx: 1_080, hasSound: true },
  ...{ formatName: 'MP4', videoCodec: 'avc', canDecodeVideo: true, audioCodec: 'aac', canDecodeAudio: true, frameRate: 30 },
  ...{ rotationDeg: 0, videoTracks: 1, audioTracks: 1 },
};

describe('movePart', () => {
  it('movePart stays within the file and PART_LIMITS for any target', () => {
    const handle = fc.constantFrom<PartHandle>('start', 'end', 'whole');
    const moves = fc.array(fc.tuple(handle, fc.integer({ min: -500_000, max: 500_000 })), { maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 60_001, max: 400_000 }), moves, (durationMs, list) => {
        let part = createTimeRange(0, PART_LIMITS.maxMs);
        for (const [handle, toMs] of list) {
          part = movePart(handle, part, toMs, durationMs);
          expect(part.startMs).toBeGreaterThanOrEqual(0);
          expect(part.endMs).toBeLessThanOrEqual(durationMs);
          expect(getLengthMs(part)).toBeGreaterThanOrEqual(PART_LIMITS.minMs);
          expect(getLengthMs(part)).toBeLessThanOrEqual(PART_LIMITS.maxMs);
        }
      }),
    );
  });

  it('movePart moves a handle exactly to a target within the file', () => {
    expect(movePart('start', createTimeRange(10_000, 40_000), 20_000, 180_000)).toEqual(createTimeRange(20_000, 40_000));
    expect(movePart('end', createTimeRange(10_000, 40_000), 30_000, 180_000)).toEqual(createTimeRange(10_000, 30_000));
    expect(movePart('whole', createTimeRange(10_000, 40_000), 100_000, 180_000)).toEqual(createTimeRange(100_000, 130_000));
  });

  it('movePart moves the other edge when the part would exceed PART_LIMITS', () => {
    expect(movePart('start', createTimeRange(100_000, 150_000), 10_000, 180_000)).toEqual(createTimeRange(10_000, 69_900));
    expect(movePart('end', createTimeRange(0, 50_000), 120_000, 180_000)).toEqual(createTimeRange(60_100, 120_000));
    expect(movePart('start', createTimeRange(0, 30_000), 100_000, 180_000)).toEqual(createTimeRange(100_000, 102_100));
  });
});

describe('planPart', () => {
  const part = createTimeRange(30_500, 60_500);

  it('planPart copies from a nearby keyframe', () => {
    expect(planPart(clip, part, [0, 30_000, 60_000])).toMatchObject({ kind: 'copy', startMovedByMs: -500 });
  });

  it('planPart re-encodes when the nearest keyframe is too far away', () => {
    expect(planPart(clip, part, [0, 20_000, 60_000])).toMatchObject({ kind: 'encode', startMovedByMs: 0, part });
  });

  it('planPart copies from any keyframe when the video cannot be decoded', () => {
    const plan = planPart({ ...clip, videoCodec: 'hevc', canDecodeVideo: false }, part, [0, 20_000, 60_000]);
    expect(plan).toMatchObject({ kind: 'copy', startMovedByMs: -10_500 });
  });
});
