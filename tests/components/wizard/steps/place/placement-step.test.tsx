import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DragPreviewContext, DragPreviewStore } from '@/components/timeline/gestures/drag-preview-store';
import { PlacementStep } from '@/components/wizard/steps/place/placement-step';
import { bestPlacement } from '@/lib/domain/best-placement';
import { getHandleLimits, isLegal, type Placement, type PlacementContext } from '@/lib/domain/placement';
import { createTimeRange } from '@/lib/domain/time';

const placementContext: PlacementContext = {
  face: { window: createTimeRange(1_000, 9_000) },
  video: { durationMs: 10_000 },
  voice: { durationMs: 6_000 },
};
const initialPlacement: Placement = { trimStartMs: 600, trimEndMs: 5_400, insertAtMs: 2_400, voiceVolume: 1, originalVolume: 0 };

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

interface Setup {
  readonly placement?: Placement;
  readonly hasOriginalSound?: boolean | null;
}

interface ControlledStepProps extends Required<Setup> {
  readonly placementContext: PlacementContext;
  readonly onPlaced: (placement: Placement) => void;
  readonly onFitToFace: () => void;
}

/** Holds the placement, like the wizard. */
function ControlledStep({ placement: first, onPlaced, ...props }: ControlledStepProps) {
  const [placement, setPlacement] = useState(first);
  const change = (next: Placement) => {
    setPlacement(next);
    onPlaced(next);
  };
  return <PlacementStep {...props} placement={placement} onPlacementChange={change} />;
}

function renderStep(options: Setup = {}) {
  const { placement = initialPlacement, hasOriginalSound = true } = options;
  const onChange = { placement };
  const onFitToFace = vi.fn();
  const wrapper = (next: Placement) => {
    onChange.placement = next;
  };
  const dragPreview = new DragPreviewStore();
  render(
    <DragPreviewContext value={dragPreview}>
      <ControlledStep
        placementContext={placementContext}
        placement={placement}
        hasOriginalSound={hasOriginalSound}
        onPlaced={wrapper}
        onFitToFace={onFitToFace}
      />
    </DragPreviewContext>,
  );
  return { seen: onChange, onFitToFace, live: dragPreview, user: userEvent.setup() };
}

const slider = (name: string | RegExp) => screen.getByRole<HTMLInputElement>('slider', { name });
const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name });
const HANDLES = [
  ['insert', 'Starts in the clip', 'insertAtMs'],
  ['trim-start', /Cut from/, 'trimStartMs'],
  ['trim-end', /Cut to/, 'trimEndMs'],
] as const;

