import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Recorder } from '@/components/recorder/recorder';
import type { Microphone, MicrophoneFault } from '@/lib/media/microphone';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'], shouldAdvanceTime: true });
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:take', revokeObjectURL: () => undefined }));
  vi.spyOn(HTMLMediaElement.prototype, 'pause').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
});

function fakeMicrophone() {
  return {
    level: () => 0.5,
    start: vi.fn(),
    stop: vi.fn<Microphone['stop']>(async () => ({ blob: new Blob(['sound'], { type: 'audio/webm' }), extension: '.webm' })),
    close: vi.fn(),
  };
}

function renderRecorder(microphoneResult: Microphone | MicrophoneFault) {
  const onUse = vi.fn<(file: File) => void>();
  const onClose = vi.fn();
  const open = async () => microphoneResult;
  const { unmount } = render(<Recorder onUse={onUse} onClose={onClose} open={open} />);
  return { onUse, onClose, unmount, user: userEvent.setup({ advanceTimers: vi.advanceTimersByTime }) };
}

const advanceTime = (ms: number) => act(async () => vi.advanceTimersByTime(ms));
async function waitForRecording() {
  await screen.findByText('Get ready to speak');
  // The first second starts only with the first timer tick.
  for (let second = 0; second < 4 && screen.queryByText('Recording') === null; second += 1) await advanceTime(1_000);
}

describe('recorder', () => {
  it('the recorder counts down from three and returns the recording as a file', async () => {
    const microphone = fakeMicrophone();
    const { onUse, user } = renderRecorder(microphone);
    await screen.findByText('Get ready to speak');
    expect(microphone.start).not.toHaveBeenCalled();
    await waitForRecording();
    expect(microphone.start).toHaveBeenCalledOnce();
    await advanceTime(4_000);
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    expect(await screen.findByRole('button', { name: 'Listen to the recording' })).toBeTruthy();
    expect(onUse).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'Use it' }));
    expect(onUse.mock.calls[0]?.[0].name).toBe('Recording.webm');
  });

  it('the recorder stops before one minute', async () => {
    const microphone = fakeMicrophone();
    renderRecorder(microphone);
    await waitForRecording();
    await advanceTime(60_000);
    expect(microphone.stop).toHaveBeenCalled();
    expect(await screen.findByRole('button', { name: 'Use it' })).toBeTruthy();
  });

  it('the recorder releases the microphone on unmount', async () => {
    const microphone = fakeMicrophone();
    const { unmount } = renderRecorder(microphone);
    await waitForRecording();
    unmount();
    expect(microphone.close).toHaveBeenCalled();
  });

  it.each([
    ['denied', 'The microphone may not be used here.'],
    ['missing', 'No microphone was found.'],
    ['busy', 'The microphone did not answer.'],
    ['unsupported', 'This browser cannot record here.'],
  ] as const)('the recorder states that the microphone is %s and that nothing was charged', async (fault, words) => {
    renderRecorder(fault);
    const said = (await screen.findByRole('alert')).textContent ?? '';
    expect(said).toContain(words);
    expect(said).toContain('Nothing was charged.');
  });

  it('the recorder rejects a recording of less than two seconds', async () => {
    const microphone = fakeMicrophone();
    const { user } = renderRecorder(microphone);
    await waitForRecording();
    await advanceTime(1_000);
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    expect((await screen.findByRole('alert')).textContent).toContain('That was too short');
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });
});
