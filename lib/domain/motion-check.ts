/** Decides whether the lips moved from where and when the frames changed. It compares pixels and detects no faces. */

import { clamp, type Milliseconds, type TimeRange } from './time';

/** One moment of both videos, compared block by block. */
export interface ComparedFramePair {
  /** Whether the voice speaks and the face is visible; otherwise the moment is before or after, where nothing should have changed. */
  readonly spoken: boolean;
  /** Blocks that differ more than re-encoding explains, with the change of brightness in 1/255. */
  readonly changed: readonly { readonly block: number; readonly brightnessChange: number }[];
  /** Average difference of the blocks, 0 to about 1, caused by re-encoding. */
  readonly noise: number;
}

/**
 * Why the check is inconclusive. `too-few`: too few comparable moments. `everywhere`: the whole frame differs. `here-and-there`: several places
 * differ while the voice speaks. `too-coarse`: compression noise hides a mouth.
 */
export type MotionWarning = 'too-few' | 'everywhere' | 'here-and-there' | 'too-coarse';

export type MotionVerdict =
  | { readonly kind: 'moved' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'cannot-tell'; readonly reason: MotionWarning };

/** With fewer moments, the time of a change is unknown. */
const MIN_SPOKEN_FRAMES = 6;
const MIN_QUIET_FRAMES = 3;
/** A block that changes in at least this share of the spoken moments changes with the voice, */
const MIN_CHANGE_SHARE = 0.3;
/** if that share exceeds its share of the quiet moments by at least this much. */
const MIN_SPEECH_EXCESS = 0.2;
/** Largest share of the frame that a re-rendered close-up face covers. */
const MAX_FACE_AREA_SHARE = 0.45;
/** If more of the frame than this differs in the quiet moments, the footage is different. */
const MAX_QUIET_AREA_SHARE = 0.08;
/** Largest share of the changed blocks that may lie outside the largest area. */
const MAX_SCATTERED_SHARE = 0.35;
/** An isolated block must change this often, to exclude noise. */
const MIN_SINGLE_BLOCK_SHARE = 0.5;
/** Above this average noise, a small mouth is undetectable. */
const MAX_NOISE_UNCHANGED = 0.08;
/** The same limit without quiet moments as a reference. */
const MAX_NOISE_WITHOUT_QUIET = 0.05;
/** Above this noise, no change can be told from compression. */
const MAX_NOISE = 0.15;
/** Block difference above which two frames are different footage. */
const MAX_BLOCK_DIFFERENCE = 0.3;
/** Ratio of spoken to quiet noise above which the whole frame changes with the voice. */
const MAX_NOISE_RATIO = 2.5;
const MIN_RATIO_NOISE = 0.03;
/** A block that differs in nearly every moment and always in the same way is an overlay, such as a watermark or a logo. */
const MIN_OVERLAY_SHARE = 0.9;
const STEADY_RELATIVE_SPREAD = 0.25;
const STEADY_BRIGHTNESS_SPREAD = 1.5;

export function judgeMotion(framePairs: readonly ComparedFramePair[], columns: number, rows: number): MotionVerdict {
  const blocks = columns * rows;
  const spoken = framePairs.filter((pair) => pair.spoken);
  const quiet = framePairs.filter((pair) => !pair.spoken);
  if (spoken.length < MIN_SPOKEN_FRAMES) return inconclusive('too-few');
  const noise = getMedian(spoken.map((pair) => pair.noise));
  const spokenChanges = measureBlockChanges(spoken, blocks);
  if (noise > MAX_BLOCK_DIFFERENCE) return inconclusive('everywhere');
  const quietChanges = quiet.length < MIN_QUIET_FRAMES ? null : measureBlockChanges(quiet, blocks);
  if (quietChanges !== null) {
    const quietNoise = getMedian(quiet.map((pair) => pair.noise));
    if (noise > MIN_RATIO_NOISE && noise > MAX_NOISE_RATIO * quietNoise) return inconclusive('everywhere');
    if (quietChanges.filter(({ share }) => share >= MIN_CHANGE_SHARE).length > MAX_QUIET_AREA_SHARE * blocks)
      return inconclusive('everywhere');
  }
  const changing = spokenChanges.flatMap(({ share, isSteady }, block) => {
    const exceedsQuiet = share - (quietChanges?.[block]?.share ?? 0) >= MIN_SPEECH_EXCESS;
    return share >= MIN_CHANGE_SHARE && exceedsQuiet && !(share >= MIN_OVERLAY_SHARE && isSteady) ? [block] : [];
  });
  if (changing.length > MAX_FACE_AREA_SHARE * blocks) return inconclusive('everywhere');
  const areas = groupAdjacentBlocks(changing, columns).filter(
    (area) => area.length > 1 || (spokenChanges[area[0] ?? -1]?.share ?? 0) >= MIN_SINGLE_BLOCK_SHARE,
  );
  const largest = areas.reduce<readonly number[]>((largestSoFar, area) => (area.length > largestSoFar.length ? area : largestSoFar), []);
  if (largest.length === 0) return noise > MAX_NOISE_UNCHANGED ? inconclusive('too-coarse') : { kind: 'unchanged' };
  const strength = largest.reduce((sum, block) => sum + (spokenChanges[block]?.share ?? 0) - (quietChanges?.[block]?.share ?? 0), 0);
  const isTooNoisy = noise > MAX_NOISE || (quietChanges === null && noise > MAX_NOISE_WITHOUT_QUIET);
  if (isTooNoisy || (noise > LOW_NOISE && strength < getRequiredStrength(noise))) return inconclusive('too-coarse');
  if (strength < getRequiredStrength(noise)) return inconclusive('here-and-there');
  const elsewhere = areas.reduce((sum, area) => sum + area.length, 0) - largest.length;
  return elsewhere > MAX_SCATTERED_SHARE * (largest.length + elsewhere) ? inconclusive('here-and-there') : { kind: 'moved' };
}

