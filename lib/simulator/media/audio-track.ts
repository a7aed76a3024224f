/** A result's audio: silence from 0, the trimmed voice at its position, and silence to the clip's end. */

import { EncodedPacket } from 'mediabunny';
import { FLAC_BLOCK_SAMPLES, FLAC_LIMITS, flacFrame, flacHeader, type Pcm } from './flac';

/** Packets that start at 0 or a fraction of a packet before it, without a gap: some decoders drop a bare offset. */
export interface AudioTrack {
  readonly codec: 'aac' | 'flac';
  readonly config: AudioDecoderConfig;
  readonly packets: readonly EncodedPacket[];
}

/** Position of the voice. `clipSeconds` is the end of the video. */
export interface AudioPlan {
  readonly trimStartMs: number;
  readonly trimEndMs: number;
  readonly insertAtMs: number;
  readonly clipSeconds: number;
}

/** Yields to other requests: encoding a minute of audio takes a second. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function isFlacCompatible(sampleRate: number, channelCount: number): boolean {
  return channelCount >= 1 && channelCount <= FLAC_LIMITS.maxChannels && sampleRate >= 1 && sampleRate <= FLAC_LIMITS.maxSampleRate;
}

/** Places decoded samples in silence, exact to the sample. */
export async function encodePcm(voice: Pcm, plan: Pick<AudioPlan, 'insertAtMs' | 'clipSeconds'>): Promise<AudioTrack> {
  const { sampleRate, channels } = voice;
  const total = Math.round(plan.clipSeconds * sampleRate);
  const insertAt = Math.round((plan.insertAtMs * sampleRate) / 1000);
  const packets: EncodedPacket[] = [];
  for (let start = 0; start < total; start += FLAC_BLOCK_SAMPLES) {
    const length = Math.min(FLAC_BLOCK_SAMPLES, total - start);
    const block = channels.map((samples) => {
      const part = new Int32Array(length);
      const from = Math.max(0, insertAt - start);
      const to = Math.min(length, insertAt - start + samples.length);
      if (from < to) part.set(samples.subarray(start + from - insertAt, start + to - insertAt), from);
      return part;
    });
    const frame = flacFrame(block, start / FLAC_BLOCK_SAMPLES, sampleRate);
    packets.push(new EncodedPacket(frame.data, 'key', start / sampleRate, length / sampleRate));
    if (packets.length % 16 === 0) await yieldToEventLoop();
  }
  const config: AudioDecoderConfig = {
    codec: 'flac',
    sampleRate,
    numberOfChannels: channels.length,
    description: flacHeader(sampleRate, channels.length, total),
  };
  return { codec: 'flac', config, packets };
}
