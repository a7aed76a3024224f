import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { StepRail } from '@/components/shell/step-rail';
import { ClipRejectionNotice, VoiceRejectionNotice } from '@/components/wizard/pending-file/rejection-notices';
import type { ClipWork } from '@/components/wizard/session/snapshot';
import { FaceStep } from '@/components/wizard/steps/face/face-step';
import { ClipStatus } from '@/components/wizard/steps/video/clip-status';
import { LinkForm } from '@/components/wizard/steps/video/link-form';
import { VideoStep } from '@/components/wizard/steps/video/video-step';
import { ApiError } from '@/lib/client/requests/api-error';
import type { Person } from '@/lib/domain/people/person';
import { createTimeRange } from '@/lib/domain/time';
import { checkVideoLimits } from '@/lib/domain/video';
import { checkVoiceLimits } from '@/lib/domain/voice';
import type { IdentifiedFaces } from '@/lib/domain/wizard';
import { clipFacts, voiceFacts } from '../session/test-session';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }));

describe('rejection notices', () => {
  function describeClip(change: Partial<typeof clipFacts>) {
    const { container } = render(
      <ClipRejectionNotice
        name="clip.mp4"
        rejection={{ kind: 'findings', findings: checkVideoLimits({ ...clipFacts, ...change }) }}
        keepsPrevious={false}
        onDismiss={vi.fn()}
      />,
    );
    return container.textContent ?? '';
  }

  it.each([
    ['1.9 s', { durationMs: 1_900 }, 'This clip is 1.9 s long; lip-sync needs at least 2 s.'],
    ['60.1 s', { durationMs: 60_100 }, 'This clip is 60.1 s long; lip-sync takes up to 60 s.'],
    ['1:34', { durationMs: 94_000 }, 'This clip is 1:34 long; lip-sync takes up to 60 s.'],
    ['101 MB', { byteSize: 101_000_000 }, 'This clip has 101 MB; lip-sync takes up to 100 MB.'],
    ['100.1 MB', { byteSize: 100_100_000 }, 'This clip has 100.1 MB; lip-sync takes up to 100 MB.'],
    ['480p', { widthPx: 854, heightPx: 480 }, 'The picture is 854 × 480; both sides must have at least 512 pixels.'],
    ['2161 px', { widthPx: 2_161, heightPx: 1_080 }, 'The picture is 2161 × 1080; no side may have more than 2160 pixels.'],
    ['no video', { widthPx: 0, heightPx: 0 }, 'This file has sound but no picture.'],
    ['another container', { container: 'other' as const }, 'This clip is not an MP4 or MOV.'],
  ])('the rejection of a clip of %s states its numbers, that nothing was charged and what to do', (_name, change, messages) => {
    const renderedText = describeClip(change);
    expect(renderedText).toContain(messages);
    expect(renderedText).toContain('Nothing was charged.');
  });

  it.each([
    ['1.9 s', { durationMs: 1_900 }, 'This recording is 1.9 s long; lip-sync needs at least 2 s.'],
    ['1.999 s', { durationMs: 1_999 }, 'This recording is 1.999 s long; lip-sync needs at least 2 s.'],
    ['61 s', { durationMs: 61_000 }, 'This recording is 1:01 long; lip-sync takes up to 60 s.'],
    ['6 MB', { byteSize: 6_000_000 }, 'This recording has 6 MB; lip-sync takes up to 5 MB.'],
    ['an OGG', { kind: 'other' as const }, 'This recording is not an MP3, WAV or M4A.'],
  ])('the rejection of a voice of %s states its numbers', (_name, change, messages) => {
    render(
      <VoiceRejectionNotice
        name="voice.mp3"
        rejection={{ kind: 'findings', findings: checkVoiceLimits({ ...voiceFacts, ...change }) }}
        keepsPrevious
        onDismiss={vi.fn()}
      />,
    );
    const renderedText = screen.getByRole('alert').textContent ?? '';
    expect(renderedText).toContain(messages);
    expect(renderedText).toContain('Nothing was charged.');
    expect(renderedText).toContain('The voice you had is still here.');
  });

  it.each(['empty', 'not-media', 'cut-off', 'unreadable'] as const)('the rejection of a file that is %s has a message', (fault) => {
    render(<ClipRejectionNotice name="x.mp4" rejection={{ kind: 'fault', fault }} keepsPrevious={false} onDismiss={vi.fn()} />);
    expect(screen.getByRole('alert').textContent).toMatch(/^x\.mp4 was not taken.+Nothing was charged\.\s*$/);
  });
});

