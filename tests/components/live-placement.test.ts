import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Live, LivePlacement } from '@/components/timeline/live-placement';
import type { Placement } from '@/lib/domain/placement';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const held = (insertAtMs: number): Live => {
  const placement: Placement = { trimStartMs: 0, trimEndMs: 3_000, insertAtMs, voiceVolume: 1, originalVolume: 0 };
  return { placement, guideMs: null, stoppedBy: null, pictureMs: null };
};

/** Followers at leisure that take `tookMs` each, and what they heard, by name; the last of it with a full stop. */
function followers(live: LivePlacement, tookMs: number): string[] {
  const heard: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    live.followAtLeisure(({ insertAtMs }, isLast) => {
      heard.push(`${name}${insertAtMs}${isLast ? '.' : ''}`);
      vi.advanceTimersByTime(tookMs);
    });
  }
  return heard;
}

describe('what a hand holds', () => {
  it('is heard of by everybody with every move, where the machine is quick', () => {
    const live = new LivePlacement();
    const heard = followers(live, 0);
    live.set(held(1));
    live.set(held(2));
    expect(heard).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2']);
  });

  it('is heard of in turn, one a move, where it is slow; and by whoever writes to elements with every move', () => {
    const live = new LivePlacement();
    const heard = followers(live, 5);
    const written: number[] = [];
    live.follow(({ insertAtMs }) => written.push(insertAtMs));
    for (const ms of [1, 2, 3, 4]) live.set(held(ms));
    expect(heard).toEqual(['a1', 'b2', 'c3', 'a4']);
    expect(written).toEqual([1, 2, 3, 4]);
  });

  it('is heard of by all once the hand rests, and when it lets go', () => {
    const live = new LivePlacement();
    const heard = followers(live, 5);
    live.set(held(1));
    vi.advanceTimersByTime(100);
    expect(heard).toEqual(['a1', 'a1.', 'b1.', 'c1.']);
    live.set(held(2));
    live.end();
    expect(heard.slice(4)).toEqual(['a2', 'a2.', 'b2.', 'c2.']);
    expect(live.get()).toBeNull();
    vi.advanceTimersByTime(1_000);
    expect(heard).toHaveLength(8);
  });

  it('is said to be the last once, where the hand rests before it lets go', () => {
    const live = new LivePlacement();
    const heard = followers(live, 0);
    live.set(held(1));
    vi.advanceTimersByTime(100);
    live.end();
    expect(heard).toEqual(['a1', 'b1', 'c1', 'a1.', 'b1.', 'c1.']);
  });
});
