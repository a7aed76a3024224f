/** The list of drafts for the first screen. It avoids zod and file access to keep that page small. */

import { createStore, get, type UseStore } from 'idb-keyval';

/** One entry of the list of drafts, newest first. */
export interface DraftSummary {
  readonly draftId: string;
  readonly savedAtMs: number;
  /** The clip's name, or the voice's without a clip. */
  readonly name: string;
  readonly hasClip: boolean;
  readonly hasVoice: boolean;
  readonly hasJob: boolean;
  /** A small JPEG of the clip as a `data:` URL. */
  readonly posterUrl: string | null;
}

export const DRAFT_LIST_KEY = 'drafts';
const TAB_KEY = 'lip-sync-draft';

/** @throws if the browser offers no IndexedDB (some private modes). Drafts are not kept then. */
export function openDraftStore(): UseStore {
  return createStore('lip-sync-wizard', 'drafts');
}

export async function listDrafts(store: UseStore = openDraftStore()): Promise<DraftSummary[]> {
  return parseDraftList(await get<unknown>(DRAFT_LIST_KEY, store));
}

export function parseDraftList(value: unknown): DraftSummary[] {
  return Array.isArray(value) ? value.filter(isSummary) : [];
}

function isSummary(value: unknown): value is DraftSummary {
  if (typeof value !== 'object' || value === null) return false;
  const candidate: Partial<Record<keyof DraftSummary, unknown>> = value;
  return (
    typeof candidate.draftId === 'string' &&
    typeof candidate.savedAtMs === 'number' &&
    typeof candidate.name === 'string' &&
    typeof candidate.hasClip === 'boolean' &&
    typeof candidate.hasVoice === 'boolean' &&
    typeof candidate.hasJob === 'boolean' &&
    (candidate.posterUrl === null || typeof candidate.posterUrl === 'string')
  );
}

/** The draft of this tab. A reload continues it, while a new tab starts at the first screen, so two tabs never write the same draft. */
export function getTabDraftId(): string | null {
  try {
    return sessionStorage.getItem(TAB_KEY);
  } catch {
    return null;
  }
}

export function setTabDraftId(draftId: string | null): void {
  try {
    if (draftId === null) sessionStorage.removeItem(TAB_KEY);
    else sessionStorage.setItem(TAB_KEY, draftId);
  } catch {
    // Storage is disabled; a reload then starts at the first screen.
  }
}
