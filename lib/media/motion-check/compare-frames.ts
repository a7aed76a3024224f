/** Compares two small grayscale frames block by block. Pure functions. */

/** Side of a block, in pixels of the small frame. */
const BLOCK_PX = 8;

export interface BlockGrid {
  readonly columns: number;
  readonly rows: number;
}

/** Returns the number of complete blocks; partial ones at the right and bottom edges are ignored. */
export function getBlockGrid(widthPx: number, heightPx: number): BlockGrid {
  return { columns: Math.floor(widthPx / BLOCK_PX), rows: Math.floor(heightPx / BLOCK_PX) };
}

/** Luma 0 to 255, row by row. */
export interface GrayFrame {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly gray: Float32Array<ArrayBuffer>;
}

export interface FrameDifference {
  /**
   * Per block, 0 to about 1, relative to its contrast: re-encoding changes detailed blocks more than plain ones, while another shape differs
   * everywhere.
   */
  readonly dissimilarity: Float32Array<ArrayBuffer>;
  /** Root mean square difference per block, in 1/255. */
  readonly rmsDifference: Float32Array<ArrayBuffer>;
  /** Mean change of brightness per block; negative is darker. */
  readonly brightnessChange: Float32Array<ArrayBuffer>;
}

/** Variance that grain and coarse compression add to a plain surface (the constant of SSIM). */
const NOISE_VARIANCE = (0.03 * 255) ** 2;

/** Compares two frames after matching their brightness and contrast. */
export function compareFrames(before: GrayFrame, after: GrayFrame): FrameDifference {
  const { gain, offset } = fitTone(before.gray, after.gray);
  const { columns, rows } = getBlockGrid(before.widthPx, before.heightPx);
  const blocks = columns * rows;
  const difference = {
    dissimilarity: new Float32Array(blocks),
    rmsDifference: new Float32Array(blocks),
    brightnessChange: new Float32Array(blocks),
  };
  const pixels = BLOCK_PX * BLOCK_PX;
  for (let block = 0; block < blocks; block += 1) {
    const firstX = (block % columns) * BLOCK_PX;
    const firstY = Math.floor(block / columns) * BLOCK_PX;
    let [sumA, sumAa, sumB, sumBb, squares] = [0, 0, 0, 0, 0];
    for (let y = firstY; y < firstY + BLOCK_PX; y += 1) {
      for (let x = firstX; x < firstX + BLOCK_PX; x += 1) {
        const index = y * before.widthPx + x;
        const a = gain * (before.gray[index] ?? 0) + offset;
        const b = after.gray[index] ?? 0;
        sumA += a;
        sumAa += a * a;
        sumB += b;
        sumBb += b * b;
        squares += (b - a) ** 2;
      }
    }
    const varianceA = Math.max(0, sumAa / pixels - (sumA / pixels) ** 2);
    const varianceB = Math.max(0, sumBb / pixels - (sumB / pixels) ** 2);
    const meanSquare = squares / pixels;
    difference.dissimilarity[block] = meanSquare / (varianceA + varianceB + NOISE_VARIANCE);
    difference.rmsDifference[block] = Math.sqrt(meanSquare);
    difference.brightnessChange[block] = (sumB - sumA) / pixels;
  }
  return difference;
}

/** No encoder changes contrast beyond these; such a frame is different footage. */
const MIN_GAIN = 0.8;
const MAX_GAIN = 1.25;
/** Pixels with a larger residual in the first fit are excluded from the second. */
const MAX_FIT_RESIDUAL = 24;

/** Fits the global tone of `after`, because encoders can mistake one brightness range for another. The second fit excludes changed pixels. */
function fitTone(before: Float32Array, after: Float32Array): { readonly gain: number; readonly offset: number } {
  let tone = { gain: 1, offset: 0 };
  for (const maxResidual of [Number.POSITIVE_INFINITY, MAX_FIT_RESIDUAL]) {
    let count = 0;
    let [sumA, sumB, sumAa, sumAb] = [0, 0, 0, 0];
    for (let index = 0; index < before.length; index += 1) {
      const a = before[index] ?? 0;
      const b = after[index] ?? 0;
      if (Math.abs(b - (tone.gain * a + tone.offset)) > maxResidual) continue;
      count += 1;
      sumA += a;
      sumB += b;
      sumAa += a * a;
      sumAb += a * b;
    }
    const spread = count * sumAa - sumA * sumA;
    // A uniform frame has no contrast.
    const gain = spread > count * count ? (count * sumAb - sumA * sumB) / spread : 1;
    const clampedGain = Math.min(Math.max(gain, MIN_GAIN), MAX_GAIN);
    if (count > 0) tone = { gain: clampedGain, offset: (sumB - clampedGain * sumA) / count };
  }
  return tone;
}

/** Minimum difference of a changed block, */
const MIN_CHANGE = 0.25;
/** or, in a coarsely compressed frame, this multiple of the typical difference; */
const NOISE_MULTIPLE = 3;
/** above this, a block has changed in any case. */
const MAX_CHANGE_THRESHOLD = 0.6;
/** Minimum visible difference of a changed block, in 1/255. */
const MIN_RMS_DIFFERENCE = 3;
const TYPICAL_BLOCK_SHARE = 0.9;

export interface ChangedBlock {
  readonly block: number;
  /** Mean change of brightness. */
  readonly brightnessChange: number;
}

export interface ComparedFrame {
  /** Blocks that differ more than re-encoding explains. */
  readonly changed: readonly ChangedBlock[];
  /** Mean difference of the other blocks, caused by re-encoding. */
  readonly noise: number;
}

/** Separates changed blocks from re-encoding noise within one frame. */
export function findChangedBlocks({ dissimilarity, rmsDifference, brightnessChange }: FrameDifference): ComparedFrame {
  const sorted = dissimilarity.toSorted();
  const typical = sorted.subarray(0, Math.ceil(sorted.length * TYPICAL_BLOCK_SHARE));
  const noise = typical.reduce((sum, value) => sum + value, 0) / Math.max(1, typical.length);
  const threshold = Math.min(Math.max(MIN_CHANGE, NOISE_MULTIPLE * (typical.at(-1) ?? 0)), MAX_CHANGE_THRESHOLD);
  const changed: ChangedBlock[] = [];
  for (const [block, value] of dissimilarity.entries()) {
    if (value >= threshold && (rmsDifference[block] ?? 0) >= MIN_RMS_DIFFERENCE)
      changed.push({ block, brightnessChange: brightnessChange[block] ?? 0 });
  }
  return { changed, noise };
}
