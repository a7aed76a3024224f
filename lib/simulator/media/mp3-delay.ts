/** Encoder delay of an MP3 in samples, from the tag in its first frame, which contains no audio. */

/** A decoder's own delay (ISO 11172-3: the filter bank's 528 samples, and one), which the tag excludes. */
const DECODER_DELAY = 529;
const MAX_SEARCH_BYTES = 65_536;
/** Encoders whose tag browsers and ffmpeg trust. */
const ENCODERS_WITH_DELAY_TAG: ReadonlySet<string> = new Set(['LAME', 'Lavf', 'Lavc']);

/** 0 without a tag: decoders then play from the first sample. */
export function getMp3DelaySamples(bytes: Uint8Array): number {
  const start = skipId3Tags(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = start; at + 4 <= Math.min(bytes.byteLength, start + MAX_SEARCH_BYTES); at += 1) {
    const header = view.getUint32(at);
    if (isLayer3(header)) return readDelayTag(bytes, at + getSideInfoEnd(header));
  }
  return 0;
}

/** ID3v2 tags come first, each with its own length in four times seven bits. */
function skipId3Tags(bytes: Uint8Array): number {
  let at = 0;
  while (at + 10 <= bytes.byteLength && textAt(bytes, at, 3) === 'ID3') {
    const size = bytes.subarray(at + 6, at + 10).reduce((sum, byte) => sum * 128 + (byte & 127), 0);
    at += 10 + size;
  }
  return at;
}

function isLayer3(header: number): boolean {
  const hasSync = header >>> 21 === 0x7ff;
  const version = (header >>> 19) & 3;
  const layer = (header >>> 17) & 3;
  const bitrate = (header >>> 12) & 15;
  const rate = (header >>> 10) & 3;
  return hasSync && version !== 1 && layer === 1 && bitrate !== 0 && bitrate !== 15 && rate !== 3;
}

/** Four bytes of header and the side information, whose length depends on version and channels. */
function getSideInfoEnd(header: number): number {
  const isMpeg1 = ((header >>> 19) & 3) === 3;
  const isMono = ((header >>> 6) & 3) === 3;
  const sideInfo = isMpeg1 ? (isMono ? 17 : 32) : isMono ? 9 : 17;
  return 4 + sideInfo;
}

const FIELD_SIZES = [4, 4, 100, 4];

function readDelayTag(bytes: Uint8Array, tagAt: number): number {
  const tag = textAt(bytes, tagAt, 4);
  if (tag !== 'Xing' && tag !== 'Info') return 0;
  const flags = bytes[tagAt + 7] ?? 0;
  // Frames, bytes, the table of contents and the quality are there where their flag says so.
  const fields = FIELD_SIZES.reduce((sum, size, index) => ((flags >> index) & 1 ? sum + size : sum), 0);
  const encoderAt = tagAt + 8 + fields;
  if (!ENCODERS_WITH_DELAY_TAG.has(textAt(bytes, encoderAt, 4)) || encoderAt + 24 > bytes.byteLength) return 0;
  const delay = ((bytes[encoderAt + 21] ?? 0) << 4) | ((bytes[encoderAt + 22] ?? 0) >> 4);
  return delay + DECODER_DELAY;
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
