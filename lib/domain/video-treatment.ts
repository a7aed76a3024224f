/** How a video that upstream would refuse is healed: each finding with its treatment, and one plan for all of them. No file is touched here. */

import { clamp, lengthMs, type Milliseconds, type TimeRange, timeRange } from './time';
import { diagnoseVideo, VIDEO_LIMITS, type VideoFacts, type VideoFinding } from './video';

/** What the browser found out about a clip beyond what upstream's limits ask for. */
export interface ClipFacts extends VideoFacts {
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

export type Treatment = 'cut' | 'scale' | 'pad' | 'transcode' | 'remux' | 'shrink' | 'extract-audio' | 'none-possible';

export type ClipFinding =
  | VideoFinding
  /** Legal by upstream's words, but not what MP4 and MOV usually hold: nobody has seen upstream take it. */
  | { readonly code: 'video-codec'; readonly severity: 'warning'; readonly videoCodec: string | null }
  /** This browser cannot show the picture: it may be sent as it is, but not changed and not previewed. */
  | { readonly code: 'video-undecodable'; readonly severity: 'warning'; readonly videoCodec: string | null };

export interface TreatableFinding {
  readonly finding: ClipFinding;
  readonly treatment: Treatment;
}

/**
 * The shortest and longest part that is cut out. Sound is coded in frames of 21 to 26 ms and starts with up to 53 ms of padding,
 * so that a part of exactly 60 s comes out too long, and one of exactly 2 s may come out too short.
 */
export const PART_LIMITS = { minMs: 2_100, maxMs: 59_900 } as const;

/** Sides and shape that upstream names: "720p and 1080p", whichever way the picture stands. */
const SHORT_SIDES_PX = [1080, 720] as const;

/** What MP4 and MOV hold from any phone or editing program; everything else is doubted. */
const USUAL_VIDEO_CODECS: readonly string[] = ['avc', 'hevc'];
/** Sound that may stay as it is in an MP4. */
const COPYABLE_AUDIO_CODECS: readonly string[] = ['aac', 'mp3', 'ac3', 'eac3'];

/** Encoders overshoot on noisy pictures: only this share of the allowed size is aimed at. */
const SIZE_SHARE = 0.9;
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
const LEAST_BITS_PER_SECOND = 200_000;
/** How far from a key picture a cut may start and still be taken to start on it. */
const KEYFRAME_TOLERANCE_MS = 20;
/** A copied cut ends on whole groups of pictures and carries its own index. */
const COPY_OVERHEAD = 1.1;
const COPY_OVERHEAD_BYTES = 200_000;

export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface TargetSize extends PictureSize {
  /** `pad`: bars are added, because no legal size has the picture's shape. */
  readonly change: 'none' | 'down' | 'up' | 'pad';
}

function even(px: number): number {
  return Math.max(2, 2 * Math.floor(px / 2));
}

/**
 * The size at which a picture is legal beyond doubt, with even sides as H.264 needs them, and its shape kept to a pixel.
 * A picture that is legal already keeps its size (an odd side loses one line when it has to be coded again).
 */
export function targetSize(widthPx: number, heightPx: number): TargetSize {
  const shortPx = Math.min(widthPx, heightPx);
  const longPx = Math.max(widthPx, heightPx);
  const stand = (short: number, long: number, change: TargetSize['change']): TargetSize =>
    widthPx >= heightPx ? { widthPx: long, heightPx: short, change } : { widthPx: short, heightPx: long, change };
  const { minShortSidePx, maxShortSidePx, maxSidePx } = VIDEO_LIMITS;
  if (shortPx >= minShortSidePx && shortPx <= maxShortSidePx && longPx <= maxSidePx) return stand(even(shortPx), even(longPx), 'none');
  const shape = longPx / shortPx;
  const fitting = SHORT_SIDES_PX.filter((side) => even(side * shape) <= maxSidePx);
  // Never bigger than it must be: only a picture that has the lines for 1080 gets them.
  const side = fitting.find((candidate) => candidate <= shortPx) ?? fitting.at(-1);
  if (side === undefined) return stand(minShortSidePx, maxSidePx, 'pad');
  return stand(side, even(side * shape), side > shortPx ? 'up' : 'down');
}

/** What is wrong or doubtful with a clip, and what heals each. An empty answer: the file goes as it is, byte for byte. */
export function treatVideo(facts: ClipFacts): TreatableFinding[] {
  const findings: ClipFinding[] = [...diagnoseVideo(facts)];
  const hasPicture = facts.widthPx > 0 && facts.heightPx > 0;
  if (hasPicture && !isUsual(facts.videoCodec)) findings.push({ code: 'video-codec', severity: 'warning', videoCodec: facts.videoCodec });
  if (hasPicture && !facts.canDecodeVideo) findings.push({ code: 'video-undecodable', severity: 'warning', videoCodec: facts.videoCodec });
  return findings.map((finding) => ({ finding, treatment: treatmentOf(finding, facts) }));
}

function isUsual(videoCodec: string | null): boolean {
  return videoCodec !== null && USUAL_VIDEO_CODECS.includes(videoCodec);
}

function treatmentOf(finding: ClipFinding, facts: ClipFacts): Treatment {
  const ifDecodable = (treatment: Treatment) => (facts.canDecodeVideo ? treatment : 'none-possible');
  switch (finding.code) {
    case 'video-container':
      if (facts.canDecodeVideo && !isUsual(facts.videoCodec)) return 'transcode';
      return facts.videoCodec === null ? 'none-possible' : 'remux';
    case 'video-too-large':
      return ifDecodable('shrink');
    case 'video-too-long':
      // Nobody here can take apart what is coded in an unknown way.
      return facts.videoCodec === null && !facts.canDecodeVideo ? 'none-possible' : 'cut';
    case 'video-too-small':
    case 'video-too-big':
    case 'video-odd-size':
      return ifDecodable(targetSize(facts.widthPx, facts.heightPx).change === 'pad' ? 'pad' : 'scale');
    case 'video-codec':
      return ifDecodable('transcode');
    case 'video-too-short':
    case 'video-no-picture':
    case 'video-undecodable':
      return 'none-possible';
  }
}

export type SoundPlan = 'none' | 'copy' | 'encode' | 'leave-out';
export type Quality = 'high' | 'medium' | 'low';

interface Healed {
  /** What is taken of the file, in its own time; the whole of it is a part too. */
  readonly part: TimeRange;
  /** How far the start was moved to lie on a key picture, negative when it moved to earlier. */
  readonly startMovedByMs: Milliseconds;
  readonly sound: SoundPlan;
  readonly treatments: readonly Treatment[];
  /** What upstream may still doubt afterwards. */
  readonly warnings: readonly ClipFinding[];
  /** What the outcome should measure; its size is the most that is expected. */
  readonly predicted: VideoFacts;
}

export type VideoPlan =
  /** Legal: untouched, byte for byte. */
  | { readonly kind: 'as-is'; readonly warnings: readonly ClipFinding[] }
  /** Picture and, where possible, sound are copied: nothing loses quality. */
  | (Healed & { readonly kind: 'copy' })
  | (Healed & {
      readonly kind: 'encode';
      readonly target: TargetSize;
      readonly videoBitsPerSecond: number;
      /** A cap on frames a second; `null` keeps every picture at its time. */
      readonly frameRate: number | null;
      readonly quality: Quality;
      /** By how much detail is given up in each direction: more than 1 only where too few bits were not enough. */
      readonly softening: 1 | 2 | 4;
    })
  | { readonly kind: 'impossible'; readonly because: readonly ClipFinding[] };

/** A plan that there is work for. */
export type WorkableVideoPlan = Extract<VideoPlan, { kind: 'copy' | 'encode' }>;

export interface VideoWish {
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
  const length = clamp(lengthMs(part), Math.min(PART_LIMITS.minMs, whole), Math.min(PART_LIMITS.maxMs, whole));
  const startMs = clamp(part.startMs, 0, whole - length);
  return timeRange(startMs, startMs + length);
}

/** The one plan that heals everything that can be healed, re-encoding only what must be. */
export function planVideo(facts: ClipFacts, wish: VideoWish = {}): VideoPlan {
  const treatable = treatVideo(facts);
  const hopeless = treatable.filter(({ finding, treatment }) => finding.severity === 'error' && treatment === 'none-possible');
  const findings = treatable.map(({ finding }) => finding);
  const errors = findings.filter((finding) => finding.severity === 'error');
  const has = (code: ClipFinding['code']) => findings.some((finding) => finding.code === code);
  // Too large alone may be healed by cutting, which needs no decoder; everything else that is hopeless stays so.
  const dead = hopeless.filter(({ finding }) => finding.code !== 'video-too-large');
  if (dead.length > 0) return { kind: 'impossible', because: dead.map(({ finding }) => finding) };

  const whole = timeRange(0, Math.floor(facts.durationMs));
  const wanted = wish.part ?? whole;
  const wantsCut = wanted.startMs > whole.startMs || wanted.endMs < whole.endMs;
  const warnings = findings.filter((finding) => finding.severity === 'warning');
  const healable = treatable.some(({ treatment }) => treatment !== 'none-possible');
  if (errors.length === 0 && !wantsCut && !healable) return { kind: 'as-is', warnings };

  const asked = fitPart(wanted, facts.durationMs);
  const size = targetSize(facts.widthPx, facts.heightPx);
  const onKeyframe = keyframeFor(asked.startMs, wish);
  const mustChangePicture = facts.canDecodeVideo && (size.change !== 'none' || has('video-codec'));
  const mayCopy = facts.videoCodec !== null && !mustChangePicture && (onKeyframe !== null || !facts.canDecodeVideo);
  const copied = copyPlan(facts, asked, onKeyframe ?? keyframeFor(asked.startMs, { ...wish, snapToKeyframe: true }) ?? asked.startMs);
  if (mayCopy && copied.predicted.byteSize <= VIDEO_LIMITS.maxByteSize) {
    return { ...copied, kind: 'copy', warnings };
  }
  if (!facts.canDecodeVideo)
    return { kind: 'impossible', because: [...errors, ...warnings.filter(({ code }) => code === 'video-undecodable')] };
  return encodePlan(facts, asked, size, copied.predicted.byteSize > VIDEO_LIMITS.maxByteSize);
}

/** The key picture that a cut at `startMs` would start on without being coded again; `null` when there is none. */
function keyframeFor(startMs: Milliseconds, wish: VideoWish): Milliseconds | null {
  // Every file starts with a picture that can stand alone.
  if (startMs === 0) return 0;
  const keyframes = wish.keyframesMs ?? [];
  const near = keyframes.filter((at) => Math.abs(at - startMs) <= KEYFRAME_TOLERANCE_MS);
  const nearest = near.toSorted((a, b) => Math.abs(a - startMs) - Math.abs(b - startMs))[0];
  if (nearest !== undefined) return nearest;
  if (!wish.snapToKeyframe) return null;
  // Where nobody has looked for key pictures, the copy finds the one before by itself.
  return wish.keyframesMs === undefined ? startMs : Math.max(0, ...keyframes.filter((at) => at <= startMs));
}

function soundPlan(facts: ClipFacts): SoundPlan {
  if (!facts.hasSound) return 'none';
  if (facts.audioCodec !== null && COPYABLE_AUDIO_CODECS.includes(facts.audioCodec)) return 'copy';
  return facts.canDecodeAudio ? 'encode' : 'leave-out';
}

function cutsShort(facts: ClipFacts, part: TimeRange): boolean {
  return lengthMs(part) < Math.floor(facts.durationMs);
}

function copyPlan(
  facts: ClipFacts,
  asked: TimeRange,
  startMs: Milliseconds,
): Omit<Extract<VideoPlan, { kind: 'copy' }>, 'kind' | 'warnings'> {
  const endMs = Math.min(Math.floor(facts.durationMs), startMs + lengthMs(asked));
  const part = timeRange(startMs, Math.max(startMs, endMs));
  const share = facts.durationMs > 0 ? lengthMs(part) / facts.durationMs : 1;
  const cut = cutsShort(facts, part);
  const byteSize = cut ? Math.ceil(facts.byteSize * share * COPY_OVERHEAD) + COPY_OVERHEAD_BYTES : facts.byteSize;
  return {
    part,
    startMovedByMs: startMs - asked.startMs,
    sound: soundPlan(facts),
    treatments: [...(cut ? (['cut'] as const) : []), ...(facts.container === 'other' ? (['remux'] as const) : [])],
    predicted: predict(facts, part, byteSize, facts),
  };
}

function predict(facts: ClipFacts, part: TimeRange, byteSize: number, { widthPx, heightPx }: PictureSize): VideoFacts {
  const sound = soundPlan(facts);
  return { container: 'mp4', byteSize, durationMs: lengthMs(part), widthPx, heightPx, hasSound: sound === 'copy' || sound === 'encode' };
}

function encodePlan(facts: ClipFacts, part: TimeRange, target: TargetSize, shrinks: boolean): Extract<VideoPlan, { kind: 'encode' }> {
  const seconds = lengthMs(part) / 1000;
  const framesPerSecond = Math.min(facts.frameRate ?? 30, MAX_FRAME_RATE);
  const pixelsPerSecond = target.widthPx * target.heightPx * framesPerSecond;
  const mostBits = (VIDEO_LIMITS.maxByteSize * 8 * SIZE_SHARE) / seconds - AUDIO_BITS_PER_SECOND;
  // A lean source holds no more than it holds: half again its own rate is enough for H.264 to keep that.
  const ownBits = facts.durationMs > 0 ? (facts.byteSize * 8) / (facts.durationMs / 1000) : mostBits;
  const idealBits = clamp(ownBits * 1.5, pixelsPerSecond * HIGH_BITS_PER_PIXEL, pixelsPerSecond * BITS_PER_PIXEL);
  const videoBitsPerSecond = Math.round(Math.min(mostBits, idealBits));
  const cut = cutsShort(facts, part);
  const treatments: Treatment[] = [
    ...(cut ? (['cut'] as const) : []),
    ...(target.change === 'pad' ? (['pad'] as const) : target.change === 'none' ? [] : (['scale'] as const)),
    ...(shrinks ? (['shrink'] as const) : []),
    'transcode',
  ];
  const byteSize = Math.ceil(((videoBitsPerSecond + AUDIO_BITS_PER_SECOND) * seconds) / 8);
  return {
    kind: 'encode',
    part,
    startMovedByMs: 0,
    sound: soundPlan(facts),
    treatments,
    warnings: [],
    predicted: predict(facts, part, byteSize, target),
    target,
    videoBitsPerSecond,
    frameRate: facts.frameRate !== null && facts.frameRate > MAX_FRAME_RATE + 1 ? MAX_FRAME_RATE : null,
    quality: qualityOf(videoBitsPerSecond, target, framesPerSecond),
    softening: 1,
  };
}

/** How much of the picture's detail is left at a bitrate, as a person would say it. */
export function qualityOf(videoBitsPerSecond: number, { widthPx, heightPx }: PictureSize, framesPerSecond: number): Quality {
  const bitsPerPixel = videoBitsPerSecond / Math.max(1, widthPx * heightPx * framesPerSecond);
  return bitsPerPixel >= HIGH_BITS_PER_PIXEL * 0.99 ? 'high' : bitsPerPixel >= MEDIUM_BITS_PER_PIXEL ? 'medium' : 'low';
}

/**
 * The plan after an outcome that was larger than upstream takes: coded again where it had been copied, then with fewer bits and, because encoders
 * stop short of what heavy grain asks for, at 720p and with less and less detail. `null`: there is no way to make it smaller.
 */
export function planAgain(facts: ClipFacts, plan: WorkableVideoPlan, outcomeByteSize: number): WorkableVideoPlan | null {
  if (plan.kind === 'copy') {
    return facts.canDecodeVideo ? encodePlan(facts, plan.part, targetSize(facts.widthPx, facts.heightPx), true) : null;
  }
  const least = smallerTarget(plan.target);
  const softening = least.widthPx < plan.target.widthPx ? plan.softening : plan.softening === 1 ? 2 : 4;
  if (least.widthPx === plan.target.widthPx && plan.softening === 4) return null;
  const share = Math.min(0.8, (VIDEO_LIMITS.maxByteSize * SIZE_SHARE) / Math.max(1, outcomeByteSize));
  const pixelShare = (least.widthPx * least.heightPx) / (plan.target.widthPx * plan.target.heightPx);
  const videoBitsPerSecond = Math.max(LEAST_BITS_PER_SECOND, Math.round(plan.videoBitsPerSecond * Math.max(share, pixelShare * 0.5)));
  const framesPerSecond = Math.min(facts.frameRate ?? 30, MAX_FRAME_RATE);
  const quality = softening > 1 ? 'low' : qualityOf(videoBitsPerSecond, least, framesPerSecond);
  const { widthPx, heightPx } = least;
  const treatments: Treatment[] = plan.treatments.includes('shrink') ? [...plan.treatments] : [...plan.treatments, 'shrink'];
  return {
    ...plan,
    target: least,
    videoBitsPerSecond,
    quality,
    softening,
    treatments,
    predicted: { ...plan.predicted, widthPx, heightPx },
  };
}

/** The same shape with a short side of 720, where it has more. */
function smallerTarget(target: TargetSize): TargetSize {
  const shortPx = Math.min(target.widthPx, target.heightPx);
  const { minShortSidePx } = VIDEO_LIMITS;
  if (shortPx <= minShortSidePx) return target;
  const scaled = (px: number) => (px === shortPx ? minShortSidePx : even((px * minShortSidePx) / shortPx));
  return { widthPx: scaled(target.widthPx), heightPx: scaled(target.heightPx), change: target.change === 'pad' ? 'pad' : 'down' };
}
