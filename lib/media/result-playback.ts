/**
 * Plays a result, and beside it, muted, what it was made of: one clock for both. The result's own time is that clock; the second video is
 * started at the very same moment and bent back whenever it drifts.
 */

import { clamp, type Milliseconds } from '@/lib/domain/time';
import { stepFrames } from '@/lib/domain/timeline-scale';
import { keepTogether } from '@/lib/domain/twin-sync';
import { PlayedVideo } from './played-video';

export interface PlaybackLoop {
  readonly startMs: Milliseconds;
  readonly endMs: Milliseconds;
}

export interface PlaybackState {
  /** `null` until the file has told. */
  readonly durationMs: Milliseconds | null;
  /** Width by height as shown; 16:9 until the file has told. */
  readonly ratio: number;
  /** What the editor wants; it may still be waiting for data. */
  readonly playing: boolean;
  readonly waiting: boolean;
  readonly muted: boolean;
  /** The result could not be loaded or shown. */
  readonly broken: boolean;
  readonly rate: number;
  readonly looping: boolean;
  /** The second video: absent, on its way, there, or one that this browser cannot show. */
  readonly twin: 'none' | 'loading' | 'ready' | 'broken';
}

/** What it stands on; tests bring their own. */
export interface PlaybackWorld {
  readonly nextFrame: (callback: () => void) => number;
  readonly cancelFrame: (handle: number) => void;
  readonly now: () => Milliseconds;
}

const browserWorld: PlaybackWorld = {
  nextFrame: (callback) => requestAnimationFrame(callback),
  cancelFrame: (handle) => cancelAnimationFrame(handle),
  now: () => performance.now(),
};

/** Nearer to its end than this, a video is at it: pressing Play begins again. */
const AT_END_MS = 40;
/** One of the two without data for this long makes both wait. */
const STALL_MS = 120;

const AT_FIRST: PlaybackState = {
  durationMs: null,
  ratio: 16 / 9,
  playing: false,
  waiting: false,
  muted: false,
  broken: false,
  rate: 1,
  looping: false,
  twin: 'none',
};

export class ResultPlayback {
  readonly #world: PlaybackWorld;
  readonly #listeners = new Set<() => void>();
  #state: PlaybackState = AT_FIRST;
  #atMs: Milliseconds = 0;
  #loop: PlaybackLoop | null = null;
  #first: PlayedVideo | null = null;
  #second: PlayedVideo | null = null;
  #frame = 0;
  #starvedSinceMs: Milliseconds | null = null;
  /** Both are on their way to a common moment; what the elements say meanwhile is our own doing. */
  #aligning = false;
  /** Every press makes what an earlier one was still waiting for void. */
  #turn = 0;

