/**
 * One piece of work, outside React so that it outlives a change of page: its facts (the domain's reducer), its files, and what is under way
 * for them. Whatever arrives late for a clip that was replaced meanwhile is dropped.
 */

import type { DraftWithFiles } from '@/lib/client/drafts/drafts';
import type { JobResponse } from '@/lib/contracts/job';
import type { PartHandle } from '@/lib/domain/conversion/part-selection';
import type { Placement } from '@/lib/domain/placement';
import type { WizardStep } from '@/lib/domain/wizard';
import { classifyFiles } from '@/lib/media/probe/classify-files';
import type { Beginning } from '../begin';
import { ClipTrack } from './clip';
import type { SessionDeps } from './deps';
import { FileUrls } from './file-urls';
import { bringBack } from './from-job';
import { DraftKeeper } from './keeper';
import { PressTrack } from './press';
import { SessionStore } from './store';
import { VoiceTrack } from './voice';
import { sortWaiting } from './waiting';

/** What was read of a draft this long ago is still what stands there: a hand takes no longer from a button's edge to pressing it. */
const AHEAD_MS = 3_000;

export class Session {
  readonly #store = new SessionStore();
  readonly #deps: SessionDeps;
  readonly #urls: FileUrls;
  readonly #keeper: DraftKeeper;
  readonly #clip: ClipTrack;
  readonly #voice: VoiceTrack;
  readonly #press: PressTrack;
  #begun: Beginning | null = null;
  /** The draft being read; a newer wish takes its place. */
  #opening: symbol | null = null;
  #ahead: { readonly draftId: string; readonly readAtMs: number; readonly draft: Promise<DraftWithFiles | null> } | null = null;

  constructor(world: SessionDeps) {
    const urls = new FileUrls(world);
    const deps = { ...world, createUrl: (file: Blob) => urls.create(file) };
    this.#deps = deps;
    this.#urls = urls;
    this.#keeper = new DraftKeeper(this.#store, deps);
    this.#clip = new ClipTrack(this.#store, this.#keeper, deps);
    this.#voice = new VoiceTrack(this.#store, this.#keeper, deps);
    this.#press = new PressTrack(this.#store, this.#keeper, this.#voice, deps);
  }

  readonly getSnapshot = () => this.#store.getSnapshot();
  readonly subscribe = (listener: () => void) => this.#store.subscribe(listener);

