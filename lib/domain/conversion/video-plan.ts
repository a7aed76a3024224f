/** Plans the conversion of a video that upstream would reject: a step for each finding, and one plan for all of them. Pure; no file is read. */

import { clamp, createTimeRange, getLengthMs, type Milliseconds, type TimeRange } from '@/lib/domain/time';
import { checkVideoLimits, VIDEO_LIMITS, type VideoFacts, type VideoFinding } from '@/lib/domain/video';

/** Facts about a clip that the browser measures in addition to those for upstream's limits. */
export interface ProbedVideo extends VideoFacts {
  /** Common name of the format, such as `WebM`. */
  readonly formatName: string;
  /** `null`: unknown codec or missing video track. */
  readonly videoCodec: string | null;
  /** Whether this browser can decode the video, and so re-encode it. */
  readonly canDecodeVideo: boolean;
  readonly audioCodec: string | null;
  readonly canDecodeAudio: boolean;
  /** Frames per second; `null` if unknown. */
  readonly frameRate: number | null;
  readonly rotationDeg: 0 | 90 | 180 | 270;
  readonly videoTracks: number;
  readonly audioTracks: number;
}

export type ConversionStep = 'cut' | 'scale' | 'pad' | 'transcode' | 'remux' | 'shrink' | 'extract-audio' | 'none-possible';

export type ProbedVideoFinding =
  | VideoFinding
  /** Within upstream's documented limits, but unusual in MP4 and MOV. Whether upstream accepts it is untested. */
  | { readonly code: 'video-codec'; readonly severity: 'warning'; readonly videoCodec: string | null }
  /** This browser cannot decode the video: the file can be sent unchanged, but not re-encoded or previewed. */
  | { readonly code: 'video-undecodable'; readonly severity: 'warning'; readonly videoCodec: string | null };

export interface VideoConversionFinding {
  readonly finding: ProbedVideoFinding;
  readonly step: ConversionStep;
}

/**
 * Shortest and longest part that is cut. Audio frames last 21 to 26 ms and start with up to 53 ms of padding, so a part of exactly 60 s would come
 * out too long, and one of exactly 2 s could come out too short.
 */
export const PART_LIMITS = { minMs: 2_100, maxMs: 59_900 } as const;

/** Short sides that upstream names: "720p and 1080p", in either orientation. */
const SHORT_SIDES_PX = [1080, 720] as const;

/** The usual codecs in MP4 and MOV; every other codec gets a warning. */
const COMMON_VIDEO_CODECS: readonly string[] = ['avc', 'hevc'];
/** Audio codecs that an MP4 can contain without re-encoding. */
const COPYABLE_AUDIO_CODECS: readonly string[] = ['aac', 'mp3', 'ac3', 'eac3'];

/** Target share of the allowed size, because encoders overshoot on noisy frames. */
const TARGET_SIZE_SHARE = 0.9;
/** Bitrate of stereo AAC without audible loss. */
export const AUDIO_BITS_PER_SECOND = 160_000;
/** Bits per pixel and frame at which faces keep their detail in H.264 (8.1 Mbit/s for 1080p at 30 frames per second). */
const BITS_PER_PIXEL = 0.13;
/** Below these, the quality is reported as medium and as low. */
const HIGH_BITS_PER_PIXEL = 0.07;
const MEDIUM_BITS_PER_PIXEL = 0.035;
/** Highest frame rate of a re-encoded video, in frames per second. */
const MAX_FRAME_RATE = 60;
/** Lowest bitrate with a recognisable image. */
const MIN_BITS_PER_SECOND = 200_000;
/** A cut this close to a keyframe counts as starting on it. */
const KEYFRAME_TOLERANCE_MS = 20;
/** A copied cut ends on a complete group of pictures and has its own index, so it is larger than its share of the file. */
const COPY_OVERHEAD = 1.1;
const COPY_OVERHEAD_BYTES = 200_000;

export interface FrameSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface TargetSize extends FrameSize {
  /** `pad`: black bars are added, because no legal size has this aspect ratio. */
  readonly change: 'none' | 'down' | 'up' | 'pad';
}

