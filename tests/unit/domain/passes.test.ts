import { describe, expect, it } from 'vitest';
import { getPassesAfter, getPassesUpTo, sumMilliPtc } from '@/lib/domain/passes';

const pass = (jobId: string, sourceJobId: string | null, facesMilliPtc = 7, lipSyncMilliPtc = 70) => {
  return { jobId, sourceJobId, facesMilliPtc, lipSyncMilliPtc };
};
/** Two tries of a second pass, and a third over one of them. */
const WORK = [pass('one', null, 8), pass('two', 'one'), pass('two-again', 'one', 0), pass('three', 'two-again')];
const ids = (passes: readonly { jobId: string }[]) => passes.map(({ jobId }) => jobId);

describe('a piece of work in passes', () => {
  it.each([
    ['one', ['one']],
    ['two', ['one', 'two']],
    ['three', ['one', 'two-again', 'three']],
  ])('up to %s is every pass that it was made of', (jobId, path) => {
    expect(ids(getPassesUpTo(WORK, jobId))).toEqual(path);
  });

  it('costs what every one of those cost, faces and lip-sync', () => {
    expect(sumMilliPtc(getPassesUpTo(WORK, 'one'))).toBe(78);
    expect(sumMilliPtc(getPassesUpTo(WORK, 'three'))).toBe(78 + 70 + 77);
    expect(sumMilliPtc([])).toBe(0);
  });

  it('goes on with whatever was made of a result', () => {
    expect(ids(getPassesAfter(WORK, 'one'))).toEqual(['two', 'two-again']);
    expect(ids(getPassesAfter(WORK, 'three'))).toEqual([]);
  });

  it('begins where the trace is lost, and never goes in a circle', () => {
    expect(ids(getPassesUpTo([pass('late', 'gone')], 'late'))).toEqual(['late']);
    expect(ids(getPassesUpTo([pass('a', 'b'), pass('b', 'a')], 'a'))).toEqual(['b', 'a']);
    expect(getPassesUpTo(WORK, 'nobody')).toEqual([]);
  });
});
