/** Decodes a file's sound once, for drawing it and judging its loudness. */

import { AudioSampleSink } from 'mediabunny';
import { openBlob, tracksOf } from './opened';
import { type SoundMap, soundMapper } from './sound-map';

/** `null`: no sound, or none that this browser can decode. What cannot be decoded to its end is mapped as far as it goes. */
export async function readSoundMap(file: Blob, onShare: (share: number) => void, signal: AbortSignal): Promise<SoundMap | null> {
  const { input } = openBlob(file, 'through');
  try {
    const { sound, startSeconds } = await tracksOf(input);
    if (!sound || !(await sound.canDecode())) return null;
    const durationMs = Math.round(((await sound.computeDuration()) - startSeconds) * 1000);
    const mapper = soundMapper();
    let channel = new Float32Array(0);
    let heard = false;
    try {
      for await (const sample of new AudioSampleSink(sound).samples()) {
        if (signal.aborted) {
          sample.close();
          return null;
        }
        if (channel.length < sample.numberOfFrames) channel = new Float32Array(sample.numberOfFrames);
        const at = sample.timestamp - startSeconds;
        for (let planeIndex = 0; planeIndex < sample.numberOfChannels; planeIndex += 1) {
          const samples = channel.subarray(0, sample.numberOfFrames);
          sample.copyTo(samples, { planeIndex, format: 'f32-planar' });
          mapper.add(samples, at, sample.sampleRate);
        }
        sample.close();
        heard = true;
        onShare(durationMs > 0 ? Math.min(1, (at * 1000) / durationMs) : 1);
      }
    } catch {
      if (!heard) return null;
    }
    return mapper.finish(durationMs);
  } catch {
    return null;
  } finally {
    input.dispose();
  }
}