describe('clip details', () => {
  const video = { name: 'clip.mp4', source: { kind: 'file', fileKey: 'k' }, facts: clipFacts } as const;
  const renderStep = (change: Partial<typeof clipFacts>, isSavedLocally = true) =>
    render(
      <VideoStep
        practice
        video={{ ...video, facts: { ...clipFacts, ...change } }}
        initialLink={null}
        isSavedLocally={isSavedLocally}
        onFiles={vi.fn()}
        onLink={vi.fn()}
      />,
    );

  it('clip details show the duration, size and dimensions', () => {
    renderStep({});
    expect(screen.getByText('0:09 · 514 kB · 1280 × 720')).toBeTruthy();
  });

  it('a clip of questionable dimensions is accepted with a warning', () => {
    renderStep({ widthPx: 640, heightPx: 640 });
    expect(screen.getByText(/It may work\./)).toBeTruthy();
  });

  it('a clip without audio says so', () => {
    renderStep({ hasSound: false });
    expect(screen.getByText('This clip has no sound of its own.')).toBeTruthy();
  });

  it('the clip step without storage says so and promises no saved draft', () => {
    renderStep({}, false);
    expect(screen.getByText(/does not keep your work for a reload/)).toBeTruthy();
  });
});

describe('link form', () => {
  it.each([
    ['', 'Paste the link here.'],
    ['example.com/a.mp4', 'This is not a whole link.'],
    ['http://example.com/a.mp4', 'The link must start with https://.'],
    ['javascript:alert(1)', 'The link must start with https://.'],
  ])('the link form rejects %j and states why', async (text, messages) => {
    const user = userEvent.setup();
    const onLink = vi.fn();
    render(<LinkForm practice={false} initialText={text} onLink={onLink} onCancel={vi.fn()} />);
    await user.click(screen.getByRole('button', { name: 'Use this link' }));
    expect((await screen.findByRole('alert')).textContent).toContain(messages);
    expect(screen.getByLabelText('Link to a clip').getAttribute('aria-invalid')).toBe('true');
    expect(onLink).not.toHaveBeenCalled();
  });

  it('the link form trims spaces', async () => {
    const user = userEvent.setup();
    const onLink = vi.fn();
    render(<LinkForm practice={false} initialText="" onLink={onLink} onCancel={vi.fn()} />);
    await user.type(screen.getByLabelText('Link to a clip'), '  https://example.com/a.mp4 {Enter}');
    expect(onLink).toHaveBeenCalledWith('https://example.com/a.mp4');
  });
});

describe('clip status', () => {
  function renderStep(work: ClipWork) {
    const handlers = { onStop: vi.fn(), onRetry: vi.fn(), onFiles: vi.fn() };
    render(<ClipStatus work={work} practice {...handlers} />);
    return handlers;
  }

  it('an upload shows its progress and remaining time and can be cancelled', async () => {
    const user = userEvent.setup();
    const { onStop } = renderStep({
      kind: 'uploading',
      progress: { kind: 'sending', sentBytes: 30, totalBytes: 100, remainingMs: 12_400 },
    });
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('30');
    expect(screen.getByText('13 s left')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(onStop).toHaveBeenCalledOnce();
  });

  it('progress is announced at quarters only', () => {
    renderStep({ kind: 'uploading', progress: { kind: 'sending', sentBytes: 74, totalBytes: 100, remainingMs: null } });
    expect(screen.getByRole('status').textContent).toBe('Uploading 50%');
  });

  it('an offline upload states that it continues automatically', () => {
    renderStep({ kind: 'uploading', progress: { kind: 'waiting', why: 'offline', sentBytes: 40, totalBytes: 100 } });
    expect(screen.getByRole('status').textContent).toMatch(/offline.+goes on by itself/);
  });

  it('a cancelled upload states that nothing was charged and the clip is kept', async () => {
    const user = userEvent.setup();
    const { onRetry } = renderStep({ kind: 'stopped' });
    expect(screen.getByText('Nothing was charged, and the clip is still here.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Upload it again' }));
    expect(onRetry).toHaveBeenCalledOnce();
  });

  it('a failed upload offers a retry', async () => {
    const user = userEvent.setup();
    const { onRetry } = renderStep({ kind: 'failed', during: 'finding', error: new ApiError('upstream-timeout') });
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(onRetry).toHaveBeenCalledOnce();
  });
});