  constructor(world: PlaybackWorld = browserWorld) {
    this.#world = world;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly getState = (): PlaybackState => this.#state;
  /** Where the playhead stands, in whole milliseconds. */
  readonly getTimeMs = (): Milliseconds => this.#atMs;

  /** The result itself: what is heard, and whose time counts. */
  attach(video: HTMLVideoElement): () => void {
    const heard = {
      changed: () => this.#readFirst(),
      paused: () => {
        // Told late, it may go on again by now.
        if (this.#state.playing && !this.#aligning && first.isPaused() && !first.isEnded()) this.pause();
      },
      played: () => {
        if (!this.#state.playing && !this.#aligning) this.#goOn();
      },
      ended: () => this.#atTheEnd(),
      // The one thing that still comes in a hidden tab.
      ticked: () => this.#look(),
    };
    const first = new PlayedVideo(video, heard, this.#world.now);
    this.#first = first;
    first.setRate(this.#state.rate);
    this.#readFirst();
    return () => {
      this.pause();
      first.letGo();
      if (this.#first === first) this.#first = null;
    };
  }

  /** What the result is compared with. */
  attachTwin(video: HTMLVideoElement): () => void {
    const second = new PlayedVideo(video, { changed: () => this.#readSecond() }, this.#world.now);
    video.muted = true;
    second.setRate(this.#state.rate);
    this.#second = second;
    this.#readSecond();
    void this.#align(this.#atMs);
    return () => {
      second.pause();
      second.letGo();
      if (this.#second !== second) return;
      this.#second = null;
      this.#tell({ twin: 'none' });
      // Whatever was waiting for it waits no more.
      if (this.#aligning) void this.#align(this.#atMs);
    };
  }

  readonly toggle = (): void => {
    if (this.#state.playing) this.pause();
    else this.play();
  };

  play(): void {
    if (this.#state.playing || !this.#first || this.#state.broken) return;
    const { durationMs } = this.#state;
    const loop = this.#state.looping ? this.#loop : null;
    const isOutside = loop !== null && (this.#atMs < loop.startMs || this.#atMs >= loop.endMs);
    const isAtEnd = durationMs !== null && this.#atMs >= durationMs - AT_END_MS;
    if (isOutside) this.#setTime(loop.startMs);
    else if (isAtEnd) this.#setTime(0);
    this.#goOn();
  }

  pause(): void {
    this.#turn += 1;
    this.#aligning = false;
    this.#world.cancelFrame(this.#frame);
    this.#first?.pause();
    this.#second?.pause();
    this.#tell({ playing: false, waiting: false });
    if (!this.#first) return;
    if (!this.#first.isSeeking()) this.#setTime(this.#first.timeMs());
    // To the very picture, so that the next press starts both at once.
    this.#second?.show(this.#atMs);
  }

  seek(toMs: Milliseconds): void {
    const most = this.#state.durationMs ?? Number.POSITIVE_INFINITY;
    this.#setTime(clamp(Math.round(toMs), 0, most));
    if (this.#state.playing) void this.#align(this.#atMs);
    else {
      this.#first?.show(this.#atMs);
      this.#second?.show(this.#atMs);
    }
  }

  /** So many pictures on, or back. */
  step(frames: number): void {
    if (this.#state.playing) this.pause();
    const frameMs = this.#first?.frameMs() ?? null;
    this.seek(frameMs === null ? stepFrames(this.#atMs, frames) : stepFrames(this.#atMs, frames, 1000 / frameMs));
  }

  setRate(rate: number): void {
    this.#first?.setRate(rate);
    this.#second?.setRate(rate);
    this.#tell({ rate });
  }

  /** What *Loop* repeats; `null` where there is nothing to repeat. */
  setLoop(loop: PlaybackLoop | null): void {
    this.#loop = loop;
    if (loop === null) this.#tell({ looping: false });
  }

  setLooping(looping: boolean): void {
    this.#tell({ looping: looping && this.#loop !== null });
  }

  readonly toggleMuted = (): void => {
    this.#first?.setMuted(!this.#state.muted);
  };

  /** Loads the result again, after it broke. */
  readonly reload = (): void => {
    this.#tell({ broken: false });
    this.#first?.reload();
  };

  #goOn(): void {
    this.#tell({ playing: true });
    void this.#align(this.#atMs);
    this.#world.cancelFrame(this.#frame);
    this.#frame = this.#world.nextFrame(this.#tick);
  }

  /** Puts both to one moment, waits until both can go on from there, and lets them go if that is wanted. */
  async #align(atMs: Milliseconds): Promise<void> {
    const first = this.#first;
    if (!first) return;
    this.#turn += 1;
    const turn = this.#turn;
    const second = this.#companion();
    this.#starvedSinceMs = null;
    // Within the press itself where nothing is to be waited for: browsers let nothing sound for less. One alone waits by itself.
    const isReady = second === null || (first.isAt(atMs) && second.isAt(atMs) && this.#canGo(first) && this.#canGo(second));
    if (isReady) {
      this.#aligning = false;
      first.show(atMs);
      this.#start(first, second);
      return;
    }
    this.#aligning = true;
    first.pause();
    second.pause();
    first.show(atMs);
    second.show(atMs);
    this.#tell({ waiting: this.#state.playing });
    await Promise.all([first.arrives(), second.arrives()]);
    if (turn !== this.#turn) return;
    this.#aligning = false;
    this.#start(first, this.#companion());
  }

  #start(first: PlayedVideo, second: PlayedVideo | null): void {
    this.#tell({ waiting: false });
    if (!this.#state.playing) return;
    second?.setRate(this.#state.rate);
    // Refused: no gesture, or cut short by a pause. The element stays paused, which is what the button shows.
    first.play().catch(() => {
      if (first.isPaused() && !this.#aligning) this.pause();
    });
    second?.play().catch(() => undefined);
  }

  #canGo(video: PlayedVideo): boolean {
    return !this.#state.playing || video.canGoOn();
  }

  /** The second video, while it has a picture for this moment. */
  #companion(): PlayedVideo | null {
    const second = this.#second;
    return second === null || second.isBroken() || second.isOverAt(this.#atMs) ? null : second;
  }

  readonly #tick = (): void => {
    if (!this.#state.playing) return;
    this.#look();
    this.#frame = this.#world.nextFrame(this.#tick);
  };

  #look(): void {
    const first = this.#first;
    if (!first || !this.#state.playing || this.#aligning || first.isSeeking() || first.isWanted()) return;
    const atMs = first.timeMs();
    this.#setTime(atMs);
    if (this.#state.looping && this.#loop !== null && atMs >= this.#loop.endMs) {
      this.#setTime(this.#loop.startMs);
      void this.#align(this.#loop.startMs);
      return;
    }
    const second = this.#companion();
    const hasStarved = this.#hasStarved(first, second);
    if (second === null) {
      this.#tell({ waiting: hasStarved });
      return;
    }
    if (hasStarved) {
      void this.#align(atMs);
      return;
    }
    if (first.isEnded()) return;
    if (second.isPaused() && !second.isEnded()) second.play().catch(() => undefined);
    const step = keepTogether(second.timeMs() - atMs, this.#state.rate);
    if (step.kind === 'align') void this.#align(atMs);
    else second.setRate(step.rate);
  }

  #hasStarved(first: PlayedVideo, second: PlayedVideo | null): boolean {
    const isStarved = !first.canGoOn() || (second !== null && !second.canGoOn());
    if (!isStarved) {
      this.#starvedSinceMs = null;
      return false;
    }
    this.#starvedSinceMs ??= this.#world.now();
    return this.#world.now() - this.#starvedSinceMs > STALL_MS;
  }

  #atTheEnd(): void {
    if (!this.#state.playing) return;
    if (this.#state.looping && this.#loop !== null) {
      this.#setTime(this.#loop.startMs);
      void this.#align(this.#loop.startMs);
      return;
    }
    this.pause();
    if (this.#state.durationMs !== null) this.#setTime(this.#state.durationMs);
  }

  #readFirst(): void {
    const first = this.#first;
    if (!first) return;
    const { durationMs, ratio, muted, broken } = first.facts();
    this.#tell({ durationMs, muted, broken, ...(ratio === null ? {} : { ratio }) });
    if (broken && this.#state.playing) this.pause();
    const isElsewhere = durationMs !== null && !first.isSeeking() && !first.isWanted() && !first.isAt(this.#atMs);
    if (!this.#state.playing && isElsewhere) this.#setTime(first.timeMs());
  }

  #readSecond(): void {
    const second = this.#second;
    if (!second) return;
    const { durationMs, broken } = second.facts();
    this.#tell({ twin: broken ? 'broken' : durationMs === null ? 'loading' : 'ready' });
  }

  #setTime(atMs: Milliseconds): void {
    const rounded = Math.round(atMs);
    if (rounded === this.#atMs) return;
    this.#atMs = rounded;
    this.#notify();
  }

  #tell(change: Partial<PlaybackState>): void {
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
