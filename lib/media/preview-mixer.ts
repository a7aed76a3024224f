/**
 * The free preview: the clip with the trimmed voice at its place and both volumes as set. The audio engine's clock is the only one: sounds are
 * scheduled on it, and the muted picture follows it. Where there is no audio engine, the computer's own clock takes its place.
 */

import type { Placement } from '@/lib/domain/placement';
import { clipCue, keepUp, loopOf, voiceCue } from '@/lib/domain/preview-schedule';
import { clamp, type Milliseconds } from '@/lib/domain/time';
import { type Mix, startMix } from './preview-graph';
import { PreviewPicture } from './preview-picture';
import { isAtHand, readClipSound, readVoiceSound } from './preview-sound';

export interface PreviewClip {
  readonly src: string | null;
  readonly durationMs: Milliseconds;
  /** `null` where nobody knows. */
  readonly hasSound: boolean | null;
}

/**
 * What cannot be heard as it will be. `voice-unheard`: this browser cannot decode the recording. `own-sound`: the clip's sound comes from the
 * picture's own player, so it is no louder than recorded. `no-audio`: this browser lets nothing sound.
 */
export type PreviewRemark = 'voice-unheard' | 'own-sound' | 'no-audio';

export interface PreviewState {
  readonly playing: boolean;
  readonly looping: boolean;
  readonly remark: PreviewRemark | null;
}

/** What the mixer stands on; tests bring their own. */
export interface PreviewWorld {
  /** `null` where there is no audio engine. Called at the first press of Play, which is what browsers ask for. */
  readonly openAudio: () => BaseAudioContext | null;
  readonly readVoice: (src: string) => Promise<AudioBuffer | null>;
  readonly readClip: (src: string) => Promise<AudioBuffer | null>;
  readonly nextFrame: (callback: () => void) => number;
  readonly cancelFrame: (handle: number) => void;
}

/** Sounds are scheduled this far ahead, so that none is late for its own beginning. */
const LEAD_SECONDS = 0.03;
/** An audio engine that does not wake up in this time is not waited for. */
const WAKE_MS = 1_000;
/** A picture that waits for its data this long makes the sound wait, too. */
const STALL_MS = 400;
const AS_RECORDED = 1;
const DECODE_RATE_HZ = 48_000;

const browserWorld: PreviewWorld = {
  openAudio: () => (typeof AudioContext === 'undefined' ? null : new AudioContext({ latencyHint: 'interactive' })),
  readVoice: async (src) => {
    if (!canDecode()) return null;
    // The editor that is just being opened is to be seen first.
    await afterPaint();
    return readVoiceSound(src, new OfflineAudioContext(1, 1, DECODE_RATE_HZ));
  },
  readClip: async (src) => (canDecode() ? readClipSound(src, new OfflineAudioContext(2, 1, DECODE_RATE_HZ)) : null),
  nextFrame: (callback) => requestAnimationFrame(callback),
  cancelFrame: (handle) => cancelAnimationFrame(handle),
};

/** At once in a hidden tab, which is not painted. */
const afterPaint = () =>
  new Promise<void>((resolve) => {
    if (document.visibilityState === 'hidden') resolve();
    else requestAnimationFrame(() => setTimeout(resolve));
  });

const canDecode = () => typeof OfflineAudioContext !== 'undefined';

/** A sound on its way into memory; `sound` is `undefined` until it is known whether there is one. */
interface Loaded {
  readonly src: string;
  sound: AudioBuffer | null | undefined;
  readonly done: Promise<void>;
}

interface Run {
  /** The clip's time at `startedAt` of the clock. */
  readonly fromMs: Milliseconds;
  readonly startedAtSeconds: number;
  mix: Mix | null;
}

export class PreviewMixer {
  readonly #world: PreviewWorld;
  readonly #listeners = new Set<() => void>();
  readonly #picture = new PreviewPicture();
  #state: PreviewState = { playing: false, looping: false, remark: null };
  #atMs: Milliseconds = 0;
  #clip: PreviewClip = { src: null, durationMs: 0, hasSound: null };
  #placement: Placement | null = null;
  #voice: Loaded | null = null;
  #clipSound: Loaded | null = null;
  #audio: BaseAudioContext | null = null;
  #run: Run | null = null;
  #frame = 0;
  #stalledSince: number | null = null;
  /** Every press makes what an earlier one was still waiting for void. */
  #turn = 0;