describe('face step', () => {
  const found = (...windows: [number, number][]): IdentifiedFaces => ({
    videoId: 'video-1',
    durationMs: 20_000,
    expiresAt: '2026-03-02T12:00:00Z',
    faces: windows.map(([startMs, endMs], index) => ({
      faceId: String(index),
      window: createTimeRange(startMs, endMs),
      thumbnailUrl: `/thumbnail/${index}`,
    })),
  });
  function renderStep(faces: IdentifiedFaces | undefined, props: { practice?: boolean; faceId?: string; people?: readonly Person[] } = {}) {
    const onSelect = vi.fn();
    render(
      <FaceStep
        practice={props.practice ?? false}
        hasClip
        found={faces}
        faceId={props.faceId}
        people={props.people ?? []}
        personSection={null}
        clipWork={{ kind: 'idle' }}
        onSelect={onSelect}
        onFiles={vi.fn()}
      />,
    );
    return onSelect;
  }

  it('faces are radio buttons with their windows', () => {
    renderStep(found([3_000, 18_000], [0, 9_500]), { faceId: '0' });
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Face A can speak 0:03 – 0:18, 15 s' }).checked).toBe(true);
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Face B can speak 0:00 – 0:09.5, 9.5 s' }).checked).toBe(false);
  });

  it('faces show the name of their person in every window', () => {
    const people = [
      { faceIds: ['0', '2'], name: 'Anna' },
      { faceIds: ['1', '3'], name: null },
    ];
    renderStep(found([0, 4_000], [1_000, 4_000], [6_000, 9_000], [12_000, 15_000]), { people });
    expect(screen.getAllByRole('radio').map((radio) => radio.closest('label')?.textContent)).toEqual([
      expect.stringMatching(/^Anna.*0:00 – 0:04/),
      expect.stringMatching(/^Face B.*0:01 – 0:04/),
      expect.stringMatching(/^Anna.*0:06 – 0:09/),
      expect.stringMatching(/^Face B.*0:12 – 0:15/),
    ]);
  });

  it('faces that are visible too briefly are disabled with the reason', () => {
    renderStep(found([0, 9_000], [6_000, 7_500]));
    const briefWindow = screen.getByRole<HTMLInputElement>('radio', { name: /Face B/ });
    expect(briefWindow.disabled).toBe(true);
    expect(briefWindow.closest('label')?.textContent).toContain('1.5 s on screen: too short, 2 s are needed');
  });

  it('a click chooses a face finally and arrow keys choose it provisionally', async () => {
    const user = userEvent.setup();
    const onSelect = renderStep(found([0, 9_000], [3_000, 9_000]), { faceId: '0' });
    await user.click(screen.getByRole('radio', { name: /Face B/ }));
    expect(onSelect).toHaveBeenLastCalledWith('1', false);
    screen.getByRole('radio', { name: /Face A/ }).focus();
    await user.keyboard('{ArrowDown}');
    expect(onSelect).toHaveBeenLastCalledWith('1', true);
  });

  it('a clip without faces shows advice, the cost and a way to continue', () => {
    renderStep(found());
    const notice = screen.getByRole('status');
    expect(notice.textContent).toContain('Looking for faces was charged: 0.007 PTC.');
    expect(notice.textContent).toContain('It is well lit');
    expect(within(notice).getByRole('button', { name: 'Use another clip' })).toBeTruthy();
  });

  it('a clip without faces costs nothing in practice mode', () => {
    renderStep(found(), { practice: true });
    expect(screen.getByRole('status').textContent).toContain('Nothing was charged: this is practice.');
  });

  it('a face whose thumbnail fails to load shows a placeholder of the same size', async () => {
    renderStep(found([0, 9_000]));
    const image = document.querySelector('img');
    if (!image) throw new Error('the thumbnail is missing');
    image.dispatchEvent(new Event('error'));
    await vi.waitFor(() => expect(document.querySelector('img')).toBeNull());
    expect(screen.getByRole('radio', { name: /Face A/ })).toBeTruthy();
  });
});

describe('step rail', () => {
  it('the step rail marks completed and current steps and links only to reachable ones', async () => {
    const user = userEvent.setup();
    const toVideo = vi.fn<() => void>();
    render(<StepRail currentStep="voice" completed={new Set(['video', 'face'])} targets={{ video: toVideo, voice: () => undefined }} />);
    const [list] = screen.getAllByRole('list');
    if (!list) throw new Error('the step rail is missing');
    const items = within(list).getAllByRole('listitem');
    expect(items.map((item) => item.textContent)).toEqual(['Videodone', 'Facedone', 'Voice', 'Place', 'Result']);
    expect(items[2]?.getAttribute('aria-current')).toBe('step');
    expect(within(list).getAllByRole('button')).toHaveLength(1);
    await user.click(within(list).getByRole('button', { name: /Video/ }));
    expect(toVideo).toHaveBeenCalledOnce();
  });
});
