import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createSilentAacPacket } from '@/lib/simulator/media/aac';

/** AudioSpecificConfig of LC at 44.1 kHz: five bits of type, four of rate, four of channels. */
const createLcConfig = (channels: number) => Uint8Array.of(0b00010_010, 0b0_0000_000 | (channels << 3));
/** HE-AAC, said outright: type 5, 22.05 kHz, one channel, 44.1 kHz, then LC. */
const HIGH_EFFICIENCY = Uint8Array.of(0b00101_011, 0b1_0001_010, 0b0_00010_00);

/** A packet behind the header of ADTS, which any decoder reads without a container. */
function addAdtsHeader(packet: Uint8Array, channels: number): Uint8Array {
  const length = packet.byteLength + 7;
  const header = [0xff, 0xf1, (1 << 6) | (4 << 2) | (channels >> 2), ((channels & 3) << 6) | (length >> 11), (length >> 3) & 0xff];
  return Uint8Array.of(...header, ((length & 7) << 5) | 0x1f, 0xfc, ...packet);
}

describe('silence in AAC', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
    [5, 5],
    [6, 6],
    [7, 8],
  ])('is read without an error by a decoder, for channel configuration %i', (configuration, channelCount) => {
    const packet = addAdtsHeader(createSilentAacPacket(createLcConfig(configuration)), configuration);
    const options = ['-v', 'warning', '-xerror', '-f', 'aac', '-i', '-', '-f', 's16le', '-'];
    const stream = Buffer.concat(Array.from({ length: 20 }, () => packet));
    const audio = execFileSync(process.env.FFMPEG_PATH ?? 'ffmpeg', options, { input: stream, stdio: ['pipe', 'pipe', 'inherit'] });
    expect(audio).toHaveLength(20 * 1024 * channelCount * 2);
    expect(audio.every((byte) => byte === 0)).toBe(true);
  });

  it('createSilentAacPacket uses the core configuration for HE-AAC', () => {
    expect(createSilentAacPacket(HIGH_EFFICIENCY)).toEqual(createSilentAacPacket(createLcConfig(1)));
  });

  it('a silent packet is refused for custom channel layouts and other kinds of AAC', () => {
    expect(() => createSilentAacPacket(createLcConfig(0))).toThrow('not supported');
    expect(() => createSilentAacPacket(Uint8Array.of(0b11111_000, 0b010_0100_0, 0b001_00000))).toThrow('not supported');
    expect(() => createSilentAacPacket(new Uint8Array(0))).toThrow('not supported');
  });
});
