import type { DraftAutosave } from '@/components/wizard/session/draft-autosave';
import type { SessionServices } from '@/components/wizard/session/session-services';
import type { SessionStore } from '@/components/wizard/session/session-store';
import { judgeLoudness } from '@/lib/domain/conversion/loudness';
import type { PartHandle, VoiceConversion } from '@/lib/domain/conversion/part-selection';
import { createTimeRange } from '@/lib/domain/time';
import type { VoiceFacts } from '@/lib/domain/voice';
import type { WizardVoice } from '@/lib/domain/wizard';
import { measureLoudness } from '@/lib/media/waveform/waveform';
import { type AcceptedVoice, VoiceIntake } from './voice-intake';

/** The recording as it was added, with its conversion. */
interface OriginalVoice {
  readonly file: File;
  readonly fileKey: string;
  readonly facts: VoiceFacts;
  readonly conversion: VoiceConversion | null;
}

/** Accepts a voice: read it, convert it, store it, make it playable. A rejected voice does not affect the current one. */
export class VoiceController {
  readonly #store: SessionStore;
  readonly #autosave: DraftAutosave;
  readonly #services: SessionServices;
  #file: File | null = null;
  readonly #intake: VoiceIntake;
  /** The current voice before its gain was adjusted. */
  #original: OriginalVoice | null = null;
  /** The recording whose gain is being adjusted. */
  #adjusting: OriginalVoice | null = null;

  constructor(store: SessionStore, autosave: DraftAutosave, services: SessionServices) {
    this.#store = store;
    this.#autosave = autosave;
    this.#services = services;
    this.#intake = new VoiceIntake(store, autosave, services, (accepted) => this.#acceptVoice(accepted));
  }

  /** The file to send with a job. */
  get file(): File | null {
    return this.#file;
  }

  async addFile(file: File): Promise<void> {
    this.#adjusting = null;
    await this.#intake.accept(file, this.#intake.begin(file.name));
  }

  /** Reads a voice again that was pending when its page was closed. */
  async resumePendingFile(voice: WizardVoice, file: File | null): Promise<void> {
    const signal = this.#intake.begin(voice.name);
    if (!file) return this.#intake.reject({ kind: 'fault', fault: 'unreadable' });
    await this.#intake.accept(file, signal, { name: voice.name, fileKey: voice.fileKey });
  }

  /**
   * Adjusts the loudness of the current voice to normal speech, or below clipping. It always encodes from the original recording, so that a second
   * adjustment adds to the first gain without encoding twice.
   */
  async adjustGain(): Promise<void> {
    const { state, voiceLoudness, voiceConversion } = this.#store.getSnapshot();
    const { voice } = state;
    if (!this.#file || !voice || !voiceLoudness || voiceLoudness.suggestedGainDb === 0) return;
    const conversion = voiceConversion?.fileKey === voice.fileKey ? voiceConversion.conversion : null;
    const original = this.#original ?? { file: this.#file, fileKey: voice.fileKey, facts: voice.facts, conversion };
    const gainDb = (voice.adjusted?.gainDb ?? 0) + voiceLoudness.suggestedGainDb;
    const signal = this.#intake.begin(voice.name);
    this.#adjusting = original;
    await this.#intake.accept(original.file, signal, { name: voice.name, gainDb });
  }

  /** Restores the original recording byte for byte. */
  async restore(): Promise<void> {
    const original = this.#original;
    const { voice } = this.#store.getSnapshot().state;
    if (!original || !voice) return;
    const { file, fileKey, facts, conversion } = original;
    this.#original = null;
    await this.#setVoice(file, { name: voice.name, fileKey, facts }, conversion, 'voice-adjusted');
  }

  movePart(handle: PartHandle, toMs: number): void {
    this.#intake.movePart(handle, toMs);
  }

  convert(): void {
    void this.#intake.convert();
  }

  cancelConversion(): void {
    this.#intake.cancelConversion();
  }

  discardPending(): void {
    this.#intake.discard();
  }

  async addSample(name: string): Promise<void> {
    try {
      const response = await this.#services.fetch('/sample/voice.mp3');
      if (!response.ok) return;
      const blob = await response.blob();
      await this.addFile(new File([blob], name, { type: 'audio/mpeg' }));
    } catch {
      // The sample's clip reports the same failure; a second notice would repeat it.
    }
  }

  /** Restores a draft's voice; removes the voice if its file is missing. */
  resume(file: File | null, original: File | null): void {
    const { voice } = this.#store.getSnapshot().state;
    if (!voice) return;
    if (!file) {
      this.#store.dispatch({ type: 'voice-removed' });
      return;
    }
    this.#file = file;
    this.#original = voice.adjusted && original ? { file: original, ...voice.adjusted.original, conversion: null } : null;
    this.#closePreview();
    this.#store.set({ voiceSrc: this.#services.createUrl(file) });
    void this.#measureLoudness(file);
  }

  close(): void {
    this.#intake.close();
    this.#file = null;
    this.#original = null;
    this.#adjusting = null;
    this.#closePreview();
  }

  async #acceptVoice({ name, file, facts, conversion }: AcceptedVoice): Promise<void> {
    const fileKey = this.#services.createId();
    const gainDb = conversion?.gainDb ?? 0;
    const original = gainDb === 0 ? null : this.#adjusting;
    this.#original = original;
    if (original === null) return this.#setVoice(file, { name, fileKey, facts }, conversion, 'voice-chosen');
    const adjusted = { gainDb, original: { fileKey: original.fileKey, facts: original.facts } };
    await this.#setVoice(file, { name, fileKey, facts, adjusted }, conversion, 'voice-adjusted');
  }

  async #setVoice(
    file: File,
    voice: WizardVoice,
    conversion: VoiceConversion | null,
    type: 'voice-chosen' | 'voice-adjusted',
  ): Promise<void> {
    const { fileKey } = voice;
    this.#file = file;
    this.#store.dispatch({ type, voice });
    this.#closePreview();
    this.#store.set({
      voiceConversion: conversion === null ? null : { fileKey, conversion },
      submissionState: { kind: 'idle' },
      voiceSrc: this.#services.createUrl(file),
      ...(type === 'voice-chosen' ? { chosenStep: null } : {}),
    });
    void this.#measureLoudness(file);
    await this.#autosave.saveFile(fileKey, file);
  }

  /** Measures the loudness, because a file's metadata does not reveal silence. */
  async #measureLoudness(file: File): Promise<void> {
    this.#store.set({ voiceLoudness: null });
    const media = await this.#services.mediaEngine.open(file).catch(() => null);
    if (this.#file !== file) return media?.close();
    this.#store.set({ voiceMedia: media });
    const waveform = (await media?.waveform().catch(() => null)) ?? null;
    if (waveform === null || this.#file !== file) return;
    this.#store.set({ voiceLoudness: judgeLoudness(measureLoudness(waveform, createTimeRange(0, Math.ceil(waveform.durationMs)))) });
  }

  #closePreview(): void {
    const { voiceSrc, voiceMedia } = this.#store.getSnapshot();
    if (voiceSrc) this.#services.revokeUrl(voiceSrc);
    voiceMedia?.close();
    this.#store.set({ voiceMedia: null });
  }
}
