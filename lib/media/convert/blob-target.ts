/** Where an outcome grows: in pieces that the browser may keep on disk, so that memory does not grow with it. */

import { StreamTarget, type StreamTargetChunk } from 'mediabunny';

/** Thrown into the writer when an outcome grows beyond what it is good for. */
export class SizeLimitExceededError extends Error {
  override readonly name = 'OutgrownError';
}

const CHUNK_BYTES = 4 * 2 ** 20;

export interface BlobTarget {
  readonly target: StreamTarget;
  /** The outcome so far. */
  getBlob(): Blob;
}

export function createBlobTarget(maxByteSize: number): BlobTarget {
  let content = new Blob([]);
  const writable = new WritableStream<StreamTargetChunk>({
    write: ({ data, position }) => {
      const endPosition = position + data.byteLength;
      if (endPosition > maxByteSize) throw new SizeLimitExceededError(`more than ${maxByteSize} bytes`);
      // A blob made of blobs refers to them; no byte is copied. Going back happens once, for the length at the head.
      content =
        position === content.size
          ? new Blob([content, data])
          : new Blob([content.slice(0, position), data, content.slice(Math.min(endPosition, content.size))]);
    },
  });
  return { target: new StreamTarget(writable, { chunked: true, chunkSize: CHUNK_BYTES }), getBlob: () => content };
}
