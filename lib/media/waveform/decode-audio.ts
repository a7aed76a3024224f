/** Decodes a stretch of sound without keeping any of it: what comes out is taken at once. */

import { AudioSampleSink, EncodedPacketSink, type InputAudioTrack } from 'mediabunny';
import { isCompressedAudio } from '@/lib/domain/conversion/voice-plan';
import type { SecondsRange } from '@/lib/media/convert/copy-tracks';

/** A piece of one channel, and when it is heard, in seconds of the file's own clock. Only good until `take` returns. */
export interface AudioChunk {
  readonly samples: Float32Array<ArrayBuffer>;
  readonly channel: number;
  readonly atSeconds: number;
  readonly sampleRateHz: number;
}

export type OnAudioChunk = (chunk: AudioChunk) => void;

/** Coded packets that wait for the decoder: enough that it never does, and an hour of sound still takes no memory. */
const MAX_QUEUED_PACKETS = 512;
/** What is decoded ahead of a stretch, because a packet leans on those before it. */
const PREROLL_SECONDS = 0.1;

/** @throws when the sound breaks off; what came before was taken. */
export async function decodeAudio(track: InputAudioTrack, range: SecondsRange, onChunk: OnAudioChunk, signal: AbortSignal): Promise<void> {
  const config = await track.getDecoderConfig();
  if (config !== null && (await canUseAudioDecoder(track, config))) await decodeWithWebCodecs(track, config, range, onChunk, signal);
  else await decodeWithLibrary(track, range, onChunk, signal);
}

/** Sound that is not coded at all is none of the browser's: Chromium's tab crashes on 24 bits at 96 kHz, and the library reads it anyway. */
async function canUseAudioDecoder(track: InputAudioTrack, config: AudioDecoderConfig): Promise<boolean> {
  const codec = await track.getCodec();
  if (codec === null || !isCompressedAudio(codec) || typeof AudioDecoder === 'undefined') return false;
  return (await AudioDecoder.isConfigSupported(config)).supported === true;
}

/** Feeds the browser's decoder ahead, on whose thread it then decodes without waiting for this one. */
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

/** For what the library decodes itself. */
async function decodeWithLibrary(
  track: InputAudioTrack,
  { start, end }: SecondsRange,
  onChunk: OnAudioChunk,
  signal: AbortSignal,
): Promise<void> {
  const emitChunks = createChunkEmitter(onChunk);
  for await (const sample of new AudioSampleSink(track).samples(start, end)) {
    const { timestamp } = sample;
    // One that lies across the start belongs to the stretch before.
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

/** Hands on what was decoded, channel by channel, in one array that is used over and over. */
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
