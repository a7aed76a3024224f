import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Transport } from '@/components/player/use-preview';
import { DragPreviewContext, DragPreviewStore } from '@/components/timeline/gestures/drag-preview-store';
import { TimelinePanel } from '@/components/timeline/timeline-panel';
import { bestPlacement } from '@/lib/domain/best-placement';
import type { Person } from '@/lib/domain/people/person';
import { isLegal, type Placement, type PlacementContext } from '@/lib/domain/placement';
import { createTimeRange } from '@/lib/domain/time';
import type { WizardFace } from '@/lib/domain/wizard';

const faces = [
  { faceId: 'a', thumbnailUrl: null, window: createTimeRange(1_000, 9_000) },
  { faceId: 'b', thumbnailUrl: null, window: createTimeRange(6_000, 7_500) },
  { faceId: 'c', thumbnailUrl: null, window: createTimeRange(0, 4_000) },
];
const placementContext: PlacementContext = {
  face: { window: createTimeRange(1_000, 9_000) },
  video: { durationMs: 10_000 },
  voice: { durationMs: 6_000 },
};
const initialPlacement: Placement = { trimStartMs: 600, trimEndMs: 5_400, insertAtMs: 2_400, voiceVolume: 1.5, originalVolume: 0.5 };
const voice = { name: 'greeting.m4a', durationMs: 6_000, media: null };

/** The clip lasts 10 s and is 1000 px wide: one pixel is 10 ms. */
const LANE_PX = 1_000;

beforeEach(() => {
  localStorage.clear();
  // Every move runs its frame immediately.
  vi.stubGlobal('requestAnimationFrame', (draw: FrameRequestCallback) => {
    draw(0);
    return 0;
  });
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, LANE_PX, 24));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** A transport that plays nothing and records its calls. */
function fakeTransport() {
  let timeMs = 4_120;
  const listeners = new Set<() => void>();
  const state = { playing: false, looping: false, warning: null };
  const seek = vi.fn((ms: number) => {
    timeMs = Math.round(ms);
    for (const listener of listeners) listener();
  });
  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getState: () => state,
    getTimeMs: () => timeMs,
    toggle: vi.fn(),
    pause: vi.fn(),
    seek,
    showFrame: vi.fn<Transport['showFrame']>(),
    setLooping: vi.fn(),
  } satisfies Transport;
}

interface Setup {
  readonly placement?: Placement | null;
  readonly voice?: typeof voice | null;
  readonly faceId?: string | null;
  readonly placementContext?: PlacementContext | null;
  readonly faces?: readonly WizardFace[];
  readonly people?: readonly Person[];
  readonly durationMs?: number;
  readonly frameRate?: number | null;
}

interface PanelHarnessProps extends Required<Omit<Setup, 'durationMs'>> {
  readonly durationMs: number;
  readonly transport: Transport;
  readonly previewStore: DragPreviewStore;
  readonly onPlaced: (placement: Placement, gesture?: string) => void;
  readonly onChooseFace: (faceId: string) => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
}

/** Holds the placement, like the wizard. */
function PanelHarness({ placement: initial, onPlaced, previewStore, durationMs, ...props }: PanelHarnessProps) {
  const [placement, setPlacement] = useState(initial);
  const changePlacement = (next: Placement, gesture?: string) => {
    setPlacement(next);
    onPlaced(next, gesture);
  };
  return (
    <DragPreviewContext value={previewStore}>
      <TimelinePanel
        {...props}
        videoDurationMs={durationMs}
        clipMedia={null}
        placement={placement}
        onPlacementChange={changePlacement}
        canUndo
        canRedo={false}
      />
    </DragPreviewContext>
  );
}

