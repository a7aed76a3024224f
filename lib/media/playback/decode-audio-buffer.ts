/** Decodes a file's sound as a whole, each sample at its time in the file. */

import { AudioBufferSink } from 'mediabunny';
import { openMediaInput, readTracks } from '@/lib/media/probe/media-input';

/** More than two channels are not heard in a preview. */
const MAX_CHANNELS = 2;
/** The longest clip that lip-sync takes, and then some: a preview of an hour would not fit. */
const MAX_SECONDS = 120;

/** `null`: no sound, or none that this browser can decode this way. */
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
        // What the file plays before its own beginning (an encoder's run-up) is not heard.
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
