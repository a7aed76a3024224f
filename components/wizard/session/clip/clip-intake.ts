import type { DraftAutosave } from '@/components/wizard/session/draft-autosave';
import type { SessionServices } from '@/components/wizard/session/session-services';
import type { SessionStore } from '@/components/wizard/session/session-store';
import type { ClipRejection } from '@/components/wizard/session/snapshot';
import { movePart, type PartHandle, planPart, type VideoConversion } from '@/lib/domain/conversion/part-selection';
import { findVideoConversions, type ProbedVideo, type ProbedVideoFinding, planVideo } from '@/lib/domain/conversion/video-plan';
import type { TimeRange } from '@/lib/domain/time';
import { VIDEO_LIMITS } from '@/lib/domain/video';
import type { WizardVideoFacts } from '@/lib/domain/wizard';
import { defaultPart } from '@/lib/media/convert/default-part';
import type { OpenMedia } from '@/lib/media/open-media';

/** A clip that lip-sync takes, and what had to be done to it; `null` when it goes as it came. */
export interface AcceptedClip {
  readonly name: string;
  readonly file: File;
  readonly facts: WizardVideoFacts;
  /** Open already, where the file was only looked at; who takes the clip closes it. */
  readonly media: OpenMedia | null;
  readonly conversion: VideoConversion | null;
}

/** The file that is offered or being healed. */
interface PendingClipFile {
  readonly file: File;
  readonly fileKey: string;
  readonly facts: ProbedVideo;
  readonly media: OpenMedia;
  readonly src: string;
  /** `null`: the whole. */
  part: TimeRange | null;
  /** The editor has chosen; nothing moves the window by itself any more. */
  isPartChosen: boolean;
}

/** A file without an index would have to be read through to its end for them. */
const KEYFRAMES_TIMEOUT_MS = 5_000;

/** A clip on its way in: examined, healed where that is needed, and handed on once it is what lip-sync takes. */
export class ClipIntake {
  readonly #store: SessionStore;
  readonly #autosave: DraftAutosave;
  readonly #services: SessionServices;
  readonly #onAccepted: (clip: AcceptedClip) => void;
  /** The file being looked at; a newer one takes its place. */
  #readController = new AbortController();
  #pending: PendingClipFile | null = null;
  #conversionController: AbortController | null = null;

  constructor(store: SessionStore, autosave: DraftAutosave, services: SessionServices, onAccepted: (clip: AcceptedClip) => void) {
    this.#store = store;
    this.#autosave = autosave;
    this.#services = services;
    this.#onAccepted = onAccepted;
  }

  begin(name: string): AbortSignal {
    this.close();
    this.#readController = new AbortController();
    this.#store.set({ pendingClip: { kind: 'reading', name } });
    return this.#readController.signal;
  }

  reject(rejection: ClipRejection): void {
    const name = this.#store.getSnapshot().pendingClip?.name ?? '';
    this.#release();
    this.#store.set({ pendingClip: { kind: 'refused', name, rejection } });
  }

  /** Whatever is offered, refused or being healed is left; the clip from before stays. */
  discard(): void {
    this.close();
    this.#store.set({ pendingClip: null });
  }

  async accept(file: File, signal: AbortSignal, fileKey = this.#services.createId()): Promise<void> {
    const media = await this.#services.mediaEngine.open(file).catch(() => null);
    if (signal.aborted) return media?.close();
    if (!media) return this.reject({ kind: 'not-loaded' });
    const probeResult = await media.probeVideo();
    if (signal.aborted) return media.close();
    if (probeResult.kind !== 'measured') {
      media.close();
      return this.reject({ kind: 'fault', fault: probeResult.kind === 'fault' ? probeResult.fault : 'not-media' });
    }
    const { facts } = probeResult;
    const plan = planVideo(facts);
    if (plan.kind === 'as-is') {
      this.#finish();
      return this.#onAccepted({ name: file.name, file, facts: toVideoFacts(facts), media, conversion: null });
    }
    if (plan.kind === 'impossible') {
      media.close();
      return this.reject({ kind: 'findings', findings: addDecodeFindings(facts, plan.reasons) });
    }
    this.#startPending({ file, fileKey, facts, media });
  }

