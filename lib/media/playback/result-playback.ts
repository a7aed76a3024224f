/**
 * Plays a result with the muted original beside it. The result is the clock; the original starts with it and its rate is adjusted when it drifts.
 */

import { correctCompanionDrift } from '@/lib/domain/playback/playback-sync';
import { clamp, type Milliseconds } from '@/lib/domain/time';
import { stepFrames } from '@/lib/domain/timeline/timeline-scale';
import { VideoController } from './video-controller';

export interface PlaybackLoop {
  readonly startMs: Milliseconds;
  readonly endMs: Milliseconds;
}

export interface PlaybackState {
  /** `null` until the metadata is loaded. */
  readonly durationMs: Milliseconds | null;
  /** Width / height as displayed; 16:9 until the metadata is loaded. */
  readonly ratio: number;
  /** Whether playback is requested; it may still wait for data. */
  readonly playing: boolean;
  readonly waiting: boolean;
  readonly muted: boolean;
  /** The result could not be loaded or decoded. */
  readonly failed: boolean;
  readonly rate: number;
  readonly looping: boolean;
  /** State of the original video. */
  readonly companion: 'none' | 'loading' | 'ready' | 'broken';
}

/** Browser functions; tests pass their own. */
export interface PlaybackEnvironment {
  readonly requestFrame: (callback: () => void) => number;
  readonly cancelFrame: (handle: number) => void;
  readonly now: () => Milliseconds;
}

const browserEnvironment: PlaybackEnvironment = {
  requestFrame: (callback) => requestAnimationFrame(callback),
  cancelFrame: (handle) => cancelAnimationFrame(handle),
  now: () => performance.now(),
};

/** Within this distance of the end, Play restarts from the beginning. */
const END_TOLERANCE_MS = 40;
/** Both videos wait after one has been without data for this long. */
const STALL_TIMEOUT_MS = 120;

const INITIAL_STATE: PlaybackState = {
  durationMs: null,
  ratio: 16 / 9,
  playing: false,
  waiting: false,
  muted: false,
  failed: false,
  rate: 1,
  looping: false,
  companion: 'none',
};

export class ResultPlayback {
  readonly #environment: PlaybackEnvironment;
  readonly #listeners = new Set<() => void>();
  #state: PlaybackState = INITIAL_STATE;
  #atMs: Milliseconds = 0;
  #loop: PlaybackLoop | null = null;
  #first: VideoController | null = null;
  #second: VideoController | null = null;
  #frame = 0;
  #stalledSinceMs: Milliseconds | null = null;
  /** Both videos are seeking to a common time; events of the elements are ignored. */
  #aligning = false;
  /** Incremented by each action, so that earlier asynchronous steps are discarded. */
  #generation = 0;

