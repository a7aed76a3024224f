import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DragPreviewContext, DragPreviewStore } from '@/components/timeline/gestures/drag-preview-store';
import type { MissingInput } from '@/components/wizard/session/use-session';
import { getVerdict, VerdictBar } from '@/components/wizard/steps/place/verdict-bar';
import { ApiError } from '@/lib/client/requests/api-error';
import { isLegal, type Placement, type PlacementContext, type PlacementIssue } from '@/lib/domain/placement';
import { createTimeRange } from '@/lib/domain/time';
import { place } from '@/lib/i18n/en/place';

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

const defaults = {
  placementContext,
  placement: initialPlacement as Placement | null,
  missingInput: null as MissingInput | null,
  priceMilliPtc: 70,
  practice: false,
  isCreating: false,
  createError: null as ApiError | null,
};

function renderBar(props: Partial<typeof defaults> & { placementContext?: PlacementContext } = {}) {
  const handlers = { onFix: vi.fn<(placement: Placement) => void>(), onCreate: vi.fn(), onBack: vi.fn() };
  const view = render(<VerdictBar {...defaults} {...props} {...handlers} />);
  const again = (next: Partial<typeof defaults> & { lastError?: ApiError | null }) =>
    view.rerender(<VerdictBar {...defaults} {...props} {...next} {...handlers} />);
  return { ...handlers, again };
}

/** Reports a pending creation from the click on, like the wizard. */
function CreatingOnPress({ onCreate }: { onCreate: () => void }) {
  const [isCreating, setCreating] = useState(false);
  const press = () => {
    onCreate();
    setCreating(true);
  };
  return <VerdictBar {...defaults} isCreating={isCreating} onFix={() => {}} onCreate={press} />;
}

const createButton = () => screen.getByRole<HTMLButtonElement>('button', { name: /^(Create|Sending)/ });

describe('messages of the placement issues', () => {
  const cases: readonly (readonly [PlacementIssue, string])[] = [
    [{ code: 'invalid-field', severity: 'error', field: 'trimEndMs' }, '“Cut to” has no value that can be used. Set it again.'],
    [
      { code: 'voice-too-short', severity: 'error', byMs: 100 },
      'The recording is 0.1 s too short. It must last at least 2 s: add a longer one.',
    ],
    [
      { code: 'voice-too-long', severity: 'error', byMs: 1_000 },
      'The recording is 1 s too long. It may last up to 60 s: add a shorter one.',
    ],
    [
      { code: 'trimmed-too-short', severity: 'error', byMs: 1 },
      'The part used is 0.001 s too short. At least 2 s of the recording must be used.',
    ],
    [{ code: 'trim-past-voice-end', severity: 'error', byMs: 250 }, '“Cut to” lies 0.25 s after the end of the recording.'],
    [
      { code: 'overlap-too-short', severity: 'error', overlapMs: 700, byMs: 1_300, move: 'earlier' },
      '1.3 s short of the needed 2 s overlap. The voice must come earlier, to be heard while this face is on screen.',
    ],
    [
      { code: 'overlap-too-short', severity: 'error', overlapMs: 700, byMs: 1_300, move: 'later' },
      '1.3 s short of the needed 2 s overlap. The voice must come later, to be heard while this face is on screen.',
    ],
    [
      { code: 'overlap-too-short', severity: 'error', overlapMs: 0, byMs: 2_000, move: 'none' },
      '2 s short of the needed 2 s overlap. Moving it is not enough: the part used must change too.',
    ],
    [{ code: 'starts-before-video', severity: 'error', byMs: 400 }, 'The voice starts 0.4 s before the clip does.'],
    [{ code: 'ends-after-video', severity: 'error', byMs: 1_234 }, 'The voice ends 1.234 s after the clip does.'],
    [
      { code: 'overlap-near-window-end', severity: 'warning', byMs: 80 },
      'Tight: 0.08 s of the needed 2 s lies at the very end of this face’s time. That end is not exact. Moving the voice earlier is safer.',
    ],
    [
      { code: 'trim-near-voice-end', severity: 'warning', byMs: 20 },
      'Tight: the last 0.02 s lies at the very end of the recording. That end is not exact. Cutting a little earlier is safer.',
    ],
  ];

  it.each(cases)('the verdict bar has its own sentence for %o', (issue, sentence) => {
    const { what, todo } = place.issue(issue);
    expect(`${what} ${todo}`.trim()).toBe(sentence);
  });
});

