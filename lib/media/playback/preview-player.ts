/**
 * The free preview: the clip with the trimmed voice and both volumes. The audio context is the master clock: audio is scheduled on it, and the
 * muted video follows it. Without an audio context, `performance.now` is the clock.
 */

import type { Placement } from '@/lib/domain/placement';
import { correctDrift, getClipCue, getLoopRange, getVoiceCue } from '@/lib/domain/playback/preview-schedule';
import { clamp, type Milliseconds } from '@/lib/domain/time';
import { type AudioMix, startAudioMix } from './audio-mix';
import { PreviewVideo } from './preview-video';
import { decodeClipAudio, decodeVoiceAudio, isLocalUrl } from './read-preview-audio';

export interface PreviewSource {
  readonly src: string | null;
  readonly durationMs: Milliseconds;
  /** `null` if unknown. */
  readonly hasSound: boolean | null;
}

/**
 * Differences between the preview and the result. `voice-unheard`: this browser cannot decode the recording. `own-sound`: the clip's audio plays in
 * the `<video>` element, so it cannot be amplified. `no-audio`: this browser blocks audio.
 */
export type PreviewWarning = 'voice-unheard' | 'own-sound' | 'no-audio';

export interface PreviewState {
  readonly playing: boolean;
  readonly looping: boolean;
  readonly warning: PreviewWarning | null;
}

/** Browser functions; tests pass their own. */
export interface PreviewEnvironment {
  /** `null` without Web Audio. Called on the first click of Play (autoplay policy). */
  readonly openAudio: () => BaseAudioContext | null;
  readonly decodeVoice: (src: string) => Promise<AudioBuffer | null>;
  readonly decodeClip: (src: string) => Promise<AudioBuffer | null>;
  readonly requestFrame: (callback: () => void) => number;
  readonly cancelFrame: (handle: number) => void;
}

/** Audio is scheduled this far ahead, so that it starts on time. */
const SCHEDULE_AHEAD_SECONDS = 0.03;
/** Longest wait for the audio context to resume. */
const RESUME_TIMEOUT_MS = 1_000;
/** The audio pauses after the video has waited for data this long. */
const STALL_TIMEOUT_MS = 400;
const UNITY_GAIN = 1;
const DECODE_RATE_HZ = 48_000;

const browserEnvironment: PreviewEnvironment = {
  openAudio: () => (typeof AudioContext === 'undefined' ? null : new AudioContext({ latencyHint: 'interactive' })),
  decodeVoice: async (src) => {
    if (!canDecode()) return null;
    // Decoding waits until the editor is painted.
    await afterPaint();
    return decodeVoiceAudio(src, new OfflineAudioContext(1, 1, DECODE_RATE_HZ));
  },
  decodeClip: async (src) => (canDecode() ? decodeClipAudio(src, new OfflineAudioContext(2, 1, DECODE_RATE_HZ)) : null),
  requestFrame: (callback) => requestAnimationFrame(callback),
  cancelFrame: (handle) => cancelAnimationFrame(handle),
};

/** Resolves immediately in a hidden tab, which is not painted. */
const afterPaint = () =>
  new Promise<void>((resolve) => {
    if (document.visibilityState === 'hidden') resolve();
    else requestAnimationFrame(() => setTimeout(resolve));
  });

const canDecode = () => typeof OfflineAudioContext !== 'undefined';

/** Audio being decoded; `buffer` is `undefined` until the result is known. */
interface AudioLoad {
  readonly src: string;
  buffer: AudioBuffer | null | undefined;
  readonly done: Promise<void>;
}

interface PlaybackRun {
  /** The clip time at `startedAtSeconds`. */
  readonly fromMs: Milliseconds;
  readonly startedAtSeconds: number;
  mix: AudioMix | null;
}

export class PreviewPlayer {
  readonly #environment: PreviewEnvironment;
  readonly #listeners = new Set<() => void>();
  readonly #video = new PreviewVideo();
  #state: PreviewState = { playing: false, looping: false, warning: null };
  #atMs: Milliseconds = 0;
  #clip: PreviewSource = { src: null, durationMs: 0, hasSound: null };
  #placement: Placement | null = null;
  #voice: AudioLoad | null = null;
  #clipAudio: AudioLoad | null = null;
  #audio: BaseAudioContext | null = null;
  #run: PlaybackRun | null = null;
  #frame = 0;
  #stalledSince: number | null = null;
  /** Incremented by each action, so that earlier asynchronous steps are discarded. */
  #generation = 0;

