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

/** An accepted clip; `conversion` is `null` if the file was not changed. */
export interface AcceptedClip {
  readonly name: string;
  readonly file: File;
  readonly facts: WizardVideoFacts;
  /** Open media of an unconverted file; the receiver must close it. */
  readonly media: OpenMedia | null;
  readonly conversion: VideoConversion | null;
}

/** The file that awaits a choice or is being converted. */
interface PendingClipFile {
  readonly file: File;
  readonly fileKey: string;
  readonly facts: ProbedVideo;
  readonly media: OpenMedia;
  readonly src: string;
  /** `null` selects the whole file. */
  part: TimeRange | null;
  /** Set once the editor has moved the range, which stops automatic moves. */
  isPartChosen: boolean;
}

/** Limits the search, because a file without an index must be read to its end. */
const KEYFRAMES_TIMEOUT_MS = 5_000;

/** Reads a new clip, converts it if necessary, and returns it in a format that lip-sync accepts. */
export class ClipIntake {
  readonly #store: SessionStore;
  readonly #autosave: DraftAutosave;
  readonly #services: SessionServices;
  readonly #onAccepted: (clip: AcceptedClip) => void;
  /** Aborts the read of an older file. */
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

  /** Discards the pending or rejected file; the current clip stays. */
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

  /** Moves the selected range of a clip that is too long. */
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
      if (!controller.signal.aborted)
        this.#store.set({ pendingClip: { kind: 'converting', name: file.name, facts, part, percent, msLeft } });
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
    if (outcome.kind === 'failed') return this.reject({ kind: 'conversion-failed', fault: outcome.fault });
    const converted = new File([outcome.file], `${stripExtension(file.name)}.mp4`, { type: 'video/mp4' });
    this.#finish();
    this.#onAccepted({ name: file.name, file: converted, facts: toVideoFacts(outcome.facts), media: null, conversion: outcome.result });
  }

  /** Returns to the part selection; the original file is unchanged. */
  cancelConversion(): void {
    const pending = this.#pending;
    if (!pending || !this.#conversionController) return;
    this.#conversionController.abort();
    this.#conversionController = null;
    pending.isPartChosen = true;
    this.#services.saveConversionNote('clip', { fileKey: pending.fileKey, part: pending.part, started: false });
    this.#offer();
  }

  /** Aborts all pending work; late results are ignored. */
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

  /** Moves the range to the first minute with speech, unless the editor has moved it. */
  async #moveToFirstSpeech(pending: PendingClipFile): Promise<void> {
    const { facts, media } = pending;
    if (!facts.hasSound || !facts.canDecodeAudio) return;
    const [map, keyframes] = await Promise.all([media.waveform().catch(() => null), this.#keyframes(pending)]);
    // The conversion of the initial range may have started in the meantime.
    if (this.#pending !== pending || pending.isPartChosen || this.#conversionController) return;
    pending.part = defaultPart(facts.durationMs, map, keyframes ?? []);
    this.#offer();
  }

  /** Keyframes are only needed where the video can be copied without re-encoding. */
  async #keyframes({ facts, part, media }: PendingClipFile): Promise<readonly number[] | null> {
    if (part === null || planPart(facts, part, null).kind !== 'copy') return null;
    const timeout = this.#services.sleep(KEYFRAMES_TIMEOUT_MS).then(() => null);
    return Promise.race([media.keyframes().catch(() => null), timeout]);
  }

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

/** Adds the findings of the browser's decoder, because a clip that cannot be decoded cannot be converted. */
function addDecodeFindings(facts: ProbedVideo, reasons: readonly ProbedVideoFinding[]): readonly ProbedVideoFinding[] {
  if (reasons.some(({ code }) => code === 'video-undecodable')) return reasons;
  const decodeFindings = findVideoConversions(facts).filter(({ finding }) => finding.code === 'video-undecodable');
  return [...reasons, ...decodeFindings.map(({ finding }) => finding)];
}

/** Keeps only the fields that the draft stores. */
function toVideoFacts({ container, byteSize, durationMs, widthPx, heightPx, hasSound, frameRate }: ProbedVideo): WizardVideoFacts {
  return { container, byteSize, durationMs, widthPx, heightPx, hasSound, frameRate };
}

function stripExtension(name: string): string {
  return name.replace(/\.[^.]{1,5}$/, '');
}
