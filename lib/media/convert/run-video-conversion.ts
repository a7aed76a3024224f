/** Executes a conversion plan for a clip, and probes the output as strictly as any other file. */

import {
  AudioSampleSource,
  canEncodeVideo,
  EncodedAudioPacketSource,
  EncodedVideoPacketSource,
  type InputAudioTrack,
  type InputVideoTrack,
  Mp4OutputFormat,
  Output,
  Quality,
  VideoSampleSource,
  type VideoSource,
  type VideoTrackMetadata,
} from 'mediabunny';
import {
  AUDIO_BITS_PER_SECOND,
  type AudioPlan,
  type ConversionStep,
  type ExecutableVideoPlan,
  type FrameSize,
  type ProbedVideo,
  planSmallerVideo,
  type VideoPlan,
  type VideoQuality,
} from '@/lib/domain/conversion/video-plan';
import { createTimeRange, getLengthMs, type TimeRange } from '@/lib/domain/time';
import { checkVideoLimits, VIDEO_LIMITS } from '@/lib/domain/video';
import { type MediaTracks, openMediaInput, readTracks } from '@/lib/media/probe/media-input';
import { probeVideo } from '@/lib/media/probe/probe-file';
import { ensureAudioEncoder } from './audio-encoders';
import { createBlobTarget, SizeLimitExceededError } from './blob-target';
import { copyAudioTrack, copyVideoTrack, findKeyPacket, type SecondsRange, type TrackWrite, writeInterleaved } from './copy-tracks';
import { encodeAudioTrack, encodeVideoTrack } from './encode-tracks';

/** Data for a sentence about the conversion. */
export interface VideoConversionResult {
  readonly steps: readonly ConversionStep[];
  /** The converted range, in the original's time. */
  readonly part: TimeRange;
  /** How far the start moved from the requested one to a keyframe. */
  readonly startMovedByMs: number;
  readonly from: FrameSize & { readonly formatName: string; readonly videoCodec: string | null; readonly byteSize: number };
  readonly to: FrameSize & { readonly byteSize: number };
  /** `null`: the video track was copied, without loss. */
  readonly quality: VideoQuality | null;
  readonly audio: AudioPlan;
  /** Number of attempts; more than 1 if an output was too large. */
  readonly attempts: number;
}

/**
 * Why a conversion failed. `broken`: the video cannot be decoded to its end. `no-encoder`: this browser cannot encode H.264 at this size.
 * `too-large`: the output was too large at every bitrate. `not-legal`: the output violates another limit. `unreadable`: the browser cannot read the
 * file any more. `stuck`: no progress for a long time.
 */
export type ConversionFault = 'broken' | 'no-encoder' | 'too-large' | 'not-legal' | 'unreadable' | 'stuck';

export type VideoConversionOutcome =
  | { readonly kind: 'done'; readonly file: Blob; readonly facts: ProbedVideo; readonly result: VideoConversionResult }
  | { readonly kind: 'failed'; readonly fault: ConversionFault }
  | { readonly kind: 'cancelled' };

const MAX_ATTEMPTS = 6;
const KEYFRAME_INTERVAL_SECONDS = 2;
/** From this share on, the output size can be estimated; a quieter end can still save a tenth. */
const MIN_SHARE_FOR_SIZE_ESTIMATE = 0.2;
const MAX_ESTIMATED_OVERSHOOT = 1.1;
const AUDIO_SAMPLE_RATES_HZ: readonly number[] = [44_100, 48_000];

type WrittenFile = { readonly kind: 'written'; readonly file: Blob; readonly part: TimeRange; readonly audio: AudioPlan };
type AttemptOutcome =
  | WrittenFile
  | { readonly kind: 'outgrown'; readonly estimatedByteSize: number }
  | { readonly kind: 'failed'; readonly fault: ConversionFault };