/** Below this, compression is hardly visible. */
const LOW_NOISE = 0.05;
/** Required sum over blocks of the share of moments in which they change; less is noise. */
const MIN_STRENGTH = 0.7;
const STRENGTH_PER_NOISE = 80;

/** The required strength grows with the compression noise. */
function getRequiredStrength(noise: number): number {
  return MIN_STRENGTH + STRENGTH_PER_NOISE * Math.max(0, noise - LOW_NOISE);
}

function inconclusive(reason: MotionWarning): MotionVerdict {
  return { kind: 'cannot-tell', reason };
}

/** Returns for each block the share of moments in which it changed, and whether it always changed in the same way. */
function measureBlockChanges(
  framePairs: readonly ComparedFramePair[],
  blocks: number,
): { readonly share: number; readonly isSteady: boolean }[] {
  const changesByBlock: number[][] = Array.from({ length: blocks }, () => []);
  for (const { changed } of framePairs) for (const { block, brightnessChange } of changed) changesByBlock[block]?.push(brightnessChange);
  return changesByBlock.map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    const spreadEvenly = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length));
    return {
      share: values.length / framePairs.length,
      isSteady: spreadEvenly < STEADY_RELATIVE_SPREAD * Math.abs(mean) + STEADY_BRIGHTNESS_SPREAD,
    };
  });
}

/** Groups blocks that touch, including at corners. A gap of one block is bridged, because the middle of a mouth may stay unchanged. */
function groupAdjacentBlocks(blocks: readonly number[], columns: number): number[][] {
  const remaining = new Set(blocks);
  const areas: number[][] = [];
  for (const first of blocks) {
    if (!remaining.delete(first)) continue;
    const area = [first];
    for (const block of area) {
      const [x, y] = [block % columns, Math.floor(block / columns)];
      for (const neighbor of remaining) {
        if (Math.abs((neighbor % columns) - x) > MAX_BLOCK_GAP || Math.abs(Math.floor(neighbor / columns) - y) > MAX_BLOCK_GAP) continue;
        remaining.delete(neighbor);
        area.push(neighbor);
      }
    }
    areas.push(area);
  }
  return areas;
}

const MAX_BLOCK_GAP = 2;

function getMedian(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Moments to compare, in ascending order: enough to include an open and a closed mouth, and few enough to be quick. */
export interface SampleTimes {
  readonly spokenMs: readonly Milliseconds[];
  readonly quietMs: readonly Milliseconds[];
}

const MAX_SPOKEN_SAMPLES = 24;
const MAX_QUIET_SAMPLES = 12;
/** Longest stretch that is decoded. */
const MAX_SPOKEN_MS = 12_000;
const MAX_QUIET_MS = 2_500;
/** Margin around the edges of the voice and the face, because encoders and upstream are not frame-accurate. */
const EDGE_MARGIN_MS = 200;

/** Chooses the moments: within the time that voice and face share, and just before and after the voice. */
export function getSampleTimes(
  voice: Pick<TimeRange, 'startMs' | 'endMs'>,
  face: Pick<TimeRange, 'startMs' | 'endMs'>,
  durationMs: Milliseconds,
): SampleTimes {
  const lastMs = Math.max(0, durationMs - EDGE_MARGIN_MS);
  const from = Math.max(voice.startMs, face.startMs) + EDGE_MARGIN_MS;
  const to = Math.min(voice.endMs, face.endMs, lastMs) - EDGE_MARGIN_MS;
  const before = { from: Math.max(0, voice.startMs - EDGE_MARGIN_MS - MAX_QUIET_MS), to: voice.startMs - EDGE_MARGIN_MS };
  const after = { from: voice.endMs + EDGE_MARGIN_MS, to: Math.min(lastMs, voice.endMs + EDGE_MARGIN_MS + MAX_QUIET_MS) };
  const lengths = [before, after].map((range) => Math.max(0, range.to - range.from));
  const [quietBefore = 0, quietAfter = 0] = lengths;
  const beforeCount = Math.round((MAX_QUIET_SAMPLES * quietBefore) / Math.max(1, quietBefore + quietAfter));
  return {
    spokenMs: spreadEvenly(from, Math.min(to, from + MAX_SPOKEN_MS), MAX_SPOKEN_SAMPLES),
    quietMs: [...spreadEvenly(before.from, before.to, beforeCount), ...spreadEvenly(after.from, after.to, MAX_QUIET_SAMPLES - beforeCount)],
  };
}

/** Two moments closer than this can show the same frame. */
const MIN_SAMPLE_INTERVAL_MS = 70;

function spreadEvenly(fromMs: Milliseconds, toMs: Milliseconds, maxCount: number): Milliseconds[] {
  if (toMs <= fromMs) return [];
  const count = clamp(Math.floor((toMs - fromMs) / MIN_SAMPLE_INTERVAL_MS), 1, maxCount);
  return Array.from({ length: maxCount === 0 ? 0 : count }, (_, index) => Math.round(fromMs + ((index + 0.5) * (toMs - fromMs)) / count));
}
