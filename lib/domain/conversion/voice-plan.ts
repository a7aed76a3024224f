/** Plans the conversion of a recording that upstream would reject or that is too large to send. Pure; no file is read. */

import { createTimeRange, getLengthMs, type TimeRange } from '@/lib/domain/time';
import { checkVoiceLimits, VOICE_LIMITS, type VoiceFacts, type VoiceFinding } from '@/lib/domain/voice';
import type { ConversionStep } from './video-plan';
import { fitPart } from './video-plan';

/** Facts about a recording that the browser measures in addition to those for upstream's limits. */
export interface ProbedVoice extends VoiceFacts {
  /** Common name of the format, such as `FLAC`. */
  readonly formatName: string;
  readonly audioCodec: string | null;
  readonly canDecode: boolean;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** The file is a video whose audio becomes the voice. */
  readonly hasVideo: boolean;
}

export type ProbedVoiceFinding =
  | VoiceFinding
  /** Legal, but the whole request would exceed the body limit of common hosts. */
  | { readonly code: 'voice-heavy'; readonly severity: 'warning'; readonly byteSize: number; readonly maxByteSize: number }
  | { readonly code: 'voice-undecodable'; readonly severity: 'error' | 'warning'; readonly audioCodec: string | null };

export interface VoiceConversionFinding {
  readonly finding: ProbedVoiceFinding;
  readonly step: ConversionStep;
}

/** The voice is sent as Base64, a third larger, in a request of at most 4 MB. */
export const RECOMMENDED_MAX_VOICE_BYTE_SIZE = 3_000_000;
/** Up to these limits a WAV is small, keeps its exact length and needs no encoder. */
const WAV_MAX_MS = 10_000;
const WAV_MAX_BYTES = 2_000_000;
const WAV_HEADER_BYTES = 200;
/** Above 128 kbit/s by any way of measuring it. */
const MP3_MONO_BITS_PER_SECOND = 160_000;
const MP3_STEREO_BITS_PER_SECOND = 192_000;
/** Sample rates that support these bitrates with frames of at most 26 ms. */
const MP3_SAMPLE_RATES_HZ: readonly number[] = [44_100, 48_000];
const DEFAULT_SAMPLE_RATE_HZ = 48_000;

export function findVoiceConversions(facts: ProbedVoice): VoiceConversionFinding[] {
  const findings: ProbedVoiceFinding[] = [...checkVoiceLimits(facts)];
  if (facts.byteSize > RECOMMENDED_MAX_VOICE_BYTE_SIZE && facts.byteSize <= VOICE_LIMITS.maxByteSize) {
    findings.push({ code: 'voice-heavy', severity: 'warning', byteSize: facts.byteSize, maxByteSize: RECOMMENDED_MAX_VOICE_BYTE_SIZE });
  }
  if (!facts.canDecode) {
    const severity = findings.some((finding) => finding.severity === 'error') ? 'error' : 'warning';
    findings.push({ code: 'voice-undecodable', severity, audioCodec: facts.audioCodec });
  }
  return findings.map((finding) => ({ finding, step: getConversionStep(finding, facts) }));
}

function getConversionStep(finding: ProbedVoiceFinding, facts: ProbedVoice): ConversionStep {
  if (!facts.canDecode) return 'none-possible';
  switch (finding.code) {
    case 'voice-kind':
      return facts.hasVideo ? 'extract-audio' : 'transcode';
    case 'voice-too-large':
    case 'voice-heavy':
      return 'shrink';
    case 'voice-too-long':
      return 'cut';
    case 'voice-too-short':
    case 'voice-undecodable':
      return 'none-possible';
  }
}

export type VoicePlan =
  | { readonly kind: 'as-is'; readonly warnings: readonly ProbedVoiceFinding[] }
  | {
      readonly kind: 'encode';
      readonly part: TimeRange;
      readonly format: 'mp3' | 'wav';
      readonly sampleRateHz: number;
      readonly channels: 1 | 2;
      /** 0 for WAV, which is uncompressed. */
      readonly bitsPerSecond: number;
      /** Gain in dB; 0 leaves every sample unchanged. */
      readonly gainDb: number;
      readonly steps: readonly ConversionStep[];
      readonly predicted: VoiceFacts;
    }
  | { readonly kind: 'impossible'; readonly reasons: readonly ProbedVoiceFinding[] };

export interface VoiceOptions {
  readonly part?: TimeRange | undefined;
  readonly gainDb?: number | undefined;
}

export function planVoice(facts: ProbedVoice, options: VoiceOptions = {}): VoicePlan {
  const conversions = findVoiceConversions(facts);
  const unconvertible = conversions.filter(({ finding, step }) => finding.severity === 'error' && step === 'none-possible');
  if (unconvertible.length > 0) return { kind: 'impossible', reasons: unconvertible.map(({ finding }) => finding) };
  const whole = createTimeRange(0, Math.floor(facts.durationMs));
  const requestedRange = options.part ?? whole;
  const isCutRequested = requestedRange.startMs > 0 || requestedRange.endMs < whole.endMs;
  const gainDb = options.gainDb ?? 0;
  const isConvertible = conversions.some(({ step }) => step !== 'none-possible');
  if (!isConvertible && !isCutRequested && gainDb === 0) {
    return { kind: 'as-is', warnings: conversions.map(({ finding }) => finding).filter(({ severity }) => severity === 'warning') };
  }
  if (!facts.canDecode) return { kind: 'impossible', reasons: conversions.map(({ finding }) => finding) };

  const part = fitPart(requestedRange, facts.durationMs);
  const isCut = getLengthMs(part) < whole.endMs;
  const channels = facts.channels >= 2 ? 2 : 1;
  const sampleRateHz = MP3_SAMPLE_RATES_HZ.includes(facts.sampleRateHz) ? facts.sampleRateHz : DEFAULT_SAMPLE_RATE_HZ;
  const wavBytes = WAV_HEADER_BYTES + Math.ceil((getLengthMs(part) / 1000) * sampleRateHz * channels * 2);
  const format = getLengthMs(part) <= WAV_MAX_MS && wavBytes <= WAV_MAX_BYTES ? 'wav' : 'mp3';
  const bitsPerSecond = format === 'wav' ? 0 : channels === 2 ? MP3_STEREO_BITS_PER_SECOND : MP3_MONO_BITS_PER_SECOND;
  const byteSize = format === 'wav' ? wavBytes : Math.ceil(((getLengthMs(part) + 100) / 8000) * bitsPerSecond);
  const steps = conversions.map(({ step }) => step).filter((step) => step !== 'none-possible' && step !== 'cut');
  return {
    kind: 'encode',
    part,
    format,
    sampleRateHz,
    channels,
    bitsPerSecond,
    gainDb,
    steps: [...(isCut ? (['cut'] as const) : []), ...new Set(steps)],
    predicted: { kind: format, byteSize, durationMs: getLengthMs(part) },
  };
}

/** Whether the audio is compressed. Takes mediabunny's codec names, such as `aac` or `pcm-s16`. */
export function isCompressedAudio(audioCodec: string): boolean {
  return !audioCodec.startsWith('pcm-') && audioCodec !== 'ulaw' && audioCodec !== 'alaw';
}
