/** Decodes short audio with `decodeAudioData`: the fastest way for a voice, and the only one in some browsers. */

import { isCompressedAudio, type ProbedVoice } from '@/lib/domain/conversion/voice-plan';
import type { Milliseconds } from '@/lib/domain/time';
import { createWaveformBuilder, type Waveform } from './waveform';

/** A minute of stereo takes 23 MB decoded, so larger files are decoded in chunks. */
const MAX_BYTES = 6_000_000;
const MAX_DURATION_MS: Milliseconds = 120_000;
const MAX_CHANNELS = 2;
/** Used if the file's sample rate is unknown. */
const DEFAULT_SAMPLE_RATE_HZ = 48_000;

type WholeAudioFacts = Pick<ProbedVoice, 'durationMs' | 'sampleRateHz'>;

/** Whether the audio may be decoded at once. PCM is excluded, because reading it in chunks is as fast. */
export function canDecodeWhole(file: Blob, facts: ProbedVoice): boolean {
  const { durationMs, channels, audioCodec, hasVideo, canDecode } = facts;
  if (hasVideo || !canDecode || audioCodec === null || !isCompressedAudio(audioCodec)) return false;
  return file.size <= MAX_BYTES && durationMs <= MAX_DURATION_MS && channels <= MAX_CHANNELS;
}

/** Returns `null` if this browser cannot decode it; a waveform is optional. */
export async function decodeWholeWaveform(file: Blob, facts: WholeAudioFacts | null = null): Promise<Waveform | null> {
  if (typeof OfflineAudioContext === 'undefined' || file.size > MAX_BYTES) return null;
  try {
    const context = new OfflineAudioContext(1, 1, facts?.sampleRateHz ?? DEFAULT_SAMPLE_RATE_HZ);
    const audio = await context.decodeAudioData(await file.arrayBuffer());
    const builder = createWaveformBuilder();
    for (let channel = 0; channel < audio.numberOfChannels; channel += 1) builder.add(audio.getChannelData(channel), 0, audio.sampleRate);
    return builder.finish(facts?.durationMs ?? Math.round(audio.duration * 1000));
  } catch {
    return null;
  }
}
