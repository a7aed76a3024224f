/** Decodes a file's whole audio, with each sample at its time in the file. */

import { AudioBufferSink } from 'mediabunny';
import { openMediaInput, readTracks } from '@/lib/media/probe/media-input';

/** The preview plays at most two channels. */
const MAX_CHANNELS = 2;
/** Twice the longest clip that lip-sync accepts; more would not fit in memory. */
const MAX_SECONDS = 120;

/** Returns `null` without audio that WebCodecs can decode. */
export async function decodeAudioBuffer(file: Blob): Promise<AudioBuffer | null> {
  const { input } = openMediaInput(file, 'through');
  try {
    const { audio, startSeconds } = await readTracks(input);
    if (!audio || !(await audio.canDecode())) return null;
    const seconds = Math.min((await audio.computeDuration()) - startSeconds, MAX_SECONDS);
    if (!(seconds > 0)) return null;
    let result: AudioBuffer | null = null;
    for await (const { buffer, timestamp } of new AudioBufferSink(audio).buffers(startSeconds, startSeconds + seconds)) {
      result ??= new AudioBuffer({
        length: Math.ceil(seconds * buffer.sampleRate),
        sampleRate: buffer.sampleRate,
        numberOfChannels: Math.min(buffer.numberOfChannels, MAX_CHANNELS),
      });
      const offset = Math.round((timestamp - startSeconds) * result.sampleRate);
      for (let channel = 0; channel < result.numberOfChannels; channel += 1) {
        const samples = buffer.getChannelData(Math.min(channel, buffer.numberOfChannels - 1));
        // Samples before the start of the file (encoder delay) are dropped.
        if (offset >= 0) result.copyToChannel(samples, channel, offset);
        else if (-offset < samples.length) result.copyToChannel(samples.subarray(-offset), channel, 0);
      }
    }
    return result;
  } catch {
    return null;
  } finally {
    input.dispose();
  }
}
