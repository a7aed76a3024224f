/** Collects an output file in chunks that the browser can keep on disk, so that memory use stays constant. */

import { StreamTarget, type StreamTargetChunk } from 'mediabunny';

/** Thrown into the muxer when the output exceeds its size limit. */
export class SizeLimitExceededError extends Error {
  override readonly name = 'SizeLimitExceededError';
}

const CHUNK_BYTES = 4 * 2 ** 20;

export interface BlobTarget {
  readonly target: StreamTarget;
  /** The output so far. */
  getBlob(): Blob;
}

export function createBlobTarget(maxByteSize: number): BlobTarget {
  let content = new Blob([]);
  const writable = new WritableStream<StreamTargetChunk>({
    write: ({ data, position }) => {
      const endPosition = position + data.byteLength;
      if (endPosition > maxByteSize) throw new SizeLimitExceededError(`more than ${maxByteSize} bytes`);
      // A blob made of blobs refers to them without a copy. The muxer seeks back once, to write the length in the header.
      content =
        position === content.size
          ? new Blob([content, data])
          : new Blob([content.slice(0, position), data, content.slice(Math.min(endPosition, content.size))]);
    },
  });
  return { target: new StreamTarget(writable, { chunked: true, chunkSize: CHUNK_BYTES }), getBlob: () => content };
}
