/** Audio encoders for browsers without their own, loaded on first use. */

import { AudioSample, AudioSampleSource, canEncodeAudio, Mp4OutputFormat, NullTarget, Output, Quality } from 'mediabunny';

export interface AudioEncoding {
  readonly codec: 'aac' | 'mp3';
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly bitsPerSecond: number;
}

/** If the page's CSP forbids WebAssembly, an encoder never responds instead of failing. Starting takes far less than this. */
const START_TIMEOUT_MS = 8_000;

const registered = new Set<AudioEncoding['codec']>();

async function registerEncoder(codec: AudioEncoding['codec']): Promise<void> {
  if (registered.has(codec)) return;
  registered.add(codec);
  if (codec === 'aac') (await import('@mediabunny/aac-encoder')).registerAacEncoder();
  else (await import('@mediabunny/mp3-encoder')).registerMp3Encoder();
}

/** Returns whether audio can be encoded this way, by the browser or by a package that is loaded if needed. */
export async function ensureAudioEncoder(encoding: AudioEncoding): Promise<boolean> {
  const config = {
    sampleRate: encoding.sampleRateHz,
    numberOfChannels: encoding.channels,
    quality: new Quality({ bitrate: encoding.bitsPerSecond }),
  };
  if (await canEncodeAudio(encoding.codec, config)) {
    if (!registered.has(encoding.codec)) return true;
  } else {
    await registerEncoder(encoding.codec);
    if (!(await canEncodeAudio(encoding.codec, config))) return false;
  }
  return succeedsWithin(START_TIMEOUT_MS, encodeSilence(encoding));
}

async function succeedsWithin(timeoutMs: number, work: Promise<void>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timedOut = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await Promise.race([
      work.then(
        () => true,
        () => false,
      ),
      timedOut,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** Encodes a few frames of silence to test the encoder. */
async function encodeSilence({ codec, sampleRateHz, channels, bitsPerSecond }: AudioEncoding): Promise<void> {
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
