/** Controls one `<video>` element and reports its state. */

import type { Milliseconds } from '@/lib/domain/time';

interface VideoHandlers {
  /** The metadata, mute state or error changed, or a requested frame is available. */
  readonly onChange: () => void;
  readonly onPause?: () => void;
  readonly onPlay?: () => void;
  readonly onEnded?: () => void;
  readonly onTimeUpdate?: () => void;
}

interface VideoStatus {
  readonly durationMs: Milliseconds | null;
  /** Width / height as displayed. */
  readonly ratio: number | null;
  readonly muted: boolean;
  readonly failed: boolean;
}

/** Values of `HTMLMediaElement.readyState`. */
const HAVE_METADATA = 1;
const HAVE_CURRENT_DATA = 2;
const HAVE_FUTURE_DATA = 3;
/** A smaller distance is the same frame. */
const SEEK_TOLERANCE_MS = 2;
/** Within this distance of the end, there may be no next frame to wait for. */
const LAST_FRAME_TOLERANCE_MS = 120;
/** Playback rates are multiples of 0.01. */
const RATE_TOLERANCE = 0.005;
/** A longer interval is a gap, not a frame duration. */
const MAX_FRAME_MS = 200;
/** A second error within this time is final. */
const MIN_RELOAD_INTERVAL_MS = 30_000;

export class VideoController {
  readonly #video: HTMLVideoElement;
  readonly #handlers: VideoHandlers;
  readonly #listeners: Readonly<Record<string, () => void>>;
  /** The target while the element cannot seek yet; a newer one replaces it. */
  #requestedMs: Milliseconds | null = null;
  #arrivalResolvers: (() => void)[] = [];
  #frameMs: Milliseconds | null = null;
  #frameCallbackHandle = 0;
  readonly #now: () => Milliseconds;
  /** Only a file that was loaded before is reloaded. */
  #hasLoaded = false;
  #reloadedAtMs = Number.NEGATIVE_INFINITY;

