import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ExecutableVideoPlan,
  findVideoConversions,
  fitPart,
  getQuality,
  getTargetSize,
  PART_LIMITS,
  type ProbedVideo,
  planSmallerVideo,
  planVideo,
  type VideoPlan,
} from '@/lib/domain/conversion/video-plan';
import { createTimeRange, getLengthMs } from '@/lib/domain/time';
import type { VideoFacts } from '@/lib/domain/video';
import { propertyOptions } from '../property-options';

const LEGAL_CLIP: ProbedVideo = {
  container: 'mp4',
  byteSize: 12_000_000,
  durationMs: 12_000,
  widthPx: 1920,
  heightPx: 1080,
  hasSound: true,
  formatName: 'MP4',
  videoCodec: 'avc',
  canDecodeVideo: true,
  audioCodec: 'aac',
  canDecodeAudio: true,
  frameRate: 30,
  rotationDeg: 0,
  videoTracks: 1,
  audioTracks: 1,
};

function clip(changes: Partial<ProbedVideo>): ProbedVideo {
  return { ...LEGAL_CLIP, ...changes };
}

/** Upstream's limits written from its specification, independent of the code under test. */
function isLegal(facts: VideoFacts): boolean {
  const kind = facts.container === 'mp4' || facts.container === 'mov';
  const length = facts.durationMs >= 2000 && facts.durationMs <= 60_000;
  const sides = [facts.widthPx, facts.heightPx].every((side) => side >= 512 && side <= 2160);
  return kind && facts.byteSize <= 100_000_000 && length && sides;
}

/** Whether the size satisfies both parts of upstream's rule. */
function hasRecommendedSize(facts: VideoFacts): boolean {
  const short = Math.min(facts.widthPx, facts.heightPx);
  return short >= 720 && short <= 1080;
}

const sidePx = fc.oneof(
  fc.integer({ min: 2, max: 8000 }),
  fc.constantFrom(511, 512, 513, 719, 720, 721, 1079, 1080, 1081, 2159, 2160, 2161, 3840),
);
const anyClip: fc.Arbitrary<ProbedVideo> = fc
  .record({
    container: fc.constantFrom('mp4', 'mov', 'other'),
    byteSize: fc.oneof(fc.integer({ min: 1000, max: 300_000_000 }), fc.integer({ min: 1000, max: 6_000_000_000 })),
    durationMs: fc.oneof(
      fc.integer({ min: 100, max: 130_000 }),
      fc.integer({ min: 100, max: 7_200_000 }),
      fc.constantFrom(1999, 2000, 59_999, 60_000, 60_001),
    ),
    widthPx: sidePx,
    heightPx: sidePx,
    hasSound: fc.boolean(),
    videoCodec: fc.constantFrom('avc', 'hevc', 'vp9', 'av1', 'vp8', 'prores', null),
    canDecodeVideo: fc.boolean(),
    audioCodec: fc.constantFrom('aac', 'mp3', 'opus', 'pcm-s16', 'ac3', null),
    canDecodeAudio: fc.boolean(),
    frameRate: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 240 })),
    rotationDeg: fc.constantFrom(0, 90, 180, 270),
  })
  .map((facts) => clip(facts));

const anyOptions = fc.record({
  part: fc.option(
    fc.tuple(fc.nat(7_200_000), fc.integer({ min: 1, max: 100_000 })).map(([start, length]) => createTimeRange(start, start + length)),
    { nil: undefined },
  ),
  keyframesMs: fc.option(
    fc.array(fc.nat(7_200_000), { maxLength: 20 }).map((times) => [0, ...times].toSorted((a, b) => a - b)),
    { nil: undefined },
  ),
  snapToKeyframe: fc.boolean(),
});

function getPredictedFacts(facts: ProbedVideo, plan: VideoPlan): VideoFacts | null {
  if (plan.kind === 'impossible') return null;
  return plan.kind === 'as-is' ? facts : plan.predicted;
}