  /** Does what a visit begins with, once, however often a screen asks. Answers whether there is anything to show. */
  async begin(beginning: Beginning): Promise<boolean> {
    if (this.#begun === beginning) return true;
    this.#begun = beginning;
    if (beginning.kind === 'draft') {
      const isThere = await this.openDraft(beginning.draftId);
      if (!isThere && this.#begun === beginning) this.#begun = null;
      return isThere;
    }
    this.#letGo();
    if (beginning.kind === 'files') this.addFiles(beginning.files);
    else if (beginning.kind === 'sample') this.#addSample(beginning);
    return true;
  }

  /** Goes on with a draft; one that is open already stays as it is, with all that is under way. */
  async openDraft(draftId: string): Promise<boolean> {
    if (this.#keeper.draftId === draftId) return true;
    this.#letGo();
    const opening = Symbol(draftId);
    this.#opening = opening;
    this.#store.set({ opening: true });
    const draft = await this.#read(draftId);
    if (this.#opening !== opening) return true;
    this.#store.set({ opening: false });
    if (!draft) {
      this.#deps.rememberDraft(null);
      return false;
    }
    const { state, waitingClip, waitingVoice } = sortWaiting(draft.state, this.#deps);
    this.#keeper.adopt(draftId, { ...draft, state });
    this.#store.dispatch({ type: 'restored', state });
    this.#voice.resume(draft.voice, draft.voiceOriginal);
    this.#clip.resume(draft.clip);
    this.#urls.dropAhead();
    this.#press.resume();
    if (waitingClip) void this.#clip.resumeWaiting(waitingClip, draft.clip);
    if (waitingVoice) void this.#voice.resumeWaiting(waitingVoice, draft.voice);
    return true;
  }

  /** Reads what will probably be gone on with; nothing else comes of it. */
  readAhead(draftId: string): void {
    if (this.#keeper.draftId === draftId) return;
    const [ahead, nowMs] = [this.#ahead, this.#deps.now()];
    if (ahead?.draftId === draftId && nowMs - ahead.readAtMs < AHEAD_MS) return;
    const draft = this.#deps.drafts.load(draftId).catch(() => null);
    const now = { draftId, readAtMs: nowMs, draft };
    this.#ahead = now;
    void draft.then((read) => {
      if (read && this.#ahead === now) this.#urls.makeAhead([read.clip, read.voice]);
    });
  }

  #read(draftId: string): Promise<DraftWithFiles | null> {
    const ahead = this.#ahead;
    this.#ahead = null;
    if (ahead?.draftId === draftId && this.#deps.now() - ahead.readAtMs < AHEAD_MS) return ahead.draft;
    return this.#deps.drafts.load(draftId).catch(() => null);
  }

  /**
   * *Change and try again* where this browser has no draft of the job: its settings, voice and clip come back from the server, unpaid.
   * @throws {ApiError} where the server could not be asked; the present work stays as it is then.
   */
  async openJob(job: JobResponse): Promise<void> {
    const opening = Symbol(job.jobId);
    this.#opening = opening;
    const { state, voice } = await bringBack(this.#deps, job);
    if (this.#opening !== opening) return;
    this.#letGo();
    this.#store.dispatch({ type: 'restored', state });
    this.#voice.resume(voice, null);
    this.#clip.resume(null);
    if (voice && state.voice) void this.#keeper.saveFile(state.voice.fileKey, voice);
    await this.#keeper.flush();
  }

  /** *Dub another face in this result*: it becomes the next clip, and its faces are found. */
  async openResult({ jobId, videoName }: Pick<JobResponse, 'jobId' | 'videoName'>): Promise<void> {
    this.#letGo();
    this.#clip.addKept({ name: videoName ?? '', source: { kind: 'job', jobId, of: 'result' }, facts: null });
    await this.#keeper.flush();
  }

  /** The work so far stays in the list of drafts. */
  startOver(): void {
    this.#letGo();
    this.#begun = null;
  }

  #letGo(): void {
    this.#opening = null;
    void this.#keeper.flush();
    this.#clip.close();
    this.#voice.close();
    this.#keeper.forget();
    this.#store.clear();
  }

  addFiles(files: readonly File[], only?: 'clip' | 'voice'): void {
    const { clip, voice, leftOut } = classifyFiles(files, only);
    this.#store.set({ leftOut: leftOut.map(({ name }) => name) });
    if (clip) void this.#clip.addFile(clip);
    if (voice) void this.#voice.addFile(voice);
  }

  addLink(text: string): void {
    void this.#clip.addLink(text);
  }

  stopUpload(): void {
    this.#clip.stop();
  }

  retryClip(): void {
    this.#clip.retry();
  }

  findFacesAgain(): void {
    this.#clip.findAgain();
  }

  dismissProposal(): void {
    this.#store.set({ proposal: null });
  }

  /** Leaves a file that was refused or offered, or stops looking at it. */
  dismissIncoming(what: 'clip' | 'voice'): void {
    this.#trackOf(what).dismissIncoming();
  }

  /** Moves the window over a file that is longer than lip-sync takes. */
  movePart(what: 'clip' | 'voice', handle: PartHandle, toMs: number): void {
    this.#trackOf(what).movePart(handle, toMs);
  }

  heal(what: 'clip' | 'voice'): void {
    this.#trackOf(what).heal();
  }

  stopHealing(what: 'clip' | 'voice'): void {
    this.#trackOf(what).stopHealing();
  }

  /** Makes the voice as loud, or as soft, as it should be. */
  adjustVoice(): void {
    void this.#voice.adjust();
  }

  /** Back to the voice as it was brought. */
  restoreVoice(): void {
    void this.#voice.restore();
  }

  #trackOf(what: 'clip' | 'voice'): ClipTrack | VoiceTrack {
    return what === 'clip' ? this.#clip : this.#voice;
  }

  chooseFace(faceId: string): void {
    this.#store.dispatch({ type: 'face-chosen', faceId });
    this.#settled();
  }

  /** Changes of one `gesture` are taken back together. */
  place(placement: Placement, gesture?: string): void {
    this.#store.dispatch({ type: 'placed', placement }, gesture);
    this.#settled();
  }

  undo(): void {
    this.#store.retrace('undo');
    this.#settled();
  }

  redo(): void {
    this.#store.retrace('redo');
    this.#settled();
  }

  placeAtBest(): void {
    this.#store.dispatch({ type: 'placement-reset' });
    this.#settled();
  }

  /** *Same person*: two faces of the clip belong together. */
  joinFaces(faceId: string, otherFaceId: string): void {
    this.#store.dispatch({ type: 'faces-joined', faceId, otherFaceId });
    this.#clip.rememberPeople();
    this.#settled();
  }

  partFace(faceId: string): void {
    this.#store.dispatch({ type: 'face-parted', faceId });
    this.#clip.rememberPeople();
    this.#settled();
  }

  namePerson(faceId: string, name: string): void {
    this.#store.dispatch({ type: 'person-named', faceId, name });
    this.#clip.rememberPeople();
  }

  goTo(step: WizardStep | null): void {
    this.#store.set({ chosenStep: step });
  }

  setPoster(posterUrl: string): void {
    this.#keeper.setPoster(posterUrl);
  }

  create(): void {
    void this.#press.create();
  }

  /** For a job whose answer was lost and could not be found: a new job, and a new charge. */
  createAgain(replaces: string): void {
    void this.#press.create(replaces);
  }

  /** What was not let in before the door was opened is tried again. */
  tryAgainAfterDoor(): void {
    const { clipWork, createWork } = this.#store.getSnapshot();
    if (clipWork.kind === 'failed' && clipWork.error.code === 'not-let-in') this.#clip.retry();
    if (createWork.kind === 'failed' && createWork.error.code === 'not-let-in') this.#store.set({ createWork: { kind: 'idle' } });
  }

  /** Before a page goes away. */
  flush(): Promise<void> {
    return this.#keeper.flush();
  }

  /** A change answers the last press's failure. */
  #settled(): void {
    if (this.#store.getSnapshot().proposal !== null) this.#store.set({ proposal: null });
    if (this.#store.getSnapshot().createWork.kind === 'failed') this.#store.set({ createWork: { kind: 'idle' } });
  }

  #addSample({ clipName, voiceName }: Extract<Beginning, { kind: 'sample' }>): void {
    void this.#clip.addSample(clipName);
    void this.#voice.addSample(voiceName);
  }
}
