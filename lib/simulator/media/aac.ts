/**
 * AAC as it comes in an M4A: its packets are copied, and silence is written in packets of the same parameters, so that no
 * encoder is needed (ISO 14496-3).
 */

import { EncodedPacket, EncodedPacketSink, type InputAudioTrack } from 'mediabunny';
import type { AudioPlan, AudioTrack } from './audio-track';
import { UnsupportedMediaError } from './media-input';

const SINGLE_CHANNEL_ELEMENT = 0;
const CHANNEL_PAIR_ELEMENT = 1;
const LFE_ELEMENT = 3;
const END_ELEMENT = 7;

/** Which elements a packet has, by channel configuration (ISO 14496-3, table 1.19). */
const ELEMENTS: Readonly<Record<number, readonly number[]>> = {
  1: [SINGLE_CHANNEL_ELEMENT],
  2: [CHANNEL_PAIR_ELEMENT],
  3: [SINGLE_CHANNEL_ELEMENT, CHANNEL_PAIR_ELEMENT],
  4: [SINGLE_CHANNEL_ELEMENT, CHANNEL_PAIR_ELEMENT, SINGLE_CHANNEL_ELEMENT],
  5: [SINGLE_CHANNEL_ELEMENT, CHANNEL_PAIR_ELEMENT, CHANNEL_PAIR_ELEMENT],
  6: [SINGLE_CHANNEL_ELEMENT, CHANNEL_PAIR_ELEMENT, CHANNEL_PAIR_ELEMENT, LFE_ELEMENT],
  7: [SINGLE_CHANNEL_ELEMENT, CHANNEL_PAIR_ELEMENT, CHANNEL_PAIR_ELEMENT, CHANNEL_PAIR_ELEMENT, LFE_ELEMENT],
};

/** Main, LC and LTP share one bitstream; HE-AAC (5, and 29 with parametric stereo) wraps one of them. */
const CORE_OBJECT_TYPES: ReadonlySet<number> = new Set([1, 2, 4]);
const HE_AAC_OBJECT_TYPES: ReadonlySet<number> = new Set([5, 29]);

/**
 * A packet with silence in every channel (no spectrum). HE-AAC decoders accept it too.
 * @param description the AudioSpecificConfig.
 * @throws {UnsupportedMediaError} for kinds of AAC that browsers do not play either.
 */
export function createSilentAacPacket(description: Uint8Array): Uint8Array {
  const elements = ELEMENTS[channelConfiguration(description)];
  if (elements === undefined) throw new UnsupportedMediaError('the channels of the audio file are laid out in a way that is not supported');
  const counts = new Map<number, number>();
  let bits = '';
  for (const element of elements) {
    const tag = counts.get(element) ?? 0;
    counts.set(element, tag + 1);
    bits += toBits(element, 3) + toBits(tag, 4);
    // A pair: one window for both channels, no mid/side coding, then each channel's gain and its three absent tools.
    bits +=
      element === CHANNEL_PAIR_ELEMENT
        ? `1${LONG_WINDOW_BITS}00${ZERO_GAIN_BITS}000${ZERO_GAIN_BITS}000`
        : `${ZERO_GAIN_BITS}${LONG_WINDOW_BITS}000`;
  }
  bits += toBits(END_ELEMENT, 3);
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0');
  return Uint8Array.from({ length: bits.length / 8 }, (_, index) => Number.parseInt(bits.slice(index * 8, index * 8 + 8), 2));
}

/** Reserved bit, one long window of the first shape, no scale factor bands, no prediction. */
const LONG_WINDOW_BITS = '0'.repeat(1 + 2 + 1 + 6 + 1);
const ZERO_GAIN_BITS = '0'.repeat(8);

function toBits(value: number, length: number): string {
  return value.toString(2).padStart(length, '0');
}

function channelConfiguration(description: Uint8Array): number {
  const bits = [...description.subarray(0, 16)].map((byte) => toBits(byte, 8)).join('');
  let at = 0;
  const readBits = (length: number) => {
    at += length;
    return Number.parseInt(bits.slice(at - length, at) || '0', 2);
  };
  const readObjectType = () => {
    const type = readBits(5);
    return type === 31 ? 32 + readBits(6) : type;
  };
  const skipSampleRate = () => {
    if (readBits(4) === 15) readBits(24);
  };
  const type = readObjectType();
  skipSampleRate();
  const channels = readBits(4);
  let coreType = type;
  if (HE_AAC_OBJECT_TYPES.has(type)) {
    skipSampleRate();
    coreType = readObjectType();
  }
  if (!CORE_OBJECT_TYPES.has(coreType)) throw new UnsupportedMediaError('the audio file holds a kind of AAC that is not supported');
  return channels;
}

/** @throws {UnsupportedMediaError} if no matching silence can be written for this voice. */
export async function assertAac(audioTrack: InputAudioTrack): Promise<void> {
  const config = await audioTrack.getDecoderConfig();
  createSilentAacPacket(getDescription(config));
}

function getDescription(config: AudioDecoderConfig | null): Uint8Array {
  const { description } = config ?? {};
  if (description === undefined) throw new UnsupportedMediaError('the audio file does not say how its AAC is to be read');
  return ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
    : new Uint8Array(description);
}

/**
 * Copies the voice's packets to where they belong. Their place is kept to the sample, which may leave the track's first one
 * before 0: the file's edit list cuts that off. Only the trim's own edges are rounded, by half a packet (12 ms at 44.1 kHz).
 */
export async function copyAacPackets(audioTrack: InputAudioTrack, plan: AudioPlan): Promise<AudioTrack> {
  const config = await audioTrack.getDecoderConfig();
  if (config === null) throw new UnsupportedMediaError('the audio file does not say how its AAC is to be read');
  const silence = createSilentAacPacket(getDescription(config));
  const trimStart = plan.trimStartMs / 1000;
  const trimEnd = plan.trimEndMs / 1000;
  const shift = plan.insertAtMs / 1000 - trimStart;

  const voice: EncodedPacket[] = [];
  for await (const packet of new EncodedPacketSink(audioTrack).packets()) {
    // Adjacent packets overlap, so a packet's audio starts before this time and ends after it.
    const middle = packet.timestamp + packet.duration;
    if (middle >= trimEnd) break;
    if (middle >= trimStart) voice.push(packet);
  }
  const [first] = voice;
  if (first === undefined || first.duration <= 0) throw new UnsupportedMediaError('the audio file has no sound where it was cut');

  const { duration } = first;
  const voiceAt = first.timestamp + shift;
  const leadingSilence = Math.max(0, Math.ceil(voiceAt / duration - 1e-6));
  const payloads = [...Array.from({ length: leadingSilence }, () => silence), ...voice.map(({ data }) => data)];
  const startAt = voiceAt - leadingSilence * duration;
  const count = Math.ceil((plan.clipSeconds - startAt) / duration - 1e-6);
  const packets = Array.from({ length: count }, (_, index) => {
    const timestamp = startAt + index * duration;
    return new EncodedPacket(payloads[index] ?? silence, 'key', timestamp, Math.min(duration, plan.clipSeconds - timestamp));
  });
  return { codec: 'aac', config, packets };
}
