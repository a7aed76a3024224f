/** One `<video>` that is told where to be and whether to go on, and says what became of that. */

import type { Milliseconds } from '@/lib/domain/time';

interface Heard {
  /** Its length, shape, sound or fault; also that a picture which was asked for is there. */
  readonly changed: () => void;
  readonly paused?: () => void;
  readonly played?: () => void;
  readonly ended?: () => void;
  readonly ticked?: () => void;
}

interface VideoFactsHere {
  readonly durationMs: Milliseconds | null;
  /** Width by height as shown. */
  readonly ratio: number | null;
  readonly muted: boolean;
  readonly broken: boolean;
}

/** `HTMLMediaElement.HAVE_…`: lengths and sides are known; there is a next picture to go on to. */
const HAVE_METADATA = 1;
const HAVE_CURRENT_DATA = 2;
const HAVE_FUTURE_DATA = 3;
/** Nearer than this is the same picture. */
const SAME_PICTURE_MS = 2;
/** So near to its end, no next picture will come. */
const LAST_PICTURE_MS = 120;
/** Speeds are whole hundredths. */
const SAME_RATE = 0.005;
/** Slower than a picture a fifth of a second is no frame rate, but a gap. */
const LONGEST_FRAME_MS = 200;
/** Broken again so soon, it is broken. */
const REVIVE_EVERY_MS = 30_000;

export class PlayedVideo {
  readonly #video: HTMLVideoElement;
  readonly #heard: Heard;
  readonly #listeners: Readonly<Record<string, () => void>>;
  /** Where it is to be once it can: one place at a time, and of many wishes the last. */
  #wantedMs: Milliseconds | null = null;
  #arrivals: (() => void)[] = [];
  #frameMs: Milliseconds | null = null;
  #watch = 0;
  readonly #now: () => Milliseconds;
  /** What could be read once is worth asking for again. */
  #wasRead = false;
  #revivedAtMs = Number.NEGATIVE_INFINITY;

  constructor(video: HTMLVideoElement, heard: Heard, now: () => Milliseconds) {
    this.#video = video;
    this.#heard = heard;
    this.#now = now;
    const changed = () => this.#settle();
    this.#listeners = {
      loadedmetadata: changed,
      durationchange: changed,
      loadeddata: changed,
      canplay: changed,
      canplaythrough: changed,
      seeked: changed,
      volumechange: changed,
      error: () => {
        if (!this.#revive()) changed();
      },
      emptied: changed,
      pause: () => heard.paused?.(),
      play: () => heard.played?.(),
      ended: () => {
        this.#settle();
        heard.ended?.();
      },
      timeupdate: () => heard.ticked?.(),
    };
    for (const [name, listener] of Object.entries(this.#listeners)) video.addEventListener(name, listener);
    this.#noteRead();
    this.#watchFrames();
  }

  letGo(): void {
    if (this.#watch !== 0) this.#video.cancelVideoFrameCallback(this.#watch);
    for (const [name, listener] of Object.entries(this.#listeners)) this.#video.removeEventListener(name, listener);
    for (const arrived of this.#arrivals.splice(0)) arrived();
  }

  facts(): VideoFactsHere {
    const { videoWidth, videoHeight, duration, muted, readyState } = this.#video;
    const isRead = readyState >= HAVE_METADATA;
    return {
      durationMs: isRead && Number.isFinite(duration) ? Math.round(duration * 1000) : null,
      ratio: videoWidth > 0 && videoHeight > 0 ? videoWidth / videoHeight : null,
      muted,
      broken: this.isBroken(),
    };
  }

  isBroken(): boolean {
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
  isWanted(): boolean {
    return this.#wantedMs !== null;
  }

  timeMs(): Milliseconds {
    return this.#video.currentTime * 1000;
  }

  isAt(atMs: Milliseconds): boolean {
    return !this.#video.seeking && this.#wantedMs === null && Math.abs(this.timeMs() - atMs) <= SAME_PICTURE_MS;
  }

  /** How long each picture stands; `null` until two in a row were seen. */
  frameMs(): Milliseconds | null {
    return this.#frameMs;
  }

  /** It ends before then. */
  isOverAt(atMs: Milliseconds): boolean {
    const { durationMs } = this.facts();
    return durationMs !== null && atMs >= durationMs;
  }

  /** Whether there is a next picture to go on to, or none to come. */
  canGoOn(): boolean {
    const { readyState, seeking, ended } = this.#video;
    if (seeking) return false;
    const { durationMs } = this.facts();
    const isLast = durationMs !== null && this.timeMs() > durationMs - LAST_PICTURE_MS;
    return ended || readyState >= HAVE_FUTURE_DATA || (isLast && readyState >= HAVE_CURRENT_DATA);
  }

  /** Resolves when it stands where it was last told to, and can go on from there; or is of no use, or let go. */
  arrives(): Promise<void> {
    if (this.#hasArrived()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#arrivals.push(resolve);
    });
  }

  show(atMs: Milliseconds): void {
    if (this.#video.readyState < HAVE_METADATA || this.#video.seeking) {
      this.#wantedMs = atMs;
      return;
    }
    this.#wantedMs = null;
    const { durationMs } = this.facts();
    const toMs = durationMs === null ? atMs : Math.min(atMs, durationMs);
    // Times are whole milliseconds, and a picture's own time seldom is: half a one more is never the picture before.
    if (Math.abs(this.timeMs() - toMs) > SAME_PICTURE_MS) this.#video.currentTime = (toMs + 0.5) / 1000;
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
    if (Math.abs(video.playbackRate - rate) >= SAME_RATE) video.playbackRate = rate;
  }

  reload(): void {
    this.#video.load();
  }

  #noteRead(): void {
    if (this.#video.readyState >= HAVE_METADATA && !this.isBroken()) this.#wasRead = true;
  }

  /**
   * Asks for the file anew, and goes on from where it was: the address that a store gave out for it may be over, or the line broke.
   * `false` where that has no prospect.
   */
  #revive(): boolean {
    const nowMs = this.#now();
    if (!this.#wasRead || nowMs - this.#revivedAtMs < REVIVE_EVERY_MS) return false;
    this.#revivedAtMs = nowMs;
    const atMs = this.#wantedMs ?? this.timeMs();
    const goesOn = !this.#video.paused;
    this.#video.load();
    this.show(atMs);
    if (goesOn) this.#video.play().catch(() => undefined);
    return true;
  }

  /** Learns the length of a frame from the pictures that are shown one after the other. */
  #watchFrames(before?: VideoFrameCallbackMetadata): void {
    // Older Firefox has no such call; then frames are taken to be of a usual length.
    if (typeof this.#video.requestVideoFrameCallback !== 'function') return;
    this.#watch = this.#video.requestVideoFrameCallback((_now, frame) => {
      const gapMs =
        before !== undefined && frame.presentedFrames === before.presentedFrames + 1 ? (frame.mediaTime - before.mediaTime) * 1000 : 0;
      if (gapMs > 1 && gapMs < LONGEST_FRAME_MS) this.#frameMs = Math.min(gapMs, this.#frameMs ?? gapMs);
      this.#watchFrames(frame);
    });
  }

  #hasArrived(): boolean {
    return this.isBroken() || (this.#wantedMs === null && this.canGoOn());
  }

  #settle(): void {
    const wantedMs = this.#wantedMs;
    this.#noteRead();
    if (wantedMs !== null && !this.#video.seeking) this.show(wantedMs);
    this.#heard.changed();
    if (this.#hasArrived()) for (const arrived of this.#arrivals.splice(0)) arrived();
  }
}