/** Runs in a worker, which is terminated on cancellation. `onShare` receives the progress of the current attempt, 0 to 1. */
export async function runVideoConversion(
  file: Blob,
  facts: ProbedVideo,
  plan: ExecutableVideoPlan,
  onShare: (share: number) => void,
): Promise<VideoConversionOutcome> {
  let currentPlan: ExecutableVideoPlan = plan;
  for (let attempts = 1; attempts <= MAX_ATTEMPTS; attempts += 1) {
    const runAttempt = await writeAttempt(file, currentPlan, onShare);
    if (runAttempt.kind === 'failed') return runAttempt;
    let outputByteSize: number;
    if (runAttempt.kind === 'written') {
      const probed = await probeVideo(runAttempt.file);
      if (probed.kind !== 'measured') return { kind: 'failed', fault: 'broken' };
      const errors = checkVideoLimits(probed.facts).filter(({ severity }) => severity === 'error');
      if (errors.length === 0) {
        return {
          kind: 'done',
          file: runAttempt.file,
          facts: probed.facts,
          result: toConversionResult(facts, currentPlan, runAttempt, probed.facts, attempts),
        };
      }
      if (errors.some(({ code }) => code === 'video-too-short' || code === 'video-no-picture')) return { kind: 'failed', fault: 'broken' };
      if (errors.some(({ code }) => code !== 'video-too-large')) return { kind: 'failed', fault: 'not-legal' };
      outputByteSize = runAttempt.file.size;
    } else {
      outputByteSize = runAttempt.estimatedByteSize;
    }
    const smallerPlan = planSmallerVideo(facts, currentPlan, outputByteSize);
    if (smallerPlan === null) return { kind: 'failed', fault: 'too-large' };
    currentPlan = smallerPlan;
  }
  return { kind: 'failed', fault: 'too-large' };
}

function toConversionResult(
  facts: ProbedVideo,
  plan: ExecutableVideoPlan,
  writtenFile: WrittenFile,
  outcome: ProbedVideo,
  attempts: number,
): VideoConversionResult {
  const { widthPx, heightPx, formatName, videoCodec, byteSize } = facts;
  return {
    steps: plan.steps,
    part: writtenFile.part,
    startMovedByMs: plan.startMovedByMs + writtenFile.part.startMs - plan.part.startMs,
    from: { widthPx, heightPx, formatName, videoCodec, byteSize },
    to: { widthPx: outcome.widthPx, heightPx: outcome.heightPx, byteSize: outcome.byteSize },
    quality: plan.kind === 'encode' ? plan.quality : null,
    audio: writtenFile.audio,
    attempts,
  };
}

interface OpenAttempt {
  readonly tracks: MediaTracks;
  readonly target: ReturnType<typeof createBlobTarget>;
  readonly output: Output;
}

async function runAttempt(
  file: Blob,
  writeOutput: (writeOutput: OpenAttempt) => Promise<AttemptOutcome>,
  getShareDone: () => number,
): Promise<AttemptOutcome> {
  const { input } = openMediaInput(file, 'through');
  const target = createBlobTarget(VIDEO_LIMITS.maxByteSize);
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: false }), target: target.target });
  try {
    return await writeOutput({ tracks: await readTracks(input), target, output });
  } catch (thrown) {
    if (output.state === 'started') await output.cancel().catch(() => undefined);
    if (thrown instanceof SizeLimitExceededError)
      return {
        kind: 'outgrown',
        estimatedByteSize: Math.max(VIDEO_LIMITS.maxByteSize, target.getBlob().size / Math.max(0.05, getShareDone())),
      };
    if (thrown instanceof DOMException && thrown.name === 'NotReadableError') return { kind: 'failed', fault: 'unreadable' };
    return { kind: 'failed', fault: 'broken' };
  } finally {
    input.dispose();
  }
}

async function getAudioEncoding(track: InputAudioTrack) {
  const rate = await track.getSampleRate();
  return {
    codec: 'aac' as const,
    sampleRateHz: AUDIO_SAMPLE_RATES_HZ.includes(rate) ? rate : 48_000,
    channels: Math.min(2, await track.getNumberOfChannels()),
    bitsPerSecond: AUDIO_BITS_PER_SECOND,
  };
}

/** Audio without an encoder is dropped instead of failing, because the original audio is muted by default. */
async function chooseAudioPlan(plan: AudioPlan, track: InputAudioTrack | null): Promise<AudioPlan> {
  if (track === null) return 'none';
  return plan === 'encode' && !(await ensureAudioEncoder(await getAudioEncoding(track))) ? 'leave-out' : plan;
}

interface FrameWriting {
  readonly source: VideoSource;
  readonly metadata: VideoTrackMetadata;
  readonly range: SecondsRange;
  readonly writes: AsyncGenerator<TrackWrite>;
}

/** Sets up the video track; the audio uses its range. */
type FrameWriterFactory = (videoTrack: InputVideoTrack, requestedStart: number) => Promise<FrameWriting | ConversionFault>;