describe('placement sliders', () => {
  it.each(HANDLES)('the range input of %s has exactly the bounds of the rules', (handle, name) => {
    renderStep();
    const limits = getHandleLimits(handle, initialPlacement, placementContext);
    expect(slider(name).min).toBe(String(limits?.earliest.atMs));
    expect(slider(name).max).toBe(String(limits?.latest.atMs));
  });

  it.each([
    ['Starts in the clip', 'From 0:00.0 to 0:05.2.'],
    [/Cut from/, 'From 0:00.0 to 0:03.4.'],
    [/Cut to/, 'From 0:02.6 to 0:06.0.'],
  ])('the sliders of %s state their bounds in a sentence', (name, sentence) => {
    renderStep();
    expect(slider(name).getAttribute('aria-description')).toBe(sentence);
  });

  it('the bounds of a slider follow changes of other values', async () => {
    const { seen: onChange, user } = renderStep();
    const before = slider(/Cut to/).max;
    slider('Starts in the clip').focus();
    await user.keyboard('{End}');
    const limits = getHandleLimits('trim-end', onChange.placement, placementContext);
    expect(slider(/Cut to/).max).toBe(String(limits?.latest.atMs));
    expect(slider(/Cut to/).max).not.toBe(before);
  });

  it.each([
    ['{ArrowRight}', 2_500],
    ['{ArrowUp}', 2_500],
    ['{ArrowLeft}', 2_300],
    ['{ArrowDown}', 2_300],
    ['{PageUp}', 3_400],
    ['{PageDown}', 1_400],
    ['{Shift>}{ArrowRight}{/Shift}', 3_400],
    ['{Home}', 0],
    ['{End}', 5_200],
  ])('the keyboard moves the voice: %s puts it at %i ms', async (keys, insertAtMs) => {
    const { seen: onChange, user } = renderStep();
    slider('Starts in the clip').focus();
    await user.keyboard(keys);
    expect(onChange.placement).toEqual({ ...initialPlacement, insertAtMs });
  });

  it.each(HANDLES)('pushing %s never violates the rules', async (_handle, name) => {
    const { seen: onChange, user } = renderStep();
    slider(name).focus();
    for (const keys of ['{End}{ArrowRight}{PageUp}', '{Home}{ArrowLeft}{PageDown}']) {
      await user.keyboard(keys);
      expect(isLegal(onChange.placement, placementContext)).toBe(true);
    }
  });

  it('trimming the start keeps the position of the words in the video', async () => {
    const { seen: onChange, user } = renderStep();
    slider(/Cut from/).focus();
    await user.keyboard('{PageUp}');
    expect(onChange.placement).toEqual({ ...initialPlacement, trimStartMs: 1_600, insertAtMs: 3_400 });
  });

  it('each slider describes its position in a sentence', () => {
    renderStep();
    expect(slider('Starts in the clip').getAttribute('aria-valuetext')).toBe('Starts at 0:02.4 in the clip, ends at 0:07.2');
    expect(slider(/Cut from/).getAttribute('aria-valuetext')).toBe('Uses the recording from 0:00.6');
    expect(slider(/Cut to/).getAttribute('aria-valuetext')).toBe('Uses the recording up to 0:05.4, 4.8 s in all');
    expect(slider('Voice volume').getAttribute('aria-valuetext')).toBe('100 percent, as recorded');
  });

  it.each([
    ['Starts in the clip', '{End}{ArrowRight}', 'Stops at 0:05.200. The voice must end by the end of the clip.'],
    ['Starts in the clip', '{Home}{ArrowLeft}', 'Stops at 0:00.000. The voice cannot start before the clip does.'],
    [/Cut from/, '{Home}{ArrowLeft}', 'Stops at 0:00.000. The recording starts here.'],
    [/Cut from/, '{End}{ArrowRight}', 'Stops at 0:03.400. At least 2 s of the recording must be used.'],
    [/Cut to/, '{End}{ArrowRight}', 'Stops at 0:06.000. The recording ends here.'],
  ])('pushing %s against its limit shows the rule (%s)', async (name, keys, reason) => {
    const { user } = renderStep();
    slider(name).focus();
    await user.keyboard(keys);
    expect(screen.getByText(reason)).toBeTruthy();
  });

  it('the reason disappears with the next unrestricted move', async () => {
    const { user } = renderStep();
    slider('Starts in the clip').focus();
    await user.keyboard('{End}{ArrowRight}');
    expect(screen.queryByText(/Stops at/)).not.toBeNull();
    await user.keyboard('{ArrowLeft}');
    expect(screen.queryByText(/Stops at/)).toBeNull();
  });
});

