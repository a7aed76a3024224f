/** Maps a sound that the browser decodes in one piece: for browsers that play sound but give no decoder of their own. */

import { type SoundMap, soundMapper } from './sound-map';

/** In one piece a minute of stereo takes 23 MB; nothing larger than a voice is read that way. */
const LARGEST_BYTES = 6_000_000;
const DECODE_RATE_HZ = 48_000;

/** `null` where this browser cannot decode it: a waveform is a help, never a need. */
export async function mapWholeSound(file: Blob): Promise<SoundMap | null> {
  if (typeof OfflineAudioContext === 'undefined' || file.size > LARGEST_BYTES) return null;
  try {
    const sound = await new OfflineAudioContext(1, 1, DECODE_RATE_HZ).decodeAudioData(await file.arrayBuffer());
    const mapper = soundMapper();
    for (let channel = 0; channel < sound.numberOfChannels; channel += 1) mapper.add(sound.getChannelData(channel), 0, sound.sampleRate);
    return mapper.finish(Math.round(sound.duration * 1000));
  } catch {
    return null;
  }
}
