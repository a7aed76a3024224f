/** State that survives a reload: the wizard's facts, its files, and the pending submission. */

import { delMany, get, getMany, set, setMany, type UseStore, update } from 'idb-keyval';
import { z } from 'zod';
import { idempotencyKeySchema, placementSchema } from '@/lib/contracts/job';
import { millisecondsSchema } from '@/lib/contracts/video';
import type { WizardState } from '@/lib/domain/wizard';
import { clearJournal, readJournal, writeJournal } from './draft-journal';
import { DRAFT_LIST_KEY, type DraftSummary, openDraftStore, parseDraftList } from './draft-list';
import { timeRangeSchema } from './time-range-schema';

/** One submission. Its key is sent again until a response arrives, so that one click creates one job. */
const submissionSchema = z.object({
  idempotencyKey: idempotencyKeySchema,
  /** Fingerprint of the request, so that the key is never reused for another one. */
  fingerprint: z.string(),
  submittedAtMs: z.number(),
  /** The job that could not be found and is replaced by this one. */
  replaces: z.string().exactOptional(),
});
export type PendingSubmission = z.infer<typeof submissionSchema>;

const voiceFactsSchema = z.object({
  kind: z.enum(['mp3', 'wav', 'm4a', 'other']),
  byteSize: z.number(),
  durationMs: millisecondsSchema,
});

/** Validates stored drafts, which another version of the app may have written. An invalid draft is ignored. */
const stateSchema = z.object({
  video: z
    .object({
      name: z.string(),
      source: z.union([
        z.object({ kind: z.literal('file'), fileKey: z.string() }),
        z.object({ kind: z.literal('link'), url: z.string() }),
        z.object({ kind: z.literal('job'), jobId: z.string(), of: z.enum(['original', 'result']) }),
      ]),
      facts: z
        .object({
          container: z.enum(['mp4', 'mov', 'other']),
          byteSize: z.number(),
          durationMs: millisecondsSchema,
          widthPx: z.number(),
          heightPx: z.number(),
          hasSound: z.boolean(),
          // Missing in drafts of older versions.
          frameRate: z.number().nullable().default(null),
        })
        .nullable(),
      uploadId: z.string().exactOptional(),
    })
    .exactOptional(),
  found: z
    .object({
      videoId: z.string(),
      durationMs: millisecondsSchema.nullable(),
      expiresAt: z.iso.datetime(),
      faces: z.array(z.object({ faceId: z.string(), window: timeRangeSchema, thumbnailUrl: z.string().nullable() })),
      practice: z.boolean().exactOptional(),
    })
    .exactOptional(),
  faceId: z.string().exactOptional(),
  previousFace: z.object({ faceId: z.string(), window: timeRangeSchema }).exactOptional(),
  people: z.array(z.object({ faceIds: z.array(z.string()), name: z.string().nullable() })).exactOptional(),
  voice: z
    .object({
      name: z.string(),
      fileKey: z.string(),
      facts: voiceFactsSchema,
      adjusted: z.object({ gainDb: z.number(), original: z.object({ fileKey: z.string(), facts: voiceFactsSchema }) }).exactOptional(),
    })
    .exactOptional(),
  placement: placementSchema.exactOptional(),
  jobId: z.string().exactOptional(),
});

const draftSchema = z.object({ state: stateSchema, submission: submissionSchema.nullable(), posterUrl: z.string().nullable() });

export interface Draft {
  readonly state: WizardState;
  readonly submission: PendingSubmission | null;
  readonly posterUrl: string | null;
}

export interface DraftWithFiles extends Draft {
  readonly clip: File | null;
  readonly voice: File | null;
  /** The voice before a gain was applied. */
  readonly voiceOriginal: File | null;
}

/** Older drafts are deleted, because a clip can have 100 MB. */
const MAX_DRAFTS = 3;

export interface Drafts {
  saveFile(fileKey: string, file: File): Promise<void>;
  /** Writes the journal synchronously; the promise resolves once the database has the draft. Calls are written in order. */
  save(draftId: string, draft: Draft, nowMs: number): Promise<void>;
  load(draftId: string): Promise<DraftWithFiles | null>;
  /** The newest draft with this job. A job's page uses it to return to the settings. */
  findByJob(jobId: string): Promise<string | null>;
  remove(draftId: string): Promise<void>;
}