function setup(options: Setup = {}) {
  const previewStore = new DragPreviewStore();
  const observed = {
    committed: options.placement === undefined ? initialPlacement : options.placement,
    gestures: [] as (string | undefined)[],
    /** The dragged placement, else the committed one. */
    get placement() {
      return previewStore.get()?.placement ?? this.committed;
    },
  };
  const onChooseFace = vi.fn();
  const onUndo = vi.fn();
  const onRedo = vi.fn();
  const transport = fakeTransport();
  const { container } = render(
    <PanelHarness
      placement={observed.committed}
      voice={options.voice === undefined ? voice : options.voice}
      faceId={options.faceId === undefined ? 'a' : options.faceId}
      placementContext={options.placementContext === undefined ? placementContext : options.placementContext}
      faces={options.faces ?? faces}
      people={options.people ?? []}
      durationMs={options.durationMs ?? 10_000}
      frameRate={options.frameRate ?? null}
      transport={transport}
      previewStore={previewStore}
      onPlaced={(next, gesture) => {
        observed.committed = next;
        observed.gestures.push(gesture);
      }}
      onChooseFace={onChooseFace}
      onUndo={onUndo}
      onRedo={onRedo}
    />,
  );
  const getPart = (name: string) => {
    const element = container.querySelector(`[data-part="${name}"]`) ?? container.querySelector(`[data-part="voice-${name}"]`);
    if (!(element instanceof HTMLElement)) throw new Error(`the voice has no ${name}`);
    return element;
  };
  const isPartVisible = (name: string) => {
    const found = container.querySelector<HTMLElement>(`[data-part="${name}"]`);
    return found !== null && found.style.visibility !== 'hidden';
  };
  return { seen: observed, onChooseFace, onUndo, onRedo, transport, onSeek: transport.seek, part: getPart, hasPart: isPartVisible };
}

/** The position of an element in pixels of its lane. */
const getLeftPx = (element: HTMLElement) => Number(/^translateX\((.*)px\)$/.exec(element.style.transform)?.[1]);

const pointerEvent = (clientX: number) => ({ pointerId: 1, isPrimary: true, button: 0, clientX });

/** With Shift, which disables snapping. */
function drag(element: HTMLElement, ...byPx: readonly number[]) {
  fireEvent.pointerDown(element, pointerEvent(500));
  for (const px of byPx) fireEvent.pointerMove(element, { ...pointerEvent(500 + px), shiftKey: true });
}

describe('dragging the voice', () => {
  it('dragging the body moves the whole voice', () => {
    const { seen: observed, part: getPart } = setup();
    drag(getPart('body'), 10, 60);
    fireEvent.pointerUp(getPart('body'), pointerEvent(560));
    expect(observed.placement).toEqual({ ...initialPlacement, insertAtMs: 3_000 });
  });

  it('dragging the left handle trims the start and keeps the position of the words', () => {
    const { seen: observed, part: getPart } = setup();
    drag(getPart('start'), 50);
    expect(observed.placement).toEqual({ ...initialPlacement, trimStartMs: 1_100, insertAtMs: 2_900 });
  });

  it('dragging the right handle trims the end', () => {
    const { seen: observed, part: getPart } = setup();
    drag(getPart('end'), -50);
    expect(observed.placement).toEqual({ ...initialPlacement, trimEndMs: 4_900 });
  });

  it.each([
    ['body', 2_000],
    ['body', -2_000],
    ['start', 2_000],
    ['start', -2_000],
    ['end', 2_000],
    ['end', -2_000],
  ])('dragging the %s never violates the rules (%i px)', (name, byPx) => {
    const { seen: observed, part: getPart } = setup();
    drag(getPart(name), byPx);
    expect(observed.placement && isLegal(observed.placement, placementContext)).toBe(true);
    expect(observed.placement).not.toEqual(initialPlacement);
  });

  it('a drag shows the rule that stops it only while it pushes against it', () => {
    const { part: getPart } = setup();
    drag(getPart('body'), 900);
    expect(screen.getByText('The voice must end by the end of the clip.')).toBeTruthy();
    fireEvent.pointerMove(getPart('body'), { ...pointerEvent(510), shiftKey: true });
    expect(screen.queryByText('The voice must end by the end of the clip.')).toBeNull();
    fireEvent.pointerMove(getPart('body'), pointerEvent(1_400));
    fireEvent.pointerUp(getPart('body'), pointerEvent(1_400));
    expect(screen.queryByText('The voice must end by the end of the clip.')).toBeNull();
  });

  it('a drag past a limit and back restores the exact position', () => {
    const { seen: observed, part: getPart } = setup();
    drag(getPart('start'), -900, 900, 20);
    expect(observed.placement).toEqual({ ...initialPlacement, trimStartMs: 800, insertAtMs: 2_600 });
  });

  it('Escape cancels a drag and later moves are ignored', () => {
    const { seen: observed, part: getPart } = setup();
    drag(getPart('end'), -100);
    expect(observed.placement).not.toEqual(initialPlacement);
    fireEvent.keyDown(document.body, { key: 'Escape' });
    expect(observed.placement).toEqual(initialPlacement);
    fireEvent.pointerMove(getPart('end'), pointerEvent(300));
    expect(observed.placement).toEqual(initialPlacement);
  });

  it('pointercancel cancels a drag', () => {
    const { seen: observed, part: getPart } = setup();
    drag(getPart('body'), 100);
    fireEvent.pointerCancel(getPart('body'), pointerEvent(600));
    expect(observed.placement).toEqual(initialPlacement);
  });

  it('a second touch cancels a drag and does not start one', () => {
    const { seen: observed, part: getPart } = setup();
    drag(getPart('body'), 100);
    fireEvent.pointerDown(getPart('body'), { ...pointerEvent(700), pointerId: 2, isPrimary: false });
    fireEvent.pointerMove(getPart('body'), { ...pointerEvent(900), pointerId: 2, isPrimary: false });
    expect(observed.placement).toEqual(initialPlacement);
  });

  it('a drag requires the primary button and the pointer that started it', () => {
    const { seen: observed, part: getPart } = setup();
    fireEvent.pointerDown(getPart('body'), { ...pointerEvent(500), button: 2 });
    fireEvent.pointerMove(getPart('body'), pointerEvent(600));
    drag(getPart('body'));
    fireEvent.pointerMove(getPart('body'), { ...pointerEvent(600), pointerId: 2 });
    expect(observed.placement).toEqual(initialPlacement);
  });
});

