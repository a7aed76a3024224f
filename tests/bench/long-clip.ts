/** Generates the largest accepted clip in chunks, so that it is never completely in memory. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../setup/app-server.ts';

/** 100 MB, the specification's limit. */
export const MAX_CLIP_BYTES = 100_000_000;
const CLIP = readFileSync(path.join(ROOT, 'public/sample/clip.mp4'));
export const SAMPLE_BYTES = CLIP.byteLength;
const CHUNK_BYTES = 64 * 1024;

/** Yields the sample padded with a `free` box, which every reader skips. */
export function* generateClip(byteSize: number): Generator<Uint8Array> {
  yield CLIP;
  const padding = byteSize - CLIP.byteLength;
  if (padding === 0) return;
  const head = Buffer.alloc(8);
  head.writeUInt32BE(padding);
  head.write('free', 4, 'latin1');
  yield head;
  const zeroes = new Uint8Array(CHUNK_BYTES);
  for (let left = padding - head.byteLength; left > 0; left -= CHUNK_BYTES) yield zeroes.subarray(0, Math.min(left, CHUNK_BYTES));
}

/** @returns the padded sample as one buffer, for multipart uploads. */
export function createClip(byteSize: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(byteSize);
  CLIP.copy(bytes);
  if (byteSize > CLIP.byteLength) {
    bytes.writeUInt32BE(byteSize - CLIP.byteLength, CLIP.byteLength);
    bytes.write('free', CLIP.byteLength + 4, 'latin1');
  }
  return bytes;
}

export function toStream(pieces: Iterator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      const { done, value } = pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}
