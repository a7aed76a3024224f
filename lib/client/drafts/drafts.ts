/** What must survive a reload: the wizard's facts, its files, and the press of *Create* that is under way. */

import { delMany, get, getMany, set, setMany, type UseStore, update } from 'idb-keyval';
import { z } from 'zod';
import { idempotencyKeySchema, placementSchema } from '@/lib/contracts/job';
import { millisecondsSchema } from '@/lib/contracts/video';
import type { WizardState } from '@/lib/domain/wizard';
import { clearJournal, readJournal, writeJournal } from './draft-journal';
import { DRAFT_LIST_KEY, type DraftSummary, openDraftStore, parseDraftList } from './draft-list';
import { timeRangeSchema } from './time-range-schema';

/** One press of *Create*: the same key is sent again until an answer comes, so that one press is one job. */
const submissionSchema = z.object({
  idempotencyKey: idempotencyKeySchema,
  /** What was asked for, so that the key is never used for anything else. */
  fingerprint: z.string(),
  submittedAtMs: z.number(),
  /** The job that this one takes the place of, after it could not be found. */
  replaces: z.string().exactOptional(),
});
export type PendingSubmission = z.infer<typeof submissionSchema>;

const voiceFactsSchema = z.object({
  kind: z.enum(['mp3', 'wav', 'm4a', 'other']),
  byteSize: z.number(),
  durationMs: millisecondsSchema,
});

/** Written by an older or a newer version of this page, perhaps: what does not fit is no draft. */
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
          // Older drafts do not have it.
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
  formerFace: z.object({ faceId: z.string(), window: timeRangeSchema }).exactOptional(),
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
  /** What a voice was before it was made louder or softer. */
  readonly voiceOriginal: File | null;
}

/** Older drafts than the newest three make room: a clip may have 100 MB. */
const MAX_DRAFTS = 3;

export interface Drafts {
  saveFile(fileKey: string, file: File): Promise<void>;
  /** In this tab it is kept at once; the promise resolves when it is kept for good. Drafts are written in the order of the calls. */
  save(draftId: string, draft: Draft, nowMs: number): Promise<void>;
  load(draftId: string): Promise<DraftWithFiles | null>;
  /** The newest draft whose job this is; a job's page leads back to its settings through it. */
  findByJob(jobId: string): Promise<string | null>;
  remove(draftId: string): Promise<void>;
}

/** Every method may throw (private mode, no room): the caller goes on without a draft. */
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

  /** What the page before this one had no time to write, unless another tab has written since. */
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

/** Some browsers hand back a plain `Blob` for a stored `File`. */
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