describe('placement fields', () => {
  it.each([
    ['4.2', 4_200],
    ['0:04.2', 4_200],
    ['4200ms', 4_200],
    ['+0.5', 2_900],
    ['-1', 1_400],
    ['3,5', 3_500],
    [' 0:03 ', 3_000],
  ])('the start field accepts %j as %i ms', async (text, insertAtMs) => {
    const { seen: onChange, user } = renderStep();
    await user.clear(field('Starts in the clip'));
    await user.type(field('Starts in the clip'), `${text}{Enter}`);
    await vi.waitFor(() => expect(onChange.placement).toEqual({ ...initialPlacement, insertAtMs }));
    expect(slider('Starts in the clip').value).toBe(String(insertAtMs));
  });

  it('a field commits its text on blur', async () => {
    const { seen: onChange, user } = renderStep();
    await user.clear(field('Starts in the clip'));
    await user.type(field('Starts in the clip'), '3');
    await user.tab();
    await vi.waitFor(() => expect(onChange.placement.insertAtMs).toBe(3_000));
    await vi.waitFor(() => expect(field('Starts in the clip').value).toBe('0:03.000'));
  });

  it.each([
    ['later', 'That is not a time.'],
    ['1:75', 'That is not a time.'],
    ['99999999', 'That is longer than a day.'],
  ])('a field keeps the last valid value for the input %j and states why', async (text, blockedReason) => {
    const { seen: onChange, user } = renderStep();
    await user.clear(field('Starts in the clip'));
    await user.type(field('Starts in the clip'), `${text}{Enter}`);
    expect(await screen.findByText(`${blockedReason} Write 4.2, 0:04.2, 4200ms, +0.5 or -1. It stays at 0:02.400.`)).toBeTruthy();
    expect(field('Starts in the clip').getAttribute('aria-invalid')).toBe('true');
    expect(onChange.placement).toEqual(initialPlacement);
    await user.tab();
    await vi.waitFor(() => expect(field('Starts in the clip').value).toBe('0:02.400'));
    expect(onChange.placement).toEqual(initialPlacement);
  });

  it('an emptied field keeps the last valid value and states why', async () => {
    const { seen: onChange, user } = renderStep();
    await user.clear(field('Length used'));
    await user.tab();
    expect(await screen.findByText(/Nothing was typed\. .* It stays at 0:04\.800\./)).toBeTruthy();
    expect(field('Length used').value).toBe('0:04.800');
    expect(onChange.placement).toEqual(initialPlacement);
  });

  it('a time beyond the rules is limited and the rule is named', async () => {
    const { seen: onChange, user } = renderStep();
    await user.clear(field('Starts in the clip'));
    await user.type(field('Starts in the clip'), '9{Enter}');
    expect(await screen.findByText('Stops at 0:05.200. The voice must end by the end of the clip.')).toBeTruthy();
    expect(onChange.placement.insertAtMs).toBe(5_200);
    expect(field('Starts in the clip').value).toBe('0:05.200');
  });

  it('a typed length trims the end', async () => {
    const { seen: onChange, user } = renderStep();
    await user.clear(field('Length used'));
    await user.type(field('Length used'), '3{Enter}');
    await vi.waitFor(() => expect(onChange.placement).toEqual({ ...initialPlacement, trimEndMs: 3_600 }));
  });

  it('a length that is too long states the maximum length', async () => {
    const { user } = renderStep();
    await user.clear(field('Length used'));
    await user.type(field('Length used'), '20{Enter}');
    expect(await screen.findByText('Stops at 0:05.400. The recording ends here.')).toBeTruthy();
  });

  it.each([
    ['Cut from', '1', { ...initialPlacement, trimStartMs: 1_000, insertAtMs: 2_800 }],
    ['Cut to', '5', { ...initialPlacement, trimEndMs: 5_000 }],
  ])('the field moves the handle of %s', async (name, text, expected) => {
    const { seen: onChange, user } = renderStep();
    await user.clear(field(name));
    await user.type(field(name), `${text}{Enter}`);
    await vi.waitFor(() => expect(onChange.placement).toEqual(expected));
  });

  it('Escape restores the previous value of a field', async () => {
    const { seen: onChange, user } = renderStep();
    await user.clear(field('Cut to'));
    await user.type(field('Cut to'), 'nonsense{Escape}');
    expect(field('Cut to').value).toBe('0:05.400');
    expect(onChange.placement).toEqual(initialPlacement);
  });

  it('the fields follow the sliders', async () => {
    const { user } = renderStep();
    slider('Starts in the clip').focus();
    await user.keyboard('{ArrowRight}');
    expect(field('Starts in the clip').value).toBe('0:02.500');
  });
});

