/**
 * AAC as it comes in an M4A: its packets are copied, and silence is written in packets of the same parameters, so that no
 * encoder is needed (ISO 14496-3).
 */

import { EncodedPacket, EncodedPacketSink, type InputAudioTrack } from 'mediabunny';
import { UnfitMedia } from './open';
import type { SoundPlan, SoundTrack } from './sound-track';

const SINGLE = 0;
const PAIR = 1;
const LOW_FREQUENCY = 3;
const END = 7;

/** Which elements a packet has, by channel configuration (ISO 14496-3, table 1.19). */
const ELEMENTS: Readonly<Record<number, readonly number[]>> = {
  1: [SINGLE],
  2: [PAIR],
  3: [SINGLE, PAIR],
  4: [SINGLE, PAIR, SINGLE],
  5: [SINGLE, PAIR, PAIR],
  6: [SINGLE, PAIR, PAIR, LOW_FREQUENCY],
  7: [SINGLE, PAIR, PAIR, PAIR, LOW_FREQUENCY],
};

/** Main, LC and LTP share one bitstream; HE-AAC (5, and 29 with parametric stereo) wraps one of them. */
const PLAIN_TYPES: ReadonlySet<number> = new Set([1, 2, 4]);
const WRAPPING_TYPES: ReadonlySet<number> = new Set([5, 29]);

/**
 * A packet in which every channel is silent: no spectrum at all. Decoders of HE-AAC take it too, with nothing to extend.
 * @param description the AudioSpecificConfig.
 * @throws {UnfitMedia} for kinds of AAC that browsers do not play either.
 */
export function silentAacPacket(description: Uint8Array): Uint8Array {
  const elements = ELEMENTS[channelConfiguration(description)];
  if (elements === undefined) throw new UnfitMedia('the channels of the audio file are laid out in a way that is not supported');
  const counts = new Map<number, number>();
  let bits = '';
  for (const element of elements) {
    const tag = counts.get(element) ?? 0;
    counts.set(element, tag + 1);
    bits += binary(element, 3) + binary(tag, 4);
    // A pair: one window for both channels, no mid/side coding, then each channel's gain and its three absent tools.
    bits += element === PAIR ? `1${WINDOW}00${CHANNEL_GAIN}000${CHANNEL_GAIN}000` : `${CHANNEL_GAIN}${WINDOW}000`;
  }
  bits += binary(END, 3);
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0');
  return Uint8Array.from({ length: bits.length / 8 }, (_, index) => Number.parseInt(bits.slice(index * 8, index * 8 + 8), 2));
}

/** Reserved bit, one long window of the first shape, no scale factor bands, no prediction. */
const WINDOW = '0'.repeat(1 + 2 + 1 + 6 + 1);
const CHANNEL_GAIN = '0'.repeat(8);

function binary(value: number, length: number): string {
  return value.toString(2).padStart(length, '0');
}

function channelConfiguration(description: Uint8Array): number {
  const bits = [...description.subarray(0, 16)].map((byte) => binary(byte, 8)).join('');
  let at = 0;
  const take = (length: number) => {
    at += length;
    return Number.parseInt(bits.slice(at - length, at) || '0', 2);
  };
  const takeType = () => {
    const type = take(5);
    return type === 31 ? 32 + take(6) : type;
  };
  const skipRate = () => {
    if (take(4) === 15) take(24);
  };
  const type = takeType();
  skipRate();
  const channels = take(4);
  let plain = type;
  if (WRAPPING_TYPES.has(type)) {
    skipRate();
    plain = takeType();
  }
  if (!PLAIN_TYPES.has(plain)) throw new UnfitMedia('the audio file holds a kind of AAC that is not supported');
  return channels;
}

/** @throws {UnfitMedia} when no silence can be made that goes with this voice. */
export async function checkAac(sound: InputAudioTrack): Promise<void> {
  const config = await sound.getDecoderConfig();
  silentAacPacket(descriptionOf(config));
}

function descriptionOf(config: AudioDecoderConfig | null): Uint8Array {
  const { description } = config ?? {};
  if (description === undefined) throw new UnfitMedia('the audio file does not say how its AAC is to be read');
  return ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
    : new Uint8Array(description);
}

/**
 * Copies the voice's packets to where they belong. Their place is kept to the sample, which may leave the track's first one
 * before 0: the file's edit list cuts that off. Only the trim's own edges are rounded, by half a packet (12 ms at 44.1 kHz).
 */
export async function soundFromAac(sound: InputAudioTrack, plan: SoundPlan): Promise<SoundTrack> {
  const config = await sound.getDecoderConfig();
  if (config === null) throw new UnfitMedia('the audio file does not say how its AAC is to be read');
  const silence = silentAacPacket(descriptionOf(config));
  const trimStart = plan.trimStartMs / 1000;
  const trimEnd = plan.trimEndMs / 1000;
  const shift = plan.insertAtMs / 1000 - trimStart;

  const voice: EncodedPacket[] = [];
  for await (const packet of new EncodedPacketSink(sound).packets()) {
    // What a packet holds fades in before this moment and out after it, into its neighbours.
    const middle = packet.timestamp + packet.duration;
    if (middle >= trimEnd) break;
    if (middle >= trimStart) voice.push(packet);
  }
  const [first] = voice;
  if (first === undefined || first.duration <= 0) throw new UnfitMedia('the audio file has no sound where it was cut');

  const { duration } = first;
  const voiceAt = first.timestamp + shift;
  const leading = Math.max(0, Math.ceil(voiceAt / duration - 1e-6));
  const payloads = [...Array.from({ length: leading }, () => silence), ...voice.map(({ data }) => data)];
  const startAt = voiceAt - leading * duration;
  const count = Math.ceil((plan.clipSeconds - startAt) / duration - 1e-6);
  const packets = Array.from({ length: count }, (_, index) => {
    const timestamp = startAt + index * duration;
    return new EncodedPacket(payloads[index] ?? silence, 'key', timestamp, Math.min(duration, plan.clipSeconds - timestamp));
  });
  return { codec: 'aac', config, packets };
}