  constructor(video: HTMLVideoElement, handlers: VideoHandlers, now: () => Milliseconds) {
    this.#video = video;
    this.#handlers = handlers;
    this.#now = now;
    const onChange = () => this.#update();
    this.#listeners = {
      loadedmetadata: onChange,
      durationchange: onChange,
      loadeddata: onChange,
      canplay: onChange,
      canplaythrough: onChange,
      seeked: onChange,
      volumechange: onChange,
      error: () => {
        if (!this.#reloadOnce()) onChange();
      },
      emptied: onChange,
      pause: () => handlers.onPause?.(),
      play: () => handlers.onPlay?.(),
      ended: () => {
        this.#update();
        handlers.onEnded?.();
      },
      timeupdate: () => handlers.onTimeUpdate?.(),
    };
    for (const [name, listener] of Object.entries(this.#listeners)) video.addEventListener(name, listener);
    this.#markLoaded();
    this.#measureFrames();
  }

  release(): void {
    if (this.#frameCallbackHandle !== 0) this.#video.cancelVideoFrameCallback(this.#frameCallbackHandle);
    for (const [name, listener] of Object.entries(this.#listeners)) this.#video.removeEventListener(name, listener);
    for (const resolveArrival of this.#arrivalResolvers.splice(0)) resolveArrival();
  }

  getStatus(): VideoStatus {
    const { videoWidth, videoHeight, duration, muted, readyState } = this.#video;
    const hasMetadata = readyState >= HAVE_METADATA;
    return {
      durationMs: hasMetadata && Number.isFinite(duration) ? Math.round(duration * 1000) : null,
      ratio: videoWidth > 0 && videoHeight > 0 ? videoWidth / videoHeight : null,
      muted,
      failed: this.hasFailed(),
    };
  }

  hasFailed(): boolean {
    // A video without a decoder loads as audio only, without an error.
    return Boolean(this.#video.error) || (this.#video.readyState >= HAVE_METADATA && this.#video.videoWidth === 0);
  }

  isSeeking(): boolean {
    return this.#video.seeking;
  }

  isPaused(): boolean {
    return this.#video.paused;
  }

  isEnded(): boolean {
    return this.#video.ended;
  }

  /** Whether a requested seek has not finished. */
  isRequested(): boolean {
    return this.#requestedMs !== null;
  }

  getTimeMs(): Milliseconds {
    return this.#video.currentTime * 1000;
  }

  isAt(atMs: Milliseconds): boolean {
    return !this.#video.seeking && this.#requestedMs === null && Math.abs(this.getTimeMs() - atMs) <= SEEK_TOLERANCE_MS;
  }

  /** Duration of a frame in ms; `null` until two consecutive frames were measured. */
  getFrameMs(): Milliseconds | null {
    return this.#frameMs;
  }

  /** Whether the video ends before this time. */
  isPastEnd(atMs: Milliseconds): boolean {
    const { durationMs } = this.getStatus();
    return durationMs !== null && atMs >= durationMs;
  }

  /** Whether the next frame is available, or none follows. */
  canContinue(): boolean {
    const { readyState, seeking, ended: onEnded } = this.#video;
    if (seeking) return false;
    const { durationMs } = this.getStatus();
    const isLast = durationMs !== null && this.getTimeMs() > durationMs - LAST_FRAME_TOLERANCE_MS;
    return onEnded || readyState >= HAVE_FUTURE_DATA || (isLast && readyState >= HAVE_CURRENT_DATA);
  }

  /** Resolves when the video has reached the requested time and can continue, has failed, or was released. */
  onFrame(): Promise<void> {
    if (this.#isSettled()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#arrivalResolvers.push(resolve);
    });
  }

  seek(atMs: Milliseconds): void {
    if (this.#video.readyState < HAVE_METADATA || this.#video.seeking) {
      this.#requestedMs = atMs;
      return;
    }
    this.#requestedMs = null;
    const { durationMs } = this.getStatus();
    const targetMs = durationMs === null ? atMs : Math.min(atMs, durationMs);
    // Times are rounded to milliseconds but frame times are not; half a millisecond more avoids the previous frame.
    if (Math.abs(this.getTimeMs() - targetMs) > SEEK_TOLERANCE_MS) this.#video.currentTime = (targetMs + 0.5) / 1000;
  }

  play(): Promise<void> {
    return this.#video.play();
  }

  pause(): void {
    if (!this.#video.paused) this.#video.pause();
  }

  setMuted(muted: boolean): void {
    this.#video.muted = muted;
  }

  setRate(rate: number): void {
    const video = this.#video;
    // Keeps the voice recognisable at other rates.
    video.preservesPitch = true;
    // A reload resets the rate to the default.
    video.defaultPlaybackRate = rate;
    if (Math.abs(video.playbackRate - rate) >= RATE_TOLERANCE) video.playbackRate = rate;
  }

  reload(): void {
    this.#video.load();
  }

  #markLoaded(): void {
    if (this.#video.readyState >= HAVE_METADATA && !this.hasFailed()) this.#hasLoaded = true;
  }

  /**
   * Reloads the file and continues at the same time, because a signed URL may have expired or the connection broke. Returns `false` if a reload is
   * pointless.
   */
  #reloadOnce(): boolean {
    const nowMs = this.#now();
    if (!this.#hasLoaded || nowMs - this.#reloadedAtMs < MIN_RELOAD_INTERVAL_MS) return false;
    this.#reloadedAtMs = nowMs;
    const atMs = this.#requestedMs ?? this.getTimeMs();
    const wasPlaying = !this.#video.paused;
    this.#video.load();
    this.seek(atMs);
    if (wasPlaying) this.#video.play().catch(() => undefined);
    return true;
  }

  /** Measures the frame duration from consecutive frames. */
  #measureFrames(before?: VideoFrameCallbackMetadata): void {
    // Missing in older Firefox; steps then use the default frame rate.
    if (typeof this.#video.requestVideoFrameCallback !== 'function') return;
    this.#frameCallbackHandle = this.#video.requestVideoFrameCallback((_now, frame) => {
      const gapMs =
        before !== undefined && frame.presentedFrames === before.presentedFrames + 1 ? (frame.mediaTime - before.mediaTime) * 1000 : 0;
      if (gapMs > 1 && gapMs < MAX_FRAME_MS) this.#frameMs = Math.min(gapMs, this.#frameMs ?? gapMs);
      this.#measureFrames(frame);
    });
  }

  #isSettled(): boolean {
    return this.hasFailed() || (this.#requestedMs === null && this.canContinue());
  }

  #update(): void {
    const requestedMs = this.#requestedMs;
    this.#markLoaded();
    if (requestedMs !== null && !this.#video.seeking) this.seek(requestedMs);
    this.#handlers.onChange();
    if (this.#isSettled()) for (const resolveArrival of this.#arrivalResolvers.splice(0)) resolveArrival();
  }
}
