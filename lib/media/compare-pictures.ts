/** Two small grey pictures of the same moment, before and after, compared block by block. Pure: brightnesses in, numbers out. */

/** A side of the blocks that are compared, in pixels of the small picture. */
const BLOCK_PX = 8;

export interface BlockGrid {
  readonly columns: number;
  readonly rows: number;
}

/** Blocks at the right and the lower edge that are not whole are left out. */
export function gridOf(widthPx: number, heightPx: number): BlockGrid {
  return { columns: Math.floor(widthPx / BLOCK_PX), rows: Math.floor(heightPx / BLOCK_PX) };
}

/** Brightness 0 to 255, row by row. */
export interface GreyPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly grey: Float32Array<ArrayBuffer>;
}

export interface PictureDifference {
  /**
   * Of each block, how unlike its two pictures are, 0 to about 1, in relation to what is in them: coding anew costs a little of much detail, and
   * little of none, while another shape is another one wherever it stands.
   */
  readonly unlike: Float32Array<ArrayBuffer>;
  /** How far apart its pixels are (root of the mean square), of 255 steps of brightness. */
  readonly apart: Float32Array<ArrayBuffer>;
  /** How much brighter it has become as a whole, darker below 0. */
  readonly brighter: Float32Array<ArrayBuffer>;
}

/** What grain and coarse coding do to a plain surface, as a variance; the constant that comparisons of structure use. */
const PLAIN_VARIANCE = (0.03 * 255) ** 2;

/** Compares after both have been brought to the same brightness and contrast. */
export function comparePictures(before: GreyPicture, after: GreyPicture): PictureDifference {
  const { gain, offset } = toneBetween(before.grey, after.grey);
  const { columns, rows } = gridOf(before.widthPx, before.heightPx);
  const blocks = columns * rows;
  const found = { unlike: new Float32Array(blocks), apart: new Float32Array(blocks), brighter: new Float32Array(blocks) };
  const pixels = BLOCK_PX * BLOCK_PX;
  for (let block = 0; block < blocks; block += 1) {
    const firstX = (block % columns) * BLOCK_PX;
    const firstY = Math.floor(block / columns) * BLOCK_PX;
    let [sumA, sumAa, sumB, sumBb, squares] = [0, 0, 0, 0, 0];
    for (let y = firstY; y < firstY + BLOCK_PX; y += 1) {
      for (let x = firstX; x < firstX + BLOCK_PX; x += 1) {
        const index = y * before.widthPx + x;
        const a = gain * (before.grey[index] ?? 0) + offset;
        const b = after.grey[index] ?? 0;
        sumA += a;
        sumAa += a * a;
        sumB += b;
        sumBb += b * b;
        squares += (b - a) ** 2;
      }
    }
    const varianceA = Math.max(0, sumAa / pixels - (sumA / pixels) ** 2);
    const varianceB = Math.max(0, sumBb / pixels - (sumB / pixels) ** 2);
    const square = squares / pixels;
    found.unlike[block] = square / (varianceA + varianceB + PLAIN_VARIANCE);
    found.apart[block] = Math.sqrt(square);
    found.brighter[block] = (sumB - sumA) / pixels;
  }
  return found;
}

/** Beyond this no encoder changes a picture's contrast; then it is another picture. */
const LEAST_GAIN = 0.8;
const MOST_GAIN = 1.25;
/** What is further off than this at the first look plays no part in the second. */
const OUTLIER = 24;

/** The tone that `after` has got as a whole: encoders mistake one range of brightness for another. Fitted twice, the second time without what changed. */
function toneBetween(before: Float32Array, after: Float32Array): { readonly gain: number; readonly offset: number } {
  let tone = { gain: 1, offset: 0 };
  for (const outlier of [Number.POSITIVE_INFINITY, OUTLIER]) {
    let count = 0;
    let [sumA, sumB, sumAa, sumAb] = [0, 0, 0, 0];
    for (let index = 0; index < before.length; index += 1) {
      const a = before[index] ?? 0;
      const b = after[index] ?? 0;
      if (Math.abs(b - (tone.gain * a + tone.offset)) > outlier) continue;
      count += 1;
      sumA += a;
      sumB += b;
      sumAa += a * a;
      sumAb += a * b;
    }
    const spread = count * sumAa - sumA * sumA;
    // A picture of one colour has no contrast to tell.
    const gain = spread > count * count ? (count * sumAb - sumA * sumB) / spread : 1;
    const sane = Math.min(Math.max(gain, LEAST_GAIN), MOST_GAIN);
    if (count > 0) tone = { gain: sane, offset: (sumB - sane * sumA) / count };
  }
  return tone;
}

/** A block has changed when it is at least this unlike, */
const CHANGED_FROM = 0.25;
/** or, in a picture that was coded coarsely, this many times as unlike as most others; */
const TIMES_MOST = 3;
/** beyond this it has changed whatever the others are. */
const CHANGED_SURELY = 0.6;
/** And by this many steps of brightness, which can be seen. */
const CHANGED_APART = 3;
const MOST_BLOCKS = 0.9;

export interface ChangedBlock {
  readonly block: number;
  /** How much brighter it has become as a whole. */
  readonly brighter: number;
}

export interface ComparedPicture {
  /** Blocks that differ as coding anew makes none. */
  readonly changed: readonly ChangedBlock[];
  /** How unlike the other blocks are on average: what coding anew has done. */
  readonly noise: number;
}

/** Tells what changed from what was only coded anew, by this one picture itself. */
export function changedBlocks({ unlike, apart, brighter }: PictureDifference): ComparedPicture {
  const sorted = unlike.toSorted();
  const most = sorted.subarray(0, Math.ceil(sorted.length * MOST_BLOCKS));
  const noise = most.reduce((sum, value) => sum + value, 0) / Math.max(1, most.length);
  const from = Math.min(Math.max(CHANGED_FROM, TIMES_MOST * (most.at(-1) ?? 0)), CHANGED_SURELY);
  const changed: ChangedBlock[] = [];
  for (const [block, value] of unlike.entries()) {
    if (value >= from && (apart[block] ?? 0) >= CHANGED_APART) changed.push({ block, brighter: brighter[block] ?? 0 });
  }
  return { changed, noise };
}