  constructor(world: PreviewWorld = browserWorld) {
    this.#world = world;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly getState = (): PreviewState => this.#state;
  /** Where the playhead stands: whole milliseconds of the clip, as heard. */
  readonly getTimeMs = (): Milliseconds => this.#atMs;

  attach(video: HTMLVideoElement | null): void {
    this.#picture.attach(video);
    if (video) this.#picture.show(this.#atMs);
  }

  setClip(clip: PreviewClip): void {
    const isOther = clip.src !== this.#clip.src;
    this.#clip = clip;
    if (isOther) {
      this.pause();
      this.#clipSound = null;
      this.#moveTo(0);
    } else if (this.#atMs > clip.durationMs) this.#moveTo(clip.durationMs);
    this.#mixAnew();
  }

  setVoice(src: string | null): void {
    if (src === (this.#voice?.src ?? null)) return;
    this.#voice = src === null ? null : this.#load(src, this.#world.readVoice);
    this.#mixAnew();
  }

  /** `null`: there is no voice to be heard, so the clip is, as it was recorded. */
  setPlacement(placement: Placement | null): void {
    const before = this.#placement;
    this.#placement = placement;
    if (!this.#run || placement === before) return;
    const isSamePlace =
      before !== null &&
      placement !== null &&
      before.insertAtMs === placement.insertAtMs &&
      before.trimStartMs === placement.trimStartMs &&
      before.trimEndMs === placement.trimEndMs;
    // A sound that is silent was perhaps never started.
    const startsSounding = this.#clipGain() > 0 && this.#clipSound === null && this.#canMixClip();
    if (!isSamePlace || startsSounding) {
      this.#mixAnew();
      return;
    }
    this.#run.mix?.setGain(0, placement.voiceVolume);
    this.#run.mix?.setGain(1, this.#clipGain());
    this.#settle();
  }

  setLooping(looping: boolean): void {
    this.#tell({ looping });
  }

  readonly toggle = (): void => {
    if (this.#state.playing) this.pause();
    else void this.play();
  };

  async play(): Promise<void> {
    if (this.#state.playing) return;
    this.#turn += 1;
    const turn = this.#turn;
    this.#tell({ playing: true });
    // Within the press itself: browsers wake their audio engine for nothing less.
    this.#audio ??= this.#world.openAudio();
    const awake = wake(this.#audio);
    if (this.#clipGain() > 0) this.#wantClipSound();
    const isAwake = await awake;
    await Promise.all([this.#placement && this.#voice?.done, this.#clipGain() > 0 && this.#clipSound?.done]);
    if (turn !== this.#turn) return;
    if (!isAwake) {
      this.#closeAudio();
      this.#tell({ remark: 'no-audio' });
    }
    this.#begin(this.#atMs >= this.#clip.durationMs ? 0 : this.#atMs);
  }

  pause(): void {
    this.#turn += 1;
    const atMs = this.#run ? this.#heardMs() : this.#atMs;
    this.#stopRun();
    this.#picture.pause();
    this.#tell({ playing: false });
    this.#moveTo(atMs);
  }

  seek(toMs: Milliseconds): void {
    const atMs = clamp(Math.round(toMs), 0, this.#clip.durationMs);
    if (this.#run) {
      this.#stopRun();
      this.#begin(atMs);
    } else this.#moveTo(atMs);
  }

  /** Shows another moment without going there, while a handle is dragged; `null` goes back to the playhead. */
  showFrame(atMs: Milliseconds | null): void {
    if (this.#state.playing) this.pause();
    this.#picture.show(clamp(atMs ?? this.#atMs, 0, this.#clip.durationMs));
  }

  /** Lets go of everything; it can begin anew afterwards. */
  dispose(): void {
    this.pause();
    this.#picture.attach(null);
    this.#closeAudio();
    this.#voice = null;
    this.#clipSound = null;
    this.#clip = { src: null, durationMs: 0, hasSound: null };
    this.#placement = null;
  }

  #clipGain(): number {
    if (this.#clip.hasSound === false) return 0;
    return this.#placement === null ? AS_RECORDED : this.#placement.originalVolume;
  }

  #canMixClip(): boolean {
    return this.#clip.src !== null && isAtHand(this.#clip.src);
  }

  #wantClipSound(): void {
    if (this.#clip.src !== null && this.#canMixClip()) this.#clipSound ??= this.#load(this.#clip.src, this.#world.readClip);
  }

  #load(src: string, read: (src: string) => Promise<AudioBuffer | null>): Loaded {
    const loaded: Loaded = {
      src,
      sound: undefined,
      done: read(src).then((sound) => {
        loaded.sound = sound;
        // Heard from here on, where it came while the preview was running.
        if (loaded === this.#voice || loaded === this.#clipSound) this.#mixAnew();
      }),
    };
    return loaded;
  }

  #nowSeconds(): number {
    return this.#audio ? this.#audio.currentTime : performance.now() / 1000;
  }

  /** The clip's time on the clock. */
  #clockMs(): Milliseconds {
    const run = this.#run;
    return run ? run.fromMs + Math.max(0, this.#nowSeconds() - run.startedAtSeconds) * 1000 : this.#atMs;
  }

  /** The clip's time that is just being heard: what leaves the clock takes a while to reach the ear. */
  #heardMs(): Milliseconds {
    const latency = this.#audio && 'outputLatency' in this.#audio ? Number(this.#audio.outputLatency) || 0 : 0;
    return Math.max(this.#run?.fromMs ?? 0, this.#clockMs() - latency * 1000);
  }

  #begin(fromMs: Milliseconds): void {
    const startedAtSeconds = this.#nowSeconds() + LEAD_SECONDS;
    this.#run = { fromMs, startedAtSeconds, mix: this.#mixFrom(fromMs, startedAtSeconds) };
    this.#stalledSince = null;
    this.#setTime(fromMs);
    this.#picture.play(fromMs);
    this.#settle();
    this.#world.cancelFrame(this.#frame);
    this.#frame = this.#world.nextFrame(this.#tick);
  }

  #mixFrom(fromMs: Milliseconds, atSeconds: number): Mix | null {
    if (!this.#audio) return null;
    const { durationMs } = this.#clip;
    const voice = this.#voice?.sound;
    const clip = this.#clipSound?.sound;
    const placement = this.#placement;
    const voicePart = voice &&
      placement && { sound: voice, cue: voiceCue(placement, voice.duration * 1000, durationMs, fromMs), gain: placement.voiceVolume };
    const clipPart = clip && { sound: clip, cue: clipCue(clip.duration * 1000, durationMs, fromMs), gain: this.#clipGain() };
    return startMix(this.#audio, [voicePart ?? null, clipPart ?? null], atSeconds);
  }

  /** Something else is to be heard from now on; the clock goes on. */
  #mixAnew(): void {
    const run = this.#run;
    if (!run) {
      this.#settle();
      return;
    }
    if (this.#clipGain() > 0) this.#wantClipSound();
    const atSeconds = Math.max(run.startedAtSeconds, this.#nowSeconds() + LEAD_SECONDS);
    run.mix?.stop();
    run.mix = this.#mixFrom(run.fromMs + (atSeconds - run.startedAtSeconds) * 1000, atSeconds);
    this.#settle();
  }

  /** What comes from the picture's own player, and what is to be said about it. */
  #settle(): void {
    const gain = this.#clipGain();
    const isOwn = gain > 0 && this.#clip.src !== null && (!this.#canMixClip() || this.#clipSound?.sound === null);
    this.#picture.setOwnSound(isOwn ? gain : 0);
    const isUnheard = this.#placement !== null && this.#voice?.sound === null;
    if (this.#state.remark === 'no-audio' && !this.#audio) return;
    this.#tell({ remark: isUnheard ? 'voice-unheard' : isOwn && gain > AS_RECORDED ? 'own-sound' : null });
  }

  readonly #tick = (): void => {
    if (!this.#run) return;
    const atMs = this.#heardMs();
    const { durationMs } = this.#clip;
    const loop = loopOf(this.#placement, durationMs);
    if (this.#state.looping && atMs >= loop.endMs) {
      this.#stopRun();
      this.#begin(loop.startMs);
    } else if (atMs >= durationMs) {
      this.pause();
      this.#moveTo(durationMs);
    } else if (this.#hasStalled()) {
      this.#stopRun();
      this.#setTime(atMs);
      this.#waitForPicture(this.#turn);
    } else {
      this.#setTime(atMs);
      this.#picture.follow(atMs, keepUp);
      this.#frame = this.#world.nextFrame(this.#tick);
    }
  };

  #hasStalled(): boolean {
    if (!this.#picture.isWaiting()) {
      this.#stalledSince = null;
      return false;
    }
    this.#stalledSince ??= performance.now();
    return performance.now() - this.#stalledSince > STALL_MS;
  }

  /** A link over a slow line: sound and picture wait together. */
  #waitForPicture(turn: number): void {
    this.#frame = this.#world.nextFrame(() => {
      if (turn !== this.#turn || this.#run) return;
      if (this.#picture.isWaiting()) this.#waitForPicture(turn);
      else this.#begin(this.#atMs);
    });
  }

  #stopRun(): void {
    this.#world.cancelFrame(this.#frame);
    this.#run?.mix?.stop();
    this.#run = null;
  }

  #moveTo(atMs: Milliseconds): void {
    this.#setTime(atMs);
    this.#picture.show(this.#atMs);
  }

  #setTime(atMs: Milliseconds): void {
    const rounded = Math.round(atMs);
    if (rounded === this.#atMs) return;
    this.#atMs = rounded;
    this.#notify();
  }

  #tell(change: Partial<PreviewState>): void {
    const next = { ...this.#state, ...change };
    if (next.playing === this.#state.playing && next.looping === this.#state.looping && next.remark === this.#state.remark) return;
    this.#state = next;
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }

  #closeAudio(): void {
    if (typeof AudioContext !== 'undefined' && this.#audio instanceof AudioContext) void this.#audio.close().catch(() => undefined);
    this.#audio = null;
  }
}

/** Whether the audio engine runs; `false` where there is none, or where it is not let. */
async function wake(audio: BaseAudioContext | null): Promise<boolean> {
  if (audio === null) return false;
  if (typeof AudioContext === 'undefined' || !(audio instanceof AudioContext) || audio.state === 'running') return true;
  const timeout = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), WAKE_MS));
  return Promise.race([
    audio.resume().then(
      () => audio.state === 'running',
      () => false,
    ),
    timeout,
  ]);
}