describe('planVideo', () => {
  it('planVideo predicts a legal video or returns "impossible"', () => {
    fc.assert(
      fc.property(anyClip, anyOptions, (facts, options) => {
        const plan = planVideo(facts, options);
        const predicted = getPredictedFacts(facts, plan);
        if (predicted !== null) expect(isLegal(predicted), JSON.stringify(plan)).toBe(true);
        else expect(plan.kind === 'impossible' && plan.reasons.length).toBeGreaterThan(0);
      }),
      propertyOptions(3000),
    );
  });

  it('planVideo re-encodes to a recommended size', () => {
    fc.assert(
      fc.property(anyClip, anyOptions, (facts, options) => {
        const plan = planVideo(facts, options);
        if (plan.kind !== 'encode') return;
        expect(hasRecommendedSize(plan.predicted), JSON.stringify(plan)).toBe(true);
        expect([plan.target.widthPx % 2, plan.target.heightPx % 2]).toEqual([0, 0]);
        expect(Math.sign(plan.target.widthPx - plan.target.heightPx) * (facts.widthPx - facts.heightPx)).toBeGreaterThanOrEqual(0);
        expect(plan.videoBitsPerSecond).toBeGreaterThan(0);
      }),
      propertyOptions(3000),
    );
  });

  it('planVideo leaves a legal video without warnings unchanged', () => {
    fc.assert(
      fc.property(anyClip, (facts) => {
        const doubted = !hasRecommendedSize(facts) || (facts.videoCodec !== 'avc' && facts.videoCodec !== 'hevc');
        if (!isLegal(facts) || doubted) return;
        expect(planVideo(facts).kind).toBe('as-is');
      }),
      propertyOptions(5000),
    );
  });

  it('planVideo re-encodes only for the size, codec, byte size or first keyframe', () => {
    fc.assert(
      fc.property(anyClip, anyOptions, (facts, options) => {
        const plan = planVideo(facts, options);
        if (plan.kind !== 'encode') return;
        const sizeAsks = !isLegal({ ...facts, container: 'mp4', byteSize: 1, durationMs: 5000 }) || !hasRecommendedSize(facts);
        const codingAsks = facts.videoCodec !== 'avc' && facts.videoCodec !== 'hevc';
        const bytesAsk =
          (facts.byteSize * getLengthMs(plan.part) * 1.1) / facts.durationMs + 200_000 > 100_000_000 || facts.byteSize > 100_000_000;
        const startAsks = plan.part.startMs > 0 && !(options.keyframesMs ?? []).some((at) => Math.abs(at - plan.part.startMs) <= 20);
        expect(sizeAsks || codingAsks || bytesAsk || startAsks, JSON.stringify(plan)).toBe(true);
        expect(facts.canDecodeVideo).toBe(true);
      }),
      propertyOptions(3000),
    );
  });

  it('planVideo copies only known codecs', () => {
    fc.assert(
      fc.property(anyClip, anyOptions, (facts, options) => {
        if (planVideo(facts, options).kind === 'copy') expect(facts.videoCodec).not.toBeNull();
      }),
      propertyOptions(2000),
    );
  });

  it('planVideo takes a part inside the video with the requested length within PART_LIMITS', () => {
    fc.assert(
      fc.property(anyClip, anyOptions, (facts, options) => {
        const plan = planVideo(facts, options);
        if (plan.kind !== 'copy' && plan.kind !== 'encode') return;
        expect(plan.part.startMs).toBeGreaterThanOrEqual(0);
        expect(plan.part.endMs).toBeLessThanOrEqual(facts.durationMs);
        expect(getLengthMs(plan.part)).toBeLessThanOrEqual(PART_LIMITS.maxMs);
        if (plan.startMovedByMs === 0 && options.part) expect(plan.part).toEqual(fitPart(options.part, facts.durationMs));
      }),
      propertyOptions(3000),
    );
  });

  it.each([
    ['a three-minute phone clip is cut without re-encoding', { durationMs: 180_000, byteSize: 90_000_000 }, 'copy', ['cut']],
    ['MKV from a screen recorder is remuxed to MP4', { container: 'other' as const }, 'copy', ['remux']],
    ['a WebM is transcoded to MP4', { container: 'other' as const, videoCodec: 'vp9' }, 'encode', ['transcode']],
    ['4K is scaled to 1080p', { widthPx: 3840, heightPx: 2160 }, 'encode', ['scale', 'transcode']],
    ['a small video is scaled to 720p', { widthPx: 640, heightPx: 480 }, 'encode', ['scale', 'transcode']],
    ['an extreme aspect ratio is padded', { widthPx: 1600, heightPx: 300 }, 'encode', ['pad', 'transcode']],
    ['a file that is too large is shrunk', { byteSize: 140_000_000, durationMs: 50_000 }, 'encode', ['shrink', 'transcode']],
    [
      'HEVC that this browser cannot decode is still cut',
      { videoCodec: 'hevc', canDecodeVideo: false, durationMs: 90_000 },
      'copy',
      ['cut'],
    ],
  ])('planVideo: %s', (_, changes, kind, steps) => {
    const plan = planVideo(clip(changes));
    expect(plan).toMatchObject({ kind, steps: steps });
  });

  it.each([
    ['is too short', { durationMs: 1_999 }, 'video-too-short'],
    ['has no video track', { widthPx: 0, heightPx: 0, videoCodec: null, canDecodeVideo: false }, 'video-no-picture'],
    ['needs scaling and cannot be decoded', { widthPx: 3840, heightPx: 2160, videoCodec: 'hevc', canDecodeVideo: false }, 'video-too-big'],
    [
      'has an unknown codec and another container',
      { container: 'other' as const, videoCodec: null, canDecodeVideo: false },
      'video-container',
    ],
    ['has an unknown codec and is too long', { durationMs: 90_000, videoCodec: null, canDecodeVideo: false }, 'video-too-long'],
    ['is too large and cannot be decoded', { byteSize: 150_000_000, videoCodec: 'hevc', canDecodeVideo: false }, 'video-too-large'],
  ])('planVideo returns "impossible" with the reason for a clip that %s', (_, changes, code) => {
    const plan = planVideo(clip(changes));
    expect(plan.kind === 'impossible' && plan.reasons.map((finding) => finding.code)).toContain(code);
  });

  it('planVideo sends a legal clip that this browser cannot decode unchanged, with a warning', () => {
    const plan = planVideo(clip({ videoCodec: 'hevc', canDecodeVideo: false }));
    expect(plan).toMatchObject({ kind: 'as-is', warnings: [{ code: 'video-undecodable' }] });
  });

  it('planVideo moves the start to the preceding keyframe only if allowed, and reports the distance', () => {
    const facts = clip({ durationMs: 50_000 });
    const options = { part: createTimeRange(10_500, 20_500), keyframesMs: [0, 4_000, 10_000, 12_000] };
    expect(planVideo(facts, options)).toMatchObject({ kind: 'encode', part: { startMs: 10_500, endMs: 20_500 } });
    expect(planVideo(facts, { ...options, snapToKeyframe: true })).toMatchObject({
      kind: 'copy',
      part: { startMs: 10_000, endMs: 20_000 },
      startMovedByMs: -500,
    });
    expect(planVideo(facts, { ...options, part: createTimeRange(4_010, 9_000) })).toMatchObject({ kind: 'copy', part: { startMs: 4_000 } });
  });

  it('planVideo copies audio that MP4 supports, encodes other audio, and drops undecodable audio', () => {
    const soundOf = (changes: Partial<ProbedVideo>) => {
      const plan = planVideo(clip({ container: 'other', ...changes }));
      return plan.kind === 'copy' ? plan.audio : plan.kind;
    };
    expect(soundOf({})).toBe('copy');
    expect(soundOf({ audioCodec: 'opus' })).toBe('encode');
    expect(soundOf({ audioCodec: 'ac3', canDecodeAudio: false })).toBe('copy');
    expect(soundOf({ audioCodec: null, canDecodeAudio: false })).toBe('leave-out');
    expect(soundOf({ hasSound: false, audioCodec: null })).toBe('none');
  });
});

