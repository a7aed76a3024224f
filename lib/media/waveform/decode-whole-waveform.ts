/** Maps a sound that the browser decodes in one piece: nothing is quicker for a voice, and some browsers have no other decoder. */

import { isCompressedAudio, type ProbedVoice } from '@/lib/domain/conversion/voice-plan';
import type { Milliseconds } from '@/lib/domain/time';
import { createWaveformBuilder, type Waveform } from './waveform';

/** In one piece a minute of stereo takes 23 MB; nothing larger than a voice is read that way. */
const MAX_BYTES = 6_000_000;
const MAX_DURATION_MS: Milliseconds = 120_000;
const MAX_CHANNELS = 2;
/** What a browser decodes to where the file's own rate is not known. */
const DEFAULT_SAMPLE_RATE_HZ = 48_000;

type WholeAudioFacts = Pick<ProbedVoice, 'durationMs' | 'sampleRateHz'>;

/** Whether all of it may be in memory at once. Samples that are not coded at all are read piece by piece no slower. */
export function canDecodeWhole(file: Blob, facts: ProbedVoice): boolean {
  const { durationMs, channels, audioCodec, hasVideo: hasPicture, canDecode } = facts;
  if (hasPicture || !canDecode || audioCodec === null || !isCompressedAudio(audioCodec)) return false;
  return file.size <= MAX_BYTES && durationMs <= MAX_DURATION_MS && channels <= MAX_CHANNELS;
}

/** `null` where this browser cannot decode it: a waveform is a help, never a need. */
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
