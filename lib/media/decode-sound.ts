/** Decodes a stretch of sound without keeping any of it: what comes out is taken at once. */

import { AudioSampleSink, EncodedPacketSink, type InputAudioTrack } from 'mediabunny';
import { isCoded } from '@/lib/domain/voice-treatment';
import type { Stretch } from './copy-steps';

/** A piece of one channel, and when it is heard, in seconds of the file's own clock. Only good until `take` returns. */
export interface SoundPiece {
  readonly samples: Float32Array<ArrayBuffer>;
  readonly channel: number;
  readonly atSeconds: number;
  readonly sampleRateHz: number;
}

export type TakePiece = (piece: SoundPiece) => void;

/** Coded packets that wait for the decoder: enough that it never does, and an hour of sound still takes no memory. */
const MOST_WAITING = 512;
/** What is decoded ahead of a stretch, because a packet leans on those before it. */
const RUN_UP_SECONDS = 0.1;

/** @throws when the sound breaks off; what came before was taken. */
export async function decodeSound(track: InputAudioTrack, stretch: Stretch, take: TakePiece, signal: AbortSignal): Promise<void> {
  const config = await track.getDecoderConfig();
  if (config !== null && (await isForTheBrowser(track, config))) await decodeAhead(track, config, stretch, take, signal);
  else await decodeInTurn(track, stretch, take, signal);
}

/** Sound that is not coded at all is none of the browser's: Chromium's tab crashes on 24 bits at 96 kHz, and the library reads it anyway. */
async function isForTheBrowser(track: InputAudioTrack, config: AudioDecoderConfig): Promise<boolean> {
  const codec = await track.getCodec();
  if (codec === null || !isCoded(codec) || typeof AudioDecoder === 'undefined') return false;
  return (await AudioDecoder.isConfigSupported(config)).supported === true;
}

/** Feeds the browser's decoder ahead, on whose thread it then decodes without waiting for this one. */
async function decodeAhead(
  track: InputAudioTrack,
  config: AudioDecoderConfig,
  { start, end }: Stretch,
  take: TakePiece,
  signal: AbortSignal,
): Promise<void> {
  const pieces = splitter(take);
  let failure: unknown = null;
  let wake = () => {};
  const decoder = new AudioDecoder({
    output: (data) => {
      const atSeconds = data.timestamp / 1e6;
      if (atSeconds >= start && atSeconds < end) pieces(data, atSeconds);
      data.close();
    },
    error: (error) => {
      failure = error;
      wake();
    },
  });
  decoder.ondequeue = () => wake();
  const sink = new EncodedPacketSink(track);
  const first = (await sink.getPacket(start - RUN_UP_SECONDS)) ?? (await sink.getFirstPacket());
  try {
    decoder.configure(config);
    if (first === null) return;
    for await (const packet of sink.packets(first)) {
      if (signal.aborted || failure !== null || packet.timestamp >= end) break;
      decoder.decode(packet.toEncodedAudioChunk());
      while (decoder.decodeQueueSize >= MOST_WAITING && failure === null) {
        await new Promise<void>((resolve) => {
          wake = resolve;
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
async function decodeInTurn(track: InputAudioTrack, { start, end }: Stretch, take: TakePiece, signal: AbortSignal): Promise<void> {
  const pieces = splitter(take);
  for await (const sample of new AudioSampleSink(track).samples(start, end)) {
    const { timestamp } = sample;
    // One that lies across the start belongs to the stretch before.
    if (!signal.aborted && timestamp >= start) pieces(sample, timestamp);
    sample.close();
    if (signal.aborted) return;
  }
}

interface Decoded {
  readonly numberOfFrames: number;
  readonly numberOfChannels: number;
  readonly sampleRate: number;
  copyTo(target: Float32Array<ArrayBuffer>, options: { readonly planeIndex: number; readonly format: 'f32-planar' }): void;
}

/** Hands on what was decoded, channel by channel, in one array that is used over and over. */
function splitter(take: TakePiece): (decoded: Decoded, atSeconds: number) => void {
  let whole = new Float32Array(0);
  return (decoded, atSeconds) => {
    const { numberOfFrames, numberOfChannels, sampleRate: sampleRateHz } = decoded;
    if (whole.length < numberOfFrames) whole = new Float32Array(numberOfFrames);
    const samples = whole.length === numberOfFrames ? whole : whole.subarray(0, numberOfFrames);
    for (let channel = 0; channel < numberOfChannels; channel += 1) {
      decoded.copyTo(samples, { planeIndex: channel, format: 'f32-planar' });
      take({ samples, channel, atSeconds, sampleRateHz });
    }
  };
}
