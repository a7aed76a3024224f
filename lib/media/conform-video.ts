/** Carries a plan for a clip out, and believes the outcome only after examining it as strictly as any other file. */

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
import { lengthMs, type TimeRange, timeRange } from '@/lib/domain/time';
import { diagnoseVideo, VIDEO_LIMITS } from '@/lib/domain/video';
import {
  AUDIO_BITS_PER_SECOND,
  type ClipFacts,
  type Quality as PictureQuality,
  type PictureSize,
  planAgain,
  type SoundPlan,
  type Treatment,
  type VideoPlan,
  type WorkableVideoPlan,
} from '@/lib/domain/video-treatment';
import { copyPicture, copySound, keyPacketAt, type Step, type Stretch, writeInStep } from './copy-steps';
import { encodePicture, encodeSound } from './encode-steps';
import { readyToEncode } from './encoders';
import { examineVideo } from './examine';
import { type OpenedTracks, openBlob, tracksOf } from './opened';
import { OutgrownError, scratch } from './scratch';

/** What was done to a clip, as data for a sentence. */
export interface VideoDone {
  readonly treatments: readonly Treatment[];
  /** What the outcome holds, in the original's time. */
  readonly part: TimeRange;
  /** How much the start lies off what was asked, because it was moved to a key picture. */
  readonly startMovedByMs: number;
  readonly from: PictureSize & { readonly formatName: string; readonly videoCodec: string | null; readonly byteSize: number };
  readonly to: PictureSize & { readonly byteSize: number };
  /** `null`: the picture was copied, so nothing was lost. */
  readonly quality: PictureQuality | null;
  readonly sound: SoundPlan;
  /** How often it was coded: more than once when it came out too large. */
  readonly tries: number;
}

/**
 * Why a clip could not be made fit. `broken`: its picture cannot be decoded to the end. `no-encoder`: this browser cannot code H.264 at that size.
 * `too-large`: it came out too large however few bits it got. `not-legal`: the outcome is still not what upstream takes.
 * `unreadable`: the browser no longer gets at the file. `stuck`: no step ahead for a long time.
 */
export type ConformFault = 'broken' | 'no-encoder' | 'too-large' | 'not-legal' | 'unreadable' | 'stuck';

export type VideoOutcome =
  | { readonly kind: 'done'; readonly file: Blob; readonly facts: ClipFacts; readonly done: VideoDone }
  | { readonly kind: 'failed'; readonly fault: ConformFault }
  | { readonly kind: 'cancelled' };

const MOST_TRIES = 6;
const KEYFRAME_EVERY_SECONDS = 2;
/** From here on it shows where the size is heading; a quieter end may still save a tenth. */
const FORETOLD_FROM_SHARE = 0.2;
const HOPELESS_BEYOND = 1.1;
const SOUND_RATES_HZ: readonly number[] = [44_100, 48_000];

type Written = { readonly kind: 'written'; readonly file: Blob; readonly part: TimeRange; readonly sound: SoundPlan };
type Attempt =
  | Written
  | { readonly kind: 'outgrown'; readonly headingBytes: number }
  | { readonly kind: 'failed'; readonly fault: ConformFault };

/** Runs in a worker, which is ended to cancel it. `onShare` hears how much of the current try is done, 0 to 1. */
export async function carryOutVideo(
  file: Blob,
  facts: ClipFacts,
  plan: WorkableVideoPlan,
  onShare: (share: number) => void,
): Promise<VideoOutcome> {
  let current: WorkableVideoPlan = plan;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const attempt = await write(file, current, onShare);
    if (attempt.kind === 'failed') return attempt;
    let outcomeBytes: number;
    if (attempt.kind === 'written') {
      const examined = await examineVideo(attempt.file);
      if (examined.kind !== 'measured') return { kind: 'failed', fault: 'broken' };
      const errors = diagnoseVideo(examined.facts).filter(({ severity }) => severity === 'error');
      if (errors.length === 0) {
        return { kind: 'done', file: attempt.file, facts: examined.facts, done: doneOf(facts, current, attempt, examined.facts, tries) };
      }
      if (errors.some(({ code }) => code === 'video-too-short' || code === 'video-no-picture')) return { kind: 'failed', fault: 'broken' };
      if (errors.some(({ code }) => code !== 'video-too-large')) return { kind: 'failed', fault: 'not-legal' };
      outcomeBytes = attempt.file.size;
    } else {
      outcomeBytes = attempt.headingBytes;
    }
    const again = planAgain(facts, current, outcomeBytes);
    if (again === null) return { kind: 'failed', fault: 'too-large' };
    current = again;
  }
  return { kind: 'failed', fault: 'too-large' };
}

