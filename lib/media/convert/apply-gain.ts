/** Makes sound louder or softer without breaking it. */

import { AudioSample } from 'mediabunny';

/** From here on a peak is bent rather than cut off, and it never reaches the ceiling (-1 dB): encoders overshoot by a little. */
const KNEE = 0.8;
const MAX_PEAK = 0.891;

/** Keeps a value within the ceiling, bending it softly from the knee on. */
export function limit(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude <= KNEE) return value;
  const headroom = MAX_PEAK - KNEE;
  return Math.sign(value) * (KNEE + headroom * Math.tanh((magnitude - KNEE) / headroom));
}

export function applyGain(sample: AudioSample, gainDb: number): AudioSample {
  const factor = 10 ** (gainDb / 20);
  const { numberOfChannels, numberOfFrames, sampleRate, timestamp } = sample;
  const data = new Float32Array(numberOfFrames * numberOfChannels);
  sample.copyTo(data, { planeIndex: 0, format: 'f32' });
  for (const [index, value] of data.entries()) data[index] = limit(value * factor);
  return new AudioSample({ data, format: 'f32', numberOfChannels, sampleRate, timestamp });
}
