import type { DraftAutosave } from '@/components/wizard/session/draft-autosave';
import type { SessionServices } from '@/components/wizard/session/session-services';
import type { SessionStore } from '@/components/wizard/session/session-store';
import type { VoiceRejection } from '@/components/wizard/session/snapshot';
import { movePart, type PartHandle, type VoiceConversion } from '@/lib/domain/conversion/part-selection';
import { type ProbedVoice, planVoice, type VoicePlan } from '@/lib/domain/conversion/voice-plan';
import type { TimeRange } from '@/lib/domain/time';
import { VOICE_LIMITS, type VoiceFacts } from '@/lib/domain/voice';
import { defaultPart } from '@/lib/media/convert/default-part';
import type { OpenMedia } from '@/lib/media/open-media';
import type { Waveform } from '@/lib/media/waveform/waveform';

/** An accepted voice; `conversion` is `null` if the file was not changed. */
export interface AcceptedVoice {
  readonly name: string;
  readonly file: File;
  readonly facts: VoiceFacts;
  readonly conversion: VoiceConversion | null;
}

/** The file that awaits a choice or is being converted. */
interface PendingVoiceFile {
  readonly name: string;
  readonly file: File;
  readonly fileKey: string;
  readonly facts: ProbedVoice;
  readonly media: OpenMedia;
  readonly src: string;
  /** Gain that the conversion applies. */
  readonly gainDb: number;
  /** `null` selects the whole file. */
  part: TimeRange | null;
  waveform: Waveform | null;
  /** Set once the editor has moved the range, which stops automatic moves. */
  isPartChosen: boolean;
}

/** Reads a new voice and converts it if necessary: only the selected range, in a compact format. */
export class VoiceIntake {
  readonly #store: SessionStore;
  readonly #autosave: DraftAutosave;
  readonly #services: SessionServices;
  readonly #onAccepted: (voice: AcceptedVoice) => Promise<void>;
  /** Aborts the read of an older file. */
  #readController = new AbortController();
  #pending: PendingVoiceFile | null = null;
  #conversionController: AbortController | null = null;

  constructor(
    store: SessionStore,
    autosave: DraftAutosave,
    services: SessionServices,
    onAccepted: (voice: AcceptedVoice) => Promise<void>,
  ) {
    this.#store = store;
    this.#autosave = autosave;
    this.#services = services;
    this.#onAccepted = onAccepted;
  }

  begin(name: string): AbortSignal {
    this.close();
    this.#readController = new AbortController();
    this.#store.set({ pendingVoice: { kind: 'reading', name } });
    return this.#readController.signal;
  }

  reject(rejection: VoiceRejection): void {
    const name = this.#store.getSnapshot().pendingVoice?.name ?? '';
    this.#release();
    this.#store.set({ pendingVoice: { kind: 'refused', name, rejection } });
  }

  /** Discards the pending or rejected file; the current voice stays. */
  discard(): void {
    this.close();
    this.#store.set({ pendingVoice: null });
  }

