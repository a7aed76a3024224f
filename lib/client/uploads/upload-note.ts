/** Which upload this tab had under way, so that a reload in the middle goes on with it instead of beginning again. */

import { z } from 'zod';

const KEY = 'lip-sync-upload';

export interface UploadNote {
  /** Under which the file is kept. */
  readonly fileKey: string;
  readonly uploadId: string;
}

const noteSchema = z.object({ fileKey: z.string(), uploadId: z.string() });

export function saveUploadNote(note: UploadNote | null): void {
  try {
    if (note === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(note));
  } catch {
    // A browser that keeps nothing for a tab: after a reload the file goes up from its beginning.
  }
}

export function readUploadNote(): UploadNote | null {
  try {
    const parsed = noteSchema.safeParse(JSON.parse(sessionStorage.getItem(KEY) ?? 'null'));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
