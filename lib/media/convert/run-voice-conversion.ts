/** Carries a plan for a voice out: only the wanted part, as MP3 or, when short, as WAV. */

import { type AudioSample, AudioSampleSource, EncodedPacketSink, Mp3OutputFormat, Output, Quality, WavOutputFormat } from 'mediabunny';
import type { ConversionStep } from '@/lib/domain/conversion/video-plan';
import { type ProbedVoice, RECOMMENDED_MAX_VOICE_BYTE_SIZE, type VoicePlan } from '@/lib/domain/conversion/voice-plan';
import { getLengthMs, type TimeRange } from '@/lib/domain/time';
import { diagnoseVoice, VOICE_LIMITS } from '@/lib/domain/voice';
import { openMediaInput, readTracks } from '@/lib/media/probe/media-input';
import { probeVoice } from '@/lib/media/probe/probe-file';
import { applyGain } from './apply-gain';
import { ensureAudioEncoder } from './audio-encoders';
import { createBlobTarget } from './blob-target';
import { type SecondsRange, writeInterleaved } from './copy-tracks';
import { encodeAudioTrack } from './encode-tracks';
import type { ConversionFault } from './run-video-conversion';

/** What was done to a voice, as data for a sentence. */
export interface VoiceConversionResult {
  readonly steps: readonly ConversionStep[];
  readonly part: TimeRange;
  readonly from: { readonly formatName: string; readonly byteSize: number };
  readonly to: { readonly format: 'mp3' | 'wav'; readonly byteSize: number };
  readonly gainDb: number;
}

export type VoiceConversionOutcome =
  | { readonly kind: 'done'; readonly file: Blob; readonly facts: ProbedVoice; readonly result: VoiceConversionResult }
  | { readonly kind: 'failed'; readonly fault: ConversionFault }
  | { readonly kind: 'cancelled' };

export type ExecutableVoicePlan = Extract<VoicePlan, { kind: 'encode' }>;

/** An MP3 comes out one to three frames longer than what goes in; leaving out the last 30 ms keeps it within 50 ms of what was asked for. */
const MP3_PADDING_FRAMES = 1.25;
const MP3_FRAME_SAMPLES = 1_152;
/** Where no MP3 encoder runs: a minute of this is 2.6 MB. */
const FALLBACK_WAV = { format: 'wav', sampleRateHz: 22_050, channels: 1, bitsPerSecond: 0 } as const;

export async function runVoiceConversion(
  file: Blob,
  facts: ProbedVoice,
  plan: ExecutableVoicePlan,
  onShare: (share: number) => void,
): Promise<VoiceConversionOutcome> {
  const encoding = { codec: 'mp3', sampleRateHz: plan.sampleRateHz, channels: plan.channels, bitsPerSecond: plan.bitsPerSecond } as const;
  const executedPlan = plan.format === 'wav' || (await ensureAudioEncoder(encoding)) ? plan : { ...plan, ...FALLBACK_WAV };
  const output = await writeDecodablePart(file, executedPlan, onShare);
  if (typeof output === 'string') return { kind: 'failed', fault: output };
  const probed = await probeVoice(output);
  if (probed.kind !== 'measured') return { kind: 'failed', fault: 'broken' };
  const errors = diagnoseVoice(probed.facts);
  if (errors.some(({ code }) => code === 'voice-too-short')) return { kind: 'failed', fault: 'broken' };
  if (errors.length > 0) return { kind: 'failed', fault: 'not-legal' };
  if (output.size > RECOMMENDED_MAX_VOICE_BYTE_SIZE) return { kind: 'failed', fault: 'too-large' };
  const result: VoiceConversionResult = {
    steps: executedPlan.steps,
    part: executedPlan.part,
    from: { formatName: facts.formatName, byteSize: facts.byteSize },
    to: { format: executedPlan.format, byteSize: output.size },
    gainDb: executedPlan.gainDb,
  };
  return { kind: 'done', file: output, facts: probed.facts, result };
}

/** A recording that was cut off ends inside a packet. A decoder gives up on that, and on all it still had in hand: so it goes without. */
async function writeDecodablePart(
  file: Blob,
  plan: ExecutableVoicePlan,
  onShare: (share: number) => void,
): Promise<Blob | ConversionFault> {
  let maxShare = 0;
  // The second time begins anew, and no bar goes backwards.
  const reportShare = (share: number) => {
    maxShare = Math.max(maxShare, share);
    onShare(maxShare);
  };
  const output = await writeVoice(file, plan, reportShare);
  return output === 'broken' ? writeVoice(await dropLastPacket(file), plan, reportShare) : output;
}

/** Where packets follow one another to the end of the file, as in FLAC, MP3 and AAC, one of them less; another kind of file is no better for it. */
async function dropLastPacket(file: Blob): Promise<Blob> {
  const { input } = openMediaInput(file, 'glance');
  try {
    const { audio: audioTrack } = await readTracks(input);
    const last = audioTrack && (await new EncodedPacketSink(audioTrack).getPacket(Number.POSITIVE_INFINITY));
    return file.slice(0, file.size - (last?.byteLength ?? 0));
  } catch {
    return file;
  } finally {
    input.dispose();
  }
}

async function writeVoice(file: Blob, plan: ExecutableVoicePlan, onShare: (share: number) => void): Promise<Blob | ConversionFault> {
  const { input } = openMediaInput(file, 'through');
  const target = createBlobTarget(VOICE_LIMITS.maxByteSize);
  const format = plan.format === 'mp3' ? new Mp3OutputFormat() : new WavOutputFormat();
  const output = new Output({ format, target: target.target });
  try {
    const { audio: audioTrack, startSeconds } = await readTracks(input);
    if (!audioTrack) return 'broken';
    const start = startSeconds + plan.part.startMs / 1000;
    const seconds = getLengthMs(plan.part) / 1000;
    const padding = plan.format === 'mp3' ? (MP3_PADDING_FRAMES * MP3_FRAME_SAMPLES) / plan.sampleRateHz : 0;
    const range: SecondsRange = { start, end: start + seconds - padding };
    const gainTransform = plan.gainDb === 0 ? {} : { process: (sample: AudioSample) => applyGain(sample, plan.gainDb) };
    const source = new AudioSampleSource({
      codec: plan.format === 'mp3' ? 'mp3' : 'pcm-s16',
      ...(plan.format === 'mp3' ? { quality: new Quality({ bitrate: plan.bitsPerSecond, bitrateMode: 'constant' }) } : {}),
      transform: { sampleRate: plan.sampleRateHz, numberOfChannels: plan.channels, ...gainTransform },
    });
    output.addAudioTrack(source);
    await output.start();
    await writeInterleaved([encodeAudioTrack(audioTrack, source, range)], (at) => onShare(Math.min(1, at / seconds)));
    await output.finalize();
    return target.getBlob();
  } catch (thrown) {
    if (output.state === 'started') await output.cancel().catch(() => undefined);
    return thrown instanceof DOMException && thrown.name === 'NotReadableError' ? 'unreadable' : 'broken';
  } finally {
    input.dispose();
  }
}
