import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ResultPlayer } from '@/components/player/result-player';

/** jsdom has no media: these three stand in for what a browser does with the element. */
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
});
afterEach(cleanup);

function setup() {
  const { container } = render(<ResultPlayer src="/video" durationMs={10_000} voice={{ startMs: 2_400, endMs: 7_200 }} />);
  const video = container.querySelector('video');
  if (!video) throw new Error('a player has a video');
  return { video, user: userEvent.setup() };
}

describe('the player', () => {
  it('plays and pauses by its button, which says what it will do', async () => {
    const { video, user } = setup();
    await user.click(screen.getByRole('button', { name: 'Play' }));
    expect(video.paused).toBe(false);
    await user.click(screen.getByRole('button', { name: 'Pause' }));
    expect(video.paused).toBe(true);
    expect(screen.getByRole('button', { name: 'Play' })).toBeTruthy();
  });

  it.each(['k', ' '])('plays by %j from anywhere in it that has no use for the key', async (key) => {
    const { video, user } = setup();
    screen.getByRole('slider', { name: 'Position' }).focus();
    await user.keyboard(key);
    expect(video.paused).toBe(false);
  });

  it('leaves the space bar to a focused button', async () => {
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
  ])('goes to another place by keyboard (%s)', async (keys, seconds) => {
    const { video, user } = setup();
    screen.getByRole('slider', { name: 'Position' }).focus();
    await user.keyboard(keys);
    expect(video.currentTime).toBe(seconds);
    expect(screen.getByRole('slider', { name: 'Position' }).getAttribute('aria-valuetext')).toBe(
      `0:${String(seconds).padStart(2, '0')} of 0:10`,
    );
  });

  it('stays paused when the browser refuses to play', async () => {
    const { user } = setup();
    vi.mocked(HTMLMediaElement.prototype.play).mockRejectedValue(new DOMException('no', 'NotAllowedError'));
    await user.click(screen.getByRole('button', { name: 'Play' }));
    expect(screen.getByRole('button', { name: 'Play' })).toBeTruthy();
  });

  it('is silent when muted, and says how to hear it again', async () => {
    const { video, user } = setup();
    await user.click(screen.getByRole('button', { name: 'Mute' }));
    act(() => void fireEvent(video, new Event('volumechange')));
    expect(video.muted).toBe(true);
    expect(screen.getByRole('button', { name: 'Sound on' })).toBeTruthy();
  });

  it('says that it loads until the file has told how long it is', () => {
    const { video } = setup();
    expect(screen.getByRole('status').textContent).toBe('Loading the result');
    Object.defineProperty(video, 'duration', { value: 9.5 });
    fireEvent.loadedMetadata(video);
    expect(screen.queryByRole('status')).toBeNull();
    expect(screen.getByText('/ 0:09.500')).toBeTruthy();
  });

  it('says when the file cannot be shown, and loads it again', async () => {
    const { video, user } = setup();
    fireEvent.error(video);
    expect(screen.getByRole('alert').textContent).toContain('The result cannot be played here');
    await user.click(screen.getByRole('button', { name: 'Load again' }));
    expect(video.load).toHaveBeenCalledOnce();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