describe('face lanes', () => {
  it('a face lane chooses its face', async () => {
    const { onChooseFace } = setup();
    expect(screen.getByRole('button', { name: 'Face A may speak here: 0:01.0 – 0:09.0' }).getAttribute('aria-pressed')).toBe('true');
    await userEvent.click(screen.getByRole('button', { name: 'Face C may speak here: 0:00.0 – 0:04.0' }));
    expect(onChooseFace).toHaveBeenCalledExactlyOnceWith('c');
  });

  it('a face with too little time is disabled with the reason', () => {
    setup();
    const tooShort = screen.getByRole<HTMLButtonElement>('button', { name: 'Face B, on screen for 1.5 s, too short, 2 s are needed' });
    expect(tooShort.disabled).toBe(true);
    expect(screen.getByText(/1\.5 s, too short/)).toBeTruthy();
  });

  it('a face lane lights each window at its position', () => {
    setup();
    const { style } = screen.getByRole('button', { name: /Face A/ });
    expect([style.left, style.width]).toEqual(['100px', '800px']);
  });
});

describe('voice lane', () => {
  it('the voice lane shows the placed part and the trimmed rest', () => {
    const { part: getPart } = setup();
    expect([getLeftPx(getPart('body')), getPart('body').style.width]).toEqual([240, '480px']);
    expect([getLeftPx(getPart('ghost')), getPart('ghost').style.width]).toEqual([180, '600px']);
  });

  it('both handles stay reachable when an end is beyond the clip', () => {
    const { part: getPart } = setup({ placement: { ...initialPlacement, insertAtMs: 9_500 } });
    expect(getLeftPx(getPart('end'))).toBeLessThan(LANE_PX);
    expect(getLeftPx(getPart('start'))).toBeLessThan(LANE_PX);
  });

  it('the voice lane states which input is missing', () => {
    setup({ voice: null });
    expect(screen.getByText('Add a voice, and it appears here')).toBeTruthy();
    cleanup();
    setup({ faceId: null, placement: null, placementContext: null });
    expect(screen.getByText(/The voice is placed as soon as a face is chosen/)).toBeTruthy();
  });
});

