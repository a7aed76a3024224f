/** MP4 boxes by hand, for files that no honest program writes. */

export function u8(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

export function u32(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  values.forEach((value, index) => {
    new DataView(bytes.buffer).setUint32(index * 4, value);
  });
  return bytes;
}

export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function concatBytes(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export function repeated(part: Uint8Array, times: number): Uint8Array {
  return new Uint8Array(Buffer.alloc(part.byteLength * times, part));
}

export function box(name: string, ...content: Uint8Array[]): Uint8Array {
  const inside = concatBytes(...content);
  return concatBytes(u32(inside.byteLength + 8), ascii(name), inside);
}

/** A box that claims another size than it has. */
export function boxWithFalseSize(name: string, size: number, ...content: Uint8Array[]): Uint8Array {
  return concatBytes(u32(size), ascii(name), ...content);
}

export const FTYP = box('ftyp', ascii('isom'), u32(0), ascii('isom'));

const NOTHING = (count: number) => new Uint8Array(count);
const ONE = 0x10000;
const MINUS_ONE = 0xffff_0000;
/** How a picture is turned when it is shown. */
export const ROTATIONS = {
  none: u32(ONE, 0, 0, 0, ONE, 0, 0, 0, 0x40000000),
  right: u32(0, ONE, 0, MINUS_ONE, 0, 0, 0, 0, 0x40000000),
  half: u32(MINUS_ONE, 0, 0, 0, MINUS_ONE, 0, 0, 0, 0x40000000),
  left: u32(0, MINUS_ONE, 0, ONE, 0, 0, 0, 0, 0x40000000),
};

export function mvhd(timescale = 1000, duration = 4000): Uint8Array {
  return box('mvhd', u32(0, 0, 0, timescale, duration, 0x10000), NOTHING(12), ROTATIONS.none, NOTHING(28));
}

function tkhd(widthPx: number, heightPx: number, matrix: Uint8Array): Uint8Array {
  return box('tkhd', u32(3, 0, 0, 1, 0, 4000), NOTHING(16), matrix, u32(widthPx * 0x10000, heightPx * 0x10000));
}

export function stsd(widthPx = 1280, heightPx = 720, ...children: Uint8Array[]): Uint8Array {
  const size = u8(widthPx >> 8, widthPx & 255, heightPx >> 8, heightPx & 255);
  return box('stsd', u32(0, 1), box('mp4v', NOTHING(24), size, NOTHING(50), ...children));
}

/** Four samples of a second each, in one chunk. */
export const TABLES = [
  box('stts', u32(0, 1, 4, 1000)),
  box('stsc', u32(0, 1, 1, 4, 1)),
  box('stsz', u32(0, 10, 4)),
  box('stco', u32(0, 1, 40)),
];

export interface TrackParts {
  readonly tables?: readonly Uint8Array[];
  readonly stsd?: Uint8Array;
  readonly matrix?: Uint8Array;
  readonly extra?: readonly Uint8Array[];
}

export function videoTrack({
  tables = TABLES,
  stsd: description = stsd(),
  matrix = ROTATIONS.none,
  extra = [],
}: TrackParts = {}): Uint8Array {
  return box(
    'trak',
    tkhd(1280, 720, matrix),
    box(
      'mdia',
      box('mdhd', u32(0, 0, 0, 1000, 4000, 0)),
      box('hdlr', u32(0, 0), ascii('vide'), NOTHING(13)),
      box('minf', box('stbl', description, ...tables)),
    ),
    ...extra,
  );
}

export function movie(...parts: Uint8Array[]): Uint8Array {
  return concatBytes(FTYP, box('moov', mvhd(), ...parts), box('mdat', NOTHING(400)));
}

/** Where a box of this name begins, wherever it lies. */
export function indexOfBox(bytes: Uint8Array, name: string): number {
  const at = Buffer.from(bytes).indexOf(name, 0, 'latin1');
  if (at < 4) throw new Error(`no ${name} box`);
  return at - 4;
}