function roundDownToEven(px: number): number {
  return Math.max(2, 2 * Math.floor(px / 2));
}

/**
 * Returns a size within upstream's limits that keeps the aspect ratio to a pixel, with even sides (H.264 requires them). A legal size is kept,
 * except that an odd side loses one line.
 */
export function getTargetSize(widthPx: number, heightPx: number): TargetSize {
  const shortPx = Math.min(widthPx, heightPx);
  const longPx = Math.max(widthPx, heightPx);
  const orient = (short: number, long: number, change: TargetSize['change']): TargetSize =>
    widthPx >= heightPx ? { widthPx: long, heightPx: short, change } : { widthPx: short, heightPx: long, change };
  const { minShortSidePx, maxShortSidePx, maxSidePx } = VIDEO_LIMITS;
  if (shortPx >= minShortSidePx && shortPx <= maxShortSidePx && longPx <= maxSidePx)
    return orient(roundDownToEven(shortPx), roundDownToEven(longPx), 'none');
  const aspectRatio = longPx / shortPx;
  const fitting = SHORT_SIDES_PX.filter((side) => roundDownToEven(side * aspectRatio) <= maxSidePx);
  // 1080 only if the source has that many lines; upscaling stays as small as possible.
  const side = fitting.find((candidate) => candidate <= shortPx) ?? fitting.at(-1);
  if (side === undefined) return orient(minShortSidePx, maxSidePx, 'pad');
  return orient(side, roundDownToEven(side * aspectRatio), side > shortPx ? 'up' : 'down');
}

/** Returns each problem of a clip with the step that fixes it. If the list is empty, the file is sent unchanged. */
export function findVideoConversions(facts: ProbedVideo): VideoConversionFinding[] {
  const findings: ProbedVideoFinding[] = [...checkVideoLimits(facts)];
  const hasVideoTrack = facts.widthPx > 0 && facts.heightPx > 0;
  if (hasVideoTrack && !isCommonCodec(facts.videoCodec))
    findings.push({ code: 'video-codec', severity: 'warning', videoCodec: facts.videoCodec });
  if (hasVideoTrack && !facts.canDecodeVideo)
    findings.push({ code: 'video-undecodable', severity: 'warning', videoCodec: facts.videoCodec });
  return findings.map((finding) => ({ finding, step: getConversionStep(finding, facts) }));
}

function isCommonCodec(videoCodec: string | null): boolean {
  return videoCodec !== null && COMMON_VIDEO_CODECS.includes(videoCodec);
}

function getConversionStep(finding: ProbedVideoFinding, facts: ProbedVideo): ConversionStep {
  const stepIfDecodable = (step: ConversionStep) => (facts.canDecodeVideo ? step : 'none-possible');
  switch (finding.code) {
    case 'video-container':
      if (facts.canDecodeVideo && !isCommonCodec(facts.videoCodec)) return 'transcode';
      return facts.videoCodec === null ? 'none-possible' : 'remux';
    case 'video-too-large':
      return stepIfDecodable('shrink');
    case 'video-too-long':
      // A cut needs a known codec or a decoder.
      return facts.videoCodec === null && !facts.canDecodeVideo ? 'none-possible' : 'cut';
    case 'video-too-small':
    case 'video-too-big':
    case 'video-odd-size':
      return stepIfDecodable(getTargetSize(facts.widthPx, facts.heightPx).change === 'pad' ? 'pad' : 'scale');
    case 'video-codec':
      return stepIfDecodable('transcode');
    case 'video-too-short':
    case 'video-no-picture':
    case 'video-undecodable':
      return 'none-possible';
  }
}

export type AudioPlan = 'none' | 'copy' | 'encode' | 'leave-out';
export type VideoQuality = 'high' | 'medium' | 'low';

interface ConversionPlan {
  /** The range of the source file that is kept. */
  readonly part: TimeRange;
  /** How far the start moved to lie on a keyframe; negative is earlier. */
  readonly startMovedByMs: Milliseconds;
  readonly audio: AudioPlan;
  readonly steps: readonly ConversionStep[];
  /** Findings that remain after the conversion. */
  readonly warnings: readonly ProbedVideoFinding[];
  /** Expected facts of the output; `byteSize` is an upper estimate. */
  readonly predicted: VideoFacts;
}

