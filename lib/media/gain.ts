/** Makes sound louder without breaking it. */

import { AudioSample } from 'mediabunny';

/** Above this a peak is bent rather than cut off. */
const KNEE = 0.9;

/** Keeps a value within ±1, bending it softly from the knee on. */
export function limited(value: number): number {
  const size = Math.abs(value);
  if (size <= KNEE) return value;
  const room = 1 - KNEE;
  return Math.sign(value) * (KNEE + room * Math.tanh((size - KNEE) / room));
}

export function amplified(sample: AudioSample, gainDb: number): AudioSample {
  const factor = 10 ** (gainDb / 20);
  const { numberOfChannels, numberOfFrames, sampleRate, timestamp } = sample;
  const data = new Float32Array(numberOfFrames * numberOfChannels);
  sample.copyTo(data, { planeIndex: 0, format: 'f32' });
  for (const [index, value] of data.entries()) data[index] = limited(value * factor);
  return new AudioSample({ data, format: 'f32', numberOfChannels, sampleRate, timestamp });
}
