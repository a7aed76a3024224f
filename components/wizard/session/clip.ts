import { ApiError, toApiError, wasCancelled } from '@/lib/client/api-error';
import type { IdentifyFaceAnswer } from '@/lib/contracts/video';
import type { PartHandle } from '@/lib/domain/healing';
import { timeRange } from '@/lib/domain/time';
import { diagnoseVideo, type VideoFinding } from '@/lib/domain/video';
import { type FoundFaces, videoKey, type WizardVideo } from '@/lib/domain/wizard';
import { nameOfLink } from '@/lib/media/link';
import { isReadable } from '@/lib/media/readable';
import { ClipIntake, type TakenClip } from './clip-intake';
import type { SessionDeps } from './deps';
import type { DraftKeeper } from './keeper';
import type { SessionStore } from './store';

/** How long a link may take to be fetched in practice. */
const LINK_FETCH_MS = 60_000;

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
    const signal = this.#intake.begin(url ? nameOfLink(url) : text.slice(0, 80));
    if (!url) return this.#intake.refuse({ kind: 'bad-link' });
    if (this.#deps.practice) {
      const file = await this.#fetchFile(url, nameOfLink(url), signal);
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
    this.#take({ name: nameOfLink(url), source: { kind: 'link', url }, facts: null }, null);
  }

  async addSample(name: string): Promise<void> {
    const signal = this.#intake.begin(name);
    const file = await this.#fetchFile('/sample/clip.mp4', name, signal);
    if (signal.aborted) return;
    if (!file) return this.#intake.refuse({ kind: 'sample-missing' });
    await this.#intake.take(file, signal);
  }

  /** Goes on where a draft stopped: what the server already knows is not done again. */
  resume(file: File | null): void {
    const { video, found } = this.#store.getSnapshot().state;
    if (!video) return;
    this.#file = file;
    this.#showPicture(video, file);
    if (!found) void this.#work(video);
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

  /** A clip that was still on its way in when its page was left: looked at again, and healed again if that had begun. */
  async resumeWaiting(video: WizardVideo, file: File | null): Promise<void> {
    const signal = this.#intake.begin(video.name);
    if (!file || video.source.kind === 'link') return this.#intake.refuse({ kind: 'fault', fault: 'unreadable' });
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

  #takeFile({ name, file, facts, healing }: TakenClip): void {
    const fileKey = this.#deps.newId();
    this.#take({ name, source: { kind: 'file', fileKey }, facts }, file);
    this.#store.set({ clipHealing: healing === null ? null : { fileKey, healing } });
  }

  #take(video: WizardVideo, file: File | null): void {
    this.#file = file;
    this.#keeper.setPoster(null);
    this.#store.dispatch({ type: 'video-chosen', video });
    this.#store.set({ clipHealing: null, chosenStep: null, createWork: { kind: 'idle' } });
    this.#showPicture(video, file);
    if (file && video.source.kind === 'file') void this.#keeper.saveFile(video.source.fileKey, file);
    void this.#work(video);
  }

  async #work(video: WizardVideo): Promise<void> {
    this.#run.abort();
    const run = new AbortController();
    this.#run = run;
    const key = videoKey(video);
    let during: 'upload' | 'finding' = 'upload';
    try {
      let uploadId = video.uploadId ?? null;
      if (video.source.kind === 'file' && uploadId === null) {
        uploadId = await this.#upload(key, run);
        if (uploadId === null) return;
      }
      during = 'finding';
      this.#store.set({ clipWork: { kind: 'finding' } });
      const answer = await this.#find(video, uploadId, run);
      if (run.signal.aborted) return;
      this.#store.dispatch({ type: 'faces-found', videoKey: key, found: toFoundFaces(answer) });
      this.#store.set({ clipWork: { kind: 'idle' } });
    } catch (thrown) {
      if (run.signal.aborted || wasCancelled(thrown)) return;
      this.#store.set({ clipWork: { kind: 'failed', during, error: toApiError(thrown) } });
    } finally {
      if (during === 'finding') this.#deps.onSpent();
    }
  }

  async #upload(key: string, run: AbortController): Promise<string | null> {
    if (!this.#file) {
      this.#store.set({ clipWork: { kind: 'file-gone' } });
      return null;
    }
    this.#store.set({ clipWork: { kind: 'uploading', progress: null } });
    const file = this.#file;
    try {
      const { uploadId } = await this.#deps.upload(file, {
        signal: run.signal,
        onProgress: (progress) => {
          if (!run.signal.aborted) this.#store.set({ clipWork: { kind: 'uploading', progress } });
        },
      });
      if (run.signal.aborted) return null;
      this.#store.dispatch({ type: 'video-uploaded', videoKey: key, uploadId });
      return uploadId;
    } catch (thrown) {
      // A file that was moved or deleted meanwhile looks like a broken connection to the browser.
      if (run.signal.aborted || (await isReadable(file))) throw thrown;
      this.#store.set({ clipWork: { kind: 'file-gone' } });
      return null;
    }
  }

  async #find(video: WizardVideo, uploadId: string | null, run: AbortController): Promise<IdentifyFaceAnswer> {
    const { api } = this.#deps;
    if (video.source.kind === 'link') {
      const { url } = video.source;
      const { durationMs } = await this.#lookOnce(url, run.signal);
      return api.identifyFace({ videoUrl: url, durationMs }, { signal: run.signal });
    }
    if (uploadId === null) throw new ApiError('not-found');
    try {
      return await api.identifyFace({ uploadId }, { signal: run.signal });
    } catch (thrown) {
      // The server no longer has the bytes of an old draft; this browser does.
      const isGone = thrown instanceof ApiError && thrown.code === 'not-found' && this.#file !== null;
      if (!isGone || run.signal.aborted) throw thrown;
      const again = await this.#upload(videoKey(video), run);
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

  async #fetchFile(url: string, name: string, signal: AbortSignal): Promise<File | null> {
    try {
      const response = await this.#deps.fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(LINK_FETCH_MS)]) });
      if (!response.ok) return null;
      const blob = await response.blob();
      return new File([blob], name, { type: blob.type });
    } catch {
      return null;
    }
  }

  #showPicture(video: WizardVideo, file: File | null): void {
    this.#releasePicture();
    this.#store.set({ clipSrc: video.source.kind === 'link' ? video.source.url : file ? this.#deps.createUrl(file) : null });
  }

  #releasePicture(): void {
    const { clipSrc } = this.#store.getSnapshot();
    if (clipSrc?.startsWith('blob:')) this.#deps.revokeUrl(clipSrc);
  }
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

/** A window that runs backwards cannot be spoken in; upstream has none, and a broken answer must not stop the rest. */
function toFoundFaces({ videoId, durationMs, expiresAt, faces }: IdentifyFaceAnswer): FoundFaces {
  return {
    videoId,
    durationMs,
    expiresAt,
    faces: faces.map(({ faceId, thumbnailUrl, startMs, endMs }) => ({
      faceId,
      thumbnailUrl,
      window: timeRange(startMs, Math.max(startMs, endMs)),
    })),
  };
}