export type VideoPlan =
  /** Legal: the file is sent unchanged. */
  | { readonly kind: 'as-is'; readonly warnings: readonly ProbedVideoFinding[] }
  /** Video, and audio where possible, are copied without loss. */
  | (ConversionPlan & { readonly kind: 'copy' })
  | (ConversionPlan & {
      readonly kind: 'encode';
      readonly target: TargetSize;
      readonly videoBitsPerSecond: number;
      /** Maximum frames per second; `null` keeps every frame at its time. */
      readonly frameRate: number | null;
      readonly quality: VideoQuality;
      /** Factor by which detail is reduced in each direction; above 1 only if a lower bitrate was not enough. */
      readonly softening: 1 | 2 | 4;
    })
  | { readonly kind: 'impossible'; readonly reasons: readonly ProbedVideoFinding[] };

export type ExecutableVideoPlan = Extract<VideoPlan, { kind: 'copy' | 'encode' }>;

export interface VideoOptions {
  /** The requested part. Default: the whole file, or its first minute if it is longer. */
  readonly part?: TimeRange | undefined;
  /** Times of the keyframes in the file; omitted if unknown. */
  readonly keyframesMs?: readonly Milliseconds[] | undefined;
  /** Whether the start may move to the preceding keyframe to avoid re-encoding. */
  readonly snapToKeyframe?: boolean | undefined;
}

/** Fits a part into a file of `durationMs`: keeps its start where possible, and its length within `PART_LIMITS`. */
export function fitPart(part: TimeRange, durationMs: Milliseconds): TimeRange {
  const whole = Math.floor(durationMs);
  const length = clamp(getLengthMs(part), Math.min(PART_LIMITS.minMs, whole), Math.min(PART_LIMITS.maxMs, whole));
  const startMs = clamp(part.startMs, 0, whole - length);
  return createTimeRange(startMs, startMs + length);
}

/** Returns one plan for all findings that can be fixed. It re-encodes only what it must. */
export function planVideo(facts: ProbedVideo, options: VideoOptions = {}): VideoPlan {
  const conversions = findVideoConversions(facts);
  const unconvertible = conversions.filter(({ finding, step }) => finding.severity === 'error' && step === 'none-possible');
  const findings = conversions.map(({ finding }) => finding);
  const errors = findings.filter((finding) => finding.severity === 'error');
  const hasFinding = (code: ProbedVideoFinding['code']) => findings.some((finding) => finding.code === code);
  // Cutting can fix a file that is too large without a decoder; every other finding without a step is final.
  const blocking = unconvertible.filter(({ finding }) => finding.code !== 'video-too-large');
  if (blocking.length > 0) return { kind: 'impossible', reasons: blocking.map(({ finding }) => finding) };

  const whole = createTimeRange(0, Math.floor(facts.durationMs));
  const requestedRange = options.part ?? whole;
  const wantsCut = requestedRange.startMs > whole.startMs || requestedRange.endMs < whole.endMs;
  const warnings = findings.filter((finding) => finding.severity === 'warning');
  const isConvertible = conversions.some(({ step }) => step !== 'none-possible');
  if (errors.length === 0 && !wantsCut && !isConvertible) return { kind: 'as-is', warnings };

  const requestedPart = fitPart(requestedRange, facts.durationMs);
  const size = getTargetSize(facts.widthPx, facts.heightPx);
  const keyframeMs = findKeyframe(requestedPart.startMs, options);
  const mustReencode = facts.canDecodeVideo && (size.change !== 'none' || hasFinding('video-codec'));
  const mayCopy = facts.videoCodec !== null && !mustReencode && (keyframeMs !== null || !facts.canDecodeVideo);
  const copied = createCopyPlan(
    facts,
    requestedPart,
    keyframeMs ?? findKeyframe(requestedPart.startMs, { ...options, snapToKeyframe: true }) ?? requestedPart.startMs,
  );
  if (mayCopy && copied.predicted.byteSize <= VIDEO_LIMITS.maxByteSize) {
    return { ...copied, kind: 'copy', warnings };
  }
  if (!facts.canDecodeVideo)
    return { kind: 'impossible', reasons: [...errors, ...warnings.filter(({ code }) => code === 'video-undecodable')] };
  return createEncodePlan(facts, requestedPart, size, copied.predicted.byteSize > VIDEO_LIMITS.maxByteSize);
}

