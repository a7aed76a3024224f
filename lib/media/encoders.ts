/** Encoders for sound where the browser has none of its own: loaded when a file has to be coded, never before. */

import { AudioSample, AudioSampleSource, canEncodeAudio, Mp4OutputFormat, NullTarget, Output, Quality } from 'mediabunny';

export interface SoundCoding {
  readonly codec: 'aac' | 'mp3';
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly bitsPerSecond: number;
}

/** A WebAssembly encoder that a page's policy forbids does not fail, it never answers. It needs far less than this to start. */
const START_LIMIT_MS = 8_000;

const registered = new Set<SoundCoding['codec']>();

async function register(codec: SoundCoding['codec']): Promise<void> {
  if (registered.has(codec)) return;
  registered.add(codec);
  if (codec === 'aac') (await import('@mediabunny/aac-encoder')).registerAacEncoder();
  else (await import('@mediabunny/mp3-encoder')).registerMp3Encoder();
}

/** Makes sure that sound can be coded so, by the browser or by a package. `false`: it cannot, here. */
export async function readyToEncode(coding: SoundCoding): Promise<boolean> {
  const wanted = {
    sampleRate: coding.sampleRateHz,
    numberOfChannels: coding.channels,
    quality: new Quality({ bitrate: coding.bitsPerSecond }),
  };
  if (await canEncodeAudio(coding.codec, wanted)) {
    if (!registered.has(coding.codec)) return true;
  } else {
    await register(coding.codec);
    if (!(await canEncodeAudio(coding.codec, wanted))) return false;
  }
  return within(START_LIMIT_MS, encodeAMoment(coding));
}

async function within(limitMs: number, work: Promise<void>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  try {
    return await Promise.race([
      work.then(
        () => true,
        () => false,
      ),
      tooLate,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** A few frames of silence through the encoder and to nowhere: whoever gets through this, works. */
async function encodeAMoment({ codec, sampleRateHz, channels, bitsPerSecond }: SoundCoding): Promise<void> {
  const output = new Output({ format: new Mp4OutputFormat(), target: new NullTarget() });
  const source = new AudioSampleSource({ codec, quality: new Quality({ bitrate: bitsPerSecond }) });
  output.addAudioTrack(source);
  await output.start();
  const frames = 4_608;
  const data = new Float32Array(frames * channels);
  const silence = new AudioSample({ data, format: 'f32', numberOfChannels: channels, sampleRate: sampleRateHz, timestamp: 0 });
  try {
    await source.add(silence);
  } finally {
    silence.close();
  }
  await output.finalize();
}
