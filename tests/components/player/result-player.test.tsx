import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ResultPlayer } from '@/components/player/result-player';

/** jsdom does not implement media playback; these mocks replace its three methods. */
beforeEach(() => {
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockImplementation(function play(this: HTMLMediaElement) {
    Object.defineProperty(this, 'paused', { value: false, configurable: true });
    this.dispatchEvent(new Event('play'));
    return Promise.resolve();
  });
  vi.spyOn(HTMLMediaElement.prototype, 'pause').mockImplementation(function pause(this: HTMLMediaElement) {
    Object.defineProperty(this, 'paused', { value: true, configurable: true });
    this.dispatchEvent(new Event('pause'));
  });
  vi.spyOn(HTMLMediaElement.prototype, 'load').mockImplementation(() => {});
  localStorage.clear();
});
afterEach(cleanup);

/** Sets the element's properties as after `loadedmetadata`. */
function fireLoadedMetadata(video: HTMLVideoElement, seconds = 10) {
  const properties = { readyState: 4, duration: seconds, videoWidth: 1280, videoHeight: 720 };
  for (const [name, value] of Object.entries(properties)) Object.defineProperty(video, name, { value, configurable: true });
  fireEvent.loadedMetadata(video);
}

function setup({ before = null as string | null, whyNoBefore = null as string | null } = {}) {
  const { container } = render(
    <ResultPlayer
      src="/video"
      durationMs={10_000}
      voice={{ startMs: 2_400, endMs: 7_200 }}
      beforeSrc={before}
      beforeUnavailableReason={whyNoBefore}
    >
      <aside />
    </ResultPlayer>,
  );
  const video = screen.getByLabelText<HTMLVideoElement>('Result', { selector: 'video' });
  const findCompanion = () => container.querySelector<HTMLVideoElement>('video[aria-label="Before"]');
  return { video, twin: findCompanion, user: userEvent.setup() };
}

