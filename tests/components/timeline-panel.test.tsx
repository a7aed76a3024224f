import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Transport } from '@/components/player/use-preview';
import { LivePlacement, LivePlacementContext } from '@/components/timeline/live-placement';
import { TimelinePanel } from '@/components/timeline/timeline-panel';
import { bestPlacement } from '@/lib/domain/best-placement';
import type { Person } from '@/lib/domain/person';
import { isLegal, type Placement, type PlacementGround } from '@/lib/domain/placement';
import { timeRange } from '@/lib/domain/time';
import type { WizardFace } from '@/lib/domain/wizard';

const faces = [
  { faceId: 'a', thumbnailUrl: null, window: timeRange(1_000, 9_000) },
  { faceId: 'b', thumbnailUrl: null, window: timeRange(6_000, 7_500) },
  { faceId: 'c', thumbnailUrl: null, window: timeRange(0, 4_000) },
];
const ground: PlacementGround = {
  face: { window: timeRange(1_000, 9_000) },
  video: { durationMs: 10_000 },
  voice: { durationMs: 6_000 },
};
const placed: Placement = { trimStartMs: 600, trimEndMs: 5_400, insertAtMs: 2_400, voiceVolume: 1.5, originalVolume: 0.5 };
const voice = { name: 'greeting.m4a', durationMs: 6_000, media: null };

/** The clip lasts 10 s and is drawn 1000 px wide: one pixel is 10 ms. */
const LANE_PX = 1_000;

