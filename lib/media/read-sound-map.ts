/** Decodes a file's sound once, for drawing it and judging its loudness. */

import { AudioSampleSink } from 'mediabunny';
import { openBlob, tracksOf } from './opened';
import { type SoundMap, soundMapper } from './sound-map';

/** Decoders run on threads of their own: two halves take little more than half the time. Sound between pictures is read in one go. */
const SIDES = 2;
const SIDE_BY_SIDE_FROM_SECONDS = 10;

/** `null`: no sound, or none that this browser can decode. What cannot be decoded to its end is mapped as far as it goes. */
export async function readSoundMap(file: Blob, onShare: (share: number) => void, signal: AbortSignal): Promise<SoundMap | null> {
  const { input } = openBlob(file, 'through');
  try {
    const { picture, sound, startSeconds } = await tracksOf(input);
    if (!sound || !(await sound.canDecode())) return null;
    const durationMs = Math.round(((await sound.computeDuration()) - startSeconds) * 1000);
    const mapper = soundMapper();
    const lengthSeconds = durationMs / 1000;
    const sides = picture !== null || lengthSeconds < SIDE_BY_SIDE_FROM_SECONDS ? 1 : SIDES;
    let heardSeconds = 0;
    const map = async (from: number, to: number): Promise<void> => {
      let channel = new Float32Array(0);
      for await (const sample of new AudioSampleSink(sound).samples(from, to)) {
        if (signal.aborted) {
          sample.close();
          return;
        }
        const { numberOfFrames, numberOfChannels, sampleRate, duration, timestamp } = sample;
        // One that lies across the border belongs to the side that it starts on.
        if (timestamp >= from) {
          if (channel.length < numberOfFrames) channel = new Float32Array(numberOfFrames);
          for (let planeIndex = 0; planeIndex < numberOfChannels; planeIndex += 1) {
            const samples = channel.subarray(0, numberOfFrames);
            sample.copyTo(samples, { planeIndex, format: 'f32-planar' });
            mapper.add(samples, timestamp - startSeconds, sampleRate);
          }
          heardSeconds += duration;
          onShare(Math.min(1, heardSeconds / Math.max(duration, lengthSeconds)));
        }
        sample.close();
      }
    };
    const ways = Array.from({ length: sides }, (_, side) => {
      const from = side === 0 ? Number.NEGATIVE_INFINITY : startSeconds + (side * lengthSeconds) / sides;
      const to = side === sides - 1 ? Number.POSITIVE_INFINITY : startSeconds + ((side + 1) * lengthSeconds) / sides;
      return map(from, to);
    });
    // What breaks off is mapped as far as it goes.
    await Promise.allSettled(ways);
    if (signal.aborted || heardSeconds === 0) return null;
    return mapper.finish(durationMs);
  } catch {
    return null;
  } finally {
    input.dispose();
  }
}
