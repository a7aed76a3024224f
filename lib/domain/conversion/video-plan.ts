/** How a video that upstream would refuse is healed: each finding with its treatment, and one plan for all of them. No file is touched here. */

import { clamp, createTimeRange, getLengthMs, type Milliseconds, type TimeRange } from '@/lib/domain/time';
import { diagnoseVideo, VIDEO_LIMITS, type VideoFacts, type VideoFinding } from '@/lib/domain/video';

/** What the browser found out about a clip beyond what upstream's limits ask for. */
export interface ProbedVideo extends VideoFacts {
  /** What people call the kind of file, like `WebM`. */
  readonly formatName: string;
  /** `null`: a picture in a way of coding that nobody here knows, or no picture. */
  readonly videoCodec: string | null;
  /** Whether this browser can show the picture, and so change it. */
  readonly canDecodeVideo: boolean;
  readonly audioCodec: string | null;
  readonly canDecodeAudio: boolean;
  /** Frames a second; `null` when it could not be told. */
  readonly frameRate: number | null;
  readonly rotationDeg: 0 | 90 | 180 | 270;
  readonly videoTracks: number;
  readonly audioTracks: number;
}

export type ConversionStep = 'cut' | 'scale' | 'pad' | 'transcode' | 'remux' | 'shrink' | 'extract-audio' | 'none-possible';

export type ProbedVideoFinding =
  | VideoFinding
  /** Legal by upstream's words, but not what MP4 and MOV usually hold: nobody has seen upstream take it. */
  | { readonly code: 'video-codec'; readonly severity: 'warning'; readonly videoCodec: string | null }
  /** This browser cannot show the picture: it may be sent as it is, but not changed and not previewed. */
  | { readonly code: 'video-undecodable'; readonly severity: 'warning'; readonly videoCodec: string | null };

export interface VideoConversionFinding {
  readonly finding: ProbedVideoFinding;
  readonly step: ConversionStep;
}

/**
 * The shortest and longest part that is cut out. Sound is coded in frames of 21 to 26 ms and starts with up to 53 ms of padding,
 * so that a part of exactly 60 s comes out too long, and one of exactly 2 s may come out too short.
 */
export const PART_LIMITS = { minMs: 2_100, maxMs: 59_900 } as const;

/** Sides and shape that upstream names: "720p and 1080p", whichever way the picture stands. */
const SHORT_SIDES_PX = [1080, 720] as const;

/** What MP4 and MOV hold from any phone or editing program; everything else is doubted. */
const COMMON_VIDEO_CODECS: readonly string[] = ['avc', 'hevc'];
/** Sound that may stay as it is in an MP4. */
const COPYABLE_AUDIO_CODECS: readonly string[] = ['aac', 'mp3', 'ac3', 'eac3'];

/** Encoders overshoot on noisy pictures: only this share of the allowed size is aimed at. */
const TARGET_SIZE_SHARE = 0.9;
/** AAC in stereo at which speech and music lose nothing that one hears. */
export const AUDIO_BITS_PER_SECOND = 160_000;
/** Bits a pixel and frame that a face keeps its detail at in H.264 (8.1 Mbit/s for 1080p at 30 frames a second). */
const BITS_PER_PIXEL = 0.13;
/** Below these, quality is said to be medium, and low. */
const HIGH_BITS_PER_PIXEL = 0.07;
const MEDIUM_BITS_PER_PIXEL = 0.035;
/** The most frames a second that are kept when a picture is coded again. */
const MAX_FRAME_RATE = 60;
/** Fewer than this show nothing. */
const MIN_BITS_PER_SECOND = 200_000;
/** How far from a key picture a cut may start and still be taken to start on it. */
const KEYFRAME_TOLERANCE_MS = 20;
/** A copied cut ends on whole groups of pictures and carries its own index. */
const COPY_OVERHEAD = 1.1;
const COPY_OVERHEAD_BYTES = 200_000;

export interface FrameSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface TargetSize extends FrameSize {
  /** `pad`: bars are added, because no legal size has the picture's shape. */
  readonly change: 'none' | 'down' | 'up' | 'pad';
}

function roundDownToEven(px: number): number {
  return Math.max(2, 2 * Math.floor(px / 2));
}

/**
 * The size at which a picture is legal beyond doubt, with even sides as H.264 needs them, and its shape kept to a pixel.
 * A picture that is legal already keeps its size (an odd side loses one line when it has to be coded again).
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
  // Never bigger than it must be: only a picture that has the lines for 1080 gets them.
  const side = fitting.find((candidate) => candidate <= shortPx) ?? fitting.at(-1);
  if (side === undefined) return orient(minShortSidePx, maxSidePx, 'pad');
  return orient(side, roundDownToEven(side * aspectRatio), side > shortPx ? 'up' : 'down');
}

/** What is wrong or doubtful with a clip, and what heals each. An empty answer: the file goes as it is, byte for byte. */
export function findVideoConversions(facts: ProbedVideo): VideoConversionFinding[] {
  const findings: ProbedVideoFinding[] = [...diagnoseVideo(facts)];
  const hasPicture = facts.widthPx > 0 && facts.heightPx > 0;
  if (hasPicture && !isCommonCodec(facts.videoCodec))
    findings.push({ code: 'video-codec', severity: 'warning', videoCodec: facts.videoCodec });
  if (hasPicture && !facts.canDecodeVideo) findings.push({ code: 'video-undecodable', severity: 'warning', videoCodec: facts.videoCodec });
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
      // Nobody here can take apart what is coded in an unknown way.
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
  /** What is taken of the file, in its own time; the whole of it is a part too. */
  readonly part: TimeRange;
  /** How far the start was moved to lie on a key picture, negative when it moved to earlier. */
  readonly startMovedByMs: Milliseconds;
  readonly audio: AudioPlan;
  readonly steps: readonly ConversionStep[];
  /** What upstream may still doubt afterwards. */
  readonly warnings: readonly ProbedVideoFinding[];
  /** What the outcome should measure; its size is the most that is expected. */
  readonly predicted: VideoFacts;
}

