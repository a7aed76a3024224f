/** Carries a plan for a clip out, and believes the outcome only after examining it as strictly as any other file. */

import {
  AudioSampleSource,
  Conversion,
  EncodedAudioPacketSource,
  EncodedVideoPacketSource,
  type Input,
  type InputAudioTrack,
  Mp4OutputFormat,
  Output,
  Quality,
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
} from '@/lib/domain/video-treatment';
import { copyPicture, copySound, encodeSound, keyPacketAt, type Step, type Stretch, writeInStep } from './copy-steps';
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

export type WorkableVideoPlan = Extract<VideoPlan, { kind: 'copy' | 'encode' }>;

const MOST_TRIES = 4;
const KEYFRAME_EVERY_SECONDS = 2;
const SOUND_RATES_HZ: readonly number[] = [44_100, 48_000];

type Written = { readonly kind: 'written'; readonly file: Blob; readonly part: TimeRange; readonly sound: SoundPlan };
type Attempt = Written | { readonly kind: 'outgrown'; readonly share: number } | { readonly kind: 'failed'; readonly fault: ConformFault };

/** Runs in a worker, which is ended to cancel it. `onShare` hears how much of the current try is done, 0 to 1. */
export async function carryOutVideo(
  file: Blob,
  facts: ClipFacts,
  plan: WorkableVideoPlan,
  onShare: (share: number) => void,
): Promise<VideoOutcome> {
  let current: VideoPlan = plan;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const attempt: Attempt = current.kind === 'copy' ? await copy(file, current, onShare) : await encode(file, current, onShare);
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
      outcomeBytes = VIDEO_LIMITS.maxByteSize / Math.max(0.05, attempt.share);
    }
    const again = planAgain(facts, current, outcomeBytes);
    if (again === null || again.kind !== 'encode') return { kind: 'failed', fault: 'too-large' };
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
  readonly input: Input;
  readonly tracks: OpenedTracks;
  readonly target: ReturnType<typeof scratch>;
  readonly output: Output;
}

async function attempt(file: Blob, work: (work: Work) => Promise<Attempt>, shareDone: () => number): Promise<Attempt> {
  const { input } = openBlob(file, 'through');
  const target = scratch(VIDEO_LIMITS.maxByteSize);
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: false }), target: target.target });
  try {
    return await work({ input, tracks: await tracksOf(input), target, output });
  } catch (thrown) {
    if (output.state === 'started') await output.cancel().catch(() => undefined);
    if (thrown instanceof OutgrownError) return { kind: 'outgrown', share: shareDone() };
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

function copy(file: Blob, plan: Extract<VideoPlan, { kind: 'copy' }>, onShare: (share: number) => void): Promise<Attempt> {
  let share = 0;
  const work = async ({ tracks, target, output }: Work): Promise<Attempt> => {
    const { picture, startSeconds } = tracks;
    const codec = await picture?.getCodec();
    if (!picture || !codec) return { kind: 'failed', fault: 'broken' };
    const wantedStart = startSeconds + plan.part.startMs / 1000;
    const first = await keyPacketAt(picture, wantedStart);
    if (first === null) return { kind: 'failed', fault: 'broken' };
    // From the very start, whatever gap there is between the first sound and the first picture stays.
    const start = plan.part.startMs === 0 ? startSeconds : first.timestamp;
    const seconds = lengthMs(plan.part) / 1000;
    const stretch: Stretch = { start, end: start + seconds };
    const pictureSource = new EncodedVideoPacketSource(codec);
    output.addVideoTrack(pictureSource, { rotation: await picture.getRotation(), flip: await picture.getFlip() });
    const steps: AsyncGenerator<Step>[] = [copyPicture(picture, pictureSource, first, stretch, start)];
    const sound = await settleSound(plan.sound, tracks.sound);
    if (tracks.sound && sound !== 'leave-out' && sound !== 'none') steps.push(await soundSteps(output, tracks.sound, sound, stretch));
    await output.start();
    await writeInStep(steps, (at) => {
      share = Math.min(1, Math.max(0, at / seconds));
      onShare(share);
    });
    await output.finalize();
    const startMs = Math.max(0, Math.round((start - startSeconds) * 1000));
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
  return encodeSound(track, source, stretch, stretch.start);
}

function encode(file: Blob, plan: Extract<VideoPlan, { kind: 'encode' }>, onShare: (share: number) => void): Promise<Attempt> {
  let share = 0;
  const work = async ({ input, tracks, target, output }: Work): Promise<Attempt> => {
    const { picture, startSeconds } = tracks;
    if (!picture) return { kind: 'failed', fault: 'broken' };
    const sound = await settleSound(plan.sound, tracks.sound);
    const coding = tracks.sound && sound === 'encode' ? await soundCoding(tracks.sound) : null;
    const conversion = await Conversion.init({
      input,
      output,
      tracks: 'primary',
      showWarnings: false,
      trim: { start: startSeconds + plan.part.startMs / 1000, end: startSeconds + plan.part.endMs / 1000 },
      tags: {},
      video: {
        codec: 'avc',
        width: plan.target.widthPx,
        height: plan.target.heightPx,
        fit: plan.target.change === 'pad' ? 'contain' : 'fill',
        quality: new Quality({ bitrate: plan.videoBitsPerSecond, bitrateMode: 'variable' }),
        keyFrameInterval: KEYFRAME_EVERY_SECONDS,
        // Turned for good: not every reader turns by a note in the file.
        allowTransformationMetadata: false,
        ...(plan.frameRate === null ? {} : { frameRate: plan.frameRate }),
      },
      audio:
        coding !== null
          ? {
              codec: coding.codec,
              quality: new Quality({ bitrate: coding.bitsPerSecond }),
              sampleRate: coding.sampleRateHz,
              numberOfChannels: coding.channels,
            }
          : sound === 'copy'
            ? {}
            : { discard: true },
    });
    const lost = conversion.discardedTracks.filter(({ reason }) => reason !== 'discarded_by_user');
    // A conversion may "succeed" without a picture.
    if (lost.some(({ track }) => track.isVideoTrack())) {
      const cannotCode = lost.some(({ track, reason }) => track.isVideoTrack() && reason === 'no_encodable_target_codec');
      return { kind: 'failed', fault: cannotCode ? 'no-encoder' : 'broken' };
    }
    if (!conversion.isValid) return { kind: 'failed', fault: 'no-encoder' };
    conversion.onProgress = (progress) => {
      share = progress;
      onShare(progress);
    };
    await conversion.execute();
    const lostSound = lost.some(({ track }) => track.isAudioTrack());
    return { kind: 'written', file: target.blob(), part: plan.part, sound: lostSound ? 'leave-out' : sound };
  };
  return attempt(file, work, () => share);
}
