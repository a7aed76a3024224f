import { movePart, type PartHandle, type VoiceConversion } from '@/lib/domain/conversion/part-selection';
import { type ProbedVoice, planVoice, type VoicePlan } from '@/lib/domain/conversion/voice-plan';
import type { TimeRange } from '@/lib/domain/time';
import { VOICE_LIMITS, type VoiceFacts } from '@/lib/domain/voice';
import { defaultPart } from '@/lib/media/convert/default-part';
import type { OpenMedia } from '@/lib/media/open-media';
import type { Waveform } from '@/lib/media/waveform/waveform';
import type { SessionDeps } from './deps';
import type { DraftKeeper } from './keeper';
import type { VoiceRefusal } from './snapshot';
import type { SessionStore } from './store';

/** A voice that lip-sync takes, and what had to be done to it; `null` when it goes as it came. */
export interface TakenVoice {
  readonly name: string;
  readonly file: File;
  readonly facts: VoiceFacts;
  readonly healing: VoiceConversion | null;
}

/** The file that is offered or being healed. */
interface Patient {
  readonly name: string;
  readonly file: File;
  readonly fileKey: string;
  readonly facts: ProbedVoice;
  readonly media: OpenMedia;
  readonly src: string;
  /** Made louder by this much on the way. */
  readonly gainDb: number;
  /** `null`: the whole. */
  part: TimeRange | null;
  map: Waveform | null;
  /** The editor has chosen; nothing moves the window by itself any more. */
  chosen: boolean;
}

/** A voice on its way in: examined, and only the wanted part of it handed on, in a form that travels well. */
export class VoiceIntake {
  readonly #store: SessionStore;
  readonly #keeper: DraftKeeper;
  readonly #deps: SessionDeps;
  readonly #onTaken: (voice: TakenVoice) => Promise<void>;
  /** The file being listened to; a newer one takes its place. */
  #control = new AbortController();
  #patient: Patient | null = null;
  #healing: AbortController | null = null;

  constructor(store: SessionStore, keeper: DraftKeeper, deps: SessionDeps, onTaken: (voice: TakenVoice) => Promise<void>) {
    this.#store = store;
    this.#keeper = keeper;
    this.#deps = deps;
    this.#onTaken = onTaken;
  }

  begin(name: string): AbortSignal {
    this.close();
    this.#control = new AbortController();
    this.#store.set({ incomingVoice: { kind: 'reading', name } });
    return this.#control.signal;
  }

  refuse(refusal: VoiceRefusal): void {
    const name = this.#store.getSnapshot().incomingVoice?.name ?? '';
    this.#letGo();
    this.#store.set({ incomingVoice: { kind: 'refused', name, refusal } });
  }

  /** Whatever is offered, refused or being healed is left; the voice from before stays. */
  dismiss(): void {
    this.close();
    this.#store.set({ incomingVoice: null });
  }