export type VideoPlan =
  /** Legal: untouched, byte for byte. */
  | { readonly kind: 'as-is'; readonly warnings: readonly ProbedVideoFinding[] }
  /** Picture and, where possible, sound are copied: nothing loses quality. */
  | (ConversionPlan & { readonly kind: 'copy' })
  | (ConversionPlan & {
      readonly kind: 'encode';
      readonly target: TargetSize;
      readonly videoBitsPerSecond: number;
      /** A cap on frames a second; `null` keeps every picture at its time. */
      readonly frameRate: number | null;
      readonly quality: VideoQuality;
      /** By how much detail is given up in each direction: more than 1 only where too few bits were not enough. */
      readonly softening: 1 | 2 | 4;
    })
  | { readonly kind: 'impossible'; readonly reasons: readonly ProbedVideoFinding[] };

/** A plan that there is work for. */
export type ExecutableVideoPlan = Extract<VideoPlan, { kind: 'copy' | 'encode' }>;

export interface VideoOptions {
  /** What the editor wants of it; by default the whole, or the first minute when it is longer. */
  readonly part?: TimeRange | undefined;
  /** When the pictures stand that a copy can start on, in the file's time; unknown when not given. */
  readonly keyframesMs?: readonly Milliseconds[] | undefined;
  /** The start may move to the key picture before it, so that nothing needs to be coded again. */
  readonly snapToKeyframe?: boolean | undefined;
}

/** A part that can be cut out of something `durationMs` long: its start kept where possible, its length within `PART_LIMITS`. */
export function fitPart(part: TimeRange, durationMs: Milliseconds): TimeRange {
  const whole = Math.floor(durationMs);
  const length = clamp(getLengthMs(part), Math.min(PART_LIMITS.minMs, whole), Math.min(PART_LIMITS.maxMs, whole));
  const startMs = clamp(part.startMs, 0, whole - length);
  return createTimeRange(startMs, startMs + length);
}

/** The one plan that heals everything that can be healed, re-encoding only what must be. */
export function planVideo(facts: ProbedVideo, options: VideoOptions = {}): VideoPlan {
  const conversions = findVideoConversions(facts);
  const unconvertible = conversions.filter(({ finding, step }) => finding.severity === 'error' && step === 'none-possible');
  const findings = conversions.map(({ finding }) => finding);
  const errors = findings.filter((finding) => finding.severity === 'error');
  const hasFinding = (code: ProbedVideoFinding['code']) => findings.some((finding) => finding.code === code);
  // Too large alone may be healed by cutting, which needs no decoder; everything else that is hopeless stays so.
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

/** The key picture that a cut at `startMs` would start on without being coded again; `null` when there is none. */
function findKeyframe(startMs: Milliseconds, options: VideoOptions): Milliseconds | null {
  // Every file starts with a picture that can stand alone.
  if (startMs === 0) return 0;
  const keyframes = options.keyframesMs ?? [];
  const candidates = keyframes.filter((at) => Math.abs(at - startMs) <= KEYFRAME_TOLERANCE_MS);
  const nearest = candidates.toSorted((a, b) => Math.abs(a - startMs) - Math.abs(b - startMs))[0];
  if (nearest !== undefined) return nearest;
  if (!options.snapToKeyframe) return null;
  // Where nobody has looked for key pictures, the copy finds the one before by itself.
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
  // A lean source holds no more than it holds: half again its own rate is enough for H.264 to keep that.
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

/** How much of the picture's detail is left at a bitrate, as a person would say it. */
export function getQuality(videoBitsPerSecond: number, { widthPx, heightPx }: FrameSize, framesPerSecond: number): VideoQuality {
  const bitsPerPixel = videoBitsPerSecond / Math.max(1, widthPx * heightPx * framesPerSecond);
  return bitsPerPixel >= HIGH_BITS_PER_PIXEL * 0.99 ? 'high' : bitsPerPixel >= MEDIUM_BITS_PER_PIXEL ? 'medium' : 'low';
}

/**
 * The plan after an outcome that was larger than upstream takes: coded again where it had been copied, then with fewer bits and, because encoders
 * stop short of what heavy grain asks for, at 720p and with less and less detail. `null`: there is no way to make it smaller.
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

/** The same shape with a short side of 720, where it has more. */
function getSmallerTarget(target: TargetSize): TargetSize {
  const shortPx = Math.min(target.widthPx, target.heightPx);
  const { minShortSidePx } = VIDEO_LIMITS;
  if (shortPx <= minShortSidePx) return target;
  const scaled = (px: number) => (px === shortPx ? minShortSidePx : roundDownToEven((px * minShortSidePx) / shortPx));
  return { widthPx: scaled(target.widthPx), heightPx: scaled(target.heightPx), change: target.change === 'pad' ? 'pad' : 'down' };
}
