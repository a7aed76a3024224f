/** Decodes a file's sound once, for drawing it and judging its loudness. */

import { decodeSound, type TakePiece } from './decode-sound';
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
    const take: TakePiece = ({ samples, channel, atSeconds, sampleRateHz }) => {
      mapper.add(samples, atSeconds - startSeconds, sampleRateHz);
      if (channel > 0) return;
      heardSeconds += samples.length / sampleRateHz;
      onShare(Math.min(1, heardSeconds / Math.max(0.001, lengthSeconds)));
    };
    const ways = Array.from({ length: sides }, (_, side) => {
      const start = side === 0 ? Number.NEGATIVE_INFINITY : startSeconds + (side * lengthSeconds) / sides;
      const end = side === sides - 1 ? Number.POSITIVE_INFINITY : startSeconds + ((side + 1) * lengthSeconds) / sides;
      return decodeSound(sound, { start, end }, take, signal);
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
