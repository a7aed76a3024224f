/** Whether the mouth moved, judged by where and when the picture changed. A measurement of pictures: it knows nothing of mouths. */

import { clamp, type Milliseconds, type TimeRange } from './time';

/** One moment of both videos, compared block by block. */
export interface ComparedMoment {
  /** While the voice speaks and the face can be seen; else before or after, where nothing should have changed. */
  readonly spoken: boolean;
  /** Which blocks differ as no coding makes them, and how much brighter each became, of 255 steps. */
  readonly changed: readonly { readonly block: number; readonly brighter: number }[];
  /** How unlike the blocks are on average, 0 to about 1: what coding anew has done. */
  readonly noise: number;
}

/**
 * Why nothing can be said. `too-few`: hardly any moment could be compared. `everywhere`: the picture differs all over. `here-and-there`: it
 * differs in several places while the voice speaks. `too-coarse`: it was coded so coarsely that a mouth would not be told from that.
 */
export type MouthDoubt = 'too-few' | 'everywhere' | 'here-and-there' | 'too-coarse';

export type MouthVerdict =
  | { readonly kind: 'moved' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'cannot-tell'; readonly because: MouthDoubt };

/** Below this there is no saying when something changed. */
const LEAST_SPOKEN = 6;
const LEAST_QUIET = 3;
/** A block that changes in this share of the spoken moments changes with the voice, */
const CHANGES_FROM = 0.3;
/** if it does so in this much larger a share of them than of the quiet ones. */
const MORE_THAN_QUIET = 0.2;
/** A face that fills the picture and is drawn anew takes up to this share of it. */
const LARGEST_AREA = 0.45;
/** Where this share of the picture differs in the quiet moments too, it is not the same picture any more. */
const LARGEST_QUIET_AREA = 0.08;
/** What changes away from the largest area is at most this share of all that does. */
const MOST_ELSEWHERE = 0.35;
/** One block alone must change this often to be more than a chance. */
const ALONE_FROM = 0.5;
/** On average as unlike as this, a small mouth would drown. */
const MOST_NOISE = 0.08;
/** The same where there is no quiet moment to tell what always differs. */
const MOST_NOISE_ALONE = 0.05;
/** From here on nothing that changes is told from what coding did. */
const MOST_NOISE_AT_ALL = 0.15;
/** So unlike is another picture. */
const OTHER_PICTURE = 0.3;
/** The whole picture differs this much more while the voice speaks. */
const LOUDER = 2.5;
const LOUD_FROM = 0.03;
/** What differs in nearly every moment, and always in the same way, was laid over the picture: a mark, a logo. */
const ALWAYS = 0.9;
const STEADY_SHARE = 0.25;
const STEADY_STEPS = 1.5;

export function judgeMouth(moments: readonly ComparedMoment[], columns: number, rows: number): MouthVerdict {
  const blocks = columns * rows;
  const spoken = moments.filter((moment) => moment.spoken);
  const quiet = moments.filter((moment) => !moment.spoken);
  if (spoken.length < LEAST_SPOKEN) return doubt('too-few');
  const noise = medianOf(spoken.map((moment) => moment.noise));
  const often = changesOf(spoken, blocks);
  if (noise > OTHER_PICTURE) return doubt('everywhere');
  const quietly = quiet.length < LEAST_QUIET ? null : changesOf(quiet, blocks);
  if (quietly !== null) {
    const quietNoise = medianOf(quiet.map((moment) => moment.noise));
    if (noise > LOUD_FROM && noise > LOUDER * quietNoise) return doubt('everywhere');
    if (quietly.filter(({ share }) => share >= CHANGES_FROM).length > LARGEST_QUIET_AREA * blocks) return doubt('everywhere');
  }
  const changing = often.flatMap(({ share, isSteady }, block) => {
    const isMore = share - (quietly?.[block]?.share ?? 0) >= MORE_THAN_QUIET;
    return share >= CHANGES_FROM && isMore && !(share >= ALWAYS && isSteady) ? [block] : [];
  });
  if (changing.length > LARGEST_AREA * blocks) return doubt('everywhere');
  const areas = connected(changing, columns).filter((area) => area.length > 1 || (often[area[0] ?? -1]?.share ?? 0) >= ALONE_FROM);
  const largest = areas.reduce<readonly number[]>((most, area) => (area.length > most.length ? area : most), []);
  if (largest.length === 0) return noise > MOST_NOISE ? doubt('too-coarse') : { kind: 'unchanged' };
  const strength = largest.reduce((sum, block) => sum + (often[block]?.share ?? 0) - (quietly?.[block]?.share ?? 0), 0);
  const isDrowned = noise > MOST_NOISE_AT_ALL || (quietly === null && noise > MOST_NOISE_ALONE);
  if (isDrowned || (noise > CLEAR_NOISE && strength < strengthNeeded(noise))) return doubt('too-coarse');
  if (strength < strengthNeeded(noise)) return doubt('here-and-there');
  const elsewhere = areas.reduce((sum, area) => sum + area.length, 0) - largest.length;
  return elsewhere > MOST_ELSEWHERE * (largest.length + elsewhere) ? doubt('here-and-there') : { kind: 'moved' };
}

