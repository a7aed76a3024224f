/**
 * The newest facts of this tab's draft, written in the very moment of a change: a page that is being left gets no time to finish a
 * write to its database, and whoever reloads right after a change would lose it.
 */

const KEY = 'lip-sync-draft-tail';

/** Says which writing this was, so that a later one is not taken away by the end of an earlier one. */
export type JournalEntryId = string | null;

export function writeJournal(entry: { readonly draftId: string; readonly savedAtMs: number; readonly draft: unknown }): JournalEntryId {
  try {
    const text = JSON.stringify(entry);
    sessionStorage.setItem(KEY, text);
    return text;
  } catch {
    // No room, or a browser that keeps nothing for a tab: the database may still have it in time.
    return null;
  }
}

/** What was written last for this draft, unparsed; `null` when the database has it too. */
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
    // It is no newer than the database, so it does no harm.
  }
}
