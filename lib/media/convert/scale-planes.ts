/** Scales, rotates and places frames as planes of luma and chroma. Without a GPU a canvas takes ten times as long. Pure functions. */

/** One plane of a frame within a larger array. */
export interface Plane {
  readonly values: Uint8Array | Uint16Array;
  readonly offset: number;
  /** Array distance from one row to the next. */
  readonly stride: number;
  /** Array distance from one value to the next: 2 for interleaved planes. */
  readonly step: number;
  readonly width: number;
  readonly height: number;
  /** Bits beyond eight, which are dropped. */
  readonly extraBits: number;
}

/** The destination of a scaled plane: a rectangle of a larger plane, after rotation. */
export interface PlaneTarget {
  readonly values: Uint8Array;
  readonly offset: number;
  readonly stride: number;
  readonly left: number;
  readonly top: number;
  /** Size of the rectangle as displayed. */
  readonly width: number;
  readonly height: number;
  /** Clockwise. */
  readonly rotation: 0 | 90 | 180 | 270;
}

interface FilterTaps {
  readonly first: Int32Array;
  readonly weights: Int32Array;
  readonly tapsPerValue: number;
}

/** Sum of the weights of one output value. */
const WEIGHT_SUM = 256;
const WEIGHT_BITS = 8;

/** Computes the source values of each output value: all covered ones when scaling down, the two neighbours when scaling up. */
function computeTaps(from: number, to: number): FilterTaps {
  const ratio = from / to;
  const tapsPerValue = ratio > 1 ? Math.ceil(ratio) + 1 : Math.min(2, from);
  const first = new Int32Array(to);
  const weights = new Int32Array(to * tapsPerValue);
  for (let index = 0; index < to; index += 1) {
    const shares = new Float64Array(tapsPerValue);
    let start: number;
    if (ratio > 1) {
      const [low, high] = [index * ratio, (index + 1) * ratio];
      start = Math.max(0, Math.min(Math.floor(low), from - tapsPerValue));
      for (let tap = 0; tap < tapsPerValue; tap += 1) {
        shares[tap] = Math.max(0, Math.min(high, start + tap + 1) - Math.max(low, start + tap)) / ratio;
      }
    } else {
      const center = Math.max(0, Math.min(from - 1, (index + 0.5) * ratio - 0.5));
      start = Math.max(0, Math.min(Math.floor(center), from - tapsPerValue));
      shares[0] = 1 - (center - start);
      if (tapsPerValue > 1) shares[1] = center - start;
    }
    first[index] = start;
    let left = WEIGHT_SUM;
    let heaviest = 0;
    for (let tap = 0; tap < tapsPerValue; tap += 1) {
      const weight = Math.round((shares[tap] ?? 0) * WEIGHT_SUM);
      weights[index * tapsPerValue + tap] = weight;
      left -= weight;
      if ((shares[tap] ?? 0) > (shares[heaviest] ?? 0)) heaviest = tap;
    }
    // Adds the rounding error, so that a uniform area keeps its value.
    weights[index * tapsPerValue + heaviest] = (weights[index * tapsPerValue + heaviest] ?? 0) + left;
  }
  return { first, weights, tapsPerValue };
}

export type PlaneScaler = (source: Plane, target: PlaneTarget) => void;

/** Creates a scaler for one pair of sizes. Weights are computed once, and the row buffer is reused. */
export function createPlaneScaler(fromWidth: number, fromHeight: number, toWidth: number, toHeight: number): PlaneScaler {
  const horizontalTaps = computeTaps(fromWidth, toWidth);
  const verticalTaps = computeTaps(fromHeight, toHeight);
  const line = new Int32Array(fromWidth);
  return (source, { values, offset, stride, left, top, width, height, rotation }) => {
    for (let y = 0; y < toHeight; y += 1) {
      scaleVertically(line, source, verticalTaps, y);
      let outIndex: number;
      let outStep: number;
      if (rotation === 0) [outIndex, outStep] = [(top + y) * stride + left, 1];
      else if (rotation === 90) [outIndex, outStep] = [top * stride + left + (width - 1 - y), stride];
      else if (rotation === 180) [outIndex, outStep] = [(top + height - 1 - y) * stride + left + width - 1, -1];
      else [outIndex, outStep] = [(top + height - 1) * stride + left + y, -stride];
      scaleHorizontally(line, horizontalTaps, values, offset + outIndex, outStep, toWidth);
    }
  };
}

/** Computes one output row at the source's width from the rows that it covers. */
function scaleVertically(
  line: Int32Array,
  { values, offset, stride, step, width, extraBits }: Plane,
  { first, weights, tapsPerValue }: FilterTaps,
  y: number,
): void {
  const start = first[y] ?? 0;
  for (let tap = 0; tap < tapsPerValue; tap += 1) {
    const weight = weights[y * tapsPerValue + tap] ?? 0;
    if (weight === 0 && tap > 0) continue;
    let at = offset + (start + tap) * stride;
    if (tap === 0) {
      for (let x = 0; x < width; x += 1, at += step) line[x] = ((values[at] ?? 0) >> extraBits) * weight;
    } else {
      for (let x = 0; x < width; x += 1, at += step) line[x] = (line[x] ?? 0) + ((values[at] ?? 0) >> extraBits) * weight;
    }
  }
}

function scaleHorizontally(
  line: Int32Array,
  { first, weights, tapsPerValue }: FilterTaps,
  values: Uint8Array,
  from: number,
  step: number,
  count: number,
): void {
  const half = 1 << (2 * WEIGHT_BITS - 1);
  let outIndex = from;
  for (let x = 0; x < count; x += 1, outIndex += step) {
    const start = first[x] ?? 0;
    const base = x * tapsPerValue;
    let sum = half;
    for (let tap = 0; tap < tapsPerValue; tap += 1) sum += (line[start + tap] ?? 0) * (weights[base + tap] ?? 0);
    values[outIndex] = sum >> (2 * WEIGHT_BITS);
  }
}