describe('verdict bar', () => {
  const messages = (props: Parameters<typeof renderBar>[0]) => {
    const { what, todo } = getVerdict(
      props?.placementContext ?? placementContext,
      props?.placement === undefined ? initialPlacement : props.placement,
      props?.missingInput ?? null,
      place,
    );
    return `${what} ${todo}`.trim();
  };

  it('the verdict states where the voice runs when it is inside the face’s window', () => {
    expect(messages({})).toBe('It fits. The voice runs 0:02.4 – 0:07.2, all of it while this face is on screen.');
  });

  it('the verdict states how much of the voice the face is visible for when only a part overlaps', () => {
    expect(messages({ placement: { ...initialPlacement, insertAtMs: 200 } })).toBe(
      'It fits. The voice runs 0:00.2 – 0:05.0, 4 s of it while this face is on screen. The mouth moves only then.',
    );
  });

  it('the verdict states how much overlap is missing', () => {
    const farContext = { ...placementContext, video: { durationMs: 20_000 } };
    expect(messages({ placementContext: farContext, placement: { ...initialPlacement, insertAtMs: 8_300 } })).toMatch(
      /^1\.3 s short of the needed 2 s overlap\./,
    );
  });

  it('the verdict lists every problem in order', () => {
    expect(messages({ placement: { ...initialPlacement, insertAtMs: 8_300 } })).toBe(
      '1.3 s short of the needed 2 s overlap. The voice must come earlier, to be heard while this face is on screen. The voice ends 3.1 s after the clip does.',
    );
  });

  it('the verdict states why no placement is valid and offers no fix', () => {
    const briefContext = { ...placementContext, face: { window: createTimeRange(1_000, 2_500) } };
    expect(getVerdict(briefContext, initialPlacement, null, place)).toEqual({
      tone: 'danger',
      mayCreate: false,
      what: 'This face is on screen for 1.5 s, and 2 s are needed.',
      todo: 'Choose another face, or use another clip.',
      fix: null,
    });
  });

  it.each([
    ['video', 'Add a clip first. Someone talking, for 2 seconds or more.'],
    ['faces', 'The faces have to be found first. The voice is placed by itself after that.'],
    ['choice', 'Choose who speaks. The voice is placed by itself then.'],
    ['usable-face', 'No face here can speak. Use another clip.'],
    ['voice', 'Add a voice. A recording of 2 seconds or more; it is placed by itself.'],
  ] as const)('the verdict states the next action while the %s is missing', (missingInput, sentence) => {
    renderBar({ missingInput, placement: null });
    expect(screen.getByText(place.missing[missingInput].what).parentElement?.textContent?.trim()).toBe(sentence);
    expect(createButton().disabled).toBe(true);
  });

  it('the verdict warns of a tight fit and keeps Create enabled', () => {
    const { onCreate } = renderBar({ placement: { ...initialPlacement, insertAtMs: 6_950, trimEndMs: 2_700 } });
    expect(screen.getByText(/Tight: 0\.15 s of the needed 2 s lies at the very end/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Fix it' })).toBeNull();
    createButton().click();
    expect(onCreate).toHaveBeenCalledOnce();
  });

  it.each([
    [
      0,
      'It fits. The voice runs 0:02.4 – 0:07.2, all of it while this face is on screen. The voice is set to 0%: the mouth moves, and nothing is heard.',
    ],
    [
      1,
      'It fits. The voice runs 0:02.4 – 0:07.2, all of it while this face is on screen. The voice is set to 0%: only the old sound is heard.',
    ],
  ])('a voice at zero volume has a warning with the original audio at %d, and Create stays enabled', (originalVolume, sentence) => {
    renderBar({ placement: { ...initialPlacement, voiceVolume: 0, originalVolume } });
    expect(screen.getByText('It fits.').parentElement?.textContent?.trim()).toBe(sentence);
    expect(createButton().disabled).toBe(false);
  });

  it('the verdict follows a drag and Create changes only on release', () => {
    vi.useFakeTimers();
    const dragPreview = new DragPreviewStore();
    const held = (placement: Placement) =>
      act(() => {
        dragPreview.set({ placement, guideMs: null, stoppedBy: null, frameMs: null });
        vi.advanceTimersByTime(100);
      });
    const verdictBar = (placement: Placement) => (
      <DragPreviewContext value={dragPreview}>
        <VerdictBar {...defaults} placement={placement} onFix={vi.fn()} onCreate={vi.fn()} />
      </DragPreviewContext>
    );
    const latePlacement = { ...initialPlacement, insertAtMs: 9_500 };
    const { rerender } = render(verdictBar(latePlacement));
    const messages = () => screen.getByRole('region').querySelector('strong')?.parentElement?.textContent?.trim();
    expect(messages()).toMatch(/^2 s short of the needed 2 s overlap\..*Fix it$/);
    held({ ...initialPlacement, insertAtMs: 8_800 });
    expect(messages()).toMatch(/^1\.8 s short of the needed 2 s overlap\..*Fix it$/);
    held(initialPlacement);
    expect(messages()).toBe('It fits. The voice runs 0:02.4 – 0:07.2, all of it while this face is on screen.');
    held({ ...initialPlacement, insertAtMs: 2_000 });
    expect(messages()).toBe('It fits. The voice runs 0:02.0 – 0:06.8, all of it while this face is on screen.');
    expect(createButton().disabled).toBe(true);
    act(() => dragPreview.revert(latePlacement));
    expect(messages()).toMatch(/^2 s short of the needed 2 s overlap\..*Fix it$/);
    held(initialPlacement);
    rerender(verdictBar(initialPlacement));
    act(() => dragPreview.end());
    expect(messages()).toBe('It fits. The voice runs 0:02.4 – 0:07.2, all of it while this face is on screen.');
    expect(createButton().disabled).toBe(false);
  });

  it('the verdict is announced after its text is stable instead of on every move', () => {
    vi.useFakeTimers();
    const { again } = renderBar();
    const status = screen.getByRole('status');
    expect(status.textContent).toBe('');
    for (let step = 1; step <= 10; step += 1) {
      again({ placement: { ...initialPlacement, insertAtMs: 2_400 + step * 100 } });
      act(() => vi.advanceTimersByTime(100));
      expect(status.textContent).toBe('');
    }
    act(() => vi.advanceTimersByTime(700));
    expect(status.textContent).toMatch(/^It fits\. The voice runs 0:03\.4 – 0:08\.2/);
  });
});

describe('Fix it', () => {
  const brokenPlacement: readonly (readonly [string, Placement])[] = [
    ['too late', { ...initialPlacement, insertAtMs: 9_500 }],
    ['too early', { ...initialPlacement, insertAtMs: -3_000 }],
    ['too short', { ...initialPlacement, trimEndMs: 1_600 }],
    ['beyond the end of the recording', { ...initialPlacement, trimEndMs: 7_000 }],
    ['reversed', { ...initialPlacement, trimStartMs: 5_000, trimEndMs: 1_000 }],
    ['not a number', { ...initialPlacement, insertAtMs: Number.NaN }],
    ['too loud', { ...initialPlacement, voiceVolume: 9 }],
  ];

  it.each(brokenPlacement)('Fix it makes a placement that is %s valid', async (_name, placement) => {
    const { onFix, onCreate } = renderBar({ placement });
    expect(createButton().disabled).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: 'Fix it' }));
    const fixedPlacement = onFix.mock.calls[0]?.[0];
    expect(fixedPlacement && isLegal(fixedPlacement, placementContext)).toBe(true);
    expect(onCreate).not.toHaveBeenCalled();
  });
});

