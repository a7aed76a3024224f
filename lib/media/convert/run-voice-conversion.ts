/** Executes a conversion plan for a voice: one part, as MP3, or as WAV if it is short. */

import { type AudioSample, AudioSampleSource, EncodedPacketSink, Mp3OutputFormat, Output, Quality, WavOutputFormat } from 'mediabunny';
import type { ConversionStep } from '@/lib/domain/conversion/video-plan';
import { type ProbedVoice, RECOMMENDED_MAX_VOICE_BYTE_SIZE, type VoicePlan } from '@/lib/domain/conversion/voice-plan';
import { getLengthMs, type TimeRange } from '@/lib/domain/time';
import { checkVoiceLimits, VOICE_LIMITS } from '@/lib/domain/voice';
import { openMediaInput, readTracks } from '@/lib/media/probe/media-input';
import { probeVoice } from '@/lib/media/probe/probe-file';
import { applyGain } from './apply-gain';
import { ensureAudioEncoder } from './audio-encoders';
import { createBlobTarget } from './blob-target';
import { type SecondsRange, writeInterleaved } from './copy-tracks';
import { encodeAudioTrack } from './encode-tracks';
import type { ConversionFault } from './run-video-conversion';

/** Data for a sentence about the conversion. */
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

/** An MP3 is one to three frames longer than its input. Dropping the last 30 ms keeps it within 50 ms of the requested length. */
const MP3_PADDING_FRAMES = 1.25;
const MP3_FRAME_SAMPLES = 1_152;
/** Used without an MP3 encoder; a minute is 2.6 MB. */
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
  const errors = checkVoiceLimits(probed.facts);
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

/** A truncated recording ends within a packet. Decoders fail on it and lose the audio they still buffer, so a retry omits the last packet. */
async function writeDecodablePart(
  file: Blob,
  plan: ExecutableVoicePlan,
  onShare: (share: number) => void,
): Promise<Blob | ConversionFault> {
  let maxShare = 0;
  // The retry starts at 0, but the progress never decreases.
  const reportShare = (share: number) => {
    maxShare = Math.max(maxShare, share);
    onShare(maxShare);
  };
  const output = await writeVoice(file, plan, reportShare);
  return output === 'broken' ? writeVoice(await dropLastPacket(file), plan, reportShare) : output;
}

/**
 * Removes the last packet of a format whose packets follow each other to the end of the file (FLAC, MP3, AAC). For other formats the retry fails
 * again.
 */
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
