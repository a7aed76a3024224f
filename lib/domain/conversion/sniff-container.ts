/** Reads the container from a file's first bytes, so that a file that is not a video is rejected before the rest is uploaded. */

import type { VideoContainer } from '@/lib/domain/video';

/** Size, name and brand of the first box (ISO 14496-12, `ftyp`). */
export const SNIFFED_BYTES = 12;

/** Returns MOV for the `qt` brand and MP4 for every other brand. Fewer bytes than `SNIFFED_BYTES` return `other`. */
export function sniffContainer(bytes: Uint8Array): VideoContainer {
  if (bytes.byteLength < SNIFFED_BYTES || readAscii(bytes, 4) !== 'ftyp') return 'other';
  return readAscii(bytes, 8) === 'qt  ' ? 'mov' : 'mp4';
}

function readAscii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
