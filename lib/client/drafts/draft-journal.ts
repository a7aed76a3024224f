/**
 * Writes the current draft synchronously to `sessionStorage`, because a page that is being unloaded cannot finish an IndexedDB write, and a reload
 * right after a change would lose it.
 */

const KEY = 'lip-sync-draft-tail';

/** Identifies a write, so that finishing an earlier write does not clear a later one. */
export type JournalEntryId = string | null;

export function writeJournal(entry: { readonly draftId: string; readonly savedAtMs: number; readonly draft: unknown }): JournalEntryId {
  try {
    const text = JSON.stringify(entry);
    sessionStorage.setItem(KEY, text);
    return text;
  } catch {
    // Storage is full or disabled; the IndexedDB write may still succeed.
    return null;
  }
}

/** Returns the last entry of this draft, unparsed; `null` if the database already has it. */
export function readJournal(draftId: string): { readonly savedAtMs: number; readonly draft: unknown } | null {
  try {
    const entry: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    if (typeof entry !== 'object' || entry === null || !('draftId' in entry && 'savedAtMs' in entry && 'draft' in entry)) return null;
    return entry.draftId === draftId && typeof entry.savedAtMs === 'number' ? { savedAtMs: entry.savedAtMs, draft: entry.draft } : null;
  } catch {
    return null;
  }
}

export function clearJournal(entryId: JournalEntryId): void {
  try {
    if (entryId !== null && sessionStorage.getItem(KEY) === entryId) sessionStorage.removeItem(KEY);
  } catch {
    // The entry is not newer than the database, so it is harmless.
  }
}
