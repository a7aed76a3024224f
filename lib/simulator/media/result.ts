/** Builds a result: the picture's packets as they are, and the sound beside them, as an MP4 that starts to play at once. */

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
import type { ReadableFile } from '../port';
import { StoreTrouble, UnfitMedia, withPicture } from './open';
import type { SoundPlan, SoundTrack } from './sound-track';
import { soundFromVoice } from './voice';

const MDAT = 0x6d646174;
/** Mediabunny reserves 35 bytes a packet and 4 kB; codecs' own descriptions are some hundred bytes. */
const MAX_FIXED_HEAD_BYTES = 200_000;
const MAX_HEAD_BYTES_PER_PACKET = 64;
/** Above it mediabunny cannot express a track's clock. */
const MAX_TIMESCALE = 1_000_000;

/** @throws {UnfitMedia} when the picture is of a kind that cannot be copied into an MP4. */
export function checkPicture(file: ReadableFile): Promise<void> {
  return withPicture(file, async (picture) => {
    await describePicture(picture);
  });
}

export interface ResultInProgress {
  readonly stream: ReadableStream<Uint8Array>;
  /** Why it came to nothing, when that is the media's fault and trying again will not help. */
  failure(): UnfitMedia | null;
}

/**
 * Streams the result. An MP4 that plays before it is whole needs its index first, and the index needs the sizes of all that
 * follows: so the file is put together twice, first for the index alone, and neither time is more of it held than a few packets.
 */
export function buildResult(video: ReadableFile, voice: Uint8Array, plan: Omit<SoundPlan, 'clipSeconds'>): ResultInProgress {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  let failure: UnfitMedia | null = null;
  let isWanted = true;
  writer.closed.catch(() => {
    isWanted = false;
  });

  async function build(picture: InputVideoTrack): Promise<void> {
    const clipSeconds = await picture.computeDuration();
    const sound = await soundFromVoice(voice, { ...plan, clipSeconds });
    const parts = { picture, description: await describePicture(picture), sound };
    const head = await headOf(parts);
    await writer.write(head);
    await writeBody(parts, head.byteLength, writer);
    await writer.close();
  }

  withPicture(video, build).catch((error: unknown) => {
    if (isWanted && !(error instanceof StoreTrouble)) {
      failure = error instanceof UnfitMedia ? error : new UnfitMedia('the video or the audio cannot be read', { cause: error });
    }
    // The reader may have gone by now.
    writer.abort(failure ?? error).catch(() => undefined);
  });
  return { stream: readable, failure: () => failure };
}

interface PictureDescription {
  readonly codec: NonNullable<Awaited<ReturnType<InputVideoTrack['getCodec']>>>;
  readonly config: VideoDecoderConfig;
  readonly matrix: Awaited<ReturnType<InputVideoTrack['getTransformationMatrix']>>;
  readonly timescale: number;
  readonly packetCount: number;
}

async function describePicture(picture: InputVideoTrack): Promise<PictureDescription> {
  const codec = await picture.getCodec();
  const config = await picture.getDecoderConfig();
  if (codec === null || config === null || !FORMAT.getSupportedVideoCodecs().includes(codec)) {
    throw new UnfitMedia('the format of the picture is not supported');
  }
  let packetCount = 0;
  for await (const _ of new EncodedPacketSink(picture).packets(undefined, undefined, { metadataOnly: true })) packetCount += 1;
  if (packetCount === 0) throw new UnfitMedia('the video has no picture');
  return { codec, config, matrix: await picture.getTransformationMatrix(), timescale: await picture.getTimeResolution(), packetCount };
}

const FORMAT = new Mp4OutputFormat({ fastStart: 'reserve' });

interface Parts {
  readonly picture: InputVideoTrack;
  readonly description: PictureDescription;
  readonly sound: SoundTrack;
}

async function mux({ picture, description, sound }: Parts, take: (chunk: StreamTargetChunk) => Promise<void> | void): Promise<void> {
  const output = new Output({ format: FORMAT, target: new StreamTarget(new WritableStream({ write: take })) });
  const videoSource = new EncodedVideoPacketSource(description.codec);
  const audioSource = new EncodedAudioPacketSource(sound.codec);
  output.addVideoTrack(videoSource, {
    transformationMatrix: description.matrix,
    decoderConfig: description.config,
    maximumPacketCount: description.packetCount,
    // Not a rate but the original's clock: no frame moves, not even by a rounding.
    ...(description.timescale <= MAX_TIMESCALE ? { frameRate: description.timescale } : {}),
  });
  output.addAudioTrack(audioSource, { decoderConfig: sound.config, maximumPacketCount: sound.packets.length });
  try {
    await output.start();
    let next = 0;
    const addSoundUntil = async (seconds: number) => {
      for (let packet = sound.packets[next]; packet !== undefined && packet.timestamp <= seconds; packet = sound.packets[next]) {
        await audioSource.add(packet, { decoderConfig: sound.config });
        next += 1;
      }
    };
    for await (const packet of picturePackets(picture)) {
      await addSoundUntil(packet.timestamp);
      await videoSource.add(packet, { decoderConfig: description.config });
    }
    await addSoundUntil(Number.POSITIVE_INFINITY);
    await output.finalize();
  } catch (error) {
    await output.cancel().catch(() => undefined);
    throw error;
  }
}

function picturePackets(picture: InputVideoTrack): AsyncGenerator<EncodedPacket> {
  return new EncodedPacketSink(picture).packets();
}

/**
 * All that comes before the first packet: written by a first pass whose packets go nowhere. How long it is only its finished
 * boxes tell, so as much is kept as it can be long.
 */
async function headOf(parts: Parts): Promise<Uint8Array> {
  const kept = new Uint8Array(
    MAX_FIXED_HEAD_BYTES + MAX_HEAD_BYTES_PER_PACKET * (parts.description.packetCount + parts.sound.packets.length),
  );
  await mux(parts, ({ data, position }) => {
    if (position < kept.byteLength) kept.set(data.subarray(0, kept.byteLength - position), position);
  });
  const view = new DataView(kept.buffer);
  for (let at = 0; at + 8 <= kept.byteLength; at += Math.max(8, view.getUint32(at))) {
    if (view.getUint32(at + 4) === MDAT) return kept.subarray(0, at + 8);
  }
  throw new Error('the index of a result is longer than it can be');
}

async function writeBody(parts: Parts, bodyAt: number, writer: WritableStreamDefaultWriter<Uint8Array>): Promise<void> {
  let at = bodyAt;
  await mux(parts, async ({ data, position }) => {
    if (position + data.byteLength <= at) return;
    if (position > at) throw new Error('the second pass differs from the first');
    const rest = data.subarray(at - position);
    at += rest.byteLength;
    await writer.write(rest);
  });
}
