import { ApiError, isAbortError, toApiError } from '@/lib/client/requests/api-error';
import type { IdentifyFaceResponse } from '@/lib/contracts/video';
import type { PartHandle } from '@/lib/domain/conversion/part-selection';
import { describePeople } from '@/lib/domain/people/known-people';
import type { Placement } from '@/lib/domain/placement';
import { diagnoseVideo, type VideoFinding } from '@/lib/domain/video';
import { getClipFingerprint, getVideoKey, type WizardState, type WizardVideo } from '@/lib/domain/wizard';
import type { OpenLink, OpenMedia } from '@/lib/media/open-media';
import { isReadable } from '@/lib/media/probe/is-readable';
import { getUrlFileName } from '@/lib/media/probe/probe-url';
import { ClipIntake, type TakenClip } from './clip-intake';
import type { SessionDeps } from './deps';
import { toFoundFaces } from './found-faces';
import type { DraftKeeper } from './keeper';
import type { Proposal } from './snapshot';
import { isStandIn, standInFaces } from './stand-in';
import type { SessionStore } from './store';

/** How long a link may take to be fetched in practice. */
const LINK_FETCH_MS = 60_000;
/** A whole clip, from our own server or its store. */
const KEPT_FETCH_MS = 10 * 60_000;

/** Takes a clip in: look at it, heal it, upload it, find its faces. A clip that is refused leaves the one before it in peace. */
export class ClipTrack {
  readonly #store: SessionStore;
  readonly #keeper: DraftKeeper;
  readonly #deps: SessionDeps;
  /** The clip that counts. */
  #run = new AbortController();
  #file: File | null = null;
  /** What the browser could tell of the link that counts. */
  #seenLink: { readonly url: string; readonly durationMs: number | null } | null = null;
  readonly #intake: ClipIntake;
  /** The clip's pictures on their way; those of an earlier clip are no longer wanted. */
  #opening: Promise<OpenMedia | OpenLink> | null = null;

  constructor(store: SessionStore, keeper: DraftKeeper, deps: SessionDeps) {
    this.#store = store;
    this.#keeper = keeper;
    this.#deps = deps;
    this.#intake = new ClipIntake(store, keeper, deps, (taken) => this.#takeFile(taken));
  }

  async addFile(file: File): Promise<void> {
    await this.#intake.take(file, this.#intake.begin(file.name));
  }

  /** In live mode a link is passed on unread; in practice the browser fetches it where the other site allows that. */
  async addLink(text: string): Promise<void> {
    const url = parseHttpsUrl(text);
    const signal = this.#intake.begin(url ? getUrlFileName(url) : text.slice(0, 80));
    if (!url) return this.#intake.refuse({ kind: 'bad-link' });
    if (this.#deps.practice) {
      const file = await this.#fetchFile(url, getUrlFileName(url), signal);
      if (signal.aborted) return;
      if (!file) return this.#intake.refuse({ kind: 'link-not-fetchable' });
      return this.#intake.take(file, signal);
    }
    const seen = await this.#deps.lookAtLink(url, signal);
    if (signal.aborted) return;
    // Size and format of a link cannot be seen from here; its length and sides can be judged all the same.
    const findings = seen ? diagnoseVideo({ ...seen, container: 'mp4', byteSize: 0, hasSound: true }).filter(isError) : [];
    if (findings.length > 0) return this.#intake.refuse({ kind: 'findings', findings });
    this.#seenLink = { url, durationMs: seen?.durationMs ?? null };
    this.#intake.dismiss();
    this.#take({ name: getUrlFileName(url), source: { kind: 'link', url }, facts: null }, null);
  }

  async addSample(name: string): Promise<void> {
    const signal = this.#intake.begin(name);
    const file = await this.#fetchFile('/sample/clip.mp4', name, signal);
    if (signal.aborted) return;
    if (!file) return this.#intake.refuse({ kind: 'sample-missing' });
    await this.#intake.take(file, signal);
  }

  /** A file that the server keeps: what came of a job becomes the next clip. */
  addKept(video: WizardVideo): void {
    this.#intake.dismiss();
    this.#take(video, null);
  }

  /** Goes on where a draft stopped: what the server already knows is not done again. */
  resume(file: File | null): void {
    const { video, found } = this.#store.getSnapshot().state;
    if (!video) return;
    this.#file = file;
    this.#showPicture(video, file);
    // Made while there was no server; there is one now.
    const isOver = found !== undefined && isStandIn(found) && this.#deps.ready;
    if (isOver) this.#store.dispatch({ type: 'faces-expired', videoId: found.videoId });
    if (!found || isOver) void this.#work(video);
  }

  stop(): void {
    this.#run.abort();
    this.#store.set({ clipWork: { kind: 'stopped' } });
  }

  /** After a stop or a failure: from the first thing that is still missing. */
  retry(): void {
    const { video } = this.#store.getSnapshot().state;
    if (video) void this.#work(video);
  }

