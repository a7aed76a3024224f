/**
 * Scales, turns and places pictures as planes of brightness and colour, the way decoders give them and encoders take them.
 * Without a graphics card a canvas needs ten times as long for it. Pure: numbers in, numbers out.
 */

/** One plane of a picture inside a larger array. */
export interface Plane {
  readonly values: Uint8Array | Uint16Array;
  readonly offset: number;
  /** From one line to the next. */
  readonly stride: number;
  /** From one value to the next: 2 where two planes are interleaved. */
  readonly step: number;
  readonly width: number;
  readonly height: number;
  /** Bits beyond eight, which are dropped. */
  readonly extraBits: number;
}

/** Where a scaled plane goes: a rectangle of a larger one, after turning. */
export interface Placement {
  readonly values: Uint8Array;
  readonly offset: number;
  readonly stride: number;
  readonly left: number;
  readonly top: number;
  /** Of the rectangle, as displayed. */
  readonly width: number;
  readonly height: number;
  /** Clockwise. */
  readonly rotation: 0 | 90 | 180 | 270;
}

interface Taps {
  readonly first: Int32Array;
  readonly weights: Int32Array;
  readonly per: number;
}

/** Weights of one line of values sum up to this. */
const WHOLE = 256;
const WHOLE_BITS = 8;

/** Which values make up each new one: all that it covers when there are fewer, its two neighbours when there are more. */
function tapsOf(from: number, to: number): Taps {
  const ratio = from / to;
  const per = ratio > 1 ? Math.ceil(ratio) + 1 : Math.min(2, from);
  const first = new Int32Array(to);
  const weights = new Int32Array(to * per);
  for (let index = 0; index < to; index += 1) {
    const shares = new Float64Array(per);
    let start: number;
    if (ratio > 1) {
      const [low, high] = [index * ratio, (index + 1) * ratio];
      start = Math.max(0, Math.min(Math.floor(low), from - per));
      for (let tap = 0; tap < per; tap += 1) {
        shares[tap] = Math.max(0, Math.min(high, start + tap + 1) - Math.max(low, start + tap)) / ratio;
      }
    } else {
      const center = Math.max(0, Math.min(from - 1, (index + 0.5) * ratio - 0.5));
      start = Math.max(0, Math.min(Math.floor(center), from - per));
      shares[0] = 1 - (center - start);
      if (per > 1) shares[1] = center - start;
    }
    first[index] = start;
    let left = WHOLE;
    let heaviest = 0;
    for (let tap = 0; tap < per; tap += 1) {
      const weight = Math.round((shares[tap] ?? 0) * WHOLE);
      weights[index * per + tap] = weight;
      left -= weight;
      if ((shares[tap] ?? 0) > (shares[heaviest] ?? 0)) heaviest = tap;
    }
    // What rounding lost, so that an even area keeps its brightness.
    weights[index * per + heaviest] = (weights[index * per + heaviest] ?? 0) + left;
  }
  return { first, weights, per };
}

export type PlaneScaler = (source: Plane, target: Placement) => void;

/** Makes a scaler for planes of one size; its weights are worked out once and its line is reused. */
export function planeScaler(fromWidth: number, fromHeight: number, toWidth: number, toHeight: number): PlaneScaler {
  const across = tapsOf(fromWidth, toWidth);
  const down = tapsOf(fromHeight, toHeight);
  const line = new Int32Array(fromWidth);
  return (source, { values, offset, stride, left, top, width, height, rotation }) => {
    for (let y = 0; y < toHeight; y += 1) {
      gatherLine(line, source, down, y);
      let out: number;
      let outStep: number;
      if (rotation === 0) [out, outStep] = [(top + y) * stride + left, 1];
      else if (rotation === 90) [out, outStep] = [top * stride + left + (width - 1 - y), stride];
      else if (rotation === 180) [out, outStep] = [(top + height - 1 - y) * stride + left + width - 1, -1];
      else [out, outStep] = [(top + height - 1) * stride + left + y, -stride];
      spreadLine(line, across, values, offset + out, outStep, toWidth);
    }
  };
}

/** One new line, as wide as the source, from the lines that it covers. */
function gatherLine(
  line: Int32Array,
  { values, offset, stride, step, width, extraBits }: Plane,
  { first, weights, per }: Taps,
  y: number,
): void {
  const start = first[y] ?? 0;
  for (let tap = 0; tap < per; tap += 1) {
    const weight = weights[y * per + tap] ?? 0;
    if (weight === 0 && tap > 0) continue;
    let at = offset + (start + tap) * stride;
    if (tap === 0) {
      for (let x = 0; x < width; x += 1, at += step) line[x] = ((values[at] ?? 0) >> extraBits) * weight;
    } else {
      for (let x = 0; x < width; x += 1, at += step) line[x] = (line[x] ?? 0) + ((values[at] ?? 0) >> extraBits) * weight;
    }
  }
}

function spreadLine(line: Int32Array, { first, weights, per }: Taps, values: Uint8Array, from: number, step: number, count: number): void {
  const half = 1 << (2 * WHOLE_BITS - 1);
  let out = from;
  for (let x = 0; x < count; x += 1, out += step) {
    const start = first[x] ?? 0;
    const base = x * per;
    let sum = half;
    for (let tap = 0; tap < per; tap += 1) sum += (line[start + tap] ?? 0) * (weights[base + tap] ?? 0);
    values[out] = sum >> (2 * WHOLE_BITS);
  }
}
