/** Carries a plan for a voice out: only the wanted part, as MP3 or, when short, as WAV. */

import { type AudioSample, AudioSampleSource, EncodedPacketSink, Mp3OutputFormat, Output, Quality, WavOutputFormat } from 'mediabunny';
import { lengthMs, type TimeRange } from '@/lib/domain/time';
import type { Treatment } from '@/lib/domain/video-treatment';
import { diagnoseVoice, VOICE_LIMITS } from '@/lib/domain/voice';
import { type SoundFacts, VOICE_COMFORT_BYTE_SIZE, type VoicePlan } from '@/lib/domain/voice-treatment';
import type { ConformFault } from './conform-video';
import { type Stretch, writeInStep } from './copy-steps';
import { encodeSound } from './encode-steps';
import { readyToEncode } from './encoders';
import { examineVoice } from './examine';
import { amplified } from './gain';
import { openBlob, tracksOf } from './opened';
import { scratch } from './scratch';

/** What was done to a voice, as data for a sentence. */
export interface VoiceDone {
  readonly treatments: readonly Treatment[];
  readonly part: TimeRange;
  readonly from: { readonly formatName: string; readonly byteSize: number };
  readonly to: { readonly format: 'mp3' | 'wav'; readonly byteSize: number };
  readonly gainDb: number;
}

export type VoiceOutcome =
  | { readonly kind: 'done'; readonly file: Blob; readonly facts: SoundFacts; readonly done: VoiceDone }
  | { readonly kind: 'failed'; readonly fault: ConformFault }
  | { readonly kind: 'cancelled' };

export type WorkableVoicePlan = Extract<VoicePlan, { kind: 'encode' }>;

/** An MP3 comes out one to three frames longer than what goes in; leaving out the last 30 ms keeps it within 50 ms of what was asked for. */
const MP3_PADDING_FRAMES = 1.25;
const MP3_FRAME_SAMPLES = 1_152;
/** Where no MP3 encoder runs: a minute of this is 2.6 MB. */
const PLAIN_WAV = { format: 'wav', sampleRateHz: 22_050, channels: 1, bitsPerSecond: 0 } as const;

export async function carryOutVoice(
  file: Blob,
  facts: SoundFacts,
  plan: WorkableVoicePlan,
  onShare: (share: number) => void,
): Promise<VoiceOutcome> {
  const coding = { codec: 'mp3', sampleRateHz: plan.sampleRateHz, channels: plan.channels, bitsPerSecond: plan.bitsPerSecond } as const;
  const settled = plan.format === 'wav' || (await readyToEncode(coding)) ? plan : { ...plan, ...PLAIN_WAV };
  const written = await writeAsFarAsItGoes(file, settled, onShare);
  if (typeof written === 'string') return { kind: 'failed', fault: written };
  const examined = await examineVoice(written);
  if (examined.kind !== 'measured') return { kind: 'failed', fault: 'broken' };
  const errors = diagnoseVoice(examined.facts);
  if (errors.some(({ code }) => code === 'voice-too-short')) return { kind: 'failed', fault: 'broken' };
  if (errors.length > 0) return { kind: 'failed', fault: 'not-legal' };
  if (written.size > VOICE_COMFORT_BYTE_SIZE) return { kind: 'failed', fault: 'too-large' };
  const done: VoiceDone = {
    treatments: settled.treatments,
    part: settled.part,
    from: { formatName: facts.formatName, byteSize: facts.byteSize },
    to: { format: settled.format, byteSize: written.size },
    gainDb: settled.gainDb,
  };
  return { kind: 'done', file: written, facts: examined.facts, done };
}

/** A recording that was cut off ends inside a packet. A decoder gives up on that, and on all it still had in hand: so it goes without. */
async function writeAsFarAsItGoes(file: Blob, plan: WorkableVoicePlan, onShare: (share: number) => void): Promise<Blob | ConformFault> {
  let furthest = 0;
  // The second time begins anew, and no bar goes backwards.
  const told = (share: number) => {
    furthest = Math.max(furthest, share);
    onShare(furthest);
  };
  const written = await write(file, plan, told);
  return written === 'broken' ? write(await withoutLastPacket(file), plan, told) : written;
}

/** Where packets follow one another to the end of the file, as in FLAC, MP3 and AAC, one of them less; another kind of file is no better for it. */
async function withoutLastPacket(file: Blob): Promise<Blob> {
  const { input } = openBlob(file, 'glance');
  try {
    const { sound } = await tracksOf(input);
    const last = sound && (await new EncodedPacketSink(sound).getPacket(Number.POSITIVE_INFINITY));
    return file.slice(0, file.size - (last?.byteLength ?? 0));
  } catch {
    return file;
  } finally {
    input.dispose();
  }
}

async function write(file: Blob, plan: WorkableVoicePlan, onShare: (share: number) => void): Promise<Blob | ConformFault> {
  const { input } = openBlob(file, 'through');
  const target = scratch(VOICE_LIMITS.maxByteSize);
  const format = plan.format === 'mp3' ? new Mp3OutputFormat() : new WavOutputFormat();
  const output = new Output({ format, target: target.target });
  try {
    const { sound, startSeconds } = await tracksOf(input);
    if (!sound) return 'broken';
    const start = startSeconds + plan.part.startMs / 1000;
    const seconds = lengthMs(plan.part) / 1000;
    const padding = plan.format === 'mp3' ? (MP3_PADDING_FRAMES * MP3_FRAME_SAMPLES) / plan.sampleRateHz : 0;
    const stretch: Stretch = { start, end: start + seconds - padding };
    const change = plan.gainDb === 0 ? {} : { process: (sample: AudioSample) => amplified(sample, plan.gainDb) };
    const source = new AudioSampleSource({
      codec: plan.format === 'mp3' ? 'mp3' : 'pcm-s16',
      ...(plan.format === 'mp3' ? { quality: new Quality({ bitrate: plan.bitsPerSecond, bitrateMode: 'constant' }) } : {}),
      transform: { sampleRate: plan.sampleRateHz, numberOfChannels: plan.channels, ...change },
    });
    output.addAudioTrack(source);
    await output.start();
    await writeInStep([encodeSound(sound, source, stretch)], (at) => onShare(Math.min(1, at / seconds)));
    await output.finalize();
    return target.blob();
  } catch (thrown) {
    if (output.state === 'started') await output.cancel().catch(() => undefined);
    return thrown instanceof DOMException && thrown.name === 'NotReadableError' ? 'unreadable' : 'broken';
  } finally {
    input.dispose();
  }
}