describe('Fit to face', () => {
  it('Fit to face applies the best placement and keeps the volumes', async () => {
    const { seen: observed } = setup();
    await userEvent.click(screen.getByRole('button', { name: 'Fit to face' }));
    const best = bestPlacement(placementContext);
    expect(best.kind).toBe('placed');
    expect(observed.placement).toEqual({ ...(best.kind === 'placed' ? best.placement : {}), voiceVolume: 1.5, originalVolume: 0.5 });
  });
});

describe('playhead', () => {
  it.each([
    ['{ArrowRight}', 4_220],
    ['{PageDown}', 3_120],
    ['{Home}', 0],
    ['{End}', 10_000],
  ])('the keyboard seeks: %s to %i ms', async (keys, ms) => {
    const { onSeek } = setup();
    const playhead = screen.getByRole('slider', { name: 'Playhead' });
    expect(playhead.getAttribute('aria-valuetext')).toBe('0:04.1 of 0:10.0');
    playhead.focus();
    await userEvent.keyboard(keys);
    expect(onSeek).toHaveBeenLastCalledWith(ms);
  });
});

describe('snapping', () => {
  it('an edge snaps within 10 px and shows a guide', () => {
    const { seen: observed, part: getPart, hasPart: isPartVisible } = setup();
    fireEvent.pointerDown(getPart('body'), pointerEvent(500));
    // 2.4 s to 1.06 s: within 60 ms of the start of the window.
    fireEvent.pointerMove(getPart('body'), pointerEvent(366));
    expect(observed.placement?.insertAtMs).toBe(1_000);
    expect(isPartVisible('guide')).toBe(true);
    fireEvent.pointerMove(getPart('body'), { ...pointerEvent(366), shiftKey: true });
    expect(observed.placement?.insertAtMs).toBe(1_060);
    expect(isPartVisible('guide')).toBe(false);
  });

  it('snapping is toggled by its button and by N, and the setting is stored', async () => {
    setup();
    await userEvent.click(screen.getByRole('button', { name: 'Snap on' }));
    expect(localStorage.getItem('timeline-snapping')).toBe('off');
    await userEvent.keyboard('n');
    expect(screen.getByRole('button', { name: 'Snap on' })).toBeTruthy();
  });
});

describe('drag commit', () => {
  it('a drag shows the frame at the dragged edge, then the playhead’s frame again', () => {
    const { part: getPart, transport } = setup();
    drag(getPart('start'), 50);
    expect(transport.showFrame).toHaveBeenLastCalledWith(2_900);
    fireEvent.pointerUp(getPart('start'), pointerEvent(550));
    expect(transport.showFrame).toHaveBeenLastCalledWith(null);
  });

  it('a drag is one change regardless of its length', () => {
    const { seen: observed, part: getPart } = setup();
    drag(getPart('end'), -10, -20, -30, -40);
    expect(observed.gestures).toHaveLength(0);
    fireEvent.pointerUp(getPart('end'), pointerEvent(460));
    expect(observed.gestures).toHaveLength(1);
    expect(observed.committed).toEqual({ ...initialPlacement, trimEndMs: 5_000 });
  });

  it('a drag that returns to its start changes nothing', () => {
    const { seen: observed, part: getPart } = setup();
    drag(getPart('end'), -40, 0);
    fireEvent.pointerUp(getPart('end'), pointerEvent(500));
    expect(observed.committed).toEqual(initialPlacement);
  });
});

