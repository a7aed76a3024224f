import { describe, expect, it } from 'vitest';
import { getPassesAfter, getPassesUpTo, sumMilliPtc } from '@/lib/domain/passes';

const pass = (jobId: string, sourceJobId: string | null, facesMilliPtc = 7, lipSyncMilliPtc = 70) => {
  return { jobId, sourceJobId, facesMilliPtc, lipSyncMilliPtc };
};
/** Two attempts of a second pass, and a third pass over one of them. */
const WORK = [pass('one', null, 8), pass('two', 'one'), pass('two-again', 'one', 0), pass('three', 'two-again')];
const ids = (passes: readonly { jobId: string }[]) => passes.map(({ jobId }) => jobId);

describe('passes', () => {
  it.each([
    ['one', ['one']],
    ['two', ['one', 'two']],
    ['three', ['one', 'two-again', 'three']],
  ])('getPassesUpTo(%s) returns every pass that it was made from', (jobId, path) => {
    expect(ids(getPassesUpTo(WORK, jobId))).toEqual(path);
  });

  it('sumMilliPtc adds the face searches and lip-syncs of every pass', () => {
    expect(sumMilliPtc(getPassesUpTo(WORK, 'one'))).toBe(78);
    expect(sumMilliPtc(getPassesUpTo(WORK, 'three'))).toBe(78 + 70 + 77);
    expect(sumMilliPtc([])).toBe(0);
  });

  it('getPassesAfter returns the passes made from a result', () => {
    expect(ids(getPassesAfter(WORK, 'one'))).toEqual(['two', 'two-again']);
    expect(ids(getPassesAfter(WORK, 'three'))).toEqual([]);
  });

  it('getPassesUpTo starts after a missing source and stops at a cycle', () => {
    expect(ids(getPassesUpTo([pass('late', 'gone')], 'late'))).toEqual(['late']);
    expect(ids(getPassesUpTo([pass('a', 'b'), pass('b', 'a')], 'a'))).toEqual(['b', 'a']);
    expect(getPassesUpTo(WORK, 'nobody')).toEqual([]);
  });
});