beforeEach(() => {
  localStorage.clear();
  // Every move is a frame.
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

/** A preview that plays nothing, and remembers what it was asked for. */
function fakeTransport() {
  let timeMs = 4_120;
  const listeners = new Set<() => void>();
  const state = { playing: false, looping: false, remark: null };
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
  readonly ground?: PlacementGround | null;
  readonly faces?: readonly WizardFace[];
  readonly people?: readonly Person[];
  readonly durationMs?: number;
  readonly frameRate?: number | null;
}

interface HolderProps extends Required<Omit<Setup, 'durationMs'>> {
  readonly durationMs: number;
  readonly transport: Transport;
  readonly live: LivePlacement;
  readonly onPlaced: (placement: Placement, gesture?: string) => void;
  readonly onChooseFace: (faceId: string) => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
}

/** Holds the one placement, as the wizard does. */
function Holder({ placement: first, onPlaced, live, durationMs, ...props }: HolderProps) {
  const [placement, setPlacement] = useState(first);
  const change = (next: Placement, gesture?: string) => {
    setPlacement(next);
    onPlaced(next, gesture);
  };
  return (
    <LivePlacementContext value={live}>
      <TimelinePanel
        {...props}
        videoDurationMs={durationMs}
        clipMedia={null}
        placement={placement}
        onPlacementChange={change}
        canUndo
        canRedo={false}
      />
    </LivePlacementContext>
  );
}

function setup(options: Setup = {}) {
  const live = new LivePlacement();
  const seen = {
    committed: options.placement === undefined ? placed : options.placement,
    gestures: [] as (string | undefined)[],
    /** As it is dragged, else as it stands. */
    get placement() {
      return live.get()?.placement ?? this.committed;
    },
  };
  const onChooseFace = vi.fn();
  const onUndo = vi.fn();
  const onRedo = vi.fn();
  const transport = fakeTransport();
  const { container } = render(
    <Holder
      placement={seen.committed}
      voice={options.voice === undefined ? voice : options.voice}
      faceId={options.faceId === undefined ? 'a' : options.faceId}
      ground={options.ground === undefined ? ground : options.ground}
      faces={options.faces ?? faces}
      people={options.people ?? []}
      durationMs={options.durationMs ?? 10_000}
      frameRate={options.frameRate ?? null}
      transport={transport}
      live={live}
      onPlaced={(next, gesture) => {
        seen.committed = next;
        seen.gestures.push(gesture);
      }}
      onChooseFace={onChooseFace}
      onUndo={onUndo}
      onRedo={onRedo}
    />,
  );
  const part = (name: string) => {
    const element = container.querySelector(`[data-part="${name}"]`) ?? container.querySelector(`[data-part="voice-${name}"]`);
    if (!(element instanceof HTMLElement)) throw new Error(`no ${name} of the voice`);
    return element;
  };
  const hasPart = (name: string) => {
    const found = container.querySelector<HTMLElement>(`[data-part="${name}"]`);
    return found !== null && found.style.visibility !== 'hidden';
  };
  return { seen, onChooseFace, onUndo, onRedo, transport, onSeek: transport.seek, part, hasPart };
}

/** Where an element was moved to, in pixels of its lane. */
const leftOf = (element: HTMLElement) => Number(/^translateX\((.*)px\)$/.exec(element.style.transform)?.[1]);

const pointer = (clientX: number) => ({ pointerId: 1, isPrimary: true, button: 0, clientX });

/** With Shift, so that nothing catches it on the way. */
function drag(element: HTMLElement, ...byPx: readonly number[]) {
  fireEvent.pointerDown(element, pointer(500));
  for (const px of byPx) fireEvent.pointerMove(element, { ...pointer(500 + px), shiftKey: true });
}

describe('dragging', () => {
  it('moves the whole voice by its body', () => {
    const { seen, part } = setup();
    drag(part('body'), 10, 60);
    fireEvent.pointerUp(part('body'), pointer(560));
    expect(seen.placement).toEqual({ ...placed, insertAtMs: 3_000 });
  });

  it('cuts the start by the left handle, and keeps the words where they are', () => {
    const { seen, part } = setup();
    drag(part('start'), 50);
    expect(seen.placement).toEqual({ ...placed, trimStartMs: 1_100, insertAtMs: 2_900 });
  });

  it('cuts the end by the right handle', () => {
    const { seen, part } = setup();
    drag(part('end'), -50);
    expect(seen.placement).toEqual({ ...placed, trimEndMs: 4_900 });
  });

  it.each([
    ['body', 2_000],
    ['body', -2_000],
    ['start', 2_000],
    ['start', -2_000],
    ['end', 2_000],
    ['end', -2_000],
  ])('never takes the %s beyond the rules (%i px)', (name, byPx) => {
    const { seen, part } = setup();
    drag(part(name), byPx);
    expect(seen.placement && isLegal(seen.placement, ground)).toBe(true);
    expect(seen.placement).not.toEqual(placed);
  });

  it('says why it stops while one pushes, and no longer', () => {
    const { part } = setup();
    drag(part('body'), 900);
    expect(screen.getByText('The voice must end by the end of the clip.')).toBeTruthy();
    fireEvent.pointerMove(part('body'), { ...pointer(510), shiftKey: true });
    expect(screen.queryByText('The voice must end by the end of the clip.')).toBeNull();
    fireEvent.pointerMove(part('body'), pointer(1_400));
    fireEvent.pointerUp(part('body'), pointer(1_400));
    expect(screen.queryByText('The voice must end by the end of the clip.')).toBeNull();
  });

  it('loses nothing by pushing against an end and coming back', () => {
    const { seen, part } = setup();
    drag(part('start'), -900, 900, 20);
    expect(seen.placement).toEqual({ ...placed, trimStartMs: 800, insertAtMs: 2_600 });
  });

  it('is taken back by Escape, and follows the pointer no more', () => {
    const { seen, part } = setup();
    drag(part('end'), -100);
    expect(seen.placement).not.toEqual(placed);
    fireEvent.keyDown(document.body, { key: 'Escape' });
    expect(seen.placement).toEqual(placed);
    fireEvent.pointerMove(part('end'), pointer(300));
    expect(seen.placement).toEqual(placed);
  });

  it('is taken back when the browser takes the pointer away', () => {
    const { seen, part } = setup();
    drag(part('body'), 100);
    fireEvent.pointerCancel(part('body'), pointer(600));
    expect(seen.placement).toEqual(placed);
  });

  it('is taken back by a second finger, which takes hold of nothing itself', () => {
    const { seen, part } = setup();
    drag(part('body'), 100);
    fireEvent.pointerDown(part('body'), { ...pointer(700), pointerId: 2, isPrimary: false });
    fireEvent.pointerMove(part('body'), { ...pointer(900), pointerId: 2, isPrimary: false });
    expect(seen.placement).toEqual(placed);
  });

  it('needs the first button, and the pointer that began', () => {
    const { seen, part } = setup();
    fireEvent.pointerDown(part('body'), { ...pointer(500), button: 2 });
    fireEvent.pointerMove(part('body'), pointer(600));
    drag(part('body'));
    fireEvent.pointerMove(part('body'), { ...pointer(600), pointerId: 2 });
    expect(seen.placement).toEqual(placed);
  });
});

describe('the lanes of the faces', () => {
  it('choose a face that may speak', async () => {
    const { onChooseFace } = setup();
    expect(screen.getByRole('button', { name: 'Face A may speak here: 0:01.0 – 0:09.0' }).getAttribute('aria-pressed')).toBe('true');
    await userEvent.click(screen.getByRole('button', { name: 'Face C may speak here: 0:00.0 – 0:04.0' }));
    expect(onChooseFace).toHaveBeenCalledExactlyOnceWith('c');
  });

  it('show a face whose time is too short, disabled and with the reason', () => {
    setup();
    const tooShort = screen.getByRole<HTMLButtonElement>('button', { name: 'Face B, on screen for 1.5 s, too short, 2 s are needed' });
    expect(tooShort.disabled).toBe(true);
    expect(screen.getByText(/1\.5 s, too short/)).toBeTruthy();
  });

  it('light each window where it lies in the clip', () => {
    setup();
    const { style } = screen.getByRole('button', { name: /Face A/ });
    expect([style.left, style.width]).toEqual(['100px', '800px']);
  });
});

describe('the voice', () => {
  it('lies where it is placed, with what is cut off around it', () => {
    const { part } = setup();
    expect([leftOf(part('body')), part('body').style.width]).toEqual([240, '480px']);
    expect([leftOf(part('ghost')), part('ghost').style.width]).toEqual([180, '600px']);
  });

  it('keeps both handles within reach when an end lies beyond the clip', () => {
    const { part } = setup({ placement: { ...placed, insertAtMs: 9_500 } });
    expect(leftOf(part('end'))).toBeLessThan(LANE_PX);
    expect(leftOf(part('start'))).toBeLessThan(LANE_PX);
  });

  it('says what is missing before it can be placed', () => {
    setup({ voice: null });
    expect(screen.getByText('Add a voice, and it appears here')).toBeTruthy();
    cleanup();
    setup({ faceId: null, placement: null, ground: null });
    expect(screen.getByText(/The voice is placed as soon as a face is chosen/)).toBeTruthy();
  });
});

describe('Fit to face', () => {
  it('puts the voice at its best place, and leaves the volumes alone', async () => {
    const { seen } = setup();
    await userEvent.click(screen.getByRole('button', { name: 'Fit to face' }));
    const best = bestPlacement(ground);
    expect(best.kind).toBe('placed');
    expect(seen.placement).toEqual({ ...(best.kind === 'placed' ? best.placement : {}), voiceVolume: 1.5, originalVolume: 0.5 });
  });
});

describe('the playhead', () => {
  it.each([
    ['{ArrowRight}', 4_220],
    ['{PageDown}', 3_120],
    ['{Home}', 0],
    ['{End}', 10_000],
  ])('goes by keyboard: %s seeks to %i ms', async (keys, ms) => {
    const { onSeek } = setup();
    const playhead = screen.getByRole('slider', { name: 'Playhead' });
    expect(playhead.getAttribute('aria-valuetext')).toBe('0:04.1 of 0:10.0');
    playhead.focus();
    await userEvent.keyboard(keys);
    expect(onSeek).toHaveBeenLastCalledWith(ms);
  });
});

describe('snapping', () => {
  it('catches an edge within 10 px, and shows where', () => {
    const { seen, part, hasPart } = setup();
    fireEvent.pointerDown(part('body'), pointer(500));
    // 2.4 s to 1.06 s: within 60 ms of the window's beginning.
    fireEvent.pointerMove(part('body'), pointer(366));
    expect(seen.placement?.insertAtMs).toBe(1_000);
    expect(hasPart('guide')).toBe(true);
    fireEvent.pointerMove(part('body'), { ...pointer(366), shiftKey: true });
    expect(seen.placement?.insertAtMs).toBe(1_060);
    expect(hasPart('guide')).toBe(false);
  });

  it('is switched by its button and by N, and remembered', async () => {
    setup();
    await userEvent.click(screen.getByRole('button', { name: 'Snap on' }));
    expect(localStorage.getItem('timeline-snapping')).toBe('off');
    await userEvent.keyboard('n');
    expect(screen.getByRole('button', { name: 'Snap on' })).toBeTruthy();
  });
});

describe('a drag', () => {
  it('lets the picture follow the edge that is held, and go back to the playhead', () => {
    const { part, transport } = setup();
    drag(part('start'), 50);
    expect(transport.showFrame).toHaveBeenLastCalledWith(2_900);
    fireEvent.pointerUp(part('start'), pointer(550));
    expect(transport.showFrame).toHaveBeenLastCalledWith(null);
  });

  it('is one change, however far it went', () => {
    const { seen, part } = setup();
    drag(part('end'), -10, -20, -30, -40);
    expect(seen.gestures).toHaveLength(0);
    fireEvent.pointerUp(part('end'), pointer(460));
    expect(seen.gestures).toHaveLength(1);
    expect(seen.committed).toEqual({ ...placed, trimEndMs: 5_000 });
  });

  it('that comes back to where it began changes nothing', () => {
    const { seen, part } = setup();
    drag(part('end'), -40, 0);
    fireEvent.pointerUp(part('end'), pointer(500));
    expect(seen.committed).toEqual(placed);
  });
});

describe('the keys', () => {
  it.each([
    ['{ArrowRight}', 4_133],
    ['{ArrowLeft}', 4_100],
    ['{Shift>}{ArrowRight}{/Shift}', 5_120],
    ['j', 3_120],
    ['l', 5_120],
    ['{Home}', 0],
    ['{End}', 10_000],
  ])('%s takes the playhead to %i ms', async (keys, ms) => {
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
  ])('%s places the voice', async (keys, change) => {
    const { seen } = setup();
    await userEvent.keyboard(keys);
    expect(seen.committed).toEqual({ ...placed, ...change });
  });

  it.each([
    [25, 4_160, { insertAtMs: 2_440 }],
    [59.94, 4_121, { insertAtMs: 2_402 }],
  ])('go by the clip’s own frames, at %d a second', async (frameRate, ms, change) => {
    const { seen, transport } = setup({ frameRate });
    await userEvent.keyboard('{ArrowRight}');
    expect(transport.getTimeMs()).toBe(ms);
    await userEvent.keyboard('{Alt>}{ArrowRight}{/Alt}');
    expect(seen.committed).toEqual({ ...placed, ...change });
  });

  it('that follow each other are taken back together', async () => {
    const { seen } = setup();
    await userEvent.keyboard('{Alt>}{ArrowRight}{ArrowRight}{ArrowRight}{/Alt}i');
    const [first, second, third, other] = seen.gestures;
    expect(new Set([first, second, third]).size).toBe(1);
    expect(other).not.toBe(first);
  });

  it('say why they stop', async () => {
    setup();
    await userEvent.keyboard('{Alt>}{Shift>}{ArrowRight}{ArrowRight}{ArrowRight}{/Shift}{/Alt}');
    expect(screen.getByText('The voice must end by the end of the clip.')).toBeTruthy();
  });

  it('take back and make again', async () => {
    const { onUndo, onRedo } = setup();
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(onUndo).toHaveBeenCalledOnce();
    await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
    expect(onRedo).toHaveBeenCalledOnce();
  });

  it('play', async () => {
    const { transport } = setup();
    await userEvent.keyboard(' k');
    expect(transport.toggle).toHaveBeenCalledTimes(2);
  });

  it('are listed by ?, where the single ones can be switched off for good', async () => {
    const { transport } = setup();
    await userEvent.keyboard('?');
    const sheet = await screen.findByRole('dialog', { name: 'Keys' });
    await userEvent.click(within(sheet).getByRole('switch', { name: 'Single keys' }));
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

describe('a closer look', () => {
  it('keeps the playhead where it is, and Shift+Z shows the whole clip again', async () => {
    const { part } = setup();
    await userEvent.keyboard('+');
    expect(Number.parseFloat(part('body').style.width)).toBeCloseTo(720, 3);
    expect(leftOf(part('playhead'))).toBeCloseTo(412, 3);
    await userEvent.keyboard('{Shift>}z{/Shift}');
    expect(part('body').style.width).toBe('480px');
  });

  it('is scrolled by its slider', async () => {
    const { part } = setup();
    await userEvent.keyboard('++');
    const strip = screen.getByRole('slider', { name: 'Part of the clip on show' });
    strip.focus();
    await userEvent.keyboard('{Home}');
    expect(leftOf(part('body'))).toBeCloseTo(540, 0);
    expect(strip.getAttribute('aria-valuetext')).toBe('0:00.0 to 0:04.4');
  });

  it('still drags as far as the pointer goes', async () => {
    const { seen, part } = setup();
    await userEvent.keyboard('+');
    drag(part('body'), 15);
    expect(seen.placement?.insertAtMs).toBe(2_500);
  });
});

describe('what nobody would hand in on purpose', () => {
  const alone = (startMs: number, endMs: number) => [{ faceId: 'a', thumbnailUrl: null, window: timeRange(startMs, endMs) }];

  it('a window of nothing says so', () => {
    setup({ faces: alone(3_000, 3_000), faceId: null, ground: null, placement: null });
    expect(screen.getByRole<HTMLButtonElement>('button', { name: /Face A, on screen for 0 s, too short/ }).disabled).toBe(true);
  });

  it.each([
    [12_000, 15_000],
    [-5_000, -1_000],
  ])('a window outside the clip (%i to %i ms) says so', (startMs, endMs) => {
    setup({ faces: alone(startMs, endMs), faceId: null, ground: null, placement: null });
    expect(screen.getByText('outside the clip')).toBeTruthy();
  });

  it('twenty faces keep the voice in sight, and each can be chosen', async () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ faceId: `f${index}`, thumbnailUrl: null, window: timeRange(0, 5_000) }));
    const { onChooseFace, part } = setup({ faces: many, faceId: 'f0' });
    expect(part('body')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: /^Face T/ }));
    expect(onChooseFace).toHaveBeenCalledExactlyOnceWith('f19');
  });

  it('two faces with one window have a lane each', () => {
    const twins = [...alone(1_000, 9_000), { faceId: 'b', thumbnailUrl: null, window: timeRange(1_000, 9_000) }];
    setup({ faces: twins });
    expect(screen.getByRole('button', { name: /^Face A/ }).style.left).toBe(screen.getByRole('button', { name: /^Face B/ }).style.left);
  });

  it('one person’s windows share a lane under one name', () => {
    setup({ people: [{ faceIds: ['a', 'c'], name: 'Anna' }] });
    expect(screen.getAllByRole('button', { name: /^Anna/ })).toHaveLength(2);
    expect(screen.queryByRole('button', { name: /^Face C/ })).toBeNull();
  });

  it('a clip of 2.000 s with a voice of 2.000 s has exactly one place, and says why it does not move', () => {
    const only: Placement = { ...placed, trimStartMs: 0, trimEndMs: 2_000, insertAtMs: 0 };
    const { seen, part } = setup({
      durationMs: 2_000,
      voice: { ...voice, durationMs: 2_000 },
      placement: only,
      faces: alone(0, 2_000),
      ground: { face: { window: timeRange(0, 2_000) }, video: { durationMs: 2_000 }, voice: { durationMs: 2_000 } },
    });
    drag(part('body'), 100);
    expect(seen.placement).toEqual(only);
    expect(screen.getByText('The voice must end by the end of the clip.')).toBeTruthy();
  });

  it('a voice that fits nowhere is not drawn, and it says where to read why', () => {
    const { hasPart } = setup({
      faces: alone(0, 1_900),
      placement: null,
      ground: { face: { window: timeRange(0, 1_900) }, video: { durationMs: 10_000 }, voice: { durationMs: 6_000 } },
    });
    expect(hasPart('voice-body')).toBe(false);
    expect(screen.getByText('The voice fits nowhere here. The line below says why.')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Fit to face' }).disabled).toBe(true);
  });

  it('a clip of no length still stands', () => {
    setup({ durationMs: 0, faces: [], faceId: null, ground: null, placement: null });
    expect(screen.getByRole('region', { name: 'Timeline' })).toBeTruthy();
  });
});