/** The keyframe on which a cut at `startMs` can start without re-encoding; `null` if not found. */
function findKeyframe(startMs: Milliseconds, options: VideoOptions): Milliseconds | null {
  // The first frame of a file is always a keyframe.
  if (startMs === 0) return 0;
  const keyframes = options.keyframesMs ?? [];
  const candidates = keyframes.filter((at) => Math.abs(at - startMs) <= KEYFRAME_TOLERANCE_MS);
  const nearest = candidates.toSorted((a, b) => Math.abs(a - startMs) - Math.abs(b - startMs))[0];
  if (nearest !== undefined) return nearest;
  if (!options.snapToKeyframe) return null;
  // With unknown keyframes, the copy finds the preceding one when it runs.
  return options.keyframesMs === undefined ? startMs : Math.max(0, ...keyframes.filter((at) => at <= startMs));
}

function planAudio(facts: ProbedVideo): AudioPlan {
  if (!facts.hasSound) return 'none';
  if (facts.audioCodec !== null && COPYABLE_AUDIO_CODECS.includes(facts.audioCodec)) return 'copy';
  return facts.canDecodeAudio ? 'encode' : 'leave-out';
}

function isShortened(facts: ProbedVideo, part: TimeRange): boolean {
  return getLengthMs(part) < Math.floor(facts.durationMs);
}

function createCopyPlan(
  facts: ProbedVideo,
  requestedPart: TimeRange,
  startMs: Milliseconds,
): Omit<Extract<VideoPlan, { kind: 'copy' }>, 'kind' | 'warnings'> {
  const endMs = Math.min(Math.floor(facts.durationMs), startMs + getLengthMs(requestedPart));
  const part = createTimeRange(startMs, Math.max(startMs, endMs));
  const share = facts.durationMs > 0 ? getLengthMs(part) / facts.durationMs : 1;
  const isCut = isShortened(facts, part);
  const byteSize = isCut ? Math.ceil(facts.byteSize * share * COPY_OVERHEAD) + COPY_OVERHEAD_BYTES : facts.byteSize;
  return {
    part,
    startMovedByMs: startMs - requestedPart.startMs,
    audio: planAudio(facts),
    steps: [...(isCut ? (['cut'] as const) : []), ...(facts.container === 'other' ? (['remux'] as const) : [])],
    predicted: predictFacts(facts, part, byteSize, facts),
  };
}

function predictFacts(facts: ProbedVideo, part: TimeRange, byteSize: number, { widthPx, heightPx }: FrameSize): VideoFacts {
  const audio = planAudio(facts);
  return { container: 'mp4', byteSize, durationMs: getLengthMs(part), widthPx, heightPx, hasSound: audio === 'copy' || audio === 'encode' };
}

function createEncodePlan(
  facts: ProbedVideo,
  part: TimeRange,
  target: TargetSize,
  isTooLarge: boolean,
): Extract<VideoPlan, { kind: 'encode' }> {
  const seconds = getLengthMs(part) / 1000;
  const framesPerSecond = Math.min(facts.frameRate ?? 30, MAX_FRAME_RATE);
  const pixelsPerSecond = target.widthPx * target.heightPx * framesPerSecond;
  const maxBits = (VIDEO_LIMITS.maxByteSize * 8 * TARGET_SIZE_SHARE) / seconds - AUDIO_BITS_PER_SECOND;
  // 1.5 times the source bitrate is enough for H.264 to keep the detail of a low-bitrate source.
  const sourceBits = facts.durationMs > 0 ? (facts.byteSize * 8) / (facts.durationMs / 1000) : maxBits;
  const idealBits = clamp(sourceBits * 1.5, pixelsPerSecond * HIGH_BITS_PER_PIXEL, pixelsPerSecond * BITS_PER_PIXEL);
  const videoBitsPerSecond = Math.round(Math.min(maxBits, idealBits));
  const isCut = isShortened(facts, part);
  const steps: ConversionStep[] = [
    ...(isCut ? (['cut'] as const) : []),
    ...(target.change === 'pad' ? (['pad'] as const) : target.change === 'none' ? [] : (['scale'] as const)),
    ...(isTooLarge ? (['shrink'] as const) : []),
    'transcode',
  ];
  const byteSize = Math.ceil(((videoBitsPerSecond + AUDIO_BITS_PER_SECOND) * seconds) / 8);
  return {
    kind: 'encode',
    part,
    startMovedByMs: 0,
    audio: planAudio(facts),
    steps,
    warnings: [],
    predicted: predictFacts(facts, part, byteSize, target),
    target,
    videoBitsPerSecond,
    frameRate: facts.frameRate !== null && facts.frameRate > MAX_FRAME_RATE + 1 ? MAX_FRAME_RATE : null,
    quality: getQuality(videoBitsPerSecond, target, framesPerSecond),
    softening: 1,
  };
}

