/** Applies a gain to audio samples without clipping. */

import { AudioSample } from 'mediabunny';

/** Samples above the knee are compressed towards `MAX_PEAK` (-1 dB), because encoders overshoot slightly. */
const KNEE = 0.8;
const MAX_PEAK = 0.891;

/** Limits a sample to `MAX_PEAK` with a soft knee. */
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
