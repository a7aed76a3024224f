/** Opens stored files for mediabunny in chunks. */

import { BufferSource, CustomSource, Input, type InputAudioTrack, type InputVideoTrack, MP3, MP4, QTFF, WAVE } from 'mediabunny';
import type { ReadableFile } from '@/lib/simulator/types';

/** The file cannot be lip-synced; the message gives the reason, as upstream would. */
export class UnsupportedMediaError extends Error {
  override readonly name = 'UnfitMedia';
}

/** The storage could not read the file; the file itself may be fine. */
export class StorageReadError extends Error {
  override readonly name = 'StoreTrouble';
}

/** Marks storage errors, to distinguish them from invalid files. */
export function wrapStorageErrors(file: ReadableFile): ReadableFile {
  return {
    byteSize: file.byteSize,
    read: (range) =>
      file.read(range).catch((cause: unknown) => {
        throw new StorageReadError('a file could not be read', { cause });
      }),
  };
}

const BLOCK_BYTES = 1_000_000;
/** Frames and index are far apart in a file; two cached blocks avoid repeated reads. */
const MAX_CACHED_BLOCKS = 3;

/** Reads in blocks, because a store may reopen the file for every read and packets are small. */
function createBlockReader(file: ReadableFile): (start: number, end: number) => Promise<Uint8Array> {
  const blocks = new Map<number, Promise<Uint8Array>>();

  function readBlock(index: number): Promise<Uint8Array> {
    const cached = blocks.get(index);
    // Reinserted, so that the map's order is least recently used.
    blocks.delete(index);
    const start = index * BLOCK_BYTES;
    const bytes = cached ?? file.read({ start, end: Math.min(start + BLOCK_BYTES, file.byteSize) - 1 });
    blocks.set(index, bytes);
    for (const old of blocks.keys()) {
      if (blocks.size <= MAX_CACHED_BLOCKS) break;
      blocks.delete(old);
    }
    return bytes;
  }

  return async (start, end) => {
    const first = Math.floor(start / BLOCK_BYTES);
    const last = Math.floor((end - 1) / BLOCK_BYTES);
    if (first === last) return (await readBlock(first)).subarray(start - first * BLOCK_BYTES, end - first * BLOCK_BYTES);
    const joined = new Uint8Array(end - start);
    for (let index = first; index <= last; index += 1) {
      const from = Math.max(start, index * BLOCK_BYTES);
      const to = Math.min(end, (index + 1) * BLOCK_BYTES);
      joined.set((await readBlock(index)).subarray(from - index * BLOCK_BYTES, to - index * BLOCK_BYTES), from - start);
    }
    return joined;
  };
}

/** Opens the video track of an MP4 or MOV. @throws {UnsupportedMediaError} if it cannot be copied. */
export async function withVideoTrack<T>(file: ReadableFile, callback: (videoTrack: InputVideoTrack) => Promise<T>): Promise<T> {
  const source = new CustomSource({
    getSize: () => file.byteSize,
    read: createBlockReader(wrapStorageErrors(file)),
    maxCacheSize: 4 * BLOCK_BYTES,
    // A cancelled read.
    handleUnhandledError: () => undefined,
  });
  const input = new Input({ source, formats: [MP4, QTFF] });
  try {
    const videoTrack = await input.getPrimaryVideoTrack();
    if (videoTrack === null) throw new UnsupportedMediaError('the video has no picture');
    return await callback(videoTrack);
  } finally {
    input.dispose();
  }
}

/** Opens the audio track of a voice file in memory. @throws {UnsupportedMediaError} if it has none. */
export async function withAudioTrack<T>(bytes: Uint8Array, callback: (audioTrack: InputAudioTrack) => Promise<T>): Promise<T> {
  const input = new Input({ source: new BufferSource(bytes), formats: [MP4, WAVE, MP3] });
  try {
    const audioTrack = await input.getPrimaryAudioTrack();
    if (audioTrack === null) throw new UnsupportedMediaError('the audio file has no sound');
    return await callback(audioTrack);
  } finally {
    input.dispose();
  }
}
