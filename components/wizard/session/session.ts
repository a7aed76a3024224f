/**
 * The state of one draft, outside React so that it survives navigation: its facts (the domain's reducer), its files and its pending work. Late results
 * for a replaced clip are discarded.
 */

import type { DraftWithFiles } from '@/lib/client/drafts/drafts';
import type { JobResponse } from '@/lib/contracts/job';
import type { PartHandle } from '@/lib/domain/conversion/part-selection';
import type { Placement } from '@/lib/domain/placement';
import type { WizardStep } from '@/lib/domain/wizard';
import { classifyFiles } from '@/lib/media/probe/classify-files';
import { ClipController } from './clip/clip-controller';
import { DraftAutosave } from './draft-autosave';
import { loadJob } from './load-job';
import { ObjectUrls } from './object-urls';
import { separatePendingFiles } from './pending-files';
import type { SessionServices } from './session-services';
import { SessionStore } from './session-store';
import { SubmissionController } from './submission';
import { VoiceController } from './voice/voice-controller';
import type { WizardEntry } from './wizard-entry';

/** Maximum age of a prefetched draft; a pointer needs less time from hover to click. */
const PREFETCH_MAX_AGE_MS = 3_000;

export class Session {
  readonly #store = new SessionStore();
  readonly #services: SessionServices;
  readonly #objectUrls: ObjectUrls;
  readonly #autosave: DraftAutosave;
  readonly #clip: ClipController;
  readonly #voice: VoiceController;
  readonly #submission: SubmissionController;
  #entry: WizardEntry | null = null;
  /** Identifies the draft that is being opened; a newer request replaces it. */
  #openToken: symbol | null = null;
  #prefetched: { readonly draftId: string; readonly readAtMs: number; readonly draft: Promise<DraftWithFiles | null> } | null = null;

  constructor(baseServices: SessionServices) {
    const objectUrls = new ObjectUrls(baseServices);
    const services = { ...baseServices, createUrl: (file: Blob) => objectUrls.create(file) };
    this.#services = services;
    this.#objectUrls = objectUrls;
    this.#autosave = new DraftAutosave(this.#store, services);
    this.#clip = new ClipController(this.#store, this.#autosave, services);
    this.#voice = new VoiceController(this.#store, this.#autosave, services);
    this.#submission = new SubmissionController(this.#store, this.#autosave, this.#voice, services);
  }

  readonly getSnapshot = () => this.#store.getSnapshot();
  readonly subscribe = (listener: () => void) => this.#store.subscribe(listener);