describe('Create', () => {
  it('Create shows its price', () => {
    renderBar();
    expect(createButton().textContent).toBe('Create · 0.07 PTC');
  });

  it('Create in practice mode states practice and shows no price', () => {
    renderBar({ practice: true });
    expect(createButton().textContent).toBe('Create · practice');
  });

  it('Create accepts a click immediately after a failure, even if the error was shown and resolved elsewhere', async () => {
    const user = userEvent.setup();
    const { onCreate, again } = renderBar();
    await user.click(createButton());
    again({ lastError: new ApiError('session-expired') });
    again({ lastError: null });
    await user.click(createButton());
    expect(onCreate).toHaveBeenCalledTimes(2);
  });

  it('Create submits once for a double click before the pending state arrives', async () => {
    const { onCreate } = renderBar();
    await userEvent.dblClick(createButton());
    expect(onCreate).toHaveBeenCalledOnce();
  });

  it('Create ignores clicks and keeps focus while pending', async () => {
    const calls = vi.fn();
    render(<CreatingOnPress onCreate={calls} />);
    const user = userEvent.setup();
    createButton().focus();
    await user.keyboard('{Enter}{Enter} ');
    expect(calls).toHaveBeenCalledOnce();
    expect(createButton().textContent).toBe('Sending…');
    expect(document.activeElement).toBe(createButton());
  });

  it('Create accepts a click immediately after an error response', async () => {
    const { onCreate, again } = renderBar();
    const user = userEvent.setup();
    await user.click(createButton());
    again({ createError: new ApiError('upstream-busy') });
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(onCreate).toHaveBeenCalledTimes(2);
  });
});

describe('Create error', () => {
  it.each([
    ['no', 'The lip-sync service is busy. Nothing was charged. Try again in a moment. Your work is kept.'],
    ['unknown', 'The lip-sync service is busy. It may have been charged. Try again in a moment. Your work is kept.'],
  ] as const)('a Create error states what happened, whether it was charged (%s) and what to do', (charged, sentence) => {
    renderBar({ createError: new ApiError('upstream-busy', { charged }) });
    expect(screen.getByRole('alert').textContent).toContain(sentence);
  });

  it('a Create error stays beside the verdict of invalid settings and cannot be retried', () => {
    renderBar({ createError: new ApiError('validation-failed'), placement: { ...initialPlacement, insertAtMs: 9_500 } });
    expect(screen.getByRole('alert')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Fix it' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('a Create error disappears while the next attempt is pending', () => {
    renderBar({ createError: new ApiError('upstream-busy'), isCreating: true });
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
