/** Decodes a range of audio and passes each chunk on without keeping it. */

import { AudioSampleSink, EncodedPacketSink, type InputAudioTrack } from 'mediabunny';
import { isCompressedAudio } from '@/lib/domain/conversion/voice-plan';
import type { SecondsRange } from '@/lib/media/convert/copy-tracks';

/** Samples of one channel, and their time on the file's clock. Valid only during the callback. */
export interface AudioChunk {
  readonly samples: Float32Array<ArrayBuffer>;
  readonly channel: number;
  readonly atSeconds: number;
  readonly sampleRateHz: number;
}

export type OnAudioChunk = (chunk: AudioChunk) => void;

/** Enough packets to keep the decoder busy, without holding an hour of audio in memory. */
const MAX_QUEUED_PACKETS = 512;
/** Decoded before a range, because a packet depends on earlier ones. */
const PREROLL_SECONDS = 0.1;

/** @throws if decoding fails; earlier chunks were passed on. */
export async function decodeAudio(track: InputAudioTrack, range: SecondsRange, onChunk: OnAudioChunk, signal: AbortSignal): Promise<void> {
  const config = await track.getDecoderConfig();
  if (config !== null && (await canUseAudioDecoder(track, config))) await decodeWithWebCodecs(track, config, range, onChunk, signal);
  else await decodeWithLibrary(track, range, onChunk, signal);
}

/** PCM is decoded by the library, because Chromium's decoder crashes the tab on 24 bits at 96 kHz. */
async function canUseAudioDecoder(track: InputAudioTrack, config: AudioDecoderConfig): Promise<boolean> {
  const codec = await track.getCodec();
  if (codec === null || !isCompressedAudio(codec) || typeof AudioDecoder === 'undefined') return false;
  return (await AudioDecoder.isConfigSupported(config)).supported === true;
}

/** Keeps the browser's decoder, which runs in another thread, supplied with packets. */
async function decodeWithWebCodecs(
  track: InputAudioTrack,
  config: AudioDecoderConfig,
  { start, end }: SecondsRange,
  onChunk: OnAudioChunk,
  signal: AbortSignal,
): Promise<void> {
  const emitChunks = createChunkEmitter(onChunk);
  let failure: unknown = null;
  let notify = () => {};
  const decoder = new AudioDecoder({
    output: (data) => {
      const atSeconds = data.timestamp / 1e6;
      if (atSeconds >= start && atSeconds < end) emitChunks(data, atSeconds);
      data.close();
    },
    error: (error) => {
      failure = error;
      notify();
    },
  });
  decoder.ondequeue = () => notify();
  const sink = new EncodedPacketSink(track);
  const first = (await sink.getPacket(start - PREROLL_SECONDS)) ?? (await sink.getFirstPacket());
  try {
    decoder.configure(config);
    if (first === null) return;
    for await (const packet of sink.packets(first)) {
      if (signal.aborted || failure !== null || packet.timestamp >= end) break;
      decoder.decode(packet.toEncodedAudioChunk());
      while (decoder.decodeQueueSize >= MAX_QUEUED_PACKETS && failure === null) {
        await new Promise<void>((resolve) => {
          notify = resolve;
        });
      }
    }
    if (failure === null && !signal.aborted) await decoder.flush();
    if (failure !== null) throw failure;
  } finally {
    if (decoder.state !== 'closed') decoder.close();
  }
}

async function decodeWithLibrary(
  track: InputAudioTrack,
  { start, end }: SecondsRange,
  onChunk: OnAudioChunk,
  signal: AbortSignal,
): Promise<void> {
  const emitChunks = createChunkEmitter(onChunk);
  for await (const sample of new AudioSampleSink(track).samples(start, end)) {
    const { timestamp } = sample;
    // A sample across the start belongs to the previous range.
    if (!signal.aborted && timestamp >= start) emitChunks(sample, timestamp);
    sample.close();
    if (signal.aborted) return;
  }
}

interface DecodedAudio {
  readonly numberOfFrames: number;
  readonly numberOfChannels: number;
  readonly sampleRate: number;
  copyTo(target: Float32Array<ArrayBuffer>, options: { readonly planeIndex: number; readonly format: 'f32-planar' }): void;
}

/** Passes decoded audio on, channel by channel, in one reused array. */
function createChunkEmitter(onChunk: OnAudioChunk): (decoded: DecodedAudio, atSeconds: number) => void {
  let buffer = new Float32Array(0);
  return (decoded, atSeconds) => {
    const { numberOfFrames, numberOfChannels, sampleRate: sampleRateHz } = decoded;
    if (buffer.length < numberOfFrames) buffer = new Float32Array(numberOfFrames);
    const samples = buffer.length === numberOfFrames ? buffer : buffer.subarray(0, numberOfFrames);
    for (let channel = 0; channel < numberOfChannels; channel += 1) {
      decoded.copyTo(samples, { planeIndex: channel, format: 'f32-planar' });
      onChunk({ samples, channel, atSeconds, sampleRateHz });
    }
  };
}