  /** The service has forgotten the faces: clip, voice and placement stay, the faces are found anew. */
  findAgain(): void {
    const { found } = this.#store.getSnapshot().state;
    if (found) this.#store.dispatch({ type: 'faces-expired', videoId: found.videoId });
    this.#store.set({ createWork: { kind: 'idle' } });
    this.retry();
  }

  /** What the editor has said of the faces is known again when this clip comes again; where it cannot be kept, the draft still has it. */
  rememberPeople(): void {
    const { video, found, people } = this.#store.getSnapshot().state;
    if (!video || !found) return;
    void this.#deps.people.remember(getClipFingerprint(video), describePeople(people ?? [], found.faces)).catch(() => undefined);
  }

  /** A clip that was still on its way in when its page was left: looked at again, and healed again if that had begun. */
  async resumeWaiting(video: WizardVideo, file: File | null): Promise<void> {
    const signal = this.#intake.begin(video.name);
    if (!file || video.source.kind !== 'file') return this.#intake.refuse({ kind: 'fault', fault: 'unreadable' });
    await this.#intake.take(file, signal, video.source.fileKey);
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

  /** Lets go of everything; nothing that arrives later is heard. */
  close(): void {
    this.#run.abort();
    this.#intake.close();
    this.#file = null;
    this.#releasePicture();
  }

  #takeFile({ name, file, facts, media, healing }: TakenClip): void {
    const fileKey = this.#deps.newId();
    this.#take({ name, source: { kind: 'file', fileKey }, facts }, file, media);
    this.#store.set({ clipHealing: healing === null ? null : { fileKey, healing } });
  }

  #take(video: WizardVideo, file: File | null, media: OpenMedia | null = null): void {
    this.#file = file;
    this.#dropHalfSent();
    this.#keeper.setPoster(null);
    this.#store.dispatch({ type: 'video-chosen', video });
    this.#store.set({ clipHealing: null, chosenStep: null, createWork: { kind: 'idle' }, proposal: null });
    this.#showPicture(video, file, media);
    if (file && video.source.kind === 'file') void this.#keeper.saveFile(video.source.fileKey, file);
    void this.#work(video);
  }

  async #work(video: WizardVideo): Promise<void> {
    this.#run.abort();
    const run = new AbortController();
    this.#run = run;
    const key = getVideoKey(video);
    if (!this.#deps.ready) {
      this.#store.dispatch({ type: 'faces-found', getVideoKey: key, found: standInFaces(video, this.#seenLink?.durationMs ?? null) });
      this.#store.set({ clipWork: { kind: 'idle' } });
      return;
    }
    let during: 'upload' | 'finding' = 'upload';
    try {
      let uploadId = video.uploadId ?? null;
      if (isOwnFile(video) && uploadId === null) {
        uploadId = await this.#upload(video, run);
        if (uploadId === null) return;
      }
      during = 'finding';
      this.#store.set({ clipWork: { kind: 'finding' } });
      const answer = await this.#find(video, uploadId, run);
      if (run.signal.aborted) return;
      const known = await this.#deps.people.recall(getClipFingerprint(video)).catch(() => []);
      if (run.signal.aborted) return;
      const before = this.#store.getSnapshot().state;
      this.#store.dispatch({ type: 'faces-found', getVideoKey: key, found: toFoundFaces(answer), known });
      this.#store.set({ clipWork: { kind: 'idle' }, proposal: proposalOf(before, this.#store.getSnapshot().state) });
    } catch (thrown) {
      if (run.signal.aborted || isAbortError(thrown)) return;
      this.#store.set({ clipWork: { kind: 'failed', during, error: toApiError(thrown) } });
    } finally {
      if (during === 'finding') this.#deps.onSpent();
    }
  }

  async #upload(video: WizardVideo, run: AbortController): Promise<string | null> {
    const key = getVideoKey(video);
    this.#store.set({ clipWork: { kind: 'uploading', progress: null } });
    this.#file ??= await this.#bringBack(video, run.signal);
    if (run.signal.aborted) return null;
    if (!this.#file) {
      this.#store.set({ clipWork: { kind: 'file-gone' } });
      return null;
    }
    const file = this.#file;
    const { noteUpload, readUploadNote } = this.#deps;
    const note = readUploadNote();
    try {
      const { uploadId } = await this.#deps.upload(file, {
        signal: run.signal,
        resume: note?.fileKey === key ? note.uploadId : null,
        onResumable: (resumable) => noteUpload({ fileKey: key, uploadId: resumable }),
        onProgress: (progress) => {
          if (!run.signal.aborted) this.#store.set({ clipWork: { kind: 'uploading', progress } });
        },
      });
      if (run.signal.aborted) return null;
      noteUpload(null);
      this.#store.dispatch({ type: 'video-uploaded', getVideoKey: key, uploadId });
      return uploadId;
    } catch (thrown) {
      // A file that was moved or deleted meanwhile looks like a broken connection to the browser.
      if (run.signal.aborted || (await isReadable(file))) throw thrown;
      this.#store.set({ clipWork: { kind: 'file-gone' } });
      return null;
    }
  }

  /** Another clip takes its place. What this fails to delete, the server lets go of by itself. */
  #dropHalfSent(): void {
    const note = this.#deps.readUploadNote();
    if (note === null) return;
    this.#deps.noteUpload(null);
    void this.#deps.api.deleteUpload(note.uploadId).catch(() => undefined);
  }

  async #find(video: WizardVideo, uploadId: string | null, run: AbortController): Promise<IdentifyFaceResponse> {
    const { api } = this.#deps;
    if (video.source.kind === 'link') {
      const { url } = video.source;
      const { durationMs } = await this.#lookOnce(url, run.signal);
      return api.identifyFace({ videoUrl: url, durationMs }, { signal: run.signal });
    }
    if (video.source.kind === 'job' && video.source.of === 'result')
      return api.identifyFace({ jobId: video.source.jobId }, { signal: run.signal });
    if (uploadId === null) throw new ApiError('not-found');
    try {
      return await api.identifyFace({ uploadId }, { signal: run.signal });
    } catch (thrown) {
      // The server no longer has the bytes of an old draft, or they are another editor's; this browser can send them anew.
      const isGone = thrown instanceof ApiError && thrown.code === 'not-found' && (this.#file !== null || video.source.kind === 'job');
      if (!isGone || run.signal.aborted) throw thrown;
      const again = await this.#upload(video, run);
      if (again === null) throw new DOMException('cancelled', 'AbortError');
      this.#store.set({ clipWork: { kind: 'finding' } });
      return api.identifyFace({ uploadId: again }, { signal: run.signal });
    }
  }

  async #lookOnce(url: string, signal: AbortSignal): Promise<{ readonly durationMs: number | null }> {
    if (this.#seenLink?.url !== url) {
      const seen = await this.#deps.lookAtLink(url, signal);
      this.#seenLink = { url, durationMs: seen?.durationMs ?? null };
    }
    return this.#seenLink;
  }

  async #fetchFile(url: string, name: string, signal: AbortSignal, limitMs = LINK_FETCH_MS): Promise<File | null> {
    try {
      const response = await this.#deps.fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]) });
      if (!response.ok) return null;
      const blob = await response.blob();
      return new File([blob], name, { type: blob.type });
    } catch {
      return null;
    }
  }

  /** What the server keeps, as a file to be sent again. */
  async #bringBack({ name, source }: WizardVideo, signal: AbortSignal): Promise<File | null> {
    return source.kind === 'job' ? this.#fetchFile(addressOf(source), name, signal, KEPT_FETCH_MS) : null;
  }

  #showPicture({ source }: WizardVideo, file: File | null, media: OpenMedia | null = null): void {
    this.#releasePicture();
    const clipSrc = source.kind === 'file' ? file && this.#deps.createUrl(file) : addressOf(source);
    this.#store.set({ clipSrc, clipMedia: media });
    const { doctor } = this.#deps;
    if (media !== null) return;
    if (source.kind !== 'file') void this.#openMedia(doctor.openLink(addressOf(source)));
    else if (file) void this.#openMedia(doctor.open(file));
  }

  /** Without it there are no small pictures, and nothing else is missing. */
  async #openMedia(opening: Promise<OpenMedia | OpenLink>): Promise<void> {
    this.#opening = opening;
    const media = await opening.catch(() => null);
    if (this.#opening === opening) this.#store.set({ clipMedia: media });
    else media?.close();
  }

  #releasePicture(): void {
    const { clipSrc, clipMedia } = this.#store.getSnapshot();
    if (clipSrc?.startsWith('blob:')) this.#deps.revokeUrl(clipSrc);
    this.#opening = null;
    clipMedia?.close();
  }
}

