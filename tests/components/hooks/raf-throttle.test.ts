import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDebounce, createThrottle, rafThrottle } from '@/components/hooks/raf-throttle';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('once a frame', () => {
  it('does the last of what was asked for, just before the frame', () => {
    const limiter = rafThrottle();
    const results: number[] = [];
    for (const value of [1, 2, 3]) limiter.schedule(() => results.push(value));
    expect(results).toEqual([]);
    vi.advanceTimersToNextFrame();
    expect(results).toEqual([3]);
    limiter.schedule(() => results.push(4));
    vi.advanceTimersToNextFrame();
    expect(results).toEqual([3, 4]);
  });

  it('does at once what waits when it is told to, and nothing twice', () => {
    const limiter = rafThrottle();
    const callback = vi.fn();
    limiter.schedule(callback);
    limiter.flush();
    vi.advanceTimersToNextFrame();
    limiter.flush();
    expect(callback).toHaveBeenCalledOnce();
  });

  it('forgets what waits when it is dropped, and goes on afterwards', () => {
    const limiter = rafThrottle();
    const callback = vi.fn();
    limiter.schedule(callback);
    limiter.cancel();
    vi.advanceTimersToNextFrame();
    expect(callback).not.toHaveBeenCalled();
    limiter.schedule(callback);
    vi.advanceTimersToNextFrame();
    expect(callback).toHaveBeenCalledOnce();
  });
});

describe('once at rest', () => {
  it('does the last of what was asked for, once nothing more has been for so long', () => {
    const limiter = createDebounce(100);
    const results: number[] = [];
    for (const value of [1, 2, 3]) {
      limiter.schedule(() => results.push(value));
      vi.advanceTimersByTime(99);
    }
    expect(results).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(results).toEqual([3]);
    limiter.schedule(() => results.push(4));
    vi.advanceTimersByTime(100);
    expect(results).toEqual([3, 4]);
  });

  it('does at once what waits when it is told to, and nothing after it was dropped', () => {
    const limiter = createDebounce(100);
    const results: number[] = [];
    limiter.schedule(() => results.push(1));
    limiter.flush();
    expect(results).toEqual([1]);
    limiter.schedule(() => results.push(2));
    limiter.cancel();
    vi.advanceTimersByTime(1_000);
    expect(results).toEqual([1]);
  });
});

describe('at most every so often', () => {
  it('does the first at once, and of the others the last in its turn', () => {
    const limiter = createThrottle(100);
    const results: number[] = [];
    for (const value of [1, 2, 3]) limiter.schedule(() => results.push(value));
    expect(results).toEqual([1]);
    vi.advanceTimersByTime(100);
    expect(results).toEqual([1, 3]);
    limiter.schedule(() => results.push(4));
    expect(results).toEqual([1, 3]);
    vi.advanceTimersByTime(200);
    expect(results).toEqual([1, 3, 4]);
    limiter.schedule(() => results.push(5));
    expect(results).toEqual([1, 3, 4, 5]);
  });

  it('never misses the last, and does nothing after it was dropped', () => {
    const limiter = createThrottle(100);
    const results: number[] = [];
    for (const value of [1, 2]) limiter.schedule(() => results.push(value));
    limiter.flush();
    expect(results).toEqual([1, 2]);
    for (const value of [3, 4]) limiter.schedule(() => results.push(value));
    limiter.cancel();
    vi.advanceTimersByTime(1_000);
    expect(results).toEqual([1, 2]);
  });
});
