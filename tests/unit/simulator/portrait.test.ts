import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { drawPortrait, PORTRAIT_COUNT } from '@/lib/simulator/portrait';

function decodePixels(png: Uint8Array): Buffer {
  const options = ['-v', 'error', '-f', 'png_pipe', '-i', '-', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  return execFileSync(process.env.FFMPEG_PATH ?? 'ffmpeg', options, { input: png });
}

describe('drawn portraits', () => {
  it('drawPortrait returns valid PNG files of 192 × 192', () => {
    expect(decodePixels(drawPortrait(0))).toHaveLength(192 * 192 * 3);
  });

  it('show the same face for the same number', () => {
    expect(drawPortrait(1)).toEqual(drawPortrait(1));
    expect(drawPortrait(PORTRAIT_COUNT + 1)).toEqual(drawPortrait(1));
  });

  it('differ from each other', () => {
    const files = Array.from({ length: PORTRAIT_COUNT }, (_, index) => Buffer.from(drawPortrait(index)).toString('base64'));
    expect(new Set(files).size).toBe(PORTRAIT_COUNT);
    expect(PORTRAIT_COUNT).toBeGreaterThanOrEqual(3);
  });
});