  constructor(environment: PreviewEnvironment = browserEnvironment) {
    this.#environment = environment;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly getState = (): PreviewState => this.#state;
  /** The audible position in whole milliseconds of the clip. */
  readonly getTimeMs = (): Milliseconds => this.#atMs;

  attach(video: HTMLVideoElement | null): void {
    this.#video.attach(video);
    if (video) this.#video.seek(this.#atMs);
  }

  setClip(clip: PreviewSource): void {
    const isNewClip = clip.src !== this.#clip.src;
    this.#clip = clip;
    if (isNewClip) {
      this.pause();
      this.#clipAudio = null;
      this.#seekVideo(0);
    } else if (this.#atMs > clip.durationMs) this.#seekVideo(clip.durationMs);
    this.#rescheduleAudio();
  }

  setVoice(src: string | null): void {
    if (src === (this.#voice?.src ?? null)) return;
    this.#voice = src === null ? null : this.#load(src, this.#environment.decodeVoice);
    this.#rescheduleAudio();
  }

  /** `null`: the clip plays as recorded, without a voice. */
  setPlacement(placement: Placement | null): void {
    const before = this.#placement;
    this.#placement = placement;
    if (!this.#run || placement === before) return;
    const isSameSchedule =
      before !== null &&
      placement !== null &&
      before.insertAtMs === placement.insertAtMs &&
      before.trimStartMs === placement.trimStartMs &&
      before.trimEndMs === placement.trimEndMs;
    // A muted clip was possibly never decoded.
    const clipBecomesAudible = this.#clipGain() > 0 && this.#clipAudio === null && this.#canDecodeClip();
    if (!isSameSchedule || clipBecomesAudible) {
      this.#rescheduleAudio();
      return;
    }
    this.#run.mix?.setGain(0, placement.voiceVolume);
    this.#run.mix?.setGain(1, this.#clipGain());
    this.#updateFallbackAudio();
  }

  setLooping(looping: boolean): void {
    this.#setState({ looping });
  }

  readonly toggle = (): void => {
    if (this.#state.playing) this.pause();
    else void this.play();
  };

  async play(): Promise<void> {
    if (this.#state.playing) return;
    this.#generation += 1;
    const generation = this.#generation;
    this.#setState({ playing: true });
    // Synchronously in the click handler, as the autoplay policy requires.
    this.#audio ??= this.#environment.openAudio();
    const resuming = resumeAudio(this.#audio);
    if (this.#clipGain() > 0) this.#loadClipAudio();
    const isRunning = await resuming;
    await Promise.all([this.#placement && this.#voice?.done, this.#clipGain() > 0 && this.#clipAudio?.done]);
    if (generation !== this.#generation) return;
    if (!isRunning) {
      this.#closeAudio();
      this.#setState({ warning: 'no-audio' });
    }
    this.#startRun(this.#atMs >= this.#clip.durationMs ? 0 : this.#atMs);
  }

  pause(): void {
    this.#generation += 1;
    const atMs = this.#run ? this.#audibleMs() : this.#atMs;
    this.#stopRun();
    this.#video.pause();
    this.#setState({ playing: false });
    this.#seekVideo(atMs);
  }

  seek(toMs: Milliseconds): void {
    const atMs = clamp(Math.round(toMs), 0, this.#clip.durationMs);
    if (this.#run) {
      this.#stopRun();
      this.#startRun(atMs);
    } else this.#seekVideo(atMs);
  }

  /** Shows another frame without moving the playhead, during a drag; `null` returns to the playhead. */
  showFrame(atMs: Milliseconds | null): void {
    if (this.#state.playing) this.pause();
    this.#video.seek(clamp(atMs ?? this.#atMs, 0, this.#clip.durationMs));
  }

  /** Releases all resources. The player can be used again afterwards. */
  dispose(): void {
    this.pause();
    this.#video.attach(null);
    this.#closeAudio();
    this.#voice = null;
    this.#clipAudio = null;
    this.#clip = { src: null, durationMs: 0, hasSound: null };
    this.#placement = null;
  }

  #clipGain(): number {
    if (this.#clip.hasSound === false) return 0;
    return this.#placement === null ? UNITY_GAIN : this.#placement.originalVolume;
  }

  #canDecodeClip(): boolean {
    return this.#clip.src !== null && isLocalUrl(this.#clip.src);
  }

  #loadClipAudio(): void {
    if (this.#clip.src !== null && this.#canDecodeClip()) this.#clipAudio ??= this.#load(this.#clip.src, this.#environment.decodeClip);
  }

  #load(src: string, read: (src: string) => Promise<AudioBuffer | null>): AudioLoad {
    const loaded: AudioLoad = {
      src,
      buffer: undefined,
      done: read(src).then((buffer) => {
        loaded.buffer = buffer;
        // Starts audio that was decoded during playback.
        if (loaded === this.#voice || loaded === this.#clipAudio) this.#rescheduleAudio();
      }),
    };
    return loaded;
  }

  #nowSeconds(): number {
    return this.#audio ? this.#audio.currentTime : performance.now() / 1000;
  }

  /** Clip time on the clock. */
  #clockMs(): Milliseconds {
    const run = this.#run;
    return run ? run.fromMs + Math.max(0, this.#nowSeconds() - run.startedAtSeconds) * 1000 : this.#atMs;
  }

  /** The audible clip time, which is behind the clock by the output latency. */
  #audibleMs(): Milliseconds {
    const latency = this.#audio && 'outputLatency' in this.#audio ? Number(this.#audio.outputLatency) || 0 : 0;
    return Math.max(this.#run?.fromMs ?? 0, this.#clockMs() - latency * 1000);
  }

  #startRun(fromMs: Milliseconds): void {
    const startedAtSeconds = this.#nowSeconds() + SCHEDULE_AHEAD_SECONDS;
    this.#run = { fromMs, startedAtSeconds, mix: this.#mixFrom(fromMs, startedAtSeconds) };
    this.#stalledSince = null;
    this.#setTime(fromMs);
    this.#video.play(fromMs);
    this.#updateFallbackAudio();
    this.#environment.cancelFrame(this.#frame);
    this.#frame = this.#environment.requestFrame(this.#tick);
  }

  #mixFrom(fromMs: Milliseconds, atSeconds: number): AudioMix | null {
    if (!this.#audio) return null;
    const { durationMs } = this.#clip;
    const voice = this.#voice?.buffer;
    const clip = this.#clipAudio?.buffer;
    const placement = this.#placement;
    const voicePart = voice &&
      placement && { buffer: voice, cue: getVoiceCue(placement, voice.duration * 1000, durationMs, fromMs), gain: placement.voiceVolume };
    const clipPart = clip && { buffer: clip, cue: getClipCue(clip.duration * 1000, durationMs, fromMs), gain: this.#clipGain() };
    return startAudioMix(this.#audio, [voicePart ?? null, clipPart ?? null], atSeconds);
  }

  /** Restarts the audio with the new settings while the clock continues. */
  #rescheduleAudio(): void {
    const run = this.#run;
    if (!run) {
      this.#updateFallbackAudio();
      return;
    }
    if (this.#clipGain() > 0) this.#loadClipAudio();
    const atSeconds = Math.max(run.startedAtSeconds, this.#nowSeconds() + SCHEDULE_AHEAD_SECONDS);
    run.mix?.stop();
    run.mix = this.#mixFrom(run.fromMs + (atSeconds - run.startedAtSeconds) * 1000, atSeconds);
    this.#updateFallbackAudio();
  }

  /** Sets the audio of the `<video>` element and the warning. */
  #updateFallbackAudio(): void {
    const gain = this.#clipGain();
    const usesElementAudio = gain > 0 && this.#clip.src !== null && (!this.#canDecodeClip() || this.#clipAudio?.buffer === null);
    this.#video.setElementGain(usesElementAudio ? gain : 0);
    const voiceUndecodable = this.#placement !== null && this.#voice?.buffer === null;
    if (this.#state.warning === 'no-audio' && !this.#audio) return;
    this.#setState({ warning: voiceUndecodable ? 'voice-unheard' : usesElementAudio && gain > UNITY_GAIN ? 'own-sound' : null });
  }

  readonly #tick = (): void => {
    if (!this.#run) return;
    const atMs = this.#audibleMs();
    const { durationMs } = this.#clip;
    const loop = getLoopRange(this.#placement, durationMs);
    if (this.#state.looping && atMs >= loop.endMs) {
      this.#stopRun();
      this.#startRun(loop.startMs);
    } else if (atMs >= durationMs) {
      this.pause();
      this.#seekVideo(durationMs);
    } else if (this.#hasStalled()) {
      this.#stopRun();
      this.#setTime(atMs);
      this.#waitForVideo(this.#generation);
    } else {
      this.#setTime(atMs);
      this.#video.follow(atMs, correctDrift);
      this.#frame = this.#environment.requestFrame(this.#tick);
    }
  };

  #hasStalled(): boolean {
    if (!this.#video.isWaiting()) {
      this.#stalledSince = null;
      return false;
    }
    this.#stalledSince ??= performance.now();
    return performance.now() - this.#stalledSince > STALL_TIMEOUT_MS;
  }

  /** Slow network: audio and video pause together. */
  #waitForVideo(generation: number): void {
    this.#frame = this.#environment.requestFrame(() => {
      if (generation !== this.#generation || this.#run) return;
      if (this.#video.isWaiting()) this.#waitForVideo(generation);
      else this.#startRun(this.#atMs);
    });
  }

  #stopRun(): void {
    this.#environment.cancelFrame(this.#frame);
    this.#run?.mix?.stop();
    this.#run = null;
  }

  #seekVideo(atMs: Milliseconds): void {
    this.#setTime(atMs);
    this.#video.seek(this.#atMs);
  }

  #setTime(atMs: Milliseconds): void {
    const rounded = Math.round(atMs);
    if (rounded === this.#atMs) return;
    this.#atMs = rounded;
    this.#notify();
  }

  #setState(change: Partial<PreviewState>): void {
    const next = { ...this.#state, ...change };
    if (next.playing === this.#state.playing && next.looping === this.#state.looping && next.warning === this.#state.warning) return;
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

/** Whether the audio context runs; `false` if it is missing or blocked by the browser. */
async function resumeAudio(audio: BaseAudioContext | null): Promise<boolean> {
  if (audio === null) return false;
  if (typeof AudioContext === 'undefined' || !(audio instanceof AudioContext) || audio.state === 'running') return true;
  const timeout = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), RESUME_TIMEOUT_MS));
  return Promise.race([
    audio.resume().then(
      () => audio.state === 'running',
      () => false,
    ),
    timeout,
  ]);
}