function createCopyWriter(plan: Extract<VideoPlan, { kind: 'copy' }>): FrameWriterFactory {
  return async (videoTrack, requestedStart) => {
    const codec = await videoTrack.getCodec();
    const first = await findKeyPacket(videoTrack, requestedStart);
    if (codec === null || first === null) return 'broken';
    // A copy from the start keeps the gap between the first audio and the first frame.
    const start = plan.part.startMs === 0 ? requestedStart : first.timestamp;
    const range: SecondsRange = { start, end: start + getLengthMs(plan.part) / 1000 };
    const source = new EncodedVideoPacketSource(codec);
    const metadata = { rotation: await videoTrack.getRotation(), flip: await videoTrack.getFlip() };
    return { source, metadata, range, writes: copyVideoTrack(videoTrack, source, first, range, start) };
  };
}

function createEncodeWriter(plan: Extract<VideoPlan, { kind: 'encode' }>): FrameWriterFactory {
  return async (videoTrack, requestedStart) => {
    const { widthPx, heightPx, change } = plan.target;
    const quality = new Quality({ bitrate: plan.videoBitsPerSecond, bitrateMode: 'variable' });
    if (!(await canEncodeVideo('avc', { width: widthPx, height: heightPx, quality }))) return 'no-encoder';
    const range: SecondsRange = { start: requestedStart, end: requestedStart + getLengthMs(plan.part) / 1000 };
    const source = new VideoSampleSource({ codec: 'avc', quality, keyFrameInterval: KEYFRAME_INTERVAL_SECONDS });
    // Rotates the pixels, because some players ignore the rotation metadata.
    const rotation = await videoTrack.getRotation();
    const shape = { widthPx, heightPx, pad: change === 'pad', rotation, flip: await videoTrack.getFlip(), detailReduction: plan.softening };
    return { source, metadata: {}, range, writes: encodeVideoTrack(videoTrack, source, range, shape, plan.frameRate) };
  };
}

function writeAttempt(file: Blob, plan: ExecutableVideoPlan, onShare: (share: number) => void): Promise<AttemptOutcome> {
  let share = 0;
  const createFrameWriting = plan.kind === 'copy' ? createCopyWriter(plan) : createEncodeWriter(plan);
  const writeOutput = async ({ tracks, target, output }: OpenAttempt): Promise<AttemptOutcome> => {
    const { video: videoTrack, startSeconds } = tracks;
    if (!videoTrack) return { kind: 'failed', fault: 'broken' };
    const writing = await createFrameWriting(videoTrack, startSeconds + plan.part.startMs / 1000);
    if (typeof writing === 'string') return { kind: 'failed', fault: writing };
    const { source, metadata, range, writes } = writing;
    output.addVideoTrack(source, metadata);
    const trackWrites: AsyncGenerator<TrackWrite>[] = [writes];
    const audio = await chooseAudioPlan(plan.audio, tracks.audio);
    if (tracks.audio && audio !== 'leave-out' && audio !== 'none')
      trackWrites.push(await createAudioWrites(output, tracks.audio, audio, range));
    await output.start();
    const seconds = range.end - range.start;
    await writeInterleaved(trackWrites, (at) => {
      share = Math.min(1, Math.max(0, at / seconds));
      onShare(share);
      const estimatedByteSize = target.getBlob().size / Math.max(share, MIN_SHARE_FOR_SIZE_ESTIMATE);
      if (share >= MIN_SHARE_FOR_SIZE_ESTIMATE && estimatedByteSize > VIDEO_LIMITS.maxByteSize * MAX_ESTIMATED_OVERSHOOT)
        throw new SizeLimitExceededError('the estimated size exceeds the limit');
    });
    await output.finalize();
    const startMs = Math.max(0, Math.round((range.start - startSeconds) * 1000));
    return { kind: 'written', file: target.getBlob(), part: createTimeRange(startMs, startMs + getLengthMs(plan.part)), audio };
  };
  return runAttempt(file, writeOutput, () => share);
}

async function createAudioWrites(
  output: Output,
  track: InputAudioTrack,
  plan: 'copy' | 'encode',
  range: SecondsRange,
): Promise<AsyncGenerator<TrackWrite>> {
  const codec = await track.getCodec();
  if (plan === 'copy' && codec !== null) {
    const source = new EncodedAudioPacketSource(codec);
    output.addAudioTrack(source);
    return copyAudioTrack(track, source, range, range.start);
  }
  const encoding = await getAudioEncoding(track);
  const source = new AudioSampleSource({
    codec: encoding.codec,
    quality: new Quality({ bitrate: encoding.bitsPerSecond }),
    transform: { sampleRate: encoding.sampleRateHz, numberOfChannels: encoding.channels },
  });
  output.addAudioTrack(source);
  return encodeAudioTrack(track, source, range);
}
