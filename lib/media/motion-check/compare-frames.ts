/** Two small grey pictures of the same moment, before and after, compared block by block. Pure: brightnesses in, numbers out. */

/** A side of the blocks that are compared, in pixels of the small picture. */
const BLOCK_PX = 8;

export interface BlockGrid {
  readonly columns: number;
  readonly rows: number;
}

/** Blocks at the right and the lower edge that are not whole are left out. */
export function getBlockGrid(widthPx: number, heightPx: number): BlockGrid {
  return { columns: Math.floor(widthPx / BLOCK_PX), rows: Math.floor(heightPx / BLOCK_PX) };
}

/** Brightness 0 to 255, row by row. */
export interface GrayFrame {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly gray: Float32Array<ArrayBuffer>;
}

export interface FrameDifference {
  /**
   * Of each block, how unlike its two pictures are, 0 to about 1, in relation to what is in them: coding anew costs a little of much detail, and
   * little of none, while another shape is another one wherever it stands.
   */
  readonly dissimilarity: Float32Array<ArrayBuffer>;
  /** How far apart its pixels are (root of the mean square), of 255 steps of brightness. */
  readonly rmsDifference: Float32Array<ArrayBuffer>;
  /** How much brighter it has become as a whole, darker below 0. */
  readonly brightnessChange: Float32Array<ArrayBuffer>;
}

/** What grain and coarse coding do to a plain surface, as a variance; the constant that comparisons of structure use. */
const NOISE_VARIANCE = (0.03 * 255) ** 2;

/** Compares after both have been brought to the same brightness and contrast. */
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

/** Beyond this no encoder changes a picture's contrast; then it is another picture. */
const MIN_GAIN = 0.8;
const MAX_GAIN = 1.25;
/** What is further off than this at the first look plays no part in the second. */
const MAX_FIT_RESIDUAL = 24;

/** The tone that `afterSamples` has got as a whole: encoders mistake one range of brightness for another. Fitted twice, the second time without what changed. */
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
    // A picture of one colour has no contrast to tell.
    const gain = spread > count * count ? (count * sumAb - sumA * sumB) / spread : 1;
    const clampedGain = Math.min(Math.max(gain, MIN_GAIN), MAX_GAIN);
    if (count > 0) tone = { gain: clampedGain, offset: (sumB - clampedGain * sumA) / count };
  }
  return tone;
}

/** A block has changed when it is at least this unlike, */
const MIN_CHANGE = 0.25;
/** or, in a picture that was coded coarsely, this many times as unlike as most others; */
const NOISE_MULTIPLE = 3;
/** beyond this it has changed whatever the others are. */
const MAX_CHANGE_THRESHOLD = 0.6;
/** And by this many steps of brightness, which can be seen. */
const MIN_RMS_DIFFERENCE = 3;
const TYPICAL_BLOCK_SHARE = 0.9;

export interface ChangedBlock {
  readonly block: number;
  /** How much brighter it has become as a whole. */
  readonly brightnessChange: number;
}

export interface ComparedFrame {
  /** Blocks that differ as coding anew makes none. */
  readonly changed: readonly ChangedBlock[];
  /** How unlike the other blocks are on average: what coding anew has done. */
  readonly noise: number;
}

/** Tells what changed from what was only coded anew, by this one picture itself. */
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
