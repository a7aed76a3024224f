import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DragPreview, DragPreviewStore } from '@/components/timeline/gestures/drag-preview-store';
import type { Placement } from '@/lib/domain/placement';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const createPreview = (insertAtMs: number): DragPreview => {
  const placement: Placement = { trimStartMs: 0, trimEndMs: 3_000, insertAtMs, voiceVolume: 1, originalVolume: 0 };
  return { placement, guideMs: null, stoppedBy: null, frameMs: null };
};

/** Low-priority subscribers that take `durationMs` each. Returns the values that each received by name; a final one ends with a full stop. */
function subscribeListeners(store: DragPreviewStore, durationMs: number): string[] {
  const notifications: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    store.subscribeLowPriority(({ insertAtMs }, isLast) => {
      notifications.push(`${name}${insertAtMs}${isLast ? '.' : ''}`);
      vi.advanceTimersByTime(durationMs);
    });
  }
  return notifications;
}

describe('DragPreviewStore', () => {
  it('DragPreviewStore notifies all subscribers of every move while they are fast', () => {
    const store = new DragPreviewStore();
    const notifications = subscribeListeners(store, 0);
    store.set(createPreview(1));
    store.set(createPreview(2));
    expect(notifications).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2']);
  });

  it('DragPreviewStore notifies slow low-priority subscribers in turn, and placement subscribers on every move', () => {
    const store = new DragPreviewStore();
    const notifications = subscribeListeners(store, 5);
    const positions: number[] = [];
    store.subscribeToPlacement(({ insertAtMs }) => positions.push(insertAtMs));
    for (const ms of [1, 2, 3, 4]) store.set(createPreview(ms));
    expect(notifications).toEqual(['a1', 'b2', 'c3', 'a4']);
    expect(positions).toEqual([1, 2, 3, 4]);
  });

  it('DragPreviewStore notifies all subscribers when the pointer rests and on release', () => {
    const store = new DragPreviewStore();
    const notifications = subscribeListeners(store, 5);
    store.set(createPreview(1));
    vi.advanceTimersByTime(100);
    expect(notifications).toEqual(['a1', 'a1.', 'b1.', 'c1.']);
    store.set(createPreview(2));
    store.end();
    expect(notifications.slice(4)).toEqual(['a2', 'a2.', 'b2.', 'c2.']);
    expect(store.get()).toBeNull();
    vi.advanceTimersByTime(1_000);
    expect(notifications).toHaveLength(8);
  });

  it('DragPreviewStore sends one final update when the pointer rests before its release', () => {
    const store = new DragPreviewStore();
    const notifications = subscribeListeners(store, 0);
    store.set(createPreview(1));
    vi.advanceTimersByTime(100);
    store.end();
    expect(notifications).toEqual(['a1', 'b1', 'c1', 'a1.', 'b1.', 'c1.']);
  });
});
