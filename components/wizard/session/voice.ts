import { judgeLoudness } from '@/lib/domain/conversion/loudness';
import type { PartHandle, VoiceConversion } from '@/lib/domain/conversion/part-selection';
import { createTimeRange } from '@/lib/domain/time';
import type { VoiceFacts } from '@/lib/domain/voice';
import type { WizardVoice } from '@/lib/domain/wizard';
import { measureLoudness } from '@/lib/media/waveform/waveform';
import type { SessionDeps } from './deps';
import type { DraftKeeper } from './keeper';
import type { SessionStore } from './store';
import { type TakenVoice, VoiceIntake } from './voice-intake';

/** A recording as it was brought, with what was done to it so that it fits. */
interface Original {
  readonly file: File;
  readonly fileKey: string;
  readonly facts: VoiceFacts;
  readonly healing: VoiceConversion | null;
}

/** Takes a voice in: look at it, heal it, keep it, make it playable. A voice that is refused leaves the one before it in peace. */
export class VoiceTrack {
  readonly #store: SessionStore;
  readonly #keeper: DraftKeeper;
  readonly #deps: SessionDeps;
  #file: File | null = null;
  readonly #intake: VoiceIntake;
  /** What the voice that counts was before it was made louder or softer. */
  #original: Original | null = null;
  /** What is being made louder or softer. */
  #adjusting: Original | null = null;

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
    this.#adjusting = null;
    await this.#intake.take(file, this.#intake.begin(file.name));
  }

  /** A voice that was still on its way in when its page was left. */
  async resumeWaiting(voice: WizardVoice, file: File | null): Promise<void> {
    const signal = this.#intake.begin(voice.name);
    if (!file) return this.#intake.refuse({ kind: 'fault', fault: 'unreadable' });
    await this.#intake.take(file, signal, { name: voice.name, fileKey: voice.fileKey });
  }

  /**
   * Makes the voice that counts as loud as speech usually is, or softer where it hit the limit. Always from the recording as it was brought:
   * a second press adds to the first one's gain, and codes nothing twice.
   */
  async adjust(): Promise<void> {
    const { state, voiceSound, voiceHealing } = this.#store.getSnapshot();
    const { voice } = state;
    if (!this.#file || !voice || !voiceSound || voiceSound.suggestedGainDb === 0) return;
    const healing = voiceHealing?.fileKey === voice.fileKey ? voiceHealing.healing : null;
    const original = this.#original ?? { file: this.#file, fileKey: voice.fileKey, facts: voice.facts, healing };
    const gainDb = (voice.adjusted?.gainDb ?? 0) + voiceSound.suggestedGainDb;
    const signal = this.#intake.begin(voice.name);
    this.#adjusting = original;
    await this.#intake.take(original.file, signal, { name: voice.name, gainDb });
  }

  /** Takes the gain back: the recording as it was brought, byte for byte. */
  async restore(): Promise<void> {
    const original = this.#original;
    const { voice } = this.#store.getSnapshot().state;
    if (!original || !voice) return;
    const { file, fileKey, facts, healing } = original;
    this.#original = null;
    await this.#count(file, { name: voice.name, fileKey, facts }, healing, 'voice-adjusted');
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
  resume(file: File | null, original: File | null): void {
    const { voice } = this.#store.getSnapshot().state;
    if (!voice) return;
    if (!file) {
      this.#store.dispatch({ type: 'voice-removed' });
      return;
    }
    this.#file = file;
    this.#original = voice.adjusted && original ? { file: original, ...voice.adjusted.original, healing: null } : null;
    this.#releaseSound();
    this.#store.set({ voiceSrc: this.#deps.createUrl(file) });
    void this.#judge(file);
  }

  close(): void {
    this.#intake.close();
    this.#file = null;
    this.#original = null;
    this.#adjusting = null;
    this.#releaseSound();
  }

  async #take({ name, file, facts, healing }: TakenVoice): Promise<void> {
    const fileKey = this.#deps.newId();
    const gainDb = healing?.gainDb ?? 0;
    const original = gainDb === 0 ? null : this.#adjusting;
    this.#original = original;
    if (original === null) return this.#count(file, { name, fileKey, facts }, healing, 'voice-chosen');
    const adjusted = { gainDb, original: { fileKey: original.fileKey, facts: original.facts } };
    await this.#count(file, { name, fileKey, facts, adjusted }, healing, 'voice-adjusted');
  }

  /** From now on this is the voice. */
  async #count(file: File, voice: WizardVoice, healing: VoiceConversion | null, type: 'voice-chosen' | 'voice-adjusted'): Promise<void> {
    const { fileKey } = voice;
    this.#file = file;
    this.#store.dispatch({ type, voice });
    this.#releaseSound();
    this.#store.set({
      voiceHealing: healing === null ? null : { fileKey, healing },
      createWork: { kind: 'idle' },
      voiceSrc: this.#deps.createUrl(file),
      ...(type === 'voice-chosen' ? { chosenStep: null } : {}),
    });
    void this.#judge(file);
    await this.#keeper.saveFile(fileKey, file);
  }

  /** Hears whether there is anything to hear, which no measure of the file tells. */
  async #judge(file: File): Promise<void> {
    this.#store.set({ voiceSound: null });
    const media = await this.#deps.doctor.open(file).catch(() => null);
    if (this.#file !== file) return media?.close();
    this.#store.set({ voiceMedia: media });
    const map = (await media?.waveform().catch(() => null)) ?? null;
    if (map === null || this.#file !== file) return;
    this.#store.set({ voiceSound: judgeLoudness(measureLoudness(map, createTimeRange(0, Math.ceil(map.durationMs)))) });
  }

  #releaseSound(): void {
    const { voiceSrc, voiceMedia } = this.#store.getSnapshot();
    if (voiceSrc) this.#deps.revokeUrl(voiceSrc);
    voiceMedia?.close();
    this.#store.set({ voiceMedia: null });
  }
}