  constructor(environment: PlaybackEnvironment = browserEnvironment) {
    this.#environment = environment;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly getState = (): PlaybackState => this.#state;
  /** The position in whole milliseconds. */
  readonly getTimeMs = (): Milliseconds => this.#atMs;

  /** Attaches the result, which is audible and is the clock. */
  attach(video: HTMLVideoElement): () => void {
    const handlers = {
      onChange: () => this.#syncFirst(),
      onPause: () => {
        // The event arrives late; playback may have resumed.
        if (this.#state.playing && !this.#aligning && first.isPaused() && !first.isEnded()) this.pause();
      },
      onPlay: () => {
        if (!this.#state.playing && !this.#aligning) this.#resume();
      },
      onEnded: () => this.#onEnded(),
      // The only periodic event in a hidden tab.
      onTimeUpdate: () => this.#update(),
    };
    const first = new VideoController(video, handlers, this.#environment.now);
    this.#first = first;
    first.setRate(this.#state.rate);
    this.#syncFirst();
    return () => {
      this.pause();
      first.release();
      if (this.#first === first) this.#first = null;
    };
  }

  /** Attaches the original video for comparison. */
  attachCompanion(video: HTMLVideoElement): () => void {
    const second = new VideoController(video, { onChange: () => this.#syncSecond() }, this.#environment.now);
    video.muted = true;
    second.setRate(this.#state.rate);
    this.#second = second;
    this.#syncSecond();
    void this.#align(this.#atMs);
    return () => {
      second.pause();
      second.release();
      if (this.#second !== second) return;
      this.#second = null;
      this.#setState({ companion: 'none' });
      // Releases the result if it was waiting for this video.
      if (this.#aligning) void this.#align(this.#atMs);
    };
  }

  readonly toggle = (): void => {
    if (this.#state.playing) this.pause();
    else this.play();
  };

  play(): void {
    if (this.#state.playing || !this.#first || this.#state.failed) return;
    const { durationMs } = this.#state;
    const loop = this.#state.looping ? this.#loop : null;
    const isOutside = loop !== null && (this.#atMs < loop.startMs || this.#atMs >= loop.endMs);
    const isAtEnd = durationMs !== null && this.#atMs >= durationMs - END_TOLERANCE_MS;
    if (isOutside) this.#setTime(loop.startMs);
    else if (isAtEnd) this.#setTime(0);
    this.#resume();
  }

  pause(): void {
    this.#generation += 1;
    this.#aligning = false;
    this.#environment.cancelFrame(this.#frame);
    this.#first?.pause();
    this.#second?.pause();
    this.#setState({ playing: false, waiting: false });
    if (!this.#first) return;
    if (!this.#first.isSeeking()) this.#setTime(this.#first.getTimeMs());
    // Seeks to the exact frame, so that the next play starts both at once.
    this.#second?.seek(this.#atMs);
  }

  seek(toMs: Milliseconds): void {
    const maxMs = this.#state.durationMs ?? Number.POSITIVE_INFINITY;
    this.#setTime(clamp(Math.round(toMs), 0, maxMs));
    if (this.#state.playing) void this.#align(this.#atMs);
    else {
      this.#first?.seek(this.#atMs);
      this.#second?.seek(this.#atMs);
    }
  }

  /** Moves by a number of frames; negative is backwards. */
  step(frameCount: number): void {
    if (this.#state.playing) this.pause();
    const frameMs = this.#first?.getFrameMs() ?? null;
    this.seek(frameMs === null ? stepFrames(this.#atMs, frameCount) : stepFrames(this.#atMs, frameCount, 1000 / frameMs));
  }

  setRate(rate: number): void {
    this.#first?.setRate(rate);
    this.#second?.setRate(rate);
    this.#setState({ rate });
  }

  /** The range that *Loop* repeats; `null` disables it. */
  setLoop(loop: PlaybackLoop | null): void {
    this.#loop = loop;
    if (loop === null) this.#setState({ looping: false });
  }

  setLooping(looping: boolean): void {
    this.#setState({ looping: looping && this.#loop !== null });
  }

  readonly toggleMuted = (): void => {
    this.#first?.setMuted(!this.#state.muted);
  };

  /** Reloads the result after an error. */
  readonly reload = (): void => {
    this.#setState({ failed: false });
    this.#first?.reload();
  };

  #resume(): void {
    this.#setState({ playing: true });
    void this.#align(this.#atMs);
    this.#environment.cancelFrame(this.#frame);
    this.#frame = this.#environment.requestFrame(this.#tick);
  }

  /** Seeks both videos to one time, waits until both can continue, and starts them if playback is requested. */
  async #align(atMs: Milliseconds): Promise<void> {
    const first = this.#first;
    if (!first) return;
    this.#generation += 1;
    const generation = this.#generation;
    const second = this.#getCompanion();
    this.#stalledSinceMs = null;
    // Synchronously if possible, because the autoplay policy requires the click handler. A single video needs no alignment.
    const isReady = second === null || (first.isAt(atMs) && second.isAt(atMs) && this.#canStart(first) && this.#canStart(second));
    if (isReady) {
      this.#aligning = false;
      first.seek(atMs);
      this.#start(first, second);
      return;
    }
    this.#aligning = true;
    first.pause();
    second.pause();
    first.seek(atMs);
    second.seek(atMs);
    this.#setState({ waiting: this.#state.playing });
    await Promise.all([first.onFrame(), second.onFrame()]);
    if (generation !== this.#generation) return;
    this.#aligning = false;
    this.#start(first, this.#getCompanion());
  }

  #start(first: VideoController, second: VideoController | null): void {
    this.#setState({ waiting: false });
    if (!this.#state.playing) return;
    second?.setRate(this.#state.rate);
    // Blocked by the autoplay policy or interrupted by a pause; the element stays paused, and the button shows it.
    first.play().catch(() => {
      if (first.isPaused() && !this.#aligning) this.pause();
    });
    second?.play().catch(() => undefined);
  }

  #canStart(video: VideoController): boolean {
    return !this.#state.playing || video.canContinue();
  }

  /** The original, if it has a frame at this time. */
  #getCompanion(): VideoController | null {
    const second = this.#second;
    return second === null || second.hasFailed() || second.isPastEnd(this.#atMs) ? null : second;
  }

  readonly #tick = (): void => {
    if (!this.#state.playing) return;
    this.#update();
    this.#frame = this.#environment.requestFrame(this.#tick);
  };

  #update(): void {
    const first = this.#first;
    if (!first || !this.#state.playing || this.#aligning || first.isSeeking() || first.isRequested()) return;
    const atMs = first.getTimeMs();
    this.#setTime(atMs);
    if (this.#state.looping && this.#loop !== null && atMs >= this.#loop.endMs) {
      this.#setTime(this.#loop.startMs);
      void this.#align(this.#loop.startMs);
      return;
    }
    const second = this.#getCompanion();
    const hasStalled = this.#hasStalled(first, second);
    if (second === null) {
      this.#setState({ waiting: hasStalled });
      return;
    }
    if (hasStalled) {
      void this.#align(atMs);
      return;
    }
    if (first.isEnded()) return;
    if (second.isPaused() && !second.isEnded()) second.play().catch(() => undefined);
    const step = correctCompanionDrift(second.getTimeMs() - atMs, this.#state.rate);
    if (step.kind === 'align') void this.#align(atMs);
    else second.setRate(step.rate);
  }

  #hasStalled(first: VideoController, second: VideoController | null): boolean {
    const isStalled = !first.canContinue() || (second !== null && !second.canContinue());
    if (!isStalled) {
      this.#stalledSinceMs = null;
      return false;
    }
    this.#stalledSinceMs ??= this.#environment.now();
    return this.#environment.now() - this.#stalledSinceMs > STALL_TIMEOUT_MS;
  }

  #onEnded(): void {
    if (!this.#state.playing) return;
    if (this.#state.looping && this.#loop !== null) {
      this.#setTime(this.#loop.startMs);
      void this.#align(this.#loop.startMs);
      return;
    }
    this.pause();
    if (this.#state.durationMs !== null) this.#setTime(this.#state.durationMs);
  }

  #syncFirst(): void {
    const first = this.#first;
    if (!first) return;
    const { durationMs, ratio, muted, failed } = first.getStatus();
    this.#setState({ durationMs, muted, failed, ...(ratio === null ? {} : { ratio }) });
    if (failed && this.#state.playing) this.pause();
    const isElsewhere = durationMs !== null && !first.isSeeking() && !first.isRequested() && !first.isAt(this.#atMs);
    if (!this.#state.playing && isElsewhere) this.#setTime(first.getTimeMs());
  }

  #syncSecond(): void {
    const second = this.#second;
    if (!second) return;
    const { durationMs, failed } = second.getStatus();
    this.#setState({ companion: failed ? 'broken' : durationMs === null ? 'loading' : 'ready' });
  }

  #setTime(atMs: Milliseconds): void {
    const rounded = Math.round(atMs);
    if (rounded === this.#atMs) return;
    this.#atMs = rounded;
    this.#notify();
  }

  #setState(change: Partial<PlaybackState>): void {
    const next = { ...this.#state, ...change };
    if (isSame(next, this.#state)) return;
    this.#state = next;
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

function isSame(one: PlaybackState, other: PlaybackState): boolean {
  return (Object.keys(one) as (keyof PlaybackState)[]).every((key) => one[key] === other[key]);
}
