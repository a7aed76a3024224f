import type { DraftAutosave } from '@/components/wizard/session/draft-autosave';
import type { SessionServices } from '@/components/wizard/session/session-services';
import type { SessionStore } from '@/components/wizard/session/session-store';
import type { Reselection } from '@/components/wizard/session/snapshot';
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
import { type AcceptedClip, ClipIntake } from './clip-intake';
import { toIdentifiedFaces } from './identified-faces';
import { createPlaceholderFaces, isPlaceholder } from './placeholder-faces';

/** How long a link may take to be fetched in practice. */
const LINK_FETCH_TIMEOUT_MS = 60_000;
/** A whole clip, from our own server or its store. */
const STORED_CLIP_FETCH_TIMEOUT_MS = 10 * 60_000;

/** Takes a clip in: look at it, heal it, upload it, find its faces. A clip that is refused leaves the one before it in peace. */
export class ClipController {
  readonly #store: SessionStore;
  readonly #autosave: DraftAutosave;
  readonly #services: SessionServices;
  /** The clip that counts. */
  #uploadController = new AbortController();
  #file: File | null = null;
  /** What the browser could tell of the link that counts. */
  #linkFacts: { readonly url: string; readonly durationMs: number | null } | null = null;
  readonly #intake: ClipIntake;
  /** The clip's pictures on their way; those of an earlier clip are no longer wanted. */
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

  /** In live mode a link is passed on unread; in practice the browser fetches it where the other site allows that. */
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
    // Size and format of a link cannot be seen from here; its length and sides can be judged all the same.
    const findings = linkFacts ? diagnoseVideo({ ...linkFacts, container: 'mp4', byteSize: 0, hasSound: true }).filter(isError) : [];
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

  /** A file that the server keeps: what came of a job becomes the next clip. */
  addStoredClip(video: WizardVideo): void {
    this.#intake.discard();
    this.#setClip(video, null);
  }

  /** Goes on where a draft stopped: what the server already knows is not done again. */
  resume(file: File | null): void {
    const { video, found } = this.#store.getSnapshot().state;
    if (!video) return;
    this.#file = file;
    this.#openPreview(video, file);
    // Made while there was no server; there is one now.
    const hasPlaceholderFaces = found !== undefined && isPlaceholder(found) && this.#services.isConfigured;
    if (hasPlaceholderFaces) this.#store.dispatch({ type: 'faces-expired', videoId: found.videoId });
    if (!found || hasPlaceholderFaces) void this.#uploadAndIdentify(video);
  }

  cancelUpload(): void {
    this.#uploadController.abort();
    this.#store.set({ clipWork: { kind: 'stopped' } });
  }

  /** After a stop or a failure: from the first thing that is still missing. */
  retry(): void {
    const { video } = this.#store.getSnapshot().state;
    if (video) void this.#uploadAndIdentify(video);
  }

  /** The service has forgotten the faces: clip, voice and placement stay, the faces are found anew. */
  identifyAgain(): void {
    const { found } = this.#store.getSnapshot().state;
    if (found) this.#store.dispatch({ type: 'faces-expired', videoId: found.videoId });
    this.#store.set({ submissionState: { kind: 'idle' } });
    this.retry();
  }

  /** What the editor has said of the faces is known again when this clip comes again; where it cannot be kept, the draft still has it. */
  rememberPeople(): void {
    const { video, found, people } = this.#store.getSnapshot().state;
    if (!video || !found) return;
    void this.#services.faceLabels.save(getClipFingerprint(video), describePeople(people ?? [], found.faces)).catch(() => undefined);
  }

  /** A clip that was still on its way in when its page was left: looked at again, and healed again if that had begun. */
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

  /** Lets go of everything; nothing that arrives later is heard. */
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
      // A file that was moved or deleted meanwhile looks like a broken connection to the browser.
      if (controller.signal.aborted || (await isReadable(file))) throw thrown;
      this.#store.set({ clipWork: { kind: 'file-gone' } });
      return null;
    }
  }

  /** Another clip takes its place. What this fails to delete, the server lets go of by itself. */
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
      // The server no longer has the bytes of an old draft, or they are another editor's; this browser can send them anew.
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

  /** What the server keeps, as a file to be sent again. */
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

  /** Without it there are no small pictures, and nothing else is missing. */
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

/** Sent by this browser, or to be: a link, and what came of a job, upstream and the server get at themselves. */
function needsUpload({ source }: WizardVideo): boolean {
  return source.kind === 'file' || (source.kind === 'job' && source.of === 'original');
}

/** Where a clip that is not a file of this browser's can be seen. */
function getSourceUrl(source: Exclude<WizardVideo['source'], { kind: 'file' }>): string {
  if (source.kind === 'link') return source.url;
  return `/api/advanced-lip-sync/${encodeURIComponent(source.jobId)}/${source.of === 'result' ? 'video' : 'original'}`;
}

/** What was chosen for the editor when faces were found anew. */
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
