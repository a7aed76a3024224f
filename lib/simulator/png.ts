/** Pixels as a PNG file (ISO 15948): true colour, one filter, no extras. */

import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const EIGHT_BITS = 8;
const TRUE_COLOUR = 2;

/** @param rgb three bytes a pixel, rows from the top. */
export function encodePng(widthPx: number, heightPx: number, rgb: Uint8Array): Uint8Array<ArrayBuffer> {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, widthPx);
  header.setUint32(4, heightPx);
  header.setUint8(8, EIGHT_BITS);
  header.setUint8(9, TRUE_COLOUR);
  const rowBytes = widthPx * 3;
  // Each row begins with its filter: 0, none. Flat areas compress well without one.
  const rows = new Uint8Array(heightPx * (rowBytes + 1));
  for (let row = 0; row < heightPx; row += 1) rows.set(rgb.subarray(row * rowBytes, (row + 1) * rowBytes), row * (rowBytes + 1) + 1);
  const parts = [
    SIGNATURE,
    chunk('IHDR', new Uint8Array(header.buffer)),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array(0)),
  ];
  return new Uint8Array(Buffer.concat(parts));
}

function chunk(name: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.byteLength + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.byteLength);
  for (let i = 0; i < 4; i += 1) view.setUint8(4 + i, name.charCodeAt(i));
  bytes.set(content, 8);
  view.setUint32(8 + content.byteLength, crc32(bytes.subarray(4, 8 + content.byteLength)));
  return bytes;
}
