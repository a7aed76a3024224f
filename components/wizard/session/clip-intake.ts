import { movePart, type PartHandle, planPart, type VideoConversion } from '@/lib/domain/conversion/part-selection';
import { findVideoConversions, type ProbedVideo, type ProbedVideoFinding, planVideo } from '@/lib/domain/conversion/video-plan';
import type { TimeRange } from '@/lib/domain/time';
import { VIDEO_LIMITS } from '@/lib/domain/video';
import type { WizardVideoFacts } from '@/lib/domain/wizard';
import { defaultPart } from '@/lib/media/convert/default-part';
import type { OpenMedia } from '@/lib/media/open-media';
import type { SessionDeps } from './deps';
import type { DraftKeeper } from './keeper';
import type { ClipRefusal } from './snapshot';
import type { SessionStore } from './store';

/** A clip that lip-sync takes, and what had to be done to it; `null` when it goes as it came. */
export interface TakenClip {
  readonly name: string;
  readonly file: File;
  readonly facts: WizardVideoFacts;
  /** Open already, where the file was only looked at; who takes the clip closes it. */
  readonly media: OpenMedia | null;
  readonly healing: VideoConversion | null;
}

/** The file that is offered or being healed. */
interface Patient {
  readonly file: File;
  readonly fileKey: string;
  readonly facts: ProbedVideo;
  readonly media: OpenMedia;
  readonly src: string;
  /** `null`: the whole. */
  part: TimeRange | null;
  /** The editor has chosen; nothing moves the window by itself any more. */
  chosen: boolean;
}

/** A file without an index would have to be read through to its end for them. */
const KEYFRAMES_WAIT_MS = 5_000;

/** A clip on its way in: examined, healed where that is needed, and handed on once it is what lip-sync takes. */
export class ClipIntake {
  readonly #store: SessionStore;
  readonly #keeper: DraftKeeper;
  readonly #deps: SessionDeps;
  readonly #onTaken: (clip: TakenClip) => void;
  /** The file being looked at; a newer one takes its place. */
  #control = new AbortController();
  #patient: Patient | null = null;
  #healing: AbortController | null = null;

  constructor(store: SessionStore, keeper: DraftKeeper, deps: SessionDeps, onTaken: (clip: TakenClip) => void) {
    this.#store = store;
    this.#keeper = keeper;
    this.#deps = deps;
    this.#onTaken = onTaken;
  }

  begin(name: string): AbortSignal {
    this.close();
    this.#control = new AbortController();
    this.#store.set({ incomingClip: { kind: 'reading', name } });
    return this.#control.signal;
  }

  refuse(refusal: ClipRefusal): void {
    const name = this.#store.getSnapshot().incomingClip?.name ?? '';
    this.#letGo();
    this.#store.set({ incomingClip: { kind: 'refused', name, refusal } });
  }

  /** Whatever is offered, refused or being healed is left; the clip from before stays. */
  dismiss(): void {
    this.close();
    this.#store.set({ incomingClip: null });
  }

  async take(file: File, signal: AbortSignal, fileKey = this.#deps.newId()): Promise<void> {
    const media = await this.#deps.doctor.open(file).catch(() => null);
    if (signal.aborted) return media?.close();
    if (!media) return this.refuse({ kind: 'not-loaded' });
    const examined = await media.probeVideo();
    if (signal.aborted) return media.close();
    if (examined.kind !== 'measured') {
      media.close();
      return this.refuse({ kind: 'fault', fault: examined.kind === 'fault' ? examined.fault : 'not-media' });
    }
    const { facts } = examined;
    const plan = planVideo(facts);
    if (plan.kind === 'as-is') {
      this.#leave();
      return this.#onTaken({ name: file.name, file, facts: videoFactsOf(facts), media, healing: null });
    }
    if (plan.kind === 'impossible') {
      media.close();
      return this.refuse({ kind: 'findings', findings: withWhy(facts, plan.reasons) });
    }
    this.#admit({ file, fileKey, facts, media });
  }

