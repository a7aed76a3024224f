/** The upload in progress of this tab, so that a reload resumes it. */

import { z } from 'zod';

const KEY = 'lip-sync-upload';

export interface UploadNote {
  /** Storage key of the file. */
  readonly fileKey: string;
  readonly uploadId: string;
}

const noteSchema = z.object({ fileKey: z.string(), uploadId: z.string() });

export function saveUploadNote(note: UploadNote | null): void {
  try {
    if (note === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(note));
  } catch {
    // Storage is disabled; after a reload the upload starts from the beginning.
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
