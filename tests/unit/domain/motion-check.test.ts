import { describe, expect, it } from 'vitest';
import { type ComparedFramePair, getSampleTimes, judgeMotion } from '@/lib/domain/motion-check';
import { createTimeRange } from '@/lib/domain/time';

const [COLUMNS, ROWS] = [40, 22];
const MOUTH_BLOCKS = [500, 501, 540, 541];

/** Frame pairs in which these blocks become darker by a varying amount in every second spoken moment. */
function createFramePairs(
  change: { spoken?: readonly number[]; quiet?: readonly number[]; noise?: number; quietNoise?: number; quietCount?: number } = {},
) {
  const { spoken = [], quiet = [], noise = 0.01, quietNoise = noise, quietCount = 12 } = change;
  const createGroup = (blocks: readonly number[], spoken: boolean, count: number, noiseLevel: number): ComparedFramePair[] =>
    Array.from({ length: count }, (_, index) => ({
      spoken: spoken,
      noise: noiseLevel,
      changed: index % 2 === 0 ? blocks.map((block) => ({ block, brightnessChange: -10 - 3 * index })) : [],
    }));
  return [...createGroup(spoken, true, 24, noise), ...createGroup(quiet, false, quietCount, quietNoise)];
}

const judge = (...args: Parameters<typeof createFramePairs>) => judgeMotion(createFramePairs(...args), COLUMNS, ROWS);

describe('judgeMotion', () => {
  it('judgeMotion returns "unchanged" if nothing changes more than in quiet moments', () => {
    expect(judge()).toEqual({ kind: 'unchanged' });
    expect(judge({ spoken: MOUTH_BLOCKS, quiet: MOUTH_BLOCKS })).toEqual({ kind: 'unchanged' });
  });

  it('judgeMotion returns "moved" if one area changes with the voice, despite a few other blocks', () => {
    expect(judge({ spoken: MOUTH_BLOCKS })).toEqual({ kind: 'moved' });
    expect(judge({ spoken: [...MOUTH_BLOCKS, 12] })).toEqual({ kind: 'moved' });
    expect(judge({ spoken: MOUTH_BLOCKS, quietCount: 0 })).toEqual({ kind: 'moved' });
  });

  it.each([
    ['here-and-there', { spoken: [...MOUTH_BLOCKS, 5, 6, 200, 201, 800] }],
    ['everywhere', { spoken: Array.from({ length: COLUMNS * ROWS }, (_, block) => block) }],
    ['everywhere', { noise: 0.4 }],
    ['everywhere', { noise: 0.06, quietNoise: 0.01 }],
    ['everywhere', { quiet: Array.from({ length: 100 }, (_, block) => block) }],
    ['too-coarse', { noise: 0.1 }],
    ['too-coarse', { spoken: MOUTH_BLOCKS, noise: 0.12 }],
    ['too-coarse', { spoken: MOUTH_BLOCKS, noise: 0.06, quietCount: 0 }],
  ] as const)('judgeMotion cannot tell: %s', (reason, change) => {
    expect(judge(change)).toEqual({ kind: 'cannot-tell', reason: reason });
  });

  it('judgeMotion cannot tell from too few moments', () => {
    expect(judgeMotion(createFramePairs({ spoken: MOUTH_BLOCKS }).slice(0, 5), COLUMNS, ROWS)).toEqual({
      kind: 'cannot-tell',
      reason: 'too-few',
    });
  });

  it('judgeMotion ignores an overlay that always differs in the same way', () => {
    const overlayPairs = createFramePairs({ quietCount: 0 }).map((moment) => ({
      ...moment,
      changed: MOUTH_BLOCKS.map((block) => ({ block, brightnessChange: 40 })),
    }));
    expect(judgeMotion(overlayPairs, COLUMNS, ROWS)).toEqual({ kind: 'unchanged' });
  });
});

describe('getSampleTimes', () => {
  const face = createTimeRange(500, 8_500);

  it('getSampleTimes lie within the overlap of voice and face, and close before and after the voice', () => {
    const { spokenMs, quietMs } = getSampleTimes(createTimeRange(3_000, 7_000), face, 9_000);
    expect(spokenMs).toHaveLength(24);
    expect(Math.min(...spokenMs)).toBeGreaterThan(3_200);
    expect(Math.max(...spokenMs)).toBeLessThan(6_800);
    expect(quietMs).toHaveLength(12);
    for (const ms of quietMs) expect(ms < 2_800 || (ms > 7_200 && ms < 8_800)).toBe(true);
  });

  it('getSampleTimes are limited for a long voice, and empty without a quiet moment or a face', () => {
    const long = getSampleTimes(createTimeRange(0, 60_000), createTimeRange(0, 60_000), 60_000);
    expect(Math.max(...long.spokenMs)).toBeLessThan(13_000);
    expect(long.quietMs).toEqual([]);
    expect(getSampleTimes(createTimeRange(6_000, 8_000), createTimeRange(0, 5_000), 9_000).spokenMs).toEqual([]);
  });
});
