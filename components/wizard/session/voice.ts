import type { PartHandle } from '@/lib/domain/healing';
import { timeRange } from '@/lib/domain/time';
import { judgeLoudness } from '@/lib/domain/voice-treatment';
import type { WizardVoice } from '@/lib/domain/wizard';
import { loudnessOf } from '@/lib/media/sound-map';
import type { SessionDeps } from './deps';
import type { DraftKeeper } from './keeper';
import type { SessionStore } from './store';
import { type TakenVoice, VoiceIntake } from './voice-intake';

/** Takes a voice in: look at it, heal it, keep it, make it playable. A voice that is refused leaves the one before it in peace. */
export class VoiceTrack {
  readonly #store: SessionStore;
  readonly #keeper: DraftKeeper;
  readonly #deps: SessionDeps;
  #file: File | null = null;
  readonly #intake: VoiceIntake;

  constructor(store: SessionStore, keeper: DraftKeeper, deps: SessionDeps) {
    this.#store = store;
    this.#keeper = keeper;
    this.#deps = deps;
    this.#intake = new VoiceIntake(store, keeper, deps, (taken) => this.#take(taken));
  }

  /** The bytes to send with a job. */
  get file(): File | null {
    return this.#file;
  }

  async addFile(file: File): Promise<void> {
    await this.#intake.take(file, this.#intake.begin(file.name));
  }

  /** A voice that was still on its way in when its page was left. */
  async resumeWaiting(voice: WizardVoice, file: File | null): Promise<void> {
    const signal = this.#intake.begin(voice.name);
    if (!file) return this.#intake.refuse({ kind: 'fault', fault: 'unreadable' });
    await this.#intake.take(file, signal, { name: voice.name, fileKey: voice.fileKey });
  }

  /** Makes the voice that counts as loud as speech usually is. */
  async raise(): Promise<void> {
    const { state, voiceSound } = this.#store.getSnapshot();
    if (!this.#file || !state.voice || !voiceSound || voiceSound.suggestedGainDb === 0) return;
    const { name } = state.voice;
    await this.#intake.take(this.#file, this.#intake.begin(name), { name, gainDb: voiceSound.suggestedGainDb });
  }

  movePart(handle: PartHandle, toMs: number): void {
    this.#intake.move(handle, toMs);
  }

  heal(): void {
    void this.#intake.heal();
  }

  stopHealing(): void {
    this.#intake.stopHealing();
  }

  dismissIncoming(): void {
    this.#intake.dismiss();
  }

  async addSample(name: string): Promise<void> {
    try {
      const response = await this.#deps.fetch('/sample/voice.mp3');
      if (!response.ok) return;
      const blob = await response.blob();
      await this.addFile(new File([blob], name, { type: 'audio/mpeg' }));
    } catch {
      // The clip of the sample says what is missing; a second notice would say it twice.
    }
  }

  /** A draft's voice; without its bytes it is none. */
  resume(file: File | null): void {
    if (!this.#store.getSnapshot().state.voice) return;
    if (!file) {
      this.#store.dispatch({ type: 'voice-removed' });
      return;
    }
    this.#file = file;
    this.#releaseSound();
    this.#store.set({ voiceSrc: this.#deps.createUrl(file) });
    void this.#judge(file);
  }

  close(): void {
    this.#intake.close();
    this.#file = null;
    this.#releaseSound();
  }

  async #take({ name, file, facts, healing }: TakenVoice): Promise<void> {
    const fileKey = this.#deps.newId();
    this.#file = file;
    this.#store.dispatch({ type: 'voice-chosen', voice: { name, fileKey, facts } });
    this.#releaseSound();
    this.#store.set({
      voiceHealing: healing === null ? null : { fileKey, healing },
      chosenStep: null,
      createWork: { kind: 'idle' },
      voiceSrc: this.#deps.createUrl(file),
    });
    void this.#judge(file);
    await this.#keeper.saveFile(fileKey, file);
  }

  /** Hears whether there is anything to hear, which no measure of the file tells. */
  async #judge(file: File): Promise<void> {
    this.#store.set({ voiceSound: null });
    const media = await this.#deps.doctor.open(file).catch(() => null);
    const map = (await media?.soundMap().catch(() => null)) ?? null;
    media?.close();
    if (map === null || this.#file !== file) return;
    this.#store.set({ voiceSound: judgeLoudness(loudnessOf(map, timeRange(0, Math.ceil(map.durationMs)))) });
  }

  #releaseSound(): void {
    const { voiceSrc } = this.#store.getSnapshot();
    if (voiceSrc) this.#deps.revokeUrl(voiceSrc);
  }
}
