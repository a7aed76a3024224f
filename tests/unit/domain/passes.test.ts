import { describe, expect, it } from 'vitest';
import { passesAfter, passesTo, totalMilliPtc } from '@/lib/domain/passes';

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
    expect(ids(passesTo(WORK, jobId))).toEqual(path);
  });

  it('costs what every one of those cost, faces and lip-sync', () => {
    expect(totalMilliPtc(passesTo(WORK, 'one'))).toBe(78);
    expect(totalMilliPtc(passesTo(WORK, 'three'))).toBe(78 + 70 + 77);
    expect(totalMilliPtc([])).toBe(0);
  });

  it('goes on with whatever was made of a result', () => {
    expect(ids(passesAfter(WORK, 'one'))).toEqual(['two', 'two-again']);
    expect(ids(passesAfter(WORK, 'three'))).toEqual([]);
  });

  it('begins where the trace is lost, and never goes in a circle', () => {
    expect(ids(passesTo([pass('late', 'gone')], 'late'))).toEqual(['late']);
    expect(ids(passesTo([pass('a', 'b'), pass('b', 'a')], 'a'))).toEqual(['b', 'a']);
    expect(passesTo(WORK, 'nobody')).toEqual([]);
  });
});