  /**
   * Runs the entry of a visit once, even if several screens call it.
   * @returns whether there is something to edit.
   */
  async start(entry: WizardEntry): Promise<boolean> {
    if (this.#entry === entry) return true;
    this.#entry = entry;
    if (entry.kind === 'draft') {
      const exists = await this.openDraft(entry.draftId);
      if (!exists && this.#entry === entry) this.#entry = null;
      return exists;
    }
    this.#release();
    if (entry.kind === 'files') this.addFiles(entry.files);
    else if (entry.kind === 'sample') this.#addSample(entry);
    return true;
  }

  /** Opens a draft; one that is already open stays unchanged, including its pending work. */
  async openDraft(draftId: string): Promise<boolean> {
    if (this.#autosave.draftId === draftId) return true;
    this.#release();
    const openToken = Symbol(draftId);
    this.#openToken = openToken;
    this.#store.set({ isOpening: true });
    const draft = await this.#read(draftId);
    if (this.#openToken !== openToken) return true;
    this.#store.set({ isOpening: false });
    if (!draft) {
      this.#services.setTabDraftId(null);
      return false;
    }
    const { state, pendingClip, pendingVoice } = separatePendingFiles(draft.state, this.#services);
    this.#autosave.continueDraft(draftId, { ...draft, state });
    this.#store.dispatch({ type: 'restored', state });
    this.#voice.resume(draft.voice, draft.voiceOriginal);
    this.#clip.resume(draft.clip);
    this.#objectUrls.revokePrefetched();
    this.#submission.resume();
    if (pendingClip) void this.#clip.resumePendingFile(pendingClip, draft.clip);
    if (pendingVoice) void this.#voice.resumePendingFile(pendingVoice, draft.voice);
    return true;
  }

  /** Reads a draft into memory without showing it. */
  prefetchDraft(draftId: string): void {
    if (this.#autosave.draftId === draftId) return;
    const [prefetched, nowMs] = [this.#prefetched, this.#services.now()];
    if (prefetched?.draftId === draftId && nowMs - prefetched.readAtMs < PREFETCH_MAX_AGE_MS) return;
    const draft = this.#services.drafts.load(draftId).catch(() => null);
    const prefetch = { draftId, readAtMs: nowMs, draft };
    this.#prefetched = prefetch;
    void draft.then((loadedDraft) => {
      if (loadedDraft && this.#prefetched === prefetch) this.#objectUrls.prefetch([loadedDraft.clip, loadedDraft.voice]);
    });
  }

  #read(draftId: string): Promise<DraftWithFiles | null> {
    const prefetched = this.#prefetched;
    this.#prefetched = null;
    if (prefetched?.draftId === draftId && this.#services.now() - prefetched.readAtMs < PREFETCH_MAX_AGE_MS) return prefetched.draft;
    return this.#services.drafts.load(draftId).catch(() => null);
  }

  /**
   * *Change and try again* in a browser without the job's draft: loads its settings, voice and clip from the server, free of charge.
   * @throws {ApiError} if the server cannot be reached; the current draft then stays unchanged.
   */
  async restoreJob(job: JobResponse): Promise<void> {
    const openToken = Symbol(job.jobId);
    this.#openToken = openToken;
    const { state, voice } = await loadJob(this.#services, job);
    if (this.#openToken !== openToken) return;
    this.#release();
    this.#store.dispatch({ type: 'restored', state });
    this.#voice.resume(voice, null);
    this.#clip.resume(null);
    if (voice && state.voice) void this.#autosave.saveFile(state.voice.fileKey, voice);
    await this.#autosave.flush();
  }

  /** *Dub another face in this result*: uses the result as the next clip and identifies its faces. */
  async dubResult({ jobId, videoName }: Pick<JobResponse, 'jobId' | 'videoName'>): Promise<void> {
    this.#release();
    this.#clip.addStoredClip({ name: videoName ?? '', source: { kind: 'job', jobId, of: 'result' }, facts: null });
    await this.#autosave.flush();
  }

  /** The current draft stays in storage. */
  startOver(): void {
    this.#release();
    this.#entry = null;
  }

  #release(): void {
    this.#openToken = null;
    void this.#autosave.flush();
    this.#clip.close();
    this.#voice.close();
    this.#autosave.detach();
    this.#store.clear();
  }

  addFiles(files: readonly File[], role?: 'clip' | 'voice'): void {
    const { clip, voice, leftOut: ignoredFiles } = classifyFiles(files, role);
    this.#store.set({ ignoredFileNames: ignoredFiles.map(({ name }) => name) });
    if (clip) void this.#clip.addFile(clip);
    if (voice) void this.#voice.addFile(voice);
  }

  addLink(text: string): void {
    void this.#clip.addLink(text);
  }

  cancelUpload(): void {
    this.#clip.cancelUpload();
  }

  retryClip(): void {
    this.#clip.retry();
  }

  identifyFacesAgain(): void {
    this.#clip.identifyAgain();
  }

  dismissReselection(): void {
    this.#store.set({ reselection: null });
  }

  /** Discards a pending or rejected file, or aborts reading it. */
  discardPending(role: 'clip' | 'voice'): void {
    this.#getController(role).discardPending();
  }

  /** Moves the selected range of a file that is too long. */
  movePart(role: 'clip' | 'voice', handle: PartHandle, toMs: number): void {
    this.#getController(role).movePart(handle, toMs);
  }

  convert(role: 'clip' | 'voice'): void {
    this.#getController(role).convert();
  }

  cancelConversion(role: 'clip' | 'voice'): void {
    this.#getController(role).cancelConversion();
  }

  /** Adjusts the loudness of the voice to the target for speech. */
  adjustVoiceGain(): void {
    void this.#voice.adjustGain();
  }

  /** Restores the voice as it was added. */
  restoreOriginalVoice(): void {
    void this.#voice.restore();
  }

  #getController(role: 'clip' | 'voice'): ClipController | VoiceController {
    return role === 'clip' ? this.#clip : this.#voice;
  }

  selectFace(faceId: string): void {
    this.#store.dispatch({ type: 'face-chosen', faceId });
    this.#clearNotices();
  }

  /** Changes with the same `gesture` are undone together. */
  setPlacement(placement: Placement, gesture?: string): void {
    this.#store.dispatch({ type: 'placed', placement }, gesture);
    this.#clearNotices();
  }

  undo(): void {
    this.#store.stepHistory('undo');
    this.#clearNotices();
  }

  redo(): void {
    this.#store.stepHistory('redo');
    this.#clearNotices();
  }

  resetPlacement(): void {
    this.#store.dispatch({ type: 'placement-reset' });
    this.#clearNotices();
  }

  /** *Same person*: marks two faces of the clip as one person. */
  joinFaces(faceId: string, otherFaceId: string): void {
    this.#store.dispatch({ type: 'faces-joined', faceId, otherFaceId });
    this.#clip.rememberPeople();
    this.#clearNotices();
  }

  splitFace(faceId: string): void {
    this.#store.dispatch({ type: 'face-split', faceId });
    this.#clip.rememberPeople();
    this.#clearNotices();
  }

  namePerson(faceId: string, name: string): void {
    this.#store.dispatch({ type: 'person-named', faceId, name });
    this.#clip.rememberPeople();
  }

  goTo(step: WizardStep | null): void {
    this.#store.set({ chosenStep: step });
  }

  setPoster(posterUrl: string): void {
    this.#autosave.setPoster(posterUrl);
  }

  create(): void {
    void this.#submission.create();
  }

  /** Creates a new job, with a new charge, in place of one whose response was lost and which could not be found. */
  createAgain(replaces: string): void {
    void this.#submission.create(replaces);
  }

  /** After sign-in: retries clip work that failed with `unauthorized`, and clears such a submission error so that Create can be clicked again. */
  retryAfterSignIn(): void {
    const { clipWork, submissionState } = this.#store.getSnapshot();
    if (clipWork.kind === 'failed' && clipWork.error.code === 'unauthorized') this.#clip.retry();
    if (submissionState.kind === 'failed' && submissionState.error.code === 'unauthorized')
      this.#store.set({ submissionState: { kind: 'idle' } });
  }

  /** Writes the draft before the page unloads. */
  flush(): Promise<void> {
    return this.#autosave.flush();
  }

  /** A change clears the notices of the previous submission. */
  #clearNotices(): void {
    if (this.#store.getSnapshot().reselection !== null) this.#store.set({ reselection: null });
    if (this.#store.getSnapshot().submissionState.kind === 'failed') this.#store.set({ submissionState: { kind: 'idle' } });
  }

  #addSample({ clipName, voiceName }: Extract<WizardEntry, { kind: 'sample' }>): void {
    void this.#clip.addSample(clipName);
    void this.#voice.addSample(voiceName);
  }
}