describe('timeline keys', () => {
  it.each([
    ['{ArrowRight}', 4_133],
    ['{ArrowLeft}', 4_100],
    ['{Shift>}{ArrowRight}{/Shift}', 5_120],
    ['j', 3_120],
    ['l', 5_120],
    ['{Home}', 0],
    ['{End}', 10_000],
  ])('%s moves the playhead to %i ms', async (keys, ms) => {
    const { transport } = setup();
    await userEvent.keyboard(keys);
    expect(transport.getTimeMs()).toBe(ms);
  });

  it.each([
    ['i', { trimStartMs: 2_320, insertAtMs: 4_120 }],
    ['o', { trimEndMs: 2_600 }],
    ['{Alt>}{ArrowRight}{/Alt}', { insertAtMs: 2_433 }],
    ['{Alt>}{ArrowLeft}{/Alt}', { insertAtMs: 2_367 }],
    ['{Alt>}{Shift>}{ArrowRight}{/Shift}{/Alt}', { insertAtMs: 3_400 }],
    ['{Alt>}{Shift>}{ArrowLeft}{/Shift}{/Alt}', { insertAtMs: 1_400 }],
  ])('the key %s places the voice', async (keys, changePlacement) => {
    const { seen: observed } = setup();
    await userEvent.keyboard(keys);
    expect(observed.committed).toEqual({ ...initialPlacement, ...changePlacement });
  });

  it.each([
    [25, 4_160, { insertAtMs: 2_440 }],
    [59.94, 4_121, { insertAtMs: 2_402 }],
  ])('frame steps use the clip’s frame rate of %d per second', async (frameRate, ms, changePlacement) => {
    const { seen: observed, transport } = setup({ frameRate });
    await userEvent.keyboard('{ArrowRight}');
    expect(transport.getTimeMs()).toBe(ms);
    await userEvent.keyboard('{Alt>}{ArrowRight}{/Alt}');
    expect(observed.committed).toEqual({ ...initialPlacement, ...changePlacement });
  });

  it('consecutive key presses are undone together', async () => {
    const { seen: observed } = setup();
    await userEvent.keyboard('{Alt>}{ArrowRight}{ArrowRight}{ArrowRight}{/Alt}i');
    const [initial, second, third, other] = observed.gestures;
    expect(new Set([initial, second, third]).size).toBe(1);
    expect(other).not.toBe(initial);
  });

  it('a key press that a rule limits shows the rule', async () => {
    setup();
    await userEvent.keyboard('{Alt>}{Shift>}{ArrowRight}{ArrowRight}{ArrowRight}{/Shift}{/Alt}');
    expect(screen.getByText('The voice must end by the end of the clip.')).toBeTruthy();
  });

  it('keys undo and redo', async () => {
    const { onUndo, onRedo } = setup();
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(onUndo).toHaveBeenCalledOnce();
    await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
    expect(onRedo).toHaveBeenCalledOnce();
  });

  it('a key toggles playback', async () => {
    const { transport } = setup();
    await userEvent.keyboard(' k');
    expect(transport.toggle).toHaveBeenCalledTimes(2);
  });

  it('the ? key lists the shortcuts, where single-character keys can be switched off', async () => {
    const { transport } = setup();
    await userEvent.keyboard('?');
    const dialog = await screen.findByRole('dialog', { name: 'Keys' });
    await userEvent.click(within(dialog).getByRole('switch', { name: 'Single keys' }));
    await userEvent.keyboard('{Escape}');
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await userEvent.keyboard('k');
    expect(transport.toggle).not.toHaveBeenCalled();
    await userEvent.keyboard('{ArrowRight}');
    expect(transport.seek).toHaveBeenCalled();
    expect(localStorage.getItem('single-keys')).toBe('off');
    await userEvent.click(screen.getByRole('button', { name: 'Keys' }));
    expect(await screen.findByRole('dialog', { name: 'Keys' })).toBeTruthy();
  });
});

describe('timeline zoom', () => {
  it('zooming keeps the playhead’s position, and Shift+Z shows the whole clip', async () => {
    const { part: getPart } = setup();
    await userEvent.keyboard('+');
    expect(Number.parseFloat(getPart('body').style.width)).toBeCloseTo(720, 3);
    expect(getLeftPx(getPart('playhead'))).toBeCloseTo(412, 3);
    await userEvent.keyboard('{Shift>}z{/Shift}');
    expect(getPart('body').style.width).toBe('480px');
  });

  it('the scrollbar scrolls a zoomed timeline', async () => {
    const { part: getPart } = setup();
    await userEvent.keyboard('++');
    const scrollbar = screen.getByRole('slider', { name: 'Part of the clip on show' });
    scrollbar.focus();
    await userEvent.keyboard('{Home}');
    expect(getLeftPx(getPart('body'))).toBeCloseTo(540, 0);
    expect(scrollbar.getAttribute('aria-valuetext')).toBe('0:00.0 to 0:04.4');
  });

  it('a drag in a zoomed timeline follows the pointer', async () => {
    const { seen: observed, part: getPart } = setup();
    await userEvent.keyboard('+');
    drag(getPart('body'), 15);
    expect(observed.placement?.insertAtMs).toBe(2_500);
  });
});

