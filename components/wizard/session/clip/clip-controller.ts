import type { DraftAutosave } from '@/components/wizard/session/draft-autosave';
import type { SessionServices } from '@/components/wizard/session/session-services';
import type { SessionStore } from '@/components/wizard/session/session-store';
import type { Reselection } from '@/components/wizard/session/snapshot';
import { ApiError, isAbortError, toApiError } from '@/lib/client/requests/api-error';
import type { IdentifyFaceResponse } from '@/lib/contracts/video';
import type { PartHandle } from '@/lib/domain/conversion/part-selection';
import { describePeople } from '@/lib/domain/people/known-people';
import type { Placement } from '@/lib/domain/placement';
import { checkVideoLimits, type VideoFinding } from '@/lib/domain/video';
import { getClipFingerprint, getVideoKey, type WizardState, type WizardVideo } from '@/lib/domain/wizard';
import type { OpenLink, OpenMedia } from '@/lib/media/open-media';
import { isReadable } from '@/lib/media/probe/is-readable';
import { getUrlFileName } from '@/lib/media/probe/probe-url';
import { type AcceptedClip, ClipIntake } from './clip-intake';
import { toIdentifiedFaces } from './identified-faces';
import { createPlaceholderFaces, isPlaceholder } from './placeholder-faces';

/** Timeout for fetching a linked video in practice mode. */
const LINK_FETCH_TIMEOUT_MS = 60_000;
/** Timeout for downloading a whole clip from our server or its storage. */
const STORED_CLIP_FETCH_TIMEOUT_MS = 10 * 60_000;

/** Accepts a clip: read it, convert it, upload it, identify its faces. A rejected clip does not affect the current one. */
export class ClipController {
  readonly #store: SessionStore;
  readonly #autosave: DraftAutosave;
  readonly #services: SessionServices;
  /** Aborts the upload of the current clip. */
  #uploadController = new AbortController();
  #file: File | null = null;
  /** Metadata of the current link, as far as the browser could read it. */
  #linkFacts: { readonly url: string; readonly durationMs: number | null } | null = null;
  readonly #intake: ClipIntake;
  /** Pending media of the current clip; a result for an earlier clip is ignored. */
  #openingMedia: Promise<OpenMedia | OpenLink> | null = null;

  constructor(store: SessionStore, autosave: DraftAutosave, services: SessionServices) {
    this.#store = store;
    this.#autosave = autosave;
    this.#services = services;
    this.#intake = new ClipIntake(store, autosave, services, (accepted) => this.#setFile(accepted));
  }

  async addFile(file: File): Promise<void> {
    await this.#intake.accept(file, this.#intake.begin(file.name));
  }

  /** In live mode the URL goes to the upstream service unread; in practice mode the browser downloads the video if CORS permits it. */
  async addLink(text: string): Promise<void> {
    const url = parseHttpsUrl(text);
    const signal = this.#intake.begin(url ? getUrlFileName(url) : text.slice(0, 80));
    if (!url) return this.#intake.reject({ kind: 'bad-link' });
    if (this.#services.practice) {
      const file = await this.#fetchFile(url, getUrlFileName(url), signal);
      if (signal.aborted) return;
      if (!file) return this.#intake.reject({ kind: 'link-not-fetchable' });
      return this.#intake.accept(file, signal);
    }
    const linkFacts = await this.#services.probeUrl(url, signal);
    if (signal.aborted) return;
    // The size and format of a linked video are unknown here; its duration and dimensions can still be checked.
    const findings = linkFacts ? checkVideoLimits({ ...linkFacts, container: 'mp4', byteSize: 0, hasSound: true }).filter(isError) : [];
    if (findings.length > 0) return this.#intake.reject({ kind: 'findings', findings });
    this.#linkFacts = { url, durationMs: linkFacts?.durationMs ?? null };
    this.#intake.discard();
    this.#setClip({ name: getUrlFileName(url), source: { kind: 'link', url }, facts: null }, null);
  }

