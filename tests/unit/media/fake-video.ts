/** A `<video>` without a browser: it loads at once, plays on a clock of the test's own, and can be made slow, dry or broken. */

export interface FakeClock {
  nowMs: number;
}

export class FakeVideo extends EventTarget {
  readonly #clock: FakeClock;
  #baseSeconds = 0;
  #sinceMs = 0;
  #rate = 1;
  /** Ahead (above 1) or behind its own speed, as decoders and clocks are. */
  skew = 1;
  /** How long it takes from `play()` to the first picture that moves. */
  startsAfterMs = 0;
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
  /** Every place it was sent to, in seconds. */
  readonly seeks: number[] = [];
  /** A seek ends only when the test says so. */
  slow = false;

  constructor(clock: FakeClock) {
    super();
    this.#clock = clock;
  }

  get ended(): boolean {
    return this.currentTime >= this.duration;
  }

  get currentTime(): number {
    if (this.paused || this.seeking || this.readyState < 3) return this.#baseSeconds;
    const goneMs = Math.max(0, this.#clock.nowMs - this.#sinceMs);
    return Math.min(this.duration, this.#baseSeconds + (goneMs / 1000) * this.#rate * this.skew);
  }

  set currentTime(seconds: number) {
    this.seeks.push(seconds);
    this.#baseSeconds = Math.min(this.duration, seconds);
    this.#sinceMs = this.#clock.nowMs;
    this.seeking = true;
    if (!this.slow) this.arrive();
  }

  /** The seek is over. */
  arrive(): void {
    queueMicrotask(() => {
      this.seeking = false;
      this.#sinceMs = this.#clock.nowMs;
      this.#say('seeked');
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
      this.#sinceMs = this.#clock.nowMs + this.startsAfterMs;
      this.paused = false;
      this.#say('play');
    }
    return Promise.resolve();
  }

  pause(): void {
    this.#baseSeconds = this.currentTime;
    this.paused = true;
    queueMicrotask(() => this.#say('pause'));
  }

  /** It begins anew, and a server that has forgotten the file says so. */
  isGone = false;
  loads = 0;

  load(): void {
    this.loads += 1;
    this.error = null;
    this.paused = true;
    this.#baseSeconds = 0;
    this.readyState = 0;
    this.#say('emptied');
    queueMicrotask(() => {
      if (this.isGone) return this.break();
      this.readyState = 4;
      this.#sinceMs = this.#clock.nowMs;
      this.#say('loadedmetadata');
    });
  }

  /** Its data runs out, or comes back. */
  dry(isDry: boolean): void {
    this.#baseSeconds = this.currentTime;
    this.#sinceMs = this.#clock.nowMs;
    this.readyState = isDry ? 2 : 4;
    if (!isDry) this.#say('canplay');
  }

  break(): void {
    this.error = { code: 3 };
    this.#say('error');
  }

  /** As the element that the app knows. */
  asElement(): HTMLVideoElement {
    return this as unknown as HTMLVideoElement;
  }

  #say(name: string): void {
    this.dispatchEvent(new Event(name));
  }
}
