import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { atMostEvery, onceAtRest, oncePerFrame } from '@/components/ui/pace';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('once a frame', () => {
  it('does the last of what was asked for, just before the frame', () => {
    const pace = oncePerFrame();
    const done: number[] = [];
    for (const wish of [1, 2, 3]) pace.ask(() => done.push(wish));
    expect(done).toEqual([]);
    vi.advanceTimersToNextFrame();
    expect(done).toEqual([3]);
    pace.ask(() => done.push(4));
    vi.advanceTimersToNextFrame();
    expect(done).toEqual([3, 4]);
  });

  it('does at once what waits when it is told to, and nothing twice', () => {
    const pace = oncePerFrame();
    const work = vi.fn();
    pace.ask(work);
    pace.flush();
    vi.advanceTimersToNextFrame();
    pace.flush();
    expect(work).toHaveBeenCalledOnce();
  });

  it('forgets what waits when it is dropped, and goes on afterwards', () => {
    const pace = oncePerFrame();
    const work = vi.fn();
    pace.ask(work);
    pace.drop();
    vi.advanceTimersToNextFrame();
    expect(work).not.toHaveBeenCalled();
    pace.ask(work);
    vi.advanceTimersToNextFrame();
    expect(work).toHaveBeenCalledOnce();
  });
});

describe('once at rest', () => {
  it('does the last of what was asked for, once nothing more has been for so long', () => {
    const pace = onceAtRest(100);
    const done: number[] = [];
    for (const wish of [1, 2, 3]) {
      pace.ask(() => done.push(wish));
      vi.advanceTimersByTime(99);
    }
    expect(done).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(done).toEqual([3]);
    pace.ask(() => done.push(4));
    vi.advanceTimersByTime(100);
    expect(done).toEqual([3, 4]);
  });

  it('does at once what waits when it is told to, and nothing after it was dropped', () => {
    const pace = onceAtRest(100);
    const done: number[] = [];
    pace.ask(() => done.push(1));
    pace.flush();
    expect(done).toEqual([1]);
    pace.ask(() => done.push(2));
    pace.drop();
    vi.advanceTimersByTime(1_000);
    expect(done).toEqual([1]);
  });
});

describe('at most every so often', () => {
  it('does the first at once, and of the others the last in its turn', () => {
    const pace = atMostEvery(100);
    const done: number[] = [];
    for (const wish of [1, 2, 3]) pace.ask(() => done.push(wish));
    expect(done).toEqual([1]);
    vi.advanceTimersByTime(100);
    expect(done).toEqual([1, 3]);
    pace.ask(() => done.push(4));
    expect(done).toEqual([1, 3]);
    vi.advanceTimersByTime(200);
    expect(done).toEqual([1, 3, 4]);
    pace.ask(() => done.push(5));
    expect(done).toEqual([1, 3, 4, 5]);
  });

  it('never misses the last, and does nothing after it was dropped', () => {
    const pace = atMostEvery(100);
    const done: number[] = [];
    for (const wish of [1, 2]) pace.ask(() => done.push(wish));
    pace.flush();
    expect(done).toEqual([1, 2]);
    for (const wish of [3, 4]) pace.ask(() => done.push(wish));
    pace.drop();
    vi.advanceTimersByTime(1_000);
    expect(done).toEqual([1, 2]);
  });
});
