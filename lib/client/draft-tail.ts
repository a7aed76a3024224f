/**
 * The newest facts of this tab's draft, written in the very moment of a change: a page that is being left gets no time to finish a
 * write to its database, and whoever reloads right after a change would lose it.
 */

const KEY = 'lip-sync-draft-tail';

/** Says which writing this was, so that a later one is not taken away by the end of an earlier one. */
export type TailMark = string | null;

export function writeTail(tail: { readonly draftId: string; readonly savedAtMs: number; readonly draft: unknown }): TailMark {
  try {
    const text = JSON.stringify(tail);
    sessionStorage.setItem(KEY, text);
    return text;
  } catch {
    // No room, or a browser that keeps nothing for a tab: the database may still have it in time.
    return null;
  }
}

/** What was written last for this draft, unparsed; `null` when the database has it too. */
export function readTail(draftId: string): { readonly savedAtMs: number; readonly draft: unknown } | null {
  try {
    const tail: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    if (typeof tail !== 'object' || tail === null || !('draftId' in tail && 'savedAtMs' in tail && 'draft' in tail)) return null;
    return tail.draftId === draftId && typeof tail.savedAtMs === 'number' ? { savedAtMs: tail.savedAtMs, draft: tail.draft } : null;
  } catch {
    return null;
  }
}

export function clearTail(mark: TailMark): void {
  try {
    if (mark !== null && sessionStorage.getItem(KEY) === mark) sessionStorage.removeItem(KEY);
  } catch {
    // It is no newer than the database, so it does no harm.
  }
}
