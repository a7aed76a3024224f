/** Whether the mouth moved, judged by where and when the picture changed. A measurement of pictures: it knows nothing of mouths. */

import { clamp, type Milliseconds, type TimeRange } from './time';

/** One moment of both videos, compared block by block. */
export interface ComparedFramePair {
  /** While the voice speaks and the face can be seen; else before or after, where nothing should have changed. */
  readonly spoken: boolean;
  /** Which blocks differ as no coding makes them, and how much brighter each became, of 255 steps. */
  readonly changed: readonly { readonly block: number; readonly brightnessChange: number }[];
  /** How unlike the blocks are on average, 0 to about 1: what coding anew has done. */
  readonly noise: number;
}

/**
 * Why nothing can be said. `too-few`: hardly any moment could be compared. `everywhere`: the picture differs all over. `here-and-there`: it
 * differs in several places while the voice speaks. `too-coarse`: it was coded so coarsely that a mouth would not be told from that.
 */
export type MotionWarning = 'too-few' | 'everywhere' | 'here-and-there' | 'too-coarse';

export type MotionVerdict =
  | { readonly kind: 'moved' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'cannot-tell'; readonly reason: MotionWarning };

/** Below this there is no saying when something changed. */
const MIN_SPOKEN_FRAMES = 6;
const MIN_QUIET_FRAMES = 3;
/** A block that changes in this share of the spoken moments changes with the voice, */
const MIN_CHANGE_SHARE = 0.3;
/** if it does so in this much larger a share of them than of the quiet ones. */
const MIN_SPEECH_EXCESS = 0.2;
/** A face that fills the picture and is drawn anew takes up to this share of it. */
const MAX_FACE_AREA_SHARE = 0.45;
/** Where this share of the picture differs in the quiet moments too, it is not the same picture any more. */
const MAX_QUIET_AREA_SHARE = 0.08;
/** What changes away from the largest area is at most this share of all that does. */
const MAX_SCATTERED_SHARE = 0.35;
/** One block alone must change this often to be more than a chance. */
const MIN_SINGLE_BLOCK_SHARE = 0.5;
/** On average as unlike as this, a small mouth would drown. */
const MAX_NOISE_UNCHANGED = 0.08;
/** The same where there is no quiet moment to tell what always differs. */
const MAX_NOISE_WITHOUT_QUIET = 0.05;
/** From here on nothing that changes is told from what coding did. */
const MAX_NOISE = 0.15;
/** So unlike is another picture. */
const MAX_BLOCK_DIFFERENCE = 0.3;
/** The whole picture differs this much more while the voice speaks. */
const MAX_NOISE_RATIO = 2.5;
const MIN_RATIO_NOISE = 0.03;
/** What differs in nearly every moment, and always in the same way, was laid over the picture: a mark, a logo. */
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

/** Below this, coding hardly shows. */
const LOW_NOISE = 0.05;
/** Blocks times the share of moments in which they change: less than one whole block is a chance. */
const MIN_STRENGTH = 0.7;
const STRENGTH_PER_NOISE = 80;

/** The more coarsely the whole was coded, the more has to change to be believed. */
function getRequiredStrength(noise: number): number {
  return MIN_STRENGTH + STRENGTH_PER_NOISE * Math.max(0, noise - LOW_NOISE);
}

function inconclusive(reason: MotionWarning): MotionVerdict {
  return { kind: 'cannot-tell', reason };
}

/** Of each block, in which share of the moments it changed, and whether always in the same way. */
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

/** Blocks that touch, at corners too, as areas; one block between two is bridged, for a mouth's middle may stay. */
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

/** Moments to compare, in order. Enough of them to meet a mouth open and shut, and few enough to be quick. */
export interface SampleTimes {
  readonly spokenMs: readonly Milliseconds[];
  readonly quietMs: readonly Milliseconds[];
}

const MAX_SPOKEN_SAMPLES = 24;
const MAX_QUIET_SAMPLES = 12;
/** No longer a stretch is decoded, wherever the voice runs on to. */
const MAX_SPOKEN_MS = 12_000;
const MAX_QUIET_MS = 2_500;
/** Around the voice's edges and the face's, encoders and upstream are not exact to the frame. */
const EDGE_MARGIN_MS = 200;

/** Which moments to look at: of the time that voice and face share, and of the clip just before and after the voice. */
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

/** So near to each other two moments show the same picture. */
const MIN_SAMPLE_INTERVAL_MS = 70;

function spreadEvenly(fromMs: Milliseconds, toMs: Milliseconds, largestSoFar: number): Milliseconds[] {
  if (toMs <= fromMs) return [];
  const count = clamp(Math.floor((toMs - fromMs) / MIN_SAMPLE_INTERVAL_MS), 1, largestSoFar);
  return Array.from({ length: largestSoFar === 0 ? 0 : count }, (_, index) =>
    Math.round(fromMs + ((index + 0.5) * (toMs - fromMs)) / count),
  );
}