  async accept(file: File, signal: AbortSignal, { name = file.name, fileKey = this.#services.createId(), gainDb = 0 } = {}): Promise<void> {
    const media = await this.#services.mediaEngine.open(file).catch(() => null);
    if (signal.aborted) return media?.close();
    if (!media) return this.reject({ kind: 'not-loaded' });
    const probeResult = await media.probeVoice();
    if (signal.aborted) return media.close();
    if (probeResult.kind !== 'measured') {
      media.close();
      return this.reject(probeResult.kind === 'fault' ? { kind: 'fault', fault: probeResult.fault } : { kind: 'no-sound' });
    }
    const { facts } = probeResult;
    const plan = planVoice(facts, { gainDb });
    if (plan.kind === 'as-is') {
      media.close();
      return this.#finish({ name, file, facts: toVoiceFacts(facts), conversion: null }, signal);
    }
    if (plan.kind === 'impossible') {
      media.close();
      return this.reject({ kind: 'findings', findings: plan.reasons });
    }
    this.#startPending({ name, file, fileKey, facts, media, gainDb });
  }

  /** Moves the selected range of a voice that is too long. */
  movePart(handle: PartHandle, toMs: number): void {
    const pending = this.#pending;
    if (!pending?.part || this.#conversionController) return;
    pending.isPartChosen = true;
    pending.part = movePart(handle, pending.part, toMs, pending.facts.durationMs);
    this.#services.saveConversionNote('voice', { fileKey: pending.fileKey, part: pending.part, started: false });
    this.#offer();
  }

  async convert(): Promise<void> {
    const pending = this.#pending;
    if (!pending || this.#conversionController) return;
    const controller = new AbortController();
    this.#conversionController = controller;
    const { signal } = this.#readController;
    const { name, file, facts, part, fileKey, gainDb } = pending;
    const showProgress = (percent: number, msLeft: number | null) => {
      if (!controller.signal.aborted) this.#store.set({ pendingVoice: { kind: 'converting', name, percent, msLeft } });
    };
    this.#services.saveConversionNote('voice', { fileKey, part, started: true });
    showProgress(0, null);
    const plan: VoicePlan = planVoice(facts, { gainDb, ...(part === null ? {} : { part }) });
    if (plan.kind !== 'encode') return this.reject({ kind: 'findings', findings: plan.kind === 'impossible' ? plan.reasons : [] });
    const outcome = await this.#services.mediaEngine
      .convertVoice(file, facts, plan, { signal: controller.signal, onProgress: showProgress })
      .catch(() => ({ kind: 'failed', fault: 'broken' }) as const);
    if (controller.signal.aborted || this.#pending !== pending) return;
    if (outcome.kind === 'cancelled') return this.cancelConversion();
    if (outcome.kind === 'failed') return this.reject({ kind: 'conversion-failed', fault: outcome.fault });
    const { format } = outcome.result.to;
    const type = format === 'mp3' ? 'audio/mpeg' : 'audio/wav';
    const converted = new File([outcome.file], `${name.replace(/\.[^.]{1,5}$/, '')}.${format}`, { type });
    await this.#finish({ name, file: converted, facts: toVoiceFacts(outcome.facts), conversion: outcome.result }, signal);
  }

  /** Returns to the part selection; the original file is unchanged. */
  cancelConversion(): void {
    const pending = this.#pending;
    if (!pending || !this.#conversionController) return;
    this.#conversionController.abort();
    this.#conversionController = null;
    pending.isPartChosen = true;
    this.#services.saveConversionNote('voice', { fileKey: pending.fileKey, part: pending.part, started: false });
    this.#offer();
  }

  /** Aborts all pending work; late results are ignored. */
  close(): void {
    this.#readController.abort();
    this.#release();
  }

  #startPending(probed: Pick<PendingVoiceFile, 'name' | 'file' | 'fileKey' | 'facts' | 'media' | 'gainDb'>): void {
    const { name, file, fileKey, facts } = probed;
    const isLong = facts.durationMs > VOICE_LIMITS.maxDurationMs;
    const savedNote = this.#services.readConversionNote('voice');
    const previousNote = savedNote?.fileKey === fileKey ? savedNote : null;
    const part = isLong ? (previousNote?.part ?? defaultPart(facts.durationMs, null)) : null;
    this.#pending = { ...probed, src: this.#services.createUrl(file), part, waveform: null, isPartChosen: previousNote !== null };
    this.#autosave.savePendingVoice({ name, fileKey, facts: toVoiceFacts(facts) }, file);
    if (previousNote === null) this.#services.saveConversionNote('voice', { fileKey, part, started: !isLong });
    if (!isLong || previousNote?.started === true) void this.convert();
    else this.#offer();
    if (isLong) void this.#readWaveform(this.#pending);
  }

  #offer(): void {
    const pending = this.#pending;
    if (!pending) return;
    const { name, facts, part, src, waveform } = pending;
    this.#store.set({ pendingVoice: { kind: 'offered', name, facts, part, src, waveform } });
  }

  /** Moves the range to the first minute with speech, unless the editor has moved it. */
  async #readWaveform(pending: PendingVoiceFile): Promise<void> {
    const waveform = await pending.media.waveform().catch(() => null);
    if (this.#pending !== pending || waveform === null) return;
    pending.waveform = waveform;
    if (this.#conversionController) return;
    if (!pending.isPartChosen) pending.part = defaultPart(pending.facts.durationMs, waveform);
    this.#offer();
  }

  /** At most 5 MB at this point, so it is copied to memory: moving or deleting the recording cannot fail the later upload. */
  async #finish(voice: AcceptedVoice, signal: AbortSignal): Promise<void> {
    const copy = await copyFile(voice.file);
    if (signal.aborted) return;
    if (!copy) return this.reject({ kind: 'fault', fault: 'unreadable' });
    this.#release();
    this.#store.set({ pendingVoice: null });
    await this.#onAccepted({ ...voice, file: copy });
  }

  #release(): void {
    this.#conversionController?.abort();
    this.#conversionController = null;
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = null;
    pending.media.close();
    this.#services.revokeUrl(pending.src);
    this.#services.saveConversionNote('voice', null);
    this.#autosave.savePendingVoice(null);
  }
}

function toVoiceFacts({ kind, byteSize, durationMs }: ProbedVoice): VoiceFacts {
  return { kind, byteSize, durationMs };
}

async function copyFile(file: File): Promise<File | null> {
  try {
    return new File([await file.arrayBuffer()], file.name, { type: file.type });
  } catch {
    return null;
  }
}
