/** A fake `<video>`: it loads immediately, plays on the test's clock, and can be slow, starved or broken. */

export interface FakeClock {
  nowMs: number;
}

export class FakeVideo extends EventTarget {
  readonly #clock: FakeClock;
  #baseSeconds = 0;
  #sinceMs = 0;
  #rate = 1;
  /** Clock error as a factor: above 1 is fast. */
  skew = 1;
  /** Delay between `play()` and the first moving frame. */
  startDelayMs = 0;
  duration = 10;
  videoWidth = 1280;
  videoHeight = 720;
  readyState = 4;
  error: unknown = null;
  paused = true;
  seeking = false;
  muted = false;
  preservesPitch = false;
  defaultPlaybackRate = 1;
  /** Every seek target, in seconds. */
  readonly seeks: number[] = [];
  /** Seeks finish only when the test calls `finishSeek`. */
  hasPendingSeeks = false;

  constructor(clock: FakeClock) {
    super();
    this.#clock = clock;
  }

  get ended(): boolean {
    return this.currentTime >= this.duration;
  }

  get currentTime(): number {
    if (this.paused || this.seeking || this.readyState < 3) return this.#baseSeconds;
    const elapsedMs = Math.max(0, this.#clock.nowMs - this.#sinceMs);
    return Math.min(this.duration, this.#baseSeconds + (elapsedMs / 1000) * this.#rate * this.skew);
  }

  set currentTime(seconds: number) {
    this.seeks.push(seconds);
    this.#baseSeconds = Math.min(this.duration, seconds);
    this.#sinceMs = this.#clock.nowMs;
    this.seeking = true;
    if (!this.hasPendingSeeks) this.finishSeek();
  }

  finishSeek(): void {
    queueMicrotask(() => {
      this.seeking = false;
      this.#sinceMs = this.#clock.nowMs;
      this.#emit('seeked');
    });
  }

  get playbackRate(): number {
    return this.#rate;
  }

  set playbackRate(rate: number) {
    this.#baseSeconds = this.currentTime;
    this.#sinceMs = Math.max(this.#sinceMs, this.#clock.nowMs);
    this.#rate = rate;
  }

  play(): Promise<void> {
    if (this.paused) {
      this.#sinceMs = this.#clock.nowMs + this.startDelayMs;
      this.paused = false;
      this.#emit('play');
    }
    return Promise.resolve();
  }

  pause(): void {
    this.#baseSeconds = this.currentTime;
    this.paused = true;
    queueMicrotask(() => this.#emit('pause'));
  }

  /** Whether a reload fails, as when the server has deleted the file. */
  isUnavailable = false;
  loads = 0;

  load(): void {
    this.loads += 1;
    this.error = null;
    this.paused = true;
    this.#baseSeconds = 0;
    this.readyState = 0;
    this.#emit('emptied');
    queueMicrotask(() => {
      if (this.isUnavailable) return this.fail();
      this.readyState = 4;
      this.#sinceMs = this.#clock.nowMs;
      this.#emit('loadedmetadata');
    });
  }

  /** Stops or resumes the data supply. */
  setStarved(isStarved: boolean): void {
    this.#baseSeconds = this.currentTime;
    this.#sinceMs = this.#clock.nowMs;
    this.readyState = isStarved ? 2 : 4;
    if (!isStarved) this.#emit('canplay');
  }

  fail(): void {
    this.error = { code: 3 };
    this.#emit('error');
  }

  asElement(): HTMLVideoElement {
    return this as unknown as HTMLVideoElement;
  }

  #emit(name: string): void {
    this.dispatchEvent(new Event(name));
  }
}