function doneOf(facts: ClipFacts, plan: WorkableVideoPlan, written: Written, outcome: ClipFacts, tries: number): VideoDone {
  const { widthPx, heightPx, formatName, videoCodec, byteSize } = facts;
  return {
    treatments: plan.treatments,
    part: written.part,
    startMovedByMs: plan.startMovedByMs + written.part.startMs - plan.part.startMs,
    from: { widthPx, heightPx, formatName, videoCodec, byteSize },
    to: { widthPx: outcome.widthPx, heightPx: outcome.heightPx, byteSize: outcome.byteSize },
    quality: plan.kind === 'encode' ? plan.quality : null,
    sound: written.sound,
    tries,
  };
}

interface Work {
  readonly tracks: OpenedTracks;
  readonly target: ReturnType<typeof scratch>;
  readonly output: Output;
}

async function attempt(file: Blob, work: (work: Work) => Promise<Attempt>, shareDone: () => number): Promise<Attempt> {
  const { input } = openBlob(file, 'through');
  const target = scratch(VIDEO_LIMITS.maxByteSize);
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: false }), target: target.target });
  try {
    return await work({ tracks: await tracksOf(input), target, output });
  } catch (thrown) {
    if (output.state === 'started') await output.cancel().catch(() => undefined);
    if (thrown instanceof OutgrownError)
      return { kind: 'outgrown', headingBytes: Math.max(VIDEO_LIMITS.maxByteSize, target.blob().size / Math.max(0.05, shareDone())) };
    if (thrown instanceof DOMException && thrown.name === 'NotReadableError') return { kind: 'failed', fault: 'unreadable' };
    return { kind: 'failed', fault: 'broken' };
  } finally {
    input.dispose();
  }
}

async function soundCoding(track: InputAudioTrack) {
  const rate = await track.getSampleRate();
  return {
    codec: 'aac' as const,
    sampleRateHz: SOUND_RATES_HZ.includes(rate) ? rate : 48_000,
    channels: Math.min(2, await track.getNumberOfChannels()),
    bitsPerSecond: AUDIO_BITS_PER_SECOND,
  };
}

/** Sound that cannot be coded here is left out rather than stopping the clip: its old sound is off by default anyway. */
async function settleSound(plan: SoundPlan, track: InputAudioTrack | null): Promise<SoundPlan> {
  if (track === null) return 'none';
  return plan === 'encode' && !(await readyToEncode(await soundCoding(track))) ? 'leave-out' : plan;
}

interface Writing {
  readonly source: VideoSource;
  readonly metadata: VideoTrackMetadata;
  readonly stretch: Stretch;
  readonly steps: AsyncGenerator<Step>;
}

/** How the picture gets into the outcome; the sound follows its stretch. */
type PictureWriter = (picture: InputVideoTrack, wantedStart: number) => Promise<Writing | ConformFault>;

