import { act, cleanup, fireEvent, renderHook } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { DragPreviewContext, DragPreviewStore } from '@/components/timeline/gestures/drag-preview-store';
import { useDragPreview } from '@/components/wizard/steps/place/use-drag-preview';
import type { Placement } from '@/lib/domain/placement';

const initialPlacement: Placement = { trimStartMs: 600, trimEndMs: 5_400, insertAtMs: 2_400, voiceVolume: 1, originalVolume: 0 };

afterEach(cleanup);

function renderDragPreview() {
  const preview = new DragPreviewStore();
  const onCommit = vi.fn<(placement: Placement, changeName: string) => void>();
  const { result } = renderHook(
    () => {
      const [placement, setPlacement] = useState(initialPlacement);
      const drag = useDragPreview(placement, (next, changeName) => {
        setPlacement(next);
        onCommit(next, changeName);
      });
      return { holding: drag, setPlacement };
    },
    { wrapper: ({ children }) => <DragPreviewContext value={preview}>{children}</DragPreviewContext> },
  );
  const setLouder = (voiceVolume: number) =>
    act(() =>
      result.current.holding.previewMove('volume', (startPlacement) => ({
        placement: { ...startPlacement, voiceVolume },
        ...{ guideMs: null, stoppedBy: null, frameMs: null },
      })),
    );
  return {
    ...{ live: preview, onPlaced: onCommit, louder: setLouder },
    release: () => act(() => result.current.holding.commit()),
    change: (next: Placement) => act(() => result.current.setPlacement(next)),
  };
}

it('useDragPreview commits a drag once on release', () => {
  const { live: preview, onPlaced: onCommit, louder: setLouder, release } = renderDragPreview();
  setLouder(0.5);
  setLouder(0.25);
  expect(onCommit).not.toHaveBeenCalled();
  release();
  expect(onCommit.mock.calls).toEqual([[{ ...initialPlacement, voiceVolume: 0.25 }, 'volume']]);
  expect(preview.get()).toBeNull();
});

it('useDragPreview commits a change that ends before it was shown without notifying preview subscribers', () => {
  const { live: preview, onPlaced: onCommit, louder: setLouder, release } = renderDragPreview();
  const onShown = vi.fn();
  preview.subscribe(onShown);
  setLouder(0.5);
  release();
  expect(onCommit.mock.calls).toEqual([[{ ...initialPlacement, voiceVolume: 0.5 }, 'volume']]);
  expect(onShown).not.toHaveBeenCalled();
});

it('useDragPreview commits exactly the shown placement', async () => {
  const { live: preview, onPlaced: onCommit, louder: setLouder, release } = renderDragPreview();
  setLouder(0.5);
  await vi.waitFor(() => expect(preview.get()?.placement.voiceVolume).toBe(0.5));
  release();
  expect(onCommit.mock.calls).toEqual([[{ ...initialPlacement, voiceVolume: 0.5 }, 'volume']]);
  expect(preview.get()).toBeNull();
});

it('useDragPreview ignores a release without a drag', () => {
  const { live: preview, onPlaced: onCommit, release } = renderDragPreview();
  release();
  expect(onCommit).not.toHaveBeenCalled();
  expect(preview.get()).toBeNull();
});

it('useDragPreview keeps changes that were made elsewhere during a drag', () => {
  const { onPlaced: onCommit, louder: setLouder, release, change: withVolume } = renderDragPreview();
  setLouder(0.5);
  withVolume({ ...initialPlacement, originalVolume: 1 });
  setLouder(0.25);
  release();
  expect(onCommit.mock.calls).toEqual([[{ ...initialPlacement, originalVolume: 1, voiceVolume: 0.25 }, 'volume']]);
});

it('useDragPreview reverts to the current placement on Escape and ignores the rest of the drag', async () => {
  const { live: preview, onPlaced: onCommit, louder: setLouder, release, change: withVolume } = renderDragPreview();
  const shown: Placement[] = [];
  preview.subscribeToPlacement((placement) => shown.push(placement));
  setLouder(0.5);
  await vi.waitFor(() => expect(shown.at(-1)?.voiceVolume).toBe(0.5));
  withVolume({ ...initialPlacement, originalVolume: 1 });
  fireEvent.keyDown(window, { key: 'Escape' });
  expect(shown.at(-1)).toEqual({ ...initialPlacement, originalVolume: 1 });
  setLouder(0.25);
  release();
  expect(onCommit).not.toHaveBeenCalled();
});
