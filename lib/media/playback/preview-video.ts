/** The preview's `<video>` element, synchronized to an external clock. */

import type { DriftCorrection } from '@/lib/domain/playback/preview-schedule';
import type { Milliseconds } from '@/lib/domain/time';

/** A smaller distance is the same frame. */
const SEEK_TOLERANCE_MS = 5;
/** `HTMLMediaElement.HAVE_FUTURE_DATA`: the next frame is available. */
const HAVE_FUTURE_DATA = 3;
const HAVE_METADATA = 1;
/** During a drag, the next seek waits as long as the last one took, up to this limit, so that decoding does not block the page. */
const MAX_SEEK_PAUSE_MS = 100;
/** Longest wait for the next requested time during a drag; the seek then runs in the same task. */
const NEXT_SEEK_WAIT_MS = 50;

export class PreviewVideo {
  #video: HTMLVideoElement | null = null;
  /** Target after the current seek: a drag requests more times than a decoder can show. */
  #requestedMs: Milliseconds | null = null;
  /** Whether playback is requested; a seek alone does not start it. */
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
    // Playback was blocked or interrupted by a pause; the audio continues without video.
    video.play().catch(() => undefined);
  }

  pause(): void {
    this.#playing = false;
    if (this.#video && !this.#video.paused) this.#video.pause();
    if (this.#video) this.#video.playbackRate = 1;
  }

  /** Corrects the drift, once per animation frame during playback. */
  follow(clockMs: Milliseconds, correctDrift: (driftMs: Milliseconds) => DriftCorrection): void {
    const video = this.#video;
    if (!video || video.seeking || video.readyState < HAVE_METADATA || video.ended) return;
    if (video.paused && this.#playing) video.play().catch(() => undefined);
    const correction = correctDrift(video.currentTime * 1000 - clockMs);
    if (correction.kind === 'seek') this.seek(clockMs);
    else if (video.playbackRate !== correction.rate) video.playbackRate = correction.rate;
  }

  /** Whether playback is waiting for data. */
  isWaiting(): boolean {
    const video = this.#video;
    return video !== null && this.#playing && !video.seeking && !video.ended && video.error === null && hasNoNextFrame(video);
  }

  /** Gain of the element's own audio, for clips that cannot be decoded; 0 mutes it. */
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

/** Only a source that has started to load counts, not a missing or broken one. */
function hasNoNextFrame(video: HTMLVideoElement): boolean {
  return video.readyState >= HAVE_METADATA && video.readyState < HAVE_FUTURE_DATA && video.networkState === video.NETWORK_LOADING;
}