describe('getTargetSize', () => {
  it.each([
    [3840, 2160, 1920, 1080, 'down'],
    [2160, 3840, 1080, 1920, 'down'],
    [1280, 720, 1280, 720, 'none'],
    [1281, 721, 1280, 720, 'none'],
    [960, 540, 1280, 720, 'up'],
    [480, 640, 720, 960, 'up'],
    [2560, 1080, 1706, 720, 'down'],
    [1920, 804, 1920, 804, 'none'],
    [640, 640, 720, 720, 'up'],
    [3000, 3000, 1080, 1080, 'down'],
    [4000, 1000, 2160, 720, 'pad'],
    [100, 1000, 720, 2160, 'pad'],
  ])('getTargetSize of %i × %i is %i × %i (%s)', (widthPx, heightPx, targetWidthPx, targetHeightPx, change) => {
    expect(getTargetSize(widthPx, heightPx)).toEqual({ widthPx: targetWidthPx, heightPx: targetHeightPx, change });
  });

  it('getTargetSize keeps the aspect ratio to a pixel unless bars are added', () => {
    fc.assert(
      fc.property(sidePx, sidePx, (widthPx, heightPx) => {
        const target = getTargetSize(widthPx, heightPx);
        if (target.change === 'pad' || target.change === 'none') return;
        const exact = (Math.max(widthPx, heightPx) / Math.min(widthPx, heightPx)) * Math.min(target.widthPx, target.heightPx);
        expect(Math.abs(Math.max(target.widthPx, target.heightPx) - exact)).toBeLessThanOrEqual(2);
      }),
      propertyOptions(1000),
    );
  });
});

