/** How loud a recording is along its length, for drawing it. */

/** The loudest sample of each of `count` equal parts, 0 to 1, scaled so that the loudest of all is 1. Silence stays 0. */
export function peaksOf(samples: Float32Array, count: number): number[] {
  const peaks = Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * samples.length) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * samples.length) / count));
    let loudest = 0;
    for (let at = from; at < to && at < samples.length; at += 1) loudest = Math.max(loudest, Math.abs(samples[at] ?? 0));
    return loudest;
  });
  const loudest = Math.max(0, ...peaks);
  return loudest === 0 ? peaks : peaks.map((peak) => peak / loudest);
}

/** A rate at which a minute of sound is small, and every syllable still shows. */
const DECODE_RATE_HZ = 8_000;

/**
 * Reads the peaks of a recording from an address of this page (`blob:` or our own).
 * `null` where this browser cannot decode it: a waveform is a help, never a need.
 */
export async function readPeaks(src: string, count: number, signal: AbortSignal): Promise<number[] | null> {
  if (typeof OfflineAudioContext === 'undefined') return null;
  try {
    const response = await fetch(src, { signal });
    if (!response.ok) return null;
    const bytes = await response.arrayBuffer();
    const sound = await new OfflineAudioContext(1, 1, DECODE_RATE_HZ).decodeAudioData(bytes);
    return signal.aborted ? null : peaksOf(sound.getChannelData(0), count);
  } catch {
    return null;
  }
}