  async take(file: File, signal: AbortSignal, { name = file.name, fileKey = this.#deps.newId(), gainDb = 0 } = {}): Promise<void> {
    const media = await this.#deps.doctor.open(file).catch(() => null);
    if (signal.aborted) return media?.close();
    if (!media) return this.refuse({ kind: 'not-loaded' });
    const examined = await media.probeVoice();
    if (signal.aborted) return media.close();
    if (examined.kind !== 'measured') {
      media.close();
      return this.refuse(examined.kind === 'fault' ? { kind: 'fault', fault: examined.fault } : { kind: 'no-sound' });
    }
    const { facts } = examined;
    const plan = planVoice(facts, { gainDb });
    if (plan.kind === 'as-is') {
      media.close();
      return this.#hand({ name, file, facts: voiceFactsOf(facts), healing: null }, signal);
    }
    if (plan.kind === 'impossible') {
      media.close();
      return this.refuse({ kind: 'findings', findings: plan.reasons });
    }
    this.#admit({ name, file, fileKey, facts, media, gainDb });
  }

  /** Moves the window over a voice that is too long. */
  move(handle: PartHandle, toMs: number): void {
    const patient = this.#patient;
    if (!patient?.part || this.#healing) return;
    patient.chosen = true;
    patient.part = movePart(handle, patient.part, toMs, patient.facts.durationMs);
    this.#deps.noteHealing('voice', { fileKey: patient.fileKey, part: patient.part, started: false });
    this.#offer();
  }

  async heal(): Promise<void> {
    const patient = this.#patient;
    if (!patient || this.#healing) return;
    const run = new AbortController();
    this.#healing = run;
    const { signal } = this.#control;
    const { name, file, facts, part, fileKey, gainDb } = patient;
    const show = (percent: number, msLeft: number | null) => {
      if (!run.signal.aborted) this.#store.set({ incomingVoice: { kind: 'healing', name, percent, msLeft } });
    };
    this.#deps.noteHealing('voice', { fileKey, part, started: true });
    show(0, null);
    const plan: VoicePlan = planVoice(facts, { gainDb, ...(part === null ? {} : { part }) });
    if (plan.kind !== 'encode') return this.refuse({ kind: 'findings', findings: plan.kind === 'impossible' ? plan.reasons : [] });
    const outcome = await this.#deps.doctor
      .conformVoice(file, facts, plan, { signal: run.signal, onProgress: show })
      .catch(() => ({ kind: 'failed', fault: 'broken' }) as const);
    if (run.signal.aborted || this.#patient !== patient) return;
    if (outcome.kind === 'cancelled') return this.stopHealing();
    if (outcome.kind === 'failed') return this.refuse({ kind: 'unhealed', fault: outcome.fault });
    const { format } = outcome.result.to;
    const type = format === 'mp3' ? 'audio/mpeg' : 'audio/wav';
    const healed = new File([outcome.file], `${name.replace(/\.[^.]{1,5}$/, '')}.${format}`, { type });
    await this.#hand({ name, file: healed, facts: voiceFactsOf(outcome.facts), healing: outcome.result }, signal);
  }

  /** Back to the offer; the original is as it was. */
  stopHealing(): void {
    const patient = this.#patient;
    if (!patient || !this.#healing) return;
    this.#healing.abort();
    this.#healing = null;
    patient.chosen = true;
    this.#deps.noteHealing('voice', { fileKey: patient.fileKey, part: patient.part, started: false });
    this.#offer();
  }

  /** Lets go of everything; nothing that arrives later is heard. */
  close(): void {
    this.#control.abort();
    this.#letGo();
  }

  #admit(found: Pick<Patient, 'name' | 'file' | 'fileKey' | 'facts' | 'media' | 'gainDb'>): void {
    const { name, file, fileKey, facts } = found;
    const isLong = facts.durationMs > VOICE_LIMITS.maxDurationMs;
    const note = this.#deps.readHealing('voice');
    const before = note?.fileKey === fileKey ? note : null;
    const part = isLong ? (before?.part ?? defaultPart(facts.durationMs, null)) : null;
    this.#patient = { ...found, src: this.#deps.createUrl(file), part, map: null, chosen: before !== null };
    this.#keeper.keepWaitingVoice({ name, fileKey, facts: voiceFactsOf(facts) }, file);
    if (before === null) this.#deps.noteHealing('voice', { fileKey, part, started: !isLong });
    if (!isLong || before?.started === true) void this.heal();
    else this.#offer();
    if (isLong) void this.#listen(this.#patient);
  }

  #offer(): void {
    const patient = this.#patient;
    if (!patient) return;
    const { name, facts, part, src, map } = patient;
    this.#store.set({ incomingVoice: { kind: 'offered', name, facts, part, src, map } });
  }

  /** Unless the editor has chosen meanwhile, the window goes to the first minute with sound. */
  async #listen(patient: Patient): Promise<void> {
    const map = await patient.media.waveform().catch(() => null);
    if (this.#patient !== patient || map === null) return;
    patient.map = map;
    if (this.#healing) return;
    if (!patient.chosen) patient.part = defaultPart(patient.facts.durationMs, map);
    this.#offer();
  }

  /** At most 5 MB by now, so it is held in memory: a recording that is moved or deleted meanwhile is not missed when it is sent. */
  async #hand(voice: TakenVoice, signal: AbortSignal): Promise<void> {
    const copy = await copyOf(voice.file);
    if (signal.aborted) return;
    if (!copy) return this.refuse({ kind: 'fault', fault: 'unreadable' });
    this.#letGo();
    this.#store.set({ incomingVoice: null });
    await this.#onTaken({ ...voice, file: copy });
  }

  #letGo(): void {
    this.#healing?.abort();
    this.#healing = null;
    const patient = this.#patient;
    if (!patient) return;
    this.#patient = null;
    patient.media.close();
    this.#deps.revokeUrl(patient.src);
    this.#deps.noteHealing('voice', null);
    this.#keeper.keepWaitingVoice(null);
  }
}

function voiceFactsOf({ kind, byteSize, durationMs }: ProbedVoice): VoiceFacts {
  return { kind, byteSize, durationMs };
}

async function copyOf(file: File): Promise<File | null> {
  try {
    return new File([await file.arrayBuffer()], file.name, { type: file.type });
  } catch {
    return null;
  }
}
