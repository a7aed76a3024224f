import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FLAC_BLOCK_SAMPLES, flacFrame, flacHeader } from '@/lib/simulator/media/flac';

/** The header and the frames one after the other are a FLAC file. */
function encode(channels: readonly Int32Array[], sampleRate: number): Buffer {
  const total = channels[0]?.length ?? 0;
  const parts: Uint8Array[] = [flacHeader(sampleRate, channels.length, total)];
  for (let start = 0, number = 0; start < total; start += FLAC_BLOCK_SAMPLES, number += 1) {
    const block = channels.map((samples) => samples.subarray(start, start + FLAC_BLOCK_SAMPLES));
    parts.push(flacFrame(block, number, sampleRate).data);
  }
  return Buffer.concat(parts);
}

/** With every checksum checked. */
function decode(file: Buffer): Int16Array {
  const options = ['-v', 'error', '-err_detect', 'crccheck+explode', '-f', 'flac', '-i', '-', '-f', 's16le', '-'];
  const bytes = new Uint8Array(
    execFileSync(process.env.FFMPEG_PATH ?? 'ffmpeg', options, { input: file, stdio: ['pipe', 'pipe', 'pipe'] }),
  );
  return new Int16Array(bytes.buffer);
}

function interleave(channels: readonly Int32Array[]): number[] {
  return Array.from(channels[0] ?? [], (_, index) => channels.map((samples) => samples[index] ?? 0)).flat();
}

const signals: Readonly<Record<string, (index: number) => number>> = {
  silence: () => 0,
  'a constant': () => -12_345,
  'a ramp': (index) => (index % 65_536) - 32_768,
  'a tone': (index) => Math.round(20_000 * Math.sin(index / 17)),
  'full-scale clicks': (index) => (index % 2 === 0 ? 32_767 : -32_768),
  noise: (index) => ((Math.imul(index + 1, 2_654_435_761) >>> 16) & 0xffff) - 32_768,
  'silence, then a tone': (index) => (index < 6_000 ? 0 : Math.round(9_000 * Math.sin(index / 5))),
};

describe('FLAC', () => {
  it.each(Object.keys(signals))('gives back %s to the bit', (name) => {
    const signal = signals[name];
    const samples = Int32Array.from({ length: 10_007 }, (_, index) => signal?.(index) ?? 0);
    expect(Array.from(decode(encode([samples], 44_100)))).toEqual(Array.from(samples));
  });

  it.each([8_000, 11_025, 16_000, 22_050, 37_800, 44_100, 48_000, 96_000, 192_000])('keeps the rate of %i samples a second', (rate) => {
    const samples = Int32Array.from({ length: 5_000 }, (_, index) => Math.round(8_000 * Math.sin(index / 9)));
    expect(decode(encode([samples, samples.map((sample) => -sample)], rate))).toHaveLength(10_000);
  });

  it('the FLAC encoder keeps channels separate and accepts a shorter last frame', () => {
    const sample = fc.integer({ min: -32_768, max: 32_767 });
    const audio = fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 400 }))
      .chain(([count, length]) =>
        fc.array(fc.array(sample, { minLength: length, maxLength: length }), { minLength: count, maxLength: count }),
      );
    fc.assert(
      fc.property(audio, (values) => {
        const channels = values.map((channel) => Int32Array.from(channel));
        expect(Array.from(decode(encode(channels, 16_000)))).toEqual(interleave(channels));
      }),
      { numRuns: 15 },
    );
  });

  it('spends a few bytes a frame on silence', () => {
    expect(encode([new Int32Array(FLAC_BLOCK_SAMPLES * 100)], 48_000).byteLength).toBeLessThan(100 * 16);
  });

  it.each([127, 128, 2_047, 2_048, 60_000])('writes frame number %i so that its checksums hold', (number) => {
    const samples = Int32Array.from({ length: 1_000 }, (_, index) => index * 7);
    const file = Buffer.concat([flacHeader(44_100, 1, 1_000), flacFrame([samples], number, 44_100).data]);
    expect(Array.from(decode(file))).toEqual(Array.from(samples));
  });
});