  async addSample(name: string): Promise<void> {
    const signal = this.#intake.begin(name);
    const file = await this.#fetchFile('/sample/clip.mp4', name, signal);
    if (signal.aborted) return;
    if (!file) return this.#intake.reject({ kind: 'sample-missing' });
    await this.#intake.accept(file, signal);
  }

  /** Uses a file that the server already stores, such as the result of a job, as the clip. */
  addStoredClip(video: WizardVideo): void {
    this.#intake.discard();
    this.#setClip(video, null);
  }

  /** Continues a draft without repeating the work that the server has already done. */
  resume(file: File | null): void {
    const { video, found } = this.#store.getSnapshot().state;
    if (!video) return;
    this.#file = file;
    this.#openPreview(video, file);
    // Placeholder faces from before the server was set up are replaced by real ones.
    const hasPlaceholderFaces = found !== undefined && isPlaceholder(found) && this.#services.isConfigured;
    if (hasPlaceholderFaces) this.#store.dispatch({ type: 'faces-expired', videoId: found.videoId });
    if (!found || hasPlaceholderFaces) void this.#uploadAndIdentify(video);
  }

  cancelUpload(): void {
    this.#uploadController.abort();
    this.#store.set({ clipWork: { kind: 'stopped' } });
  }

  /** Continues with the first missing piece of work after an abort or a failure. */
  retry(): void {
    const { video } = this.#store.getSnapshot().state;
    if (video) void this.#uploadAndIdentify(video);
  }

  /** Identifies the faces again after they expired upstream; clip, voice and placement stay. */
  identifyAgain(): void {
    const { found } = this.#store.getSnapshot().state;
    if (found) this.#store.dispatch({ type: 'faces-expired', videoId: found.videoId });
    this.#store.set({ submissionState: { kind: 'idle' } });
    this.retry();
  }

  /** Stores names and joined faces for the next use of this clip. If that fails, the draft still has them. */
  rememberPeople(): void {
    const { video, found, people } = this.#store.getSnapshot().state;
    if (!video || !found) return;
    void this.#services.faceLabels.save(getClipFingerprint(video), describePeople(people ?? [], found.faces)).catch(() => undefined);
  }

  /** Reads a clip again that was pending when its page was closed, and restarts its conversion if it had begun. */
  async resumePendingFile(video: WizardVideo, file: File | null): Promise<void> {
    const signal = this.#intake.begin(video.name);
    if (!file || video.source.kind !== 'file') return this.#intake.reject({ kind: 'fault', fault: 'unreadable' });
    await this.#intake.accept(file, signal, video.source.fileKey);
  }

  movePart(handle: PartHandle, toMs: number): void {
    this.#intake.movePart(handle, toMs);
  }

  convert(): void {
    void this.#intake.convert();
  }

  cancelConversion(): void {
    this.#intake.cancelConversion();
  }

  discardPending(): void {
    this.#intake.discard();
  }

  /** Aborts all pending work; late results are ignored. */
  close(): void {
    this.#uploadController.abort();
    this.#intake.close();
    this.#file = null;
    this.#closePreview();
  }