/** Classifies how much detail remains at a bitrate. */
export function getQuality(videoBitsPerSecond: number, { widthPx, heightPx }: FrameSize, framesPerSecond: number): VideoQuality {
  const bitsPerPixel = videoBitsPerSecond / Math.max(1, widthPx * heightPx * framesPerSecond);
  return bitsPerPixel >= HIGH_BITS_PER_PIXEL * 0.99 ? 'high' : bitsPerPixel >= MEDIUM_BITS_PER_PIXEL ? 'medium' : 'low';
}

/**
 * Plans the next attempt after an output that exceeded the size limit: re-encode instead of copy, then fewer bits, 720p and less detail, because
 * encoders miss the requested bitrate on heavy grain. Returns `null` when nothing smaller is possible.
 */
export function planSmallerVideo(facts: ProbedVideo, plan: ExecutableVideoPlan, outputByteSize: number): ExecutableVideoPlan | null {
  if (plan.kind === 'copy') {
    return facts.canDecodeVideo ? createEncodePlan(facts, plan.part, getTargetSize(facts.widthPx, facts.heightPx), true) : null;
  }
  const smallerTarget = getSmallerTarget(plan.target);
  const softening = smallerTarget.widthPx < plan.target.widthPx ? plan.softening : plan.softening === 1 ? 2 : 4;
  if (smallerTarget.widthPx === plan.target.widthPx && plan.softening === 4) return null;
  const share = Math.min(0.8, (VIDEO_LIMITS.maxByteSize * TARGET_SIZE_SHARE) / Math.max(1, outputByteSize));
  const pixelShare = (smallerTarget.widthPx * smallerTarget.heightPx) / (plan.target.widthPx * plan.target.heightPx);
  const videoBitsPerSecond = Math.max(MIN_BITS_PER_SECOND, Math.round(plan.videoBitsPerSecond * Math.max(share, pixelShare * 0.5)));
  const framesPerSecond = Math.min(facts.frameRate ?? 30, MAX_FRAME_RATE);
  const quality = softening > 1 ? 'low' : getQuality(videoBitsPerSecond, smallerTarget, framesPerSecond);
  const { widthPx, heightPx } = smallerTarget;
  const steps: ConversionStep[] = plan.steps.includes('shrink') ? [...plan.steps] : [...plan.steps, 'shrink'];
  return {
    ...plan,
    target: smallerTarget,
    videoBitsPerSecond,
    quality,
    softening,
    steps,
    predicted: { ...plan.predicted, widthPx, heightPx },
  };
}

/** The same aspect ratio with a short side of at most 720. */
function getSmallerTarget(target: TargetSize): TargetSize {
  const shortPx = Math.min(target.widthPx, target.heightPx);
  const { minShortSidePx } = VIDEO_LIMITS;
  if (shortPx <= minShortSidePx) return target;
  const scaled = (px: number) => (px === shortPx ? minShortSidePx : roundDownToEven((px * minShortSidePx) / shortPx));
  return { widthPx: scaled(target.widthPx), heightPx: scaled(target.heightPx), change: target.change === 'pad' ? 'pad' : 'down' };
}
