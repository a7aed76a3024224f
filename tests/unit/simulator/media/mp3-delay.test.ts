import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { getMp3DelaySamples } from '@/lib/simulator/media/mp3-delay';
import { makeVoice } from '../../../fixtures/media';

/** LAME's own 576 samples and a decoder's 529. */
const LAME_DELAY = 1_105;

const readVoice = async (sampleRate: number, channels: 1 | 2 = 1) =>
  new Uint8Array(await readFile(await makeVoice({ sampleRate, channels })));

/** An ID3v2 tag of any length: its size in four times seven bits. */
function addId3Tag(bytes: Uint8Array, length: number): Uint8Array {
  const header = [0x49, 0x44, 0x33, 4, 0, 0, (length >> 21) & 127, (length >> 14) & 127, (length >> 7) & 127, length & 127];
  return Uint8Array.of(...header, ...new Uint8Array(length).fill(0xff), ...bytes);
}

/** What `removeDelayTag` leaves is a file that begins with sound. */
function removeDelayTag(bytes: Uint8Array): Uint8Array {
  const second = bytes.findIndex((byte, index) => index > 200 && byte === 0xff && ((bytes[index + 1] ?? 0) & 0xe0) === 0xe0);
  return bytes.subarray(second);
}

describe('what an MP3 puts before its first sample', () => {
  it.each([16_000, 22_050, 44_100, 48_000])('is read from the note of its encoder, at %i samples a second', async (sampleRate) => {
    expect(getMp3DelaySamples(await readVoice(sampleRate))).toBe(LAME_DELAY);
    expect(getMp3DelaySamples(await readVoice(sampleRate, 2))).toBe(LAME_DELAY);
  });

  it('getMp3DelaySamples skips any number of ID3 tags', async () => {
    const bytes = await readVoice(44_100);
    expect(getMp3DelaySamples(addId3Tag(addId3Tag(bytes, 300), 20_000))).toBe(LAME_DELAY);
  });

  it('getMp3DelaySamples returns 0 without a delay tag', async () => {
    expect(getMp3DelaySamples(removeDelayTag(await readVoice(44_100)))).toBe(0);
  });

  it('getMp3DelaySamples returns 0 for other or truncated files', async () => {
    expect(getMp3DelaySamples(new Uint8Array(0))).toBe(0);
    expect(getMp3DelaySamples(new TextEncoder().encode('this is a text about music'))).toBe(0);
    expect(getMp3DelaySamples((await readVoice(44_100)).subarray(0, 40))).toBe(0);
  });
});