/** Sent by this browser, or to be: a link, and what came of a job, upstream and the server get at themselves. */
function isOwnFile({ source }: WizardVideo): boolean {
  return source.kind === 'file' || (source.kind === 'job' && source.of === 'original');
}

/** Where a clip that is not a file of this browser's can be seen. */
function addressOf(source: Exclude<WizardVideo['source'], { kind: 'file' }>): string {
  if (source.kind === 'link') return source.url;
  return `/api/advanced-lip-sync/${encodeURIComponent(source.jobId)}/${source.of === 'result' ? 'video' : 'original'}`;
}

/** What was chosen for the editor when faces were found anew. */
function proposalOf(before: WizardState, after: WizardState): Proposal | null {
  if (before.previousFace === undefined) return null;
  if (after.faceId === undefined) return { face: 'none', voice: 'none' };
  if (before.placement === undefined) return { face: 'chosen', voice: 'none' };
  return { face: 'chosen', voice: isSamePlace(before.placement, after.placement) ? 'kept' : 'moved' };
}

function isSamePlace(one: Placement, other: Placement | undefined): boolean {
  return one.insertAtMs === other?.insertAtMs && one.trimStartMs === other.trimStartMs && one.trimEndMs === other.trimEndMs;
}

function isError(finding: VideoFinding): boolean {
  return finding.severity === 'error';
}

function parseHttpsUrl(text: string): string | null {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return null;
  const url = new URL(trimmed);
  return url.protocol === 'https:' ? url.href : null;
}
