/** What a file says of itself in its first bytes: enough to refuse what is no video before the rest has come. */

import type { VideoContainer } from '@/lib/domain/video';

/** The size and name of the first box, and the brand (ISO 14496-12, `ftyp`). */
export const SNIFFED_BYTES = 12;

/** MOV by its brand; every other brand of that family counts as MP4. Fewer bytes than `SNIFFED_BYTES` say nothing: `other`. */
export function sniffContainer(bytes: Uint8Array): VideoContainer {
  if (bytes.byteLength < SNIFFED_BYTES || readAscii(bytes, 4) !== 'ftyp') return 'other';
  return readAscii(bytes, 8) === 'qt  ' ? 'mov' : 'mp4';
}

function readAscii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