/** Every method can throw (private mode, full storage); the caller then continues without a draft. */
export function createDrafts(openStore: () => UseStore = openDraftStore): Drafts {
  let opened: UseStore | undefined;
  const store = () => {
    opened ??= openStore();
    return opened;
  };

  let writing: Promise<void> = Promise.resolve();

  async function read(draftId: string): Promise<Draft | null> {
    const parsed = draftSchema.safeParse(await get<unknown>(toDraftKey(draftId), store()));
    return parsed.success ? parsed.data : null;
  }

  async function removeAll(draftIds: readonly string[]): Promise<void> {
    const drafts = await Promise.all(draftIds.map(read));
    const fileKeys = drafts.flatMap((draft) => (draft ? getFileKeys(draft.state) : []));
    await delMany([...draftIds.map(toDraftKey), ...fileKeys.map(toBlobKey)], store());
  }

  async function write(draftId: string, draft: Draft, nowMs: number): Promise<void> {
    const previous = await read(draftId);
    await setMany([[toDraftKey(draftId), draft]], store());
    const keptFileKeys = new Set(getFileKeys(draft.state));
    const replaced = previous ? getFileKeys(previous.state).filter((fileKey) => !keptFileKeys.has(fileKey)) : [];
    if (replaced.length > 0) await delMany(replaced.map(toBlobKey), store());
    let removedFileKeys: DraftSummary[] = [];
    await update<unknown>(
      DRAFT_LIST_KEY,
      (value) => {
        const summaries = [
          toDraftSummary(draftId, draft, nowMs),
          ...parseDraftList(value).filter((summary) => summary.draftId !== draftId),
        ];
        removedFileKeys = summaries.slice(MAX_DRAFTS);
        return summaries.slice(0, MAX_DRAFTS);
      },
      store(),
    );
    if (removedFileKeys.length > 0) await removeAll(removedFileKeys.map((summary) => summary.draftId));
  }

  async function save(draftId: string, draft: Draft, nowMs: number): Promise<void> {
    const entryId = writeJournal({ draftId, savedAtMs: nowMs, draft });
    const written = writing.then(() => write(draftId, draft, nowMs));
    writing = written.catch(() => undefined);
    await written;
    clearJournal(entryId);
  }

  /** Saves a journal entry that the previous page could not write, unless another tab has written since. */
  async function replayJournal(draftId: string): Promise<void> {
    const entry = readJournal(draftId);
    const parsed = draftSchema.safeParse(entry?.draft);
    if (entry === null || !parsed.success) return;
    const summary = parseDraftList(await get<unknown>(DRAFT_LIST_KEY, store())).find((known) => known.draftId === draftId);
    if ((summary?.savedAtMs ?? 0) <= entry.savedAtMs) await save(draftId, parsed.data, entry.savedAtMs);
  }

  return {
    saveFile: (fileKey, file) => set(toBlobKey(fileKey), file, store()),

    save,

    async load(draftId) {
      await replayJournal(draftId);
      const draft = await read(draftId);
      if (!draft) return null;
      const { video, voice } = draft.state;
      const clipKey = video?.source.kind === 'file' ? video.source.fileKey : null;
      const keys = [clipKey, voice?.fileKey, voice?.adjusted?.original.fileKey].map((fileKey) => toBlobKey(fileKey ?? ''));
      const [clip, voiceFile, original] = await getMany<unknown>(keys, store());
      return {
        ...draft,
        clip: clip instanceof Blob ? toFile(clip, video?.name ?? '') : null,
        voice: voiceFile instanceof Blob ? toFile(voiceFile, voice?.name ?? '') : null,
        voiceOriginal: original instanceof Blob ? toFile(original, voice?.name ?? '') : null,
      };
    },

    async findByJob(jobId) {
      for (const { draftId } of parseDraftList(await get<unknown>(DRAFT_LIST_KEY, store()))) {
        if ((await read(draftId))?.state.jobId === jobId) return draftId;
      }
      return null;
    },

    async remove(draftId) {
      await removeAll([draftId]);
      await update<unknown>(DRAFT_LIST_KEY, (value) => parseDraftList(value).filter((summary) => summary.draftId !== draftId), store());
    },
  };
}

function toDraftKey(draftId: string): string {
  return `draft:${draftId}`;
}

function toBlobKey(fileKey: string): string {
  return `file:${fileKey}`;
}

function getFileKeys({ video, voice }: WizardState): string[] {
  const original = voice?.adjusted?.original;
  return [
    ...(video?.source.kind === 'file' ? [video.source.fileKey] : []),
    ...(voice ? [voice.fileKey] : []),
    ...(original ? [original.fileKey] : []),
  ];
}

/** Some browsers return a plain `Blob` for a stored `File`. */
function toFile(blob: Blob, name: string): File {
  return blob instanceof File ? blob : new File([blob], name, { type: blob.type });
}

function toDraftSummary(draftId: string, { state, posterUrl }: Draft, savedAtMs: number): DraftSummary {
  return {
    draftId,
    savedAtMs,
    name: state.video?.name ?? state.voice?.name ?? '',
    hasClip: state.video !== undefined,
    hasVoice: state.voice !== undefined,
    hasJob: state.jobId !== undefined,
    posterUrl,
  };
}