describe('volume controls', () => {
  it('the original audio is off by default and is switched on at its recorded volume', async () => {
    const { seen: onChange, user } = renderStep();
    const wrapper = screen.getByRole<HTMLInputElement>('switch', { name: 'Keep the old sound' });
    expect(wrapper.checked).toBe(false);
    expect(screen.getByText('Off, so only the new voice is heard')).toBeTruthy();
    expect(screen.queryByRole('slider', { name: 'Old sound volume' })).toBeNull();
    await user.click(wrapper);
    expect(onChange.placement.originalVolume).toBe(1);
    expect(slider('Old sound volume').value).toBe('100');
    await user.click(wrapper);
    expect(onChange.placement.originalVolume).toBe(0);
  });

  it('the original audio of a silent clip cannot be switched on and the reason is shown', () => {
    renderStep({ hasOriginalSound: false, placement: { ...initialPlacement, originalVolume: 1 } });
    const wrapper = screen.getByRole<HTMLInputElement>('switch', { name: 'Keep the old sound' });
    expect(wrapper.disabled).toBe(true);
    expect(wrapper.checked).toBe(false);
    expect(screen.getByText('The clip has no sound of its own')).toBeTruthy();
  });

  it('the original audio can be switched on if it is unknown whether the clip has any', () => {
    renderStep({ hasOriginalSound: null });
    expect(screen.getByRole<HTMLInputElement>('switch', { name: 'Keep the old sound' }).disabled).toBe(false);
  });

  it.each([
    ['{ArrowRight}', 1.05],
    ['{PageDown}', 0.75],
    ['{Home}', 0],
    ['{End}', 2],
    ['{End}{ArrowRight}', 2],
  ])('the keyboard sets the volume of the voice: %s makes it %d', async (keys, gain) => {
    const { seen: onChange, user } = renderStep();
    expect([slider('Voice volume').min, slider('Voice volume').max]).toEqual(['0', '200']);
    slider('Voice volume').focus();
    await user.keyboard(keys);
    expect(onChange.placement.voiceVolume).toBe(gain);
  });
});

describe('best placement', () => {
  it('the best placement is offered only if the voice is elsewhere', async () => {
    const { onFitToFace, user } = renderStep();
    await user.click(screen.getByRole('button', { name: 'Back to the best place' }));
    expect(onFitToFace).toHaveBeenCalledOnce();
    cleanup();
    const best = bestPlacement(placementContext);
    if (best.kind !== 'placed') throw new Error('the test window has a best placement');
    renderStep({ placement: best.placement });
    expect(screen.queryByRole('button', { name: 'Back to the best place' })).toBeNull();
  });
});

describe('placement fields during a drag', () => {
  const previewMove = (change: Partial<Placement>) => ({
    placement: { ...initialPlacement, ...change },
    guideMs: null,
    stoppedBy: null,
    frameMs: null,
  });

  it('during a drag the fields and sliders update in turn, and all of them when it rests or ends', () => {
    vi.useFakeTimers();
    const { live: dragPreview, seen: onChange } = renderStep();
    dragPreview.set(previewMove({ insertAtMs: 2_900, trimStartMs: 1_100 }));
    vi.advanceTimersByTime(100);
    expect([field('Starts in the clip').value, field('Cut from').value, field('Length used').value]).toEqual([
      '0:02.900',
      '0:01.100',
      '0:04.300',
    ]);
    expect([slider('Starts in the clip').value, slider(/Cut from/).value]).toEqual(['2900', '1100']);
    expect(slider('Starts in the clip').getAttribute('aria-valuetext')).toBe('Starts at 0:02.9 in the clip, ends at 0:07.2');
    for (const insertAtMs of [3_000, 3_100, 3_200, 3_300, 3_400]) dragPreview.set(previewMove({ insertAtMs }));
    dragPreview.end();
    expect([field('Starts in the clip').value, field('Cut from').value]).toEqual(['0:03.400', '0:00.600']);
    expect(onChange.placement).toBe(initialPlacement);
  });

  it('a cancelled drag restores all fields and sliders', () => {
    const { live: dragPreview } = renderStep();
    vi.useFakeTimers();
    dragPreview.set(previewMove({ insertAtMs: 3_000, voiceVolume: 0.5 }));
    vi.advanceTimersByTime(100);
    expect(slider('Voice volume').value).toBe('50');
    dragPreview.revert(initialPlacement);
    expect(field('Starts in the clip').value).toBe('0:02.400');
    expect([slider('Starts in the clip').value, slider('Voice volume').value]).toEqual(['2400', '100']);
  });

  it('a drag does not overwrite typed text', async () => {
    const { live: dragPreview, user } = renderStep();
    await user.clear(field('Cut to'));
    await user.type(field('Cut to'), '4.2');
    dragPreview.set(previewMove({ trimEndMs: 4_900 }));
    dragPreview.end();
    expect(field('Cut to').value).toBe('4.2');
    expect(slider(/Cut to/).value).toBe('4900');
  });
});
