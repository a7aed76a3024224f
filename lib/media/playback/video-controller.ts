/** One `<video>` that is told where to be and whether to go on, and says what became of that. */

import type { Milliseconds } from '@/lib/domain/time';

interface VideoHandlers {
  /** Its length, shape, sound or fault; also that a picture which was asked for is there. */
  readonly onChange: () => void;
  readonly onPause?: () => void;
  readonly onPlay?: () => void;
  readonly onEnded?: () => void;
  readonly onTimeUpdate?: () => void;
}

interface VideoStatus {
  readonly durationMs: Milliseconds | null;
  /** Width by height as shown. */
  readonly ratio: number | null;
  readonly muted: boolean;
  readonly failed: boolean;
}

/** `HTMLMediaElement.HAVE_…`: lengths and sides are known; there is a next picture to go on to. */
const HAVE_METADATA = 1;
const HAVE_CURRENT_DATA = 2;
const HAVE_FUTURE_DATA = 3;
/** Nearer than this is the same picture. */
const SEEK_TOLERANCE_MS = 2;
/** So near to its end, no next picture will come. */
const LAST_FRAME_TOLERANCE_MS = 120;
/** Speeds are whole hundredths. */
const RATE_TOLERANCE = 0.005;
/** Slower than a picture a fifth of a second is no frame rate, but a gap. */
const MAX_FRAME_MS = 200;
/** Broken again so soon, it is broken. */
const MIN_RELOAD_INTERVAL_MS = 30_000;

export class VideoController {
  readonly #video: HTMLVideoElement;
  readonly #handlers: VideoHandlers;
  readonly #listeners: Readonly<Record<string, () => void>>;
  /** Where it is to be once it can: one place at a time, and of many wishes the last. */
  #requestedMs: Milliseconds | null = null;
  #arrivalResolvers: (() => void)[] = [];
  #frameMs: Milliseconds | null = null;
  #frameCallbackHandle = 0;
  readonly #now: () => Milliseconds;
  /** What could be read once is worth asking for again. */
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
    // What has no decoder here loads without an error as sound alone.
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

  /** A place was asked for that it has not got to yet. */
  isRequested(): boolean {
    return this.#requestedMs !== null;
  }

  getTimeMs(): Milliseconds {
    return this.#video.currentTime * 1000;
  }

  isAt(atMs: Milliseconds): boolean {
    return !this.#video.seeking && this.#requestedMs === null && Math.abs(this.getTimeMs() - atMs) <= SEEK_TOLERANCE_MS;
  }

  /** How long each picture stands; `null` until two in a row were seen. */
  getFrameMs(): Milliseconds | null {
    return this.#frameMs;
  }

  /** It ends before then. */
  isPastEnd(atMs: Milliseconds): boolean {
    const { durationMs } = this.getStatus();
    return durationMs !== null && atMs >= durationMs;
  }

  /** Whether there is a next picture to go on to, or none to come. */
  canContinue(): boolean {
    const { readyState, seeking, ended: onEnded } = this.#video;
    if (seeking) return false;
    const { durationMs } = this.getStatus();
    const isLast = durationMs !== null && this.getTimeMs() > durationMs - LAST_FRAME_TOLERANCE_MS;
    return onEnded || readyState >= HAVE_FUTURE_DATA || (isLast && readyState >= HAVE_CURRENT_DATA);
  }

  /** Resolves when it stands where it was last told to, and can go on from there; or is of no use, or let go. */
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
    // Times are whole milliseconds, and a picture's own time seldom is: half a one more is never the picture before.
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
    // The pitch stays: a voice at another speed is still that voice.
    video.preservesPitch = true;
    // A file that is loaded again would go back to the default.
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
   * Asks for the file anew, and goes on from where it was: the address that a store gave out for it may be over, or the line broke.
   * `false` where that has no prospect.
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

  /** Learns the length of a frame from the pictures that are shown one after the other. */
  #measureFrames(before?: VideoFrameCallbackMetadata): void {
    // Older Firefox has no such call; then frames are taken to be of a usual length.
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
