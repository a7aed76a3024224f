import { describe, expect, it } from 'vitest';
import { type ComparedMoment, judgeMouth, mouthMoments } from '@/lib/domain/mouth';
import { timeRange } from '@/lib/domain/time';

const [COLUMNS, ROWS] = [40, 22];
const MOUTH = [500, 501, 540, 541];

/** Moments in which these blocks changed every other time while the voice speaks, darker each time by another amount. */
function moments(
  change: { spoken?: readonly number[]; quiet?: readonly number[]; noise?: number; quietNoise?: number; quietCount?: number } = {},
) {
  const { spoken = [], quiet = [], noise = 0.01, quietNoise = noise, quietCount = 12 } = change;
  const made = (blocks: readonly number[], isSpoken: boolean, count: number, level: number): ComparedMoment[] =>
    Array.from({ length: count }, (_, index) => ({
      spoken: isSpoken,
      noise: level,
      changed: index % 2 === 0 ? blocks.map((block) => ({ block, brighter: -10 - 3 * index })) : [],
    }));
  return [...made(spoken, true, 24, noise), ...made(quiet, false, quietCount, quietNoise)];
}

const judged = (...args: Parameters<typeof moments>) => judgeMouth(moments(...args), COLUMNS, ROWS);

describe('the verdict', () => {
  it('is unchanged where nothing changes, or no more than it does without the voice', () => {
    expect(judged()).toEqual({ kind: 'unchanged' });
    expect(judged({ spoken: MOUTH, quiet: MOUTH })).toEqual({ kind: 'unchanged' });
  });

  it('is moved where one place changes with the voice, a few blocks elsewhere notwithstanding', () => {
    expect(judged({ spoken: MOUTH })).toEqual({ kind: 'moved' });
    expect(judged({ spoken: [...MOUTH, 12] })).toEqual({ kind: 'moved' });
    expect(judged({ spoken: MOUTH, quietCount: 0 })).toEqual({ kind: 'moved' });
  });

  it.each([
    ['here-and-there', { spoken: [...MOUTH, 5, 6, 200, 201, 800] }],
    ['everywhere', { spoken: Array.from({ length: COLUMNS * ROWS }, (_, block) => block) }],
    ['everywhere', { noise: 0.4 }],
    ['everywhere', { noise: 0.06, quietNoise: 0.01 }],
    ['everywhere', { quiet: Array.from({ length: 100 }, (_, block) => block) }],
    ['too-coarse', { noise: 0.1 }],
    ['too-coarse', { spoken: MOUTH, noise: 0.12 }],
    ['too-coarse', { spoken: MOUTH, noise: 0.06, quietCount: 0 }],
  ] as const)('cannot be told: %s', (because, change) => {
    expect(judged(change)).toEqual({ kind: 'cannot-tell', because });
  });

  it('cannot be told from a handful of moments', () => {
    expect(judgeMouth(moments({ spoken: MOUTH }).slice(0, 5), COLUMNS, ROWS)).toEqual({ kind: 'cannot-tell', because: 'too-few' });
  });

  it('takes a mark that always differs in the same way for none', () => {
    const marked = moments({ quietCount: 0 }).map((moment) => ({ ...moment, changed: MOUTH.map((block) => ({ block, brighter: 40 })) }));
    expect(judgeMouth(marked, COLUMNS, ROWS)).toEqual({ kind: 'unchanged' });
  });
});

describe('the moments to compare', () => {
  const face = timeRange(500, 8_500);

  it('lie within what voice and face share, and close before and after the voice', () => {
    const { spokenMs, quietMs } = mouthMoments(timeRange(3_000, 7_000), face, 9_000);
    expect(spokenMs).toHaveLength(24);
    expect(Math.min(...spokenMs)).toBeGreaterThan(3_200);
    expect(Math.max(...spokenMs)).toBeLessThan(6_800);
    expect(quietMs).toHaveLength(12);
    for (const ms of quietMs) expect(ms < 2_800 || (ms > 7_200 && ms < 8_800)).toBe(true);
  });

  it('are few of a long voice, and none where there is no quiet or no face', () => {
    const long = mouthMoments(timeRange(0, 60_000), timeRange(0, 60_000), 60_000);
    expect(Math.max(...long.spokenMs)).toBeLessThan(13_000);
    expect(long.quietMs).toEqual([]);
    expect(mouthMoments(timeRange(6_000, 8_000), timeRange(0, 5_000), 9_000).spokenMs).toEqual([]);
  });
});