function copying(plan: Extract<VideoPlan, { kind: 'copy' }>): PictureWriter {
  return async (picture, wantedStart) => {
    const codec = await picture.getCodec();
    const first = await keyPacketAt(picture, wantedStart);
    if (codec === null || first === null) return 'broken';
    // From the very start, whatever gap there is between the first sound and the first picture stays.
    const start = plan.part.startMs === 0 ? wantedStart : first.timestamp;
    const stretch: Stretch = { start, end: start + lengthMs(plan.part) / 1000 };
    const source = new EncodedVideoPacketSource(codec);
    const metadata = { rotation: await picture.getRotation(), flip: await picture.getFlip() };
    return { source, metadata, stretch, steps: copyPicture(picture, source, first, stretch, start) };
  };
}

function encoding(plan: Extract<VideoPlan, { kind: 'encode' }>): PictureWriter {
  return async (picture, wantedStart) => {
    const { widthPx, heightPx, change } = plan.target;
    const quality = new Quality({ bitrate: plan.videoBitsPerSecond, bitrateMode: 'variable' });
    if (!(await canEncodeVideo('avc', { width: widthPx, height: heightPx, quality }))) return 'no-encoder';
    const stretch: Stretch = { start: wantedStart, end: wantedStart + lengthMs(plan.part) / 1000 };
    const source = new VideoSampleSource({ codec: 'avc', quality, keyFrameInterval: KEYFRAME_EVERY_SECONDS });
    // Turned for good: not every reader turns by a note in the file.
    const rotation = await picture.getRotation();
    const shape = { widthPx, heightPx, pad: change === 'pad', rotation, flip: await picture.getFlip(), softening: plan.softening };
    return { source, metadata: {}, stretch, steps: encodePicture(picture, source, stretch, shape, plan.frameRate) };
  };
}

function write(file: Blob, plan: WorkableVideoPlan, onShare: (share: number) => void): Promise<Attempt> {
  let share = 0;
  const writer = plan.kind === 'copy' ? copying(plan) : encoding(plan);
  const work = async ({ tracks, target, output }: Work): Promise<Attempt> => {
    const { picture, startSeconds } = tracks;
    if (!picture) return { kind: 'failed', fault: 'broken' };
    const writing = await writer(picture, startSeconds + plan.part.startMs / 1000);
    if (typeof writing === 'string') return { kind: 'failed', fault: writing };
    const { source, metadata, stretch, steps } = writing;
    output.addVideoTrack(source, metadata);
    const side: AsyncGenerator<Step>[] = [steps];
    const sound = await settleSound(plan.sound, tracks.sound);
    if (tracks.sound && sound !== 'leave-out' && sound !== 'none') side.push(await soundSteps(output, tracks.sound, sound, stretch));
    await output.start();
    const seconds = stretch.end - stretch.start;
    await writeInStep(side, (at) => {
      share = Math.min(1, Math.max(0, at / seconds));
      onShare(share);
      const heading = target.blob().size / Math.max(share, FORETOLD_FROM_SHARE);
      if (share >= FORETOLD_FROM_SHARE && heading > VIDEO_LIMITS.maxByteSize * HOPELESS_BEYOND) throw new OutgrownError('it is bound to');
    });
    await output.finalize();
    const startMs = Math.max(0, Math.round((stretch.start - startSeconds) * 1000));
    return { kind: 'written', file: target.blob(), part: timeRange(startMs, startMs + lengthMs(plan.part)), sound };
  };
  return attempt(file, work, () => share);
}

async function soundSteps(
  output: Output,
  track: InputAudioTrack,
  plan: 'copy' | 'encode',
  stretch: Stretch,
): Promise<AsyncGenerator<Step>> {
  const codec = await track.getCodec();
  if (plan === 'copy' && codec !== null) {
    const source = new EncodedAudioPacketSource(codec);
    output.addAudioTrack(source);
    return copySound(track, source, stretch, stretch.start);
  }
  const coding = await soundCoding(track);
  const source = new AudioSampleSource({
    codec: coding.codec,
    quality: new Quality({ bitrate: coding.bitsPerSecond }),
    transform: { sampleRate: coding.sampleRateHz, numberOfChannels: coding.channels },
  });
  output.addAudioTrack(source);
  return encodeSound(track, source, stretch);
}
