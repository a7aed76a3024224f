/** Decodes a file's sound as a whole, each sample at its time in the file. */

import { AudioBufferSink } from 'mediabunny';
import { openBlob, tracksOf } from './opened';

/** More than two channels are not heard in a preview. */
const MOST_CHANNELS = 2;
/** The longest clip that lip-sync takes, and then some: a preview of an hour would not fit. */
const LONGEST_SECONDS = 120;

/** `null`: no sound, or none that this browser can decode this way. */
export async function readSound(file: Blob): Promise<AudioBuffer | null> {
  const { input } = openBlob(file, 'through');
  try {
    const { sound, startSeconds } = await tracksOf(input);
    if (!sound || !(await sound.canDecode())) return null;
    const seconds = Math.min((await sound.computeDuration()) - startSeconds, LONGEST_SECONDS);
    if (!(seconds > 0)) return null;
    let whole: AudioBuffer | null = null;
    for await (const { buffer, timestamp } of new AudioBufferSink(sound).buffers(startSeconds, startSeconds + seconds)) {
      whole ??= new AudioBuffer({
        length: Math.ceil(seconds * buffer.sampleRate),
        sampleRate: buffer.sampleRate,
        numberOfChannels: Math.min(buffer.numberOfChannels, MOST_CHANNELS),
      });
      const at = Math.round((timestamp - startSeconds) * whole.sampleRate);
      for (let channel = 0; channel < whole.numberOfChannels; channel += 1) {
        const samples = buffer.getChannelData(Math.min(channel, buffer.numberOfChannels - 1));
        // What the file plays before its own beginning (an encoder's run-up) is not heard.
        if (at >= 0) whole.copyToChannel(samples, channel, at);
        else if (-at < samples.length) whole.copyToChannel(samples.subarray(-at), channel, 0);
      }
    }
    return whole;
  } catch {
    return null;
  } finally {
    input.dispose();
  }
}