  #setFile({ name, file, facts, media, conversion }: AcceptedClip): void {
    const fileKey = this.#services.createId();
    this.#setClip({ name, source: { kind: 'file', fileKey }, facts }, file, media);
    this.#store.set({ clipConversion: conversion === null ? null : { fileKey, conversion } });
  }

  #setClip(video: WizardVideo, file: File | null, media: OpenMedia | null = null): void {
    this.#file = file;
    this.#discardPartialUpload();
    this.#autosave.setPoster(null);
    this.#store.dispatch({ type: 'video-chosen', video });
    this.#store.set({ clipConversion: null, chosenStep: null, submissionState: { kind: 'idle' }, reselection: null });
    this.#openPreview(video, file, media);
    if (file && video.source.kind === 'file') void this.#autosave.saveFile(video.source.fileKey, file);
    void this.#uploadAndIdentify(video);
  }

  async #uploadAndIdentify(video: WizardVideo): Promise<void> {
    this.#uploadController.abort();
    const controller = new AbortController();
    this.#uploadController = controller;
    const videoKey = getVideoKey(video);
    if (!this.#services.isConfigured) {
      this.#store.dispatch({
        type: 'faces-found',
        videoKey,
        found: createPlaceholderFaces(video, this.#linkFacts?.durationMs ?? null),
      });
      this.#store.set({ clipWork: { kind: 'idle' } });
      return;
    }
    let during: 'upload' | 'finding' = 'upload';
    try {
      let uploadId = video.uploadId ?? null;
      if (needsUpload(video) && uploadId === null) {
        uploadId = await this.#upload(video, controller);
        if (uploadId === null) return;
      }
      during = 'finding';
      this.#store.set({ clipWork: { kind: 'finding' } });
      const response = await this.#identifyFaces(video, uploadId, controller);
      if (controller.signal.aborted) return;
      const knownPeople = await this.#services.faceLabels.load(getClipFingerprint(video)).catch(() => []);
      if (controller.signal.aborted) return;
      const stateBefore = this.#store.getSnapshot().state;
      this.#store.dispatch({ type: 'faces-found', videoKey, found: toIdentifiedFaces(response), known: knownPeople });
      this.#store.set({ clipWork: { kind: 'idle' }, reselection: getReselection(stateBefore, this.#store.getSnapshot().state) });
    } catch (thrown) {
      if (controller.signal.aborted || isAbortError(thrown)) return;
      this.#store.set({ clipWork: { kind: 'failed', during, error: toApiError(thrown) } });
    } finally {
      if (during === 'finding') this.#services.onSpendingChange();
    }
  }

  async #upload(video: WizardVideo, controller: AbortController): Promise<string | null> {
    const videoKey = getVideoKey(video);
    this.#store.set({ clipWork: { kind: 'uploading', progress: null } });
    this.#file ??= await this.#fetchStoredClip(video, controller.signal);
    if (controller.signal.aborted) return null;
    if (!this.#file) {
      this.#store.set({ clipWork: { kind: 'file-gone' } });
      return null;
    }
    const file = this.#file;
    const { saveUploadNote, readUploadNote } = this.#services;
    const uploadNote = readUploadNote();
    try {
      const { uploadId } = await this.#services.upload(file, {
        signal: controller.signal,
        resume: uploadNote?.fileKey === videoKey ? uploadNote.uploadId : null,
        onResumable: (resumableUploadId) => saveUploadNote({ fileKey: videoKey, uploadId: resumableUploadId }),
        onProgress: (progress) => {
          if (!controller.signal.aborted) this.#store.set({ clipWork: { kind: 'uploading', progress } });
        },
      });
      if (controller.signal.aborted) return null;
      saveUploadNote(null);
      this.#store.dispatch({ type: 'video-uploaded', videoKey, uploadId });
      return uploadId;
    } catch (thrown) {
      // A file that was moved or deleted during the upload causes the same error as a broken connection.
      if (controller.signal.aborted || (await isReadable(file))) throw thrown;
      this.#store.set({ clipWork: { kind: 'file-gone' } });
      return null;
    }
  }

  /** Deletes the partial upload of a replaced clip. If that fails, the server's cleanup deletes it. */
  #discardPartialUpload(): void {
    const uploadNote = this.#services.readUploadNote();
    if (uploadNote === null) return;
    this.#services.saveUploadNote(null);
    void this.#services.api.deleteUpload(uploadNote.uploadId).catch(() => undefined);
  }

  async #identifyFaces(video: WizardVideo, uploadId: string | null, controller: AbortController): Promise<IdentifyFaceResponse> {
    const { api } = this.#services;
    if (video.source.kind === 'link') {
      const { url } = video.source;
      const { durationMs } = await this.#probeUrlOnce(url, controller.signal);
      return api.identifyFace({ videoUrl: url, durationMs }, { signal: controller.signal });
    }
    if (video.source.kind === 'job' && video.source.of === 'result')
      return api.identifyFace({ jobId: video.source.jobId }, { signal: controller.signal });
    if (uploadId === null) throw new ApiError('not-found');
    try {
      return await api.identifyFace({ uploadId }, { signal: controller.signal });
    } catch (thrown) {
      // The server no longer has the upload of an old draft, or it belongs to another editor, but this browser can upload the file again.
      const canUploadAgain =
        thrown instanceof ApiError && thrown.code === 'not-found' && (this.#file !== null || video.source.kind === 'job');
      if (!canUploadAgain || controller.signal.aborted) throw thrown;
      const nextUploadId = await this.#upload(video, controller);
      if (nextUploadId === null) throw new DOMException('cancelled', 'AbortError');
      this.#store.set({ clipWork: { kind: 'finding' } });
      return api.identifyFace({ uploadId: nextUploadId }, { signal: controller.signal });
    }
  }

  async #probeUrlOnce(url: string, signal: AbortSignal): Promise<{ readonly durationMs: number | null }> {
    if (this.#linkFacts?.url !== url) {
      const linkFacts = await this.#services.probeUrl(url, signal);
      this.#linkFacts = { url, durationMs: linkFacts?.durationMs ?? null };
    }
    return this.#linkFacts;
  }

  async #fetchFile(url: string, name: string, signal: AbortSignal, timeoutMs = LINK_FETCH_TIMEOUT_MS): Promise<File | null> {
    try {
      const response = await this.#services.fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
      if (!response.ok) return null;
      const blob = await response.blob();
      return new File([blob], name, { type: blob.type });
    } catch {
      return null;
    }
  }

  /** Downloads a clip that the server stores, to upload it again. */
  async #fetchStoredClip({ name, source }: WizardVideo, signal: AbortSignal): Promise<File | null> {
    return source.kind === 'job' ? this.#fetchFile(getSourceUrl(source), name, signal, STORED_CLIP_FETCH_TIMEOUT_MS) : null;
  }

  #openPreview({ source }: WizardVideo, file: File | null, media: OpenMedia | null = null): void {
    this.#closePreview();
    const clipSrc = source.kind === 'file' ? file && this.#services.createUrl(file) : getSourceUrl(source);
    this.#store.set({ clipSrc, clipMedia: media });
    const { mediaEngine } = this.#services;
    if (media !== null) return;
    if (source.kind !== 'file') void this.#openMedia(mediaEngine.openLink(getSourceUrl(source)));
    else if (file) void this.#openMedia(mediaEngine.open(file));
  }

  /** A failure only affects the thumbnails, so it is ignored. */
  async #openMedia(opening: Promise<OpenMedia | OpenLink>): Promise<void> {
    this.#openingMedia = opening;
    const media = await opening.catch(() => null);
    if (this.#openingMedia === opening) this.#store.set({ clipMedia: media });
    else media?.close();
  }

  #closePreview(): void {
    const { clipSrc, clipMedia } = this.#store.getSnapshot();
    if (clipSrc?.startsWith('blob:')) this.#services.revokeUrl(clipSrc);
    this.#openingMedia = null;
    clipMedia?.close();
  }
}

/** Only files of this browser are uploaded; the server and the upstream service read links and results directly. */
function needsUpload({ source }: WizardVideo): boolean {
  return source.kind === 'file' || (source.kind === 'job' && source.of === 'original');
}

/** URL of a clip that is not a local file. */
function getSourceUrl(source: Exclude<WizardVideo['source'], { kind: 'file' }>): string {
  if (source.kind === 'link') return source.url;
  return `/api/advanced-lip-sync/${encodeURIComponent(source.jobId)}/${source.of === 'result' ? 'video' : 'original'}`;
}

/** The choices that were restored automatically after the faces were identified again. */
function getReselection(stateBefore: WizardState, after: WizardState): Reselection | null {
  if (stateBefore.previousFace === undefined) return null;
  if (after.faceId === undefined) return { face: 'none', voice: 'none' };
  if (stateBefore.placement === undefined) return { face: 'chosen', voice: 'none' };
  return { face: 'chosen', voice: isSamePosition(stateBefore.placement, after.placement) ? 'kept' : 'moved' };
}

function isSamePosition(one: Placement, other: Placement | undefined): boolean {
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
