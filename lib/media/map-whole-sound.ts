/** Maps a sound that the browser decodes in one piece: nothing is quicker for a voice, and some browsers have no other decoder. */

import type { Milliseconds } from '@/lib/domain/time';
import { isCoded, type SoundFacts } from '@/lib/domain/voice-treatment';
import { type SoundMap, soundMapper } from './sound-map';

/** In one piece a minute of stereo takes 23 MB; nothing larger than a voice is read that way. */
const LARGEST_BYTES = 6_000_000;
const LONGEST_MS: Milliseconds = 120_000;
const MOST_CHANNELS = 2;
/** What a browser decodes to where the file's own rate is not known. */
const USUAL_RATE_HZ = 48_000;

type WholeFacts = Pick<SoundFacts, 'durationMs' | 'sampleRateHz'>;

/** Whether all of it may be in memory at once. Samples that are not coded at all are read piece by piece no slower. */
export function canMapWhole(file: Blob, facts: SoundFacts): boolean {
  const { durationMs, channels, audioCodec, hasPicture, canDecode } = facts;
  if (hasPicture || !canDecode || audioCodec === null || !isCoded(audioCodec)) return false;
  return file.size <= LARGEST_BYTES && durationMs <= LONGEST_MS && channels <= MOST_CHANNELS;
}

/** `null` where this browser cannot decode it: a waveform is a help, never a need. */
export async function mapWholeSound(file: Blob, facts: WholeFacts | null = null): Promise<SoundMap | null> {
  if (typeof OfflineAudioContext === 'undefined' || file.size > LARGEST_BYTES) return null;
  try {
    const context = new OfflineAudioContext(1, 1, facts?.sampleRateHz ?? USUAL_RATE_HZ);
    const sound = await context.decodeAudioData(await file.arrayBuffer());
    const mapper = soundMapper();
    for (let channel = 0; channel < sound.numberOfChannels; channel += 1) mapper.add(sound.getChannelData(channel), 0, sound.sampleRate);
    return mapper.finish(facts?.durationMs ?? Math.round(sound.duration * 1000));
  } catch {
    return null;
  }
}
