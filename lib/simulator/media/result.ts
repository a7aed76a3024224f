/** Builds a result: copied video packets and an audio track in an MP4 that can start playing before it is complete. */

import {
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  type InputVideoTrack,
  Mp4OutputFormat,
  Output,
  StreamTarget,
  type StreamTargetChunk,
} from 'mediabunny';
import type { ReadableFile } from '@/lib/simulator/types';
import type { AudioPlan, AudioTrack } from './audio-track';
import { StorageReadError, UnsupportedMediaError, withVideoTrack } from './media-input';
import { createAudioTrack } from './voice';

const MDAT = 0x6d646174;
/** Mediabunny reserves 35 bytes a packet and 4 kB; codecs' own descriptions are some hundred bytes. */
const MAX_FIXED_HEAD_BYTES = 200_000;
const MAX_HEAD_BYTES_PER_PACKET = 64;
/** Above it mediabunny cannot express a track's clock. */
const MAX_TIMESCALE = 1_000_000;

/** @throws {UnsupportedMediaError} if the video cannot be copied into an MP4. */
export function assertVideoTrack(file: ReadableFile): Promise<void> {
  return withVideoTrack(file, async (video) => {
    await describeVideo(video);
  });
}

export interface PendingResult {
  readonly stream: ReadableStream<Uint8Array>;
  /** Why the build failed, if the media is at fault and a retry cannot help. */
  failure(): UnsupportedMediaError | null;
}

/**
 * Streams the result. The index comes first and needs all packet sizes, so the file is assembled twice, first for the index alone,
 * with a few packets in memory.
 */
export function buildResult(video: ReadableFile, voice: Uint8Array, plan: Omit<AudioPlan, 'clipSeconds'>): PendingResult {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  let failure: UnsupportedMediaError | null = null;
  let isReaderOpen = true;
  writer.closed.catch(() => {
    isReaderOpen = false;
  });

  async function build(video: InputVideoTrack): Promise<void> {
    const clipSeconds = await video.computeDuration();
    const sound = await createAudioTrack(voice, { ...plan, clipSeconds });
    const parts = { video, description: await describeVideo(video), sound };
    const head = await buildHeader(parts);
    await writer.write(head);
    await writeBody(parts, head.byteLength, writer);
    await writer.close();
  }

  withVideoTrack(video, build).catch((error: unknown) => {
    if (isReaderOpen && !(error instanceof StorageReadError)) {
      failure =
        error instanceof UnsupportedMediaError
          ? error
          : new UnsupportedMediaError('the video or the audio cannot be read', { cause: error });
    }
    // The reader may have been cancelled.
    writer.abort(failure ?? error).catch(() => undefined);
  });
  return { stream: readable, failure: () => failure };
}

interface VideoDescription {
  readonly codec: NonNullable<Awaited<ReturnType<InputVideoTrack['getCodec']>>>;
  readonly config: VideoDecoderConfig;
  readonly matrix: Awaited<ReturnType<InputVideoTrack['getTransformationMatrix']>>;
  readonly timescale: number;
  readonly packetCount: number;
}

async function describeVideo(video: InputVideoTrack): Promise<VideoDescription> {
  const codec = await video.getCodec();
  const config = await video.getDecoderConfig();
  if (codec === null || config === null || !FORMAT.getSupportedVideoCodecs().includes(codec)) {
    throw new UnsupportedMediaError('the format of the picture is not supported');
  }
  let packetCount = 0;
  for await (const _ of new EncodedPacketSink(video).packets(undefined, undefined, { metadataOnly: true })) packetCount += 1;
  if (packetCount === 0) throw new UnsupportedMediaError('the video has no picture');
  return { codec, config, matrix: await video.getTransformationMatrix(), timescale: await video.getTimeResolution(), packetCount };
}

const FORMAT = new Mp4OutputFormat({ fastStart: 'reserve' });

interface MuxInput {
  readonly video: InputVideoTrack;
  readonly description: VideoDescription;
  readonly sound: AudioTrack;
}

async function mux({ video, description, sound }: MuxInput, onChunk: (chunk: StreamTargetChunk) => Promise<void> | void): Promise<void> {
  const output = new Output({ format: FORMAT, target: new StreamTarget(new WritableStream({ write: onChunk })) });
  const videoSource = new EncodedVideoPacketSource(description.codec);
  const audioSource = new EncodedAudioPacketSource(sound.codec);
  output.addVideoTrack(videoSource, {
    transformationMatrix: description.matrix,
    decoderConfig: description.config,
    maximumPacketCount: description.packetCount,
    // The original's timescale, so that no timestamp is rounded.
    ...(description.timescale <= MAX_TIMESCALE ? { frameRate: description.timescale } : {}),
  });
  output.addAudioTrack(audioSource, { decoderConfig: sound.config, maximumPacketCount: sound.packets.length });
  try {
    await output.start();
    let next = 0;
    const addAudioUntil = async (seconds: number) => {
      for (let packet = sound.packets[next]; packet !== undefined && packet.timestamp <= seconds; packet = sound.packets[next]) {
        await audioSource.add(packet, { decoderConfig: sound.config });
        next += 1;
      }
    };
    for await (const packet of readVideoPackets(video)) {
      await addAudioUntil(packet.timestamp);
      await videoSource.add(packet, { decoderConfig: description.config });
    }
    await addAudioUntil(Number.POSITIVE_INFINITY);
    await output.finalize();
  } catch (error) {
    await output.cancel().catch(() => undefined);
    throw error;
  }
}

function readVideoPackets(video: InputVideoTrack): AsyncGenerator<EncodedPacket> {
  return new EncodedPacketSink(video).packets();
}

/**
 * The bytes before the first packet, from a first pass that discards the packets. Their length is known only afterwards, so the
 * buffer has the maximum size.
 */
async function buildHeader(parts: MuxInput): Promise<Uint8Array> {
  const buffer = new Uint8Array(
    MAX_FIXED_HEAD_BYTES + MAX_HEAD_BYTES_PER_PACKET * (parts.description.packetCount + parts.sound.packets.length),
  );
  await mux(parts, ({ data, position }) => {
    if (position < buffer.byteLength) buffer.set(data.subarray(0, buffer.byteLength - position), position);
  });
  const view = new DataView(buffer.buffer);
  for (let at = 0; at + 8 <= buffer.byteLength; at += Math.max(8, view.getUint32(at))) {
    if (view.getUint32(at + 4) === MDAT) return buffer.subarray(0, at + 8);
  }
  throw new Error('the index of a result is longer than it can be');
}

async function writeBody(parts: MuxInput, bodyAt: number, writer: WritableStreamDefaultWriter<Uint8Array>): Promise<void> {
  let at = bodyAt;
  await mux(parts, async ({ data, position }) => {
    if (position + data.byteLength <= at) return;
    if (position > at) throw new Error('the second pass differs from the first');
    const rest = data.subarray(at - position);
    at += rest.byteLength;
    await writer.write(rest);
  });
}
