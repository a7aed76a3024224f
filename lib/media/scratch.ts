/** Where an outcome grows: in pieces that the browser may keep on disk, so that memory does not grow with it. */

import { StreamTarget, type StreamTargetChunk } from 'mediabunny';

/** Thrown into the writer when an outcome grows beyond what it is good for. */
export class OutgrownError extends Error {
  override readonly name = 'OutgrownError';
}

const PIECE_BYTES = 4 * 2 ** 20;

export interface Scratch {
  readonly target: StreamTarget;
  /** The outcome so far. */
  blob(): Blob;
}

export function scratch(maxByteSize: number): Scratch {
  let whole = new Blob([]);
  const writable = new WritableStream<StreamTargetChunk>({
    write: ({ data, position }) => {
      const endsAt = position + data.byteLength;
      if (endsAt > maxByteSize) throw new OutgrownError(`more than ${maxByteSize} bytes`);
      // A blob made of blobs refers to them; no byte is copied. Going back happens once, for the length at the head.
      whole =
        position === whole.size
          ? new Blob([whole, data])
          : new Blob([whole.slice(0, position), data, whole.slice(Math.min(endsAt, whole.size))]);
    },
  });
  return { target: new StreamTarget(writable, { chunked: true, chunkSize: PIECE_BYTES }), blob: () => whole };
}