/** Below this, coding hardly shows. */
const CLEAR_NOISE = 0.05;
/** Blocks times the share of moments in which they change: less than one whole block is a chance. */
const LEAST_STRENGTH = 0.7;
const STRENGTH_PER_NOISE = 80;

/** The more coarsely the whole was coded, the more has to change to be believed. */
function strengthNeeded(noise: number): number {
  return LEAST_STRENGTH + STRENGTH_PER_NOISE * Math.max(0, noise - CLEAR_NOISE);
}

function doubt(because: MouthDoubt): MouthVerdict {
  return { kind: 'cannot-tell', because };
}

/** Of each block, in which share of the moments it changed, and whether always in the same way. */
function changesOf(moments: readonly ComparedMoment[], blocks: number): { readonly share: number; readonly isSteady: boolean }[] {
  const seen: number[][] = Array.from({ length: blocks }, () => []);
  for (const { changed } of moments) for (const { block, brighter } of changed) seen[block]?.push(brighter);
  return seen.map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length));
    return { share: values.length / moments.length, isSteady: spread < STEADY_SHARE * Math.abs(mean) + STEADY_STEPS };
  });
}

/** Blocks that touch, at corners too, as areas; one block between two is bridged, for a mouth's middle may stay. */
function connected(blocks: readonly number[], columns: number): number[][] {
  const left = new Set(blocks);
  const areas: number[][] = [];
  for (const first of blocks) {
    if (!left.delete(first)) continue;
    const area = [first];
    for (const block of area) {
      const [x, y] = [block % columns, Math.floor(block / columns)];
      for (const near of left) {
        if (Math.abs((near % columns) - x) > REACH || Math.abs(Math.floor(near / columns) - y) > REACH) continue;
        left.delete(near);
        area.push(near);
      }
    }
    areas.push(area);
  }
  return areas;
}

const REACH = 2;

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Moments to compare, in order. Enough of them to meet a mouth open and shut, and few enough to be quick. */
export interface MouthMoments {
  readonly spokenMs: readonly Milliseconds[];
  readonly quietMs: readonly Milliseconds[];
}

const SPOKEN_MOMENTS = 24;
const QUIET_MOMENTS = 12;
/** No longer a stretch is decoded, wherever the voice runs on to. */
const LONGEST_SPOKEN_MS = 12_000;
const LONGEST_QUIET_MS = 2_500;
/** Around the voice's edges and the face's, encoders and upstream are not exact to the frame. */
const EDGE_MS = 200;

/** Which moments to look at: of the time that voice and face share, and of the clip just before and after the voice. */
export function mouthMoments(
  voice: Pick<TimeRange, 'startMs' | 'endMs'>,
  face: Pick<TimeRange, 'startMs' | 'endMs'>,
  durationMs: Milliseconds,
): MouthMoments {
  const lastMs = Math.max(0, durationMs - EDGE_MS);
  const from = Math.max(voice.startMs, face.startMs) + EDGE_MS;
  const to = Math.min(voice.endMs, face.endMs, lastMs) - EDGE_MS;
  const before = { from: Math.max(0, voice.startMs - EDGE_MS - LONGEST_QUIET_MS), to: voice.startMs - EDGE_MS };
  const after = { from: voice.endMs + EDGE_MS, to: Math.min(lastMs, voice.endMs + EDGE_MS + LONGEST_QUIET_MS) };
  const lengths = [before, after].map((range) => Math.max(0, range.to - range.from));
  const [quietBefore = 0, quietAfter = 0] = lengths;
  const beforeCount = Math.round((QUIET_MOMENTS * quietBefore) / Math.max(1, quietBefore + quietAfter));
  return {
    spokenMs: spread(from, Math.min(to, from + LONGEST_SPOKEN_MS), SPOKEN_MOMENTS),
    quietMs: [...spread(before.from, before.to, beforeCount), ...spread(after.from, after.to, QUIET_MOMENTS - beforeCount)],
  };
}

/** So near to each other two moments show the same picture. */
const LEAST_STEP_MS = 70;

function spread(fromMs: Milliseconds, toMs: Milliseconds, most: number): Milliseconds[] {
  if (toMs <= fromMs) return [];
  const count = clamp(Math.floor((toMs - fromMs) / LEAST_STEP_MS), 1, most);
  return Array.from({ length: most === 0 ? 0 : count }, (_, index) => Math.round(fromMs + ((index + 0.5) * (toMs - fromMs)) / count));
}