describe('timeline edge cases', () => {
  const withSingleFace = (startMs: number, endMs: number) => [{ faceId: 'a', thumbnailUrl: null, window: createTimeRange(startMs, endMs) }];

  it('a window of zero length shows its reason', () => {
    setup({ faces: withSingleFace(3_000, 3_000), faceId: null, placementContext: null, placement: null });
    expect(screen.getByRole<HTMLButtonElement>('button', { name: /Face A, on screen for 0 s, too short/ }).disabled).toBe(true);
  });

  it.each([
    [12_000, 15_000],
    [-5_000, -1_000],
  ])('a window outside the clip (%i to %i ms) shows its reason', (startMs, endMs) => {
    setup({ faces: withSingleFace(startMs, endMs), faceId: null, placementContext: null, placement: null });
    expect(screen.getByText('outside the clip')).toBeTruthy();
  });

  it('with twenty faces the voice stays visible and each face can be chosen', async () => {
    const manyFaces = Array.from({ length: 20 }, (_, index) => ({
      faceId: `f${index}`,
      thumbnailUrl: null,
      window: createTimeRange(0, 5_000),
    }));
    const { onChooseFace, part: getPart } = setup({ faces: manyFaces, faceId: 'f0' });
    expect(getPart('body')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: /^Face T/ }));
    expect(onChooseFace).toHaveBeenCalledExactlyOnceWith('f19');
  });

  it('two faces with one window each have separate lanes', () => {
    const identicalFaces = [...withSingleFace(1_000, 9_000), { faceId: 'b', thumbnailUrl: null, window: createTimeRange(1_000, 9_000) }];
    setup({ faces: identicalFaces });
    expect(screen.getByRole('button', { name: /^Face A/ }).style.left).toBe(screen.getByRole('button', { name: /^Face B/ }).style.left);
  });

  it('the windows of one person share a lane with one name', () => {
    setup({ people: [{ faceIds: ['a', 'c'], name: 'Anna' }] });
    expect(screen.getAllByRole('button', { name: /^Anna/ })).toHaveLength(2);
    expect(screen.queryByRole('button', { name: /^Face C/ })).toBeNull();
  });

  it('a clip of 2.000 s with a voice of 2.000 s has exactly one placement and states why it cannot move', () => {
    const onlyPlacement: Placement = { ...initialPlacement, trimStartMs: 0, trimEndMs: 2_000, insertAtMs: 0 };
    const { seen: observed, part: getPart } = setup({
      durationMs: 2_000,
      voice: { ...voice, durationMs: 2_000 },
      placement: onlyPlacement,
      faces: withSingleFace(0, 2_000),
      placementContext: { face: { window: createTimeRange(0, 2_000) }, video: { durationMs: 2_000 }, voice: { durationMs: 2_000 } },
    });
    drag(getPart('body'), 100);
    expect(observed.placement).toEqual(onlyPlacement);
    expect(screen.getByText('The voice must end by the end of the clip.')).toBeTruthy();
  });

  it('a voice that does not fit is not drawn, and the lane refers to the reason', () => {
    const { hasPart: isPartVisible } = setup({
      faces: withSingleFace(0, 1_900),
      placement: null,
      placementContext: { face: { window: createTimeRange(0, 1_900) }, video: { durationMs: 10_000 }, voice: { durationMs: 6_000 } },
    });
    expect(isPartVisible('voice-body')).toBe(false);
    expect(screen.getByText('The voice fits nowhere here. The line below says why.')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Fit to face' }).disabled).toBe(true);
  });

  it('a clip of zero length still renders', () => {
    setup({ durationMs: 0, faces: [], faceId: null, placementContext: null, placement: null });
    expect(screen.getByRole('region', { name: 'Timeline' })).toBeTruthy();
  });
});
