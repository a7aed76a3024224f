import { act, cleanup, fireEvent, renderHook } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { DragPreviewContext, DragPreviewStore } from '@/components/timeline/gestures/drag-preview-store';
import { useHolding } from '@/components/wizard/use-holding';
import type { Placement } from '@/lib/domain/placement';

const placed: Placement = { trimStartMs: 600, trimEndMs: 5_400, insertAtMs: 2_400, voiceVolume: 1, originalVolume: 0 };

afterEach(cleanup);

function setup() {
  const live = new DragPreviewStore();
  const onPlaced = vi.fn<(placement: Placement, what: string) => void>();
  const { result } = renderHook(
    () => {
      const [placement, setPlacement] = useState(placed);
      const holding = useHolding(placement, (next, what) => {
        setPlacement(next);
        onPlaced(next, what);
      });
      return { holding, setPlacement };
    },
    { wrapper: ({ children }) => <DragPreviewContext value={live}>{children}</DragPreviewContext> },
  );
  const louder = (voiceVolume: number) =>
    act(() =>
      result.current.holding.hold('volume', (from) => ({
        placement: { ...from, voiceVolume },
        ...{ guideMs: null, stoppedBy: null, frameMs: null },
      })),
    );
  return {
    ...{ live, onPlaced, louder },
    release: () => act(() => result.current.holding.release()),
    change: (next: Placement) => act(() => result.current.setPlacement(next)),
  };
}

it('counts what was held once, when it is let go', () => {
  const { live, onPlaced, louder, release } = setup();
  louder(0.5);
  louder(0.25);
  expect(onPlaced).not.toHaveBeenCalled();
  release();
  expect(onPlaced.mock.calls).toEqual([[{ ...placed, voiceVolume: 0.25 }, 'volume']]);
  expect(live.get()).toBeNull();
});

it('tells nobody of what is let go before it was shown, as a key is, but whoever it counts for', () => {
  const { live, onPlaced, louder, release } = setup();
  const told = vi.fn();
  live.subscribe(told);
  louder(0.5);
  release();
  expect(onPlaced.mock.calls).toEqual([[{ ...placed, voiceVolume: 0.5 }, 'volume']]);
  expect(told).not.toHaveBeenCalled();
});

it('counts what was shown as it was shown', async () => {
  const { live, onPlaced, louder, release } = setup();
  louder(0.5);
  await vi.waitFor(() => expect(live.get()?.placement.voiceVolume).toBe(0.5));
  release();
  expect(onPlaced.mock.calls).toEqual([[{ ...placed, voiceVolume: 0.5 }, 'volume']]);
  expect(live.get()).toBeNull();
});

it('lets go of nothing where nothing is held', () => {
  const { live, onPlaced, release } = setup();
  release();
  expect(onPlaced).not.toHaveBeenCalled();
  expect(live.get()).toBeNull();
});

it('keeps what was changed elsewhere while something was held', () => {
  const { onPlaced, louder, release, change } = setup();
  louder(0.5);
  change({ ...placed, originalVolume: 1 });
  louder(0.25);
  release();
  expect(onPlaced.mock.calls).toEqual([[{ ...placed, originalVolume: 1, voiceVolume: 0.25 }, 'volume']]);
});

it('goes back with Escape to what stands by then, and nothing more comes of that hold', async () => {
  const { live, onPlaced, louder, release, change } = setup();
  const shown: Placement[] = [];
  live.subscribeToPlacement((placement) => shown.push(placement));
  louder(0.5);
  await vi.waitFor(() => expect(shown.at(-1)?.voiceVolume).toBe(0.5));
  change({ ...placed, originalVolume: 1 });
  fireEvent.keyDown(window, { key: 'Escape' });
  expect(shown.at(-1)).toEqual({ ...placed, originalVolume: 1 });
  louder(0.25);
  release();
  expect(onPlaced).not.toHaveBeenCalled();
});