  /** Moves the window over a clip that is too long. */
  movePart(handle: PartHandle, toMs: number): void {
    const pending = this.#pending;
    if (!pending?.part || this.#conversionController) return;
    pending.isPartChosen = true;
    pending.part = movePart(handle, pending.part, toMs, pending.facts.durationMs);
    this.#services.saveConversionNote('clip', { fileKey: pending.fileKey, part: pending.part, started: false });
    this.#offer();
  }

  async convert(): Promise<void> {
    const pending = this.#pending;
    if (!pending || this.#conversionController) return;
    const controller = new AbortController();
    this.#conversionController = controller;
    const { file, facts, part, fileKey } = pending;
    const showProgress = (percent: number, msLeft: number | null) => {
      if (!controller.signal.aborted) this.#store.set({ pendingClip: { kind: 'healing', name: file.name, facts, part, percent, msLeft } });
    };
    this.#services.saveConversionNote('clip', { fileKey, part, started: true });
    showProgress(0, null);
    const plan = planPart(facts, part, await this.#keyframes(pending));
    if (controller.signal.aborted) return;
    if (plan.kind === 'as-is' || plan.kind === 'impossible') {
      return this.reject({ kind: 'findings', findings: plan.kind === 'impossible' ? plan.reasons : [] });
    }
    const outcome = await this.#services.mediaEngine
      .convertVideo(file, facts, plan, { signal: controller.signal, onProgress: showProgress })
      .catch(() => ({ kind: 'failed', fault: 'broken' }) as const);
    if (controller.signal.aborted || this.#pending !== pending) return;
    if (outcome.kind === 'cancelled') return this.cancelConversion();
    if (outcome.kind === 'failed') return this.reject({ kind: 'unhealed', fault: outcome.fault });
    const converted = new File([outcome.file], `${stripExtension(file.name)}.mp4`, { type: 'video/mp4' });
    this.#finish();
    this.#onAccepted({ name: file.name, file: converted, facts: toVideoFacts(outcome.facts), media: null, conversion: outcome.result });
  }

  /** Back to the offer; the original is as it was. */
  cancelConversion(): void {
    const pending = this.#pending;
    if (!pending || !this.#conversionController) return;
    this.#conversionController.abort();
    this.#conversionController = null;
    pending.isPartChosen = true;
    this.#services.saveConversionNote('clip', { fileKey: pending.fileKey, part: pending.part, started: false });
    this.#offer();
  }

  /** Lets go of everything; nothing that arrives later is heard. */
  close(): void {
    this.#readController.abort();
    this.#release();
  }

  #startPending(probed: Pick<PendingClipFile, 'file' | 'fileKey' | 'facts' | 'media'>): void {
    const { file, fileKey, facts } = probed;
    const isLong = facts.durationMs > VIDEO_LIMITS.maxDurationMs;
    const savedNote = this.#services.readConversionNote('clip');
    const previousNote = savedNote?.fileKey === fileKey ? savedNote : null;
    const part = isLong ? (previousNote?.part ?? defaultPart(facts.durationMs, null)) : null;
    this.#pending = { ...probed, src: this.#services.createUrl(file), part, isPartChosen: previousNote !== null };
    this.#autosave.savePendingClip({ name: file.name, source: { kind: 'file', fileKey }, facts: toVideoFacts(facts) }, file);
    if (previousNote === null) this.#services.saveConversionNote('clip', { fileKey, part, started: !isLong });
    if (!isLong || previousNote?.started === true) void this.convert();
    else {
      this.#offer();
      void this.#moveToFirstSpeech(this.#pending);
    }
  }

  #offer(): void {
    const pending = this.#pending;
    if (!pending) return;
    const { file, facts, part, src, media } = pending;
    this.#store.set({ pendingClip: { kind: 'offered', name: file.name, facts, part, src, media } });
  }

  /** Unless the editor has chosen meanwhile, the window goes to the first minute with sound. */
  async #moveToFirstSpeech(pending: PendingClipFile): Promise<void> {
    const { facts, media } = pending;
    if (!facts.hasSound || !facts.canDecodeAudio) return;
    const [map, keyframes] = await Promise.all([media.waveform().catch(() => null), this.#keyframes(pending)]);
    // One who is quick has taken the part that was there, and it is being made fit.
    if (this.#pending !== pending || pending.isPartChosen || this.#conversionController) return;
    pending.part = defaultPart(facts.durationMs, map, keyframes ?? []);
    this.#offer();
  }

  /** Only where a copy is possible do they matter. */
  async #keyframes({ facts, part, media }: PendingClipFile): Promise<readonly number[] | null> {
    if (part === null || planPart(facts, part, null).kind !== 'copy') return null;
    const timeout = this.#services.sleep(KEYFRAMES_TIMEOUT_MS).then(() => null);
    return Promise.race([media.keyframes().catch(() => null), timeout]);
  }

  /** Taken: there is nothing left to show or to begin again. */
  #finish(): void {
    this.#release();
    this.#store.set({ pendingClip: null });
  }

  #release(): void {
    this.#conversionController?.abort();
    this.#conversionController = null;
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = null;
    pending.media.close();
    this.#services.revokeUrl(pending.src);
    this.#services.saveConversionNote('clip', null);
    this.#autosave.savePendingClip(null);
  }
}

/** What could have been healed, had this browser been able to show it, is only understood with that said too. */
function addDecodeFindings(facts: ProbedVideo, reasons: readonly ProbedVideoFinding[]): readonly ProbedVideoFinding[] {
  if (reasons.some(({ code }) => code === 'video-undecodable')) return reasons;
  const decodeFindings = findVideoConversions(facts).filter(({ finding }) => finding.code === 'video-undecodable');
  return [...reasons, ...decodeFindings.map(({ finding }) => finding)];
}

/** Only what the record wants: the rest is this browser's own business. */
function toVideoFacts({ container, byteSize, durationMs, widthPx, heightPx, hasSound, frameRate }: ProbedVideo): WizardVideoFacts {
  return { container, byteSize, durationMs, widthPx, heightPx, hasSound, frameRate };
}

function stripExtension(name: string): string {
  return name.replace(/\.[^.]{1,5}$/, '');
}