  /** Moves the window over a clip that is too long. */
  move(handle: PartHandle, toMs: number): void {
    const patient = this.#patient;
    if (!patient?.part || this.#healing) return;
    patient.chosen = true;
    patient.part = movePart(handle, patient.part, toMs, patient.facts.durationMs);
    this.#deps.noteHealing('clip', { fileKey: patient.fileKey, part: patient.part, started: false });
    this.#offer();
  }

  async heal(): Promise<void> {
    const patient = this.#patient;
    if (!patient || this.#healing) return;
    const run = new AbortController();
    this.#healing = run;
    const { file, facts, part, fileKey } = patient;
    const show = (percent: number, msLeft: number | null) => {
      if (!run.signal.aborted) this.#store.set({ incomingClip: { kind: 'healing', name: file.name, facts, part, percent, msLeft } });
    };
    this.#deps.noteHealing('clip', { fileKey, part, started: true });
    show(0, null);
    const plan = planPart(facts, part, await this.#keyframes(patient));
    if (run.signal.aborted) return;
    if (plan.kind === 'as-is' || plan.kind === 'impossible') {
      return this.refuse({ kind: 'findings', findings: plan.kind === 'impossible' ? plan.reasons : [] });
    }
    const outcome = await this.#deps.doctor
      .conformVideo(file, facts, plan, { signal: run.signal, onProgress: show })
      .catch(() => ({ kind: 'failed', fault: 'broken' }) as const);
    if (run.signal.aborted || this.#patient !== patient) return;
    if (outcome.kind === 'cancelled') return this.stopHealing();
    if (outcome.kind === 'failed') return this.refuse({ kind: 'unhealed', fault: outcome.fault });
    const healed = new File([outcome.file], `${stemOf(file.name)}.mp4`, { type: 'video/mp4' });
    this.#leave();
    this.#onTaken({ name: file.name, file: healed, facts: videoFactsOf(outcome.facts), media: null, healing: outcome.result });
  }

  /** Back to the offer; the original is as it was. */
  stopHealing(): void {
    const patient = this.#patient;
    if (!patient || !this.#healing) return;
    this.#healing.abort();
    this.#healing = null;
    patient.chosen = true;
    this.#deps.noteHealing('clip', { fileKey: patient.fileKey, part: patient.part, started: false });
    this.#offer();
  }

  /** Lets go of everything; nothing that arrives later is heard. */
  close(): void {
    this.#control.abort();
    this.#letGo();
  }

  #admit(found: Pick<Patient, 'file' | 'fileKey' | 'facts' | 'media'>): void {
    const { file, fileKey, facts } = found;
    const isLong = facts.durationMs > VIDEO_LIMITS.maxDurationMs;
    const note = this.#deps.readHealing('clip');
    const before = note?.fileKey === fileKey ? note : null;
    const part = isLong ? (before?.part ?? defaultPart(facts.durationMs, null)) : null;
    this.#patient = { ...found, src: this.#deps.createUrl(file), part, chosen: before !== null };
    this.#keeper.keepWaitingClip({ name: file.name, source: { kind: 'file', fileKey }, facts: videoFactsOf(facts) }, file);
    if (before === null) this.#deps.noteHealing('clip', { fileKey, part, started: !isLong });
    if (!isLong || before?.started === true) void this.heal();
    else {
      this.#offer();
      void this.#lookForSound(this.#patient);
    }
  }

  #offer(): void {
    const patient = this.#patient;
    if (!patient) return;
    const { file, facts, part, src, media } = patient;
    this.#store.set({ incomingClip: { kind: 'offered', name: file.name, facts, part, src, media } });
  }

  /** Unless the editor has chosen meanwhile, the window goes to the first minute with sound. */
  async #lookForSound(patient: Patient): Promise<void> {
    const { facts, media } = patient;
    if (!facts.hasSound || !facts.canDecodeAudio) return;
    const [map, keyframes] = await Promise.all([media.waveform().catch(() => null), this.#keyframes(patient)]);
    // One who is quick has taken the part that was there, and it is being made fit.
    if (this.#patient !== patient || patient.chosen || this.#healing) return;
    patient.part = defaultPart(facts.durationMs, map, keyframes ?? []);
    this.#offer();
  }

  /** Only where a copy is possible do they matter. */
  async #keyframes({ facts, part, media }: Patient): Promise<readonly number[] | null> {
    if (part === null || planPart(facts, part, null).kind !== 'copy') return null;
    const tooLate = this.#deps.sleep(KEYFRAMES_WAIT_MS).then(() => null);
    return Promise.race([media.keyframes().catch(() => null), tooLate]);
  }

  /** Taken: there is nothing left to show or to begin again. */
  #leave(): void {
    this.#letGo();
    this.#store.set({ incomingClip: null });
  }

  #letGo(): void {
    this.#healing?.abort();
    this.#healing = null;
    const patient = this.#patient;
    if (!patient) return;
    this.#patient = null;
    patient.media.close();
    this.#deps.revokeUrl(patient.src);
    this.#deps.noteHealing('clip', null);
    this.#keeper.keepWaitingClip(null);
  }
}

/** What could have been healed, had this browser been able to show it, is only understood with that said too. */
function withWhy(facts: ProbedVideo, because: readonly ProbedVideoFinding[]): readonly ProbedVideoFinding[] {
  if (because.some(({ code }) => code === 'video-undecodable')) return because;
  const why = findVideoConversions(facts).filter(({ finding }) => finding.code === 'video-undecodable');
  return [...because, ...why.map(({ finding }) => finding)];
}

/** Only what the record wants: the rest is this browser's own business. */
function videoFactsOf({ container, byteSize, durationMs, widthPx, heightPx, hasSound, frameRate }: ProbedVideo): WizardVideoFacts {
  return { container, byteSize, durationMs, widthPx, heightPx, hasSound, frameRate };
}

function stemOf(name: string): string {
  return name.replace(/\.[^.]{1,5}$/, '');
}
