import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDebounce, createThrottle, rafThrottle } from '@/components/hooks/raf-throttle';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('rafThrottle', () => {
  it('rafThrottle runs only the last scheduled callback, just before the frame', () => {
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

  it('rafThrottle.flush runs the pending callback immediately and only once', () => {
    const limiter = rafThrottle();
    const callback = vi.fn();
    limiter.schedule(callback);
    limiter.flush();
    vi.advanceTimersToNextFrame();
    limiter.flush();
    expect(callback).toHaveBeenCalledOnce();
  });

  it('rafThrottle.cancel discards the pending callback and permits later ones', () => {
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

describe('createDebounce', () => {
  it('createDebounce runs the last callback after a pause without calls', () => {
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

  it('createDebounce flushes the pending callback immediately and runs none after cancel', () => {
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

describe('createThrottle', () => {
  it('createThrottle runs the first callback immediately and then the last one per interval', () => {
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

  it('createThrottle always runs the last callback, and none after cancel', () => {
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