describe('result player', () => {
  it('the player’s button toggles playback and names its next action', async () => {
    const { video, user } = setup();
    await user.click(screen.getByRole('button', { name: 'Play' }));
    expect(video.paused).toBe(false);
    await user.click(screen.getByRole('button', { name: 'Pause' }));
    expect(video.paused).toBe(true);
    expect(screen.getByRole('button', { name: 'Play' })).toBeTruthy();
  });

  it.each(['k', ' '])('the key %j toggles playback from every element that does not use it', async (key) => {
    const { video, user } = setup();
    screen.getByRole('slider', { name: 'Position' }).focus();
    await user.keyboard(key);
    expect(video.paused).toBe(false);
  });

  it('the player leaves the space bar to a focused button', async () => {
    const { video, user } = setup();
    screen.getByRole('button', { name: 'Mute' }).focus();
    await user.keyboard(' ');
    expect(video.paused).toBe(true);
  });

  it.each([
    ['{ArrowRight}', 1],
    ['{PageUp}', 5],
    ['{End}', 10],
    ['{Home}', 0],
  ])('keyboard seeking works (%s)', async (keys, seconds) => {
    const { video, user } = setup();
    fireLoadedMetadata(video);
    screen.getByRole('slider', { name: 'Position' }).focus();
    await user.keyboard(keys);
    expect(video.currentTime).toBeCloseTo(seconds, 2);
    expect(screen.getByRole('slider', { name: 'Position' }).getAttribute('aria-valuetext')).toBe(
      `0:${String(seconds).padStart(2, '0')} of 0:10`,
    );
  });

  it('the player stays paused when the browser rejects playback', async () => {
    const { user } = setup();
    vi.mocked(HTMLMediaElement.prototype.play).mockRejectedValue(new DOMException('no', 'NotAllowedError'));
    await user.click(screen.getByRole('button', { name: 'Play' }));
    expect(screen.getByRole('button', { name: 'Play' })).toBeTruthy();
  });

  it('the player is silent when muted and names the action that unmutes it', async () => {
    const { video, user } = setup();
    await user.click(screen.getByRole('button', { name: 'Mute' }));
    act(() => void fireEvent(video, new Event('volumechange')));
    expect(video.muted).toBe(true);
    expect(screen.getByRole('button', { name: 'Sound on' })).toBeTruthy();
  });

  it('the player shows that it is loading until the duration is known', () => {
    const { video } = setup();
    expect(screen.getByRole('status').textContent).toBe('Loading the result');
    fireLoadedMetadata(video, 9.5);
    expect(screen.queryByRole('status')).toBeNull();
    expect(screen.getByText('/ 0:09.500')).toBeTruthy();
  });

  it('the player reports a file that cannot be played and loads it again', async () => {
    const { video, user } = setup();
    Object.defineProperty(video, 'error', { value: { code: 3 }, configurable: true });
    fireEvent.error(video);
    expect(screen.getByRole('alert').textContent).toContain('The result cannot be played here');
    await user.click(screen.getByRole('button', { name: 'Load again' }));
    expect(video.load).toHaveBeenCalledOnce();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('the player changes its speed and shows it in the list', async () => {
    const { video, user } = setup();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Speed' }), '0.5×');
    expect(video.playbackRate).toBe(0.5);
    await user.click(document.body);
    await user.keyboard('>');
    expect(video.playbackRate).toBe(0.75);
    expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Speed' }).value).toBe('0.75');
  });

  it.each([
    ['j', -1],
    ['l', 1],
    ['{Shift>}{ArrowRight}{/Shift}', 1],
  ])('the key %s seeks by one second', async (keys, deltaSeconds) => {
    const { video, user } = setup();
    fireLoadedMetadata(video);
    act(() => {
      video.currentTime = 5;
      fireEvent(video, new Event('seeked'));
    });
    await user.click(document.body);
    await user.keyboard(keys);
    expect(video.currentTime).toBeCloseTo(5 + deltaSeconds, 2);
  });

  it('the player loops the voice by its button and by its key', async () => {
    const { user } = setup();
    const loop = screen.getByRole('button', { name: 'Loop the voice' });
    await user.click(loop);
    expect(loop.getAttribute('aria-pressed')).toBe('true');
    await user.click(document.body);
    await user.keyboard('r');
    expect(loop.getAttribute('aria-pressed')).toBe('false');
  });

  it('the ? key lists the player’s shortcuts, where single-character keys can be switched off', async () => {
    const { video, user } = setup();
    await user.click(document.body);
    await user.keyboard('?');
    const dialog = await screen.findByRole('dialog', { name: 'Keys' }, { timeout: 10_000 });
    expect(dialog.textContent).toContain('The next way to compare');
    await user.click(screen.getByRole('switch', { name: 'Single keys' }));
    await user.keyboard('{Escape}');
    await user.keyboard('k');
    expect(video.paused).toBe(true);
    await user.keyboard(' ');
    expect(video.paused).toBe(false);
  });
});

describe('comparison', () => {
  it('comparison is disabled with a reason if there is no source video', () => {
    const { twin: findCompanion } = setup({ whyNoBefore: 'It is gone.' });
    expect(findCompanion()).toBeNull();
    expect(screen.queryByRole('radio', { name: 'Wipe' })).toBeNull();
    expect(screen.getByText('It is gone.')).toBeTruthy();
  });

  it('comparison starts in wipe mode with a range input as divider', async () => {
    const { twin: findCompanion } = setup({ before: '/original' });
    expect(findCompanion()?.getAttribute('src')).toBe('/original');
    const divider = screen.getByRole<HTMLInputElement>('slider', { name: 'Divider between before and after' });
    expect(divider.getAttribute('aria-valuetext')).toBe('50 percent before, the rest after');
    fireEvent.change(divider, { target: { value: '20' } });
    expect(divider.getAttribute('aria-valuetext')).toBe('20 percent before, the rest after');
    expect(findCompanion()?.parentElement?.style.clipPath).toMatch(/^inset\(0(px)? 80% 0(px)? 0(px)?\)$/);
  });

  it('the comparison key cycles wipe, side by side and off, which loads only the result, and stores the mode', async () => {
    const { twin: findCompanion, user } = setup({ before: '/original' });
    await user.click(document.body);
    await user.keyboard('c');
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Side by side' }).checked).toBe(true);
    expect(screen.queryByRole('slider', { name: /Divider/ })).toBeNull();
    expect(findCompanion()).not.toBeNull();
    await user.keyboard('c');
    expect(findCompanion()).toBeNull();
    cleanup();
    const reloadButton = setup({ before: '/original' });
    expect(reloadButton.twin()).toBeNull();
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Result' }).checked).toBe(true);
  });

  it('comparison reports a source that cannot be played and shows the result alone', () => {
    const { twin: findCompanion } = setup({ before: '/original' });
    const video = findCompanion();
    if (!video) throw new Error('the source video is not rendered');
    Object.defineProperty(video, 'error', { value: { code: 4 }, configurable: true });
    fireEvent.error(video);
    expect(screen.getByText(/This browser cannot show the clip from before/)).toBeTruthy();
    expect(screen.queryByRole('radio', { name: 'Wipe' })).toBeNull();
  });
});