describe('findVideoConversions', () => {
  it('findVideoConversions returns a step for every finding', () => {
    fc.assert(
      fc.property(anyClip, (facts) => {
        for (const { finding, step } of findVideoConversions(facts)) {
          expect(step, finding.code).not.toBe('extract-audio');
          if (finding.code === 'video-too-short' || finding.code === 'video-no-picture') expect(step).toBe('none-possible');
        }
      }),
      propertyOptions(500),
    );
  });
});

describe('planSmallerVideo', () => {
  function workable(plan: VideoPlan): ExecutableVideoPlan {
    if (plan.kind !== 'copy' && plan.kind !== 'encode') throw new Error(`unexpected plan "${plan.kind}"`);
    return plan;
  }

  it('planSmallerVideo reduces the bitrate, then the size to 720p, then the detail, and then returns null', () => {
    const facts = clip({ byteSize: 140_000_000, durationMs: 50_000 });
    const steps = [workable(planVideo(facts))];
    for (;;) {
      const last = steps.at(-1);
      const next = last === undefined ? null : planSmallerVideo(facts, last, 130_000_000);
      if (next === null) break;
      steps.push(next);
      if (steps.length > 10) throw new Error('planSmallerVideo never returned null');
    }
    const encoded = steps.filter((step) => step.kind === 'encode');
    expect(encoded.map(({ target, softening }) => [target.heightPx, softening])).toEqual([
      [1080, 1],
      [720, 1],
      [720, 2],
      [720, 4],
    ]);
    expect(encoded.map((step) => step.videoBitsPerSecond).toSorted((a, b) => b - a)).toEqual(
      encoded.map((step) => step.videoBitsPerSecond),
    );
    expect(encoded.every((step) => isLegal(step.predicted) && hasRecommendedSize(step.predicted))).toBe(true);
    expect(encoded.at(-1)?.quality).toBe('low');
  });

  it('planSmallerVideo re-encodes a copy if this browser can decode it', () => {
    const facts = clip({ container: 'other' });
    const copied = workable(planVideo(facts));
    expect(planSmallerVideo(facts, copied, 101_000_000)).toMatchObject({ kind: 'encode', steps: ['shrink', 'transcode'] });
    expect(planSmallerVideo(clip({ container: 'other', canDecodeVideo: false }), copied, 101_000_000)).toBeNull();
  });
});

describe('getQuality', () => {
  it.each([
    [8_000_000, 'high'],
    [3_000_000, 'medium'],
    [1_000_000, 'low'],
  ])('getQuality of 1080p at %i bits per second is %s', (bits, quality) => {
    expect(getQuality(bits, { widthPx: 1920, heightPx: 1080 }, 30)).toBe(quality);
  });
});
