import { diagnoseVoice } from '@/lib/domain/voice';
import type { SessionDeps } from './deps';
import type { DraftKeeper } from './keeper';
import type { VoiceRefusal } from './snapshot';
import type { SessionStore } from './store';

/** Takes a voice in: measure, keep, make it playable. A voice that is refused leaves the one before it in peace. */
export class VoiceTrack {
  readonly #store: SessionStore;
  readonly #keeper: DraftKeeper;
  readonly #deps: SessionDeps;
  #file: File | null = null;
  #intake = new AbortController();

  constructor(store: SessionStore, keeper: DraftKeeper, deps: SessionDeps) {
    this.#store = store;
    this.#keeper = keeper;
    this.#deps = deps;
  }

  /** The bytes to send with a job. */
  get file(): File | null {
    return this.#file;
  }

  async addFile(file: File): Promise<void> {
    this.#intake.abort();
    const intake = new AbortController();
    this.#intake = intake;
    this.#store.set({ incomingVoice: { kind: 'reading', name: file.name } });
    const probed = await this.#deps.probeVoice(file);
    if (intake.signal.aborted) return;
    if (probed.kind === 'fault') return this.#refuse(file.name, { kind: 'fault', fault: probed.fault });
    if (probed.kind === 'no-sound') return this.#refuse(file.name, { kind: 'no-sound' });
    const findings = diagnoseVoice(probed.facts);
    if (findings.length > 0) return this.#refuse(file.name, { kind: 'findings', findings });
    const copy = await copyOf(file);
    if (intake.signal.aborted) return;
    if (!copy) return this.#refuse(file.name, { kind: 'fault', fault: 'unreadable' });
    const fileKey = this.#deps.newId();
    this.#file = copy;
    this.#store.dispatch({ type: 'voice-chosen', voice: { name: file.name, fileKey, facts: probed.facts } });
    this.#releaseSound();
    this.#store.set({ incomingVoice: null, chosenStep: null, createWork: { kind: 'idle' }, voiceSrc: this.#deps.createUrl(copy) });
    await this.#keeper.saveFile(fileKey, copy);
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
  }

  dismissRefusal(): void {
    this.#store.set({ incomingVoice: null });
  }

  close(): void {
    this.#intake.abort();
    this.#file = null;
    this.#releaseSound();
  }

  #refuse(name: string, refusal: VoiceRefusal): void {
    this.#store.set({ incomingVoice: { kind: 'refused', name, refusal } });
  }

  #releaseSound(): void {
    const { voiceSrc } = this.#store.getSnapshot();
    if (voiceSrc) this.#deps.revokeUrl(voiceSrc);
  }
}

/** At most 5 MB by now, so it is held in memory: a recording that is moved or deleted meanwhile is not missed when it is sent. */
async function copyOf(file: File): Promise<File | null> {
  try {
    return new File([await file.arrayBuffer()], file.name, { type: file.type });
  } catch {
    return null;
  }
}
