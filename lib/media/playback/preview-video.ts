/** The preview's picture: a `<video>` that is told where to be, and that keeps to a clock which is not its own. */

import type { DriftCorrection } from '@/lib/domain/playback/preview-schedule';
import type { Milliseconds } from '@/lib/domain/time';

/** Nearer than this is the same picture. */
const SEEK_TOLERANCE_MS = 5;
/** `HTMLMediaElement.HAVE_FUTURE_DATA`: there is a next picture to go on to. */
const HAVE_FUTURE_DATA = 3;
const HAVE_METADATA = 1;
/** A decoder that is dragged about rests after each picture for as long as that one took, up to this: the page needs the machine, too. */
const MAX_SEEK_PAUSE_MS = 100;
/** While it is dragged about, the next wish is not further away than this: it is looked for then, and not in a task of its own. */
const NEXT_SEEK_WAIT_MS = 50;

export class PreviewVideo {
  #video: HTMLVideoElement | null = null;
  /** Where to go once the seek under way has arrived: a drag asks for more moments than a decoder can show. */
  #requestedMs: Milliseconds | null = null;
  /** Whether it is being played: a picture that was put somewhere arrives there and stays. */
  #playing = false;
  #seekStartedAtMs = 0;
  #pauseTimer: ReturnType<typeof setTimeout> | undefined;
  #seekTimer: ReturnType<typeof setTimeout> | undefined;

  attach(video: HTMLVideoElement | null): void {
    this.#video?.removeEventListener('seeked', this.#onSeeked);
    this.#video?.removeEventListener('loadedmetadata', this.#onSeeked);
    this.#video = video;
    this.#requestedMs = null;
    this.#clearTimers();
    video?.addEventListener('seeked', this.#onSeeked);
    video?.addEventListener('loadedmetadata', this.#onSeeked);
  }

  seek(atMs: Milliseconds): void {
    const video = this.#video;
    if (!video) return;
    if (this.#pauseTimer !== undefined || video.seeking || video.readyState < HAVE_METADATA) {
      this.#requestedMs = atMs;
      return;
    }
    this.#requestedMs = null;
    if (Math.abs(video.currentTime * 1000 - atMs) <= SEEK_TOLERANCE_MS) return;
    this.#seekStartedAtMs = performance.now();
    video.currentTime = atMs / 1000;
  }

  play(fromMs: Milliseconds): void {
    this.#playing = true;
    this.#clearTimers();
    this.seek(fromMs);
    const video = this.#video;
    if (!video) return;
    video.playbackRate = 1;
    // Refused or cut short by a pause: what is heard goes on without it.
    video.play().catch(() => undefined);
  }

  pause(): void {
    this.#playing = false;
    if (this.#video && !this.#video.paused) this.#video.pause();
    if (this.#video) this.#video.playbackRate = 1;
  }

  /** Once a frame while it plays. */
  follow(clockMs: Milliseconds, correctDrift: (driftMs: Milliseconds) => DriftCorrection): void {
    const video = this.#video;
    if (!video || video.seeking || video.readyState < HAVE_METADATA || video.ended) return;
    if (video.paused && this.#playing) video.play().catch(() => undefined);
    const correction = correctDrift(video.currentTime * 1000 - clockMs);
    if (correction.kind === 'seek') this.seek(clockMs);
    else if (video.playbackRate !== correction.rate) video.playbackRate = correction.rate;
  }

  /** It has nothing to show next, and may get it. */
  isWaiting(): boolean {
    const video = this.#video;
    return video !== null && this.#playing && !video.seeking && !video.ended && video.error === null && hasNoNextFrame(video);
  }

  /** The picture's own sound, for a clip whose sound is not ours to mix; 0 keeps it muted. */
  setElementGain(gain: number): void {
    const video = this.#video;
    if (!video) return;
    video.muted = gain === 0;
    video.volume = Math.min(1, gain);
  }

  readonly #onSeeked = (event: Event): void => {
    if (event.type === 'seeked' && !this.#playing) {
      const tookMs = performance.now() - this.#seekStartedAtMs;
      this.#clearTimers();
      this.#pauseTimer = setTimeout(this.#onPauseOver, Math.min(tookMs, MAX_SEEK_PAUSE_MS));
    } else this.#seekToRequested();
  };

  readonly #onPauseOver = (): void => {
    this.#clearTimers();
    if (this.#requestedMs !== null) this.#seekTimer = setTimeout(this.#seekToRequested, NEXT_SEEK_WAIT_MS);
  };

  readonly #seekToRequested = (): void => {
    const requestedMs = this.#requestedMs;
    if (requestedMs !== null) this.seek(requestedMs);
  };

  #clearTimers(): void {
    clearTimeout(this.#pauseTimer);
    clearTimeout(this.#seekTimer);
    this.#pauseTimer = undefined;
  }
}

/** Only what has begun to load can run dry: no source, or one that cannot be read, is not waited for. */
function hasNoNextFrame(video: HTMLVideoElement): boolean {
  return video.readyState >= HAVE_METADATA && video.readyState < HAVE_FUTURE_DATA && video.networkState === video.NETWORK_LOADING;
}
