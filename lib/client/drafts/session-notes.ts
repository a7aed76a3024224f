/** The file that this tab was converting, so that a reload restarts the conversion. */

import { z } from 'zod';
import type { TimeRange } from '@/lib/domain/time';
import { timeRangeSchema } from './time-range-schema';

export interface ConversionNote {
  /** Storage key of the original file. */
  readonly fileKey: string;
  /** The chosen part; `null` is the whole file. */
  readonly part: TimeRange | null;
  /** Whether the editor confirmed the conversion, or no confirmation was needed. */
  readonly started: boolean;
}

const noteSchema = z.object({
  fileKey: z.string(),
  part: timeRangeSchema.nullable(),
  started: z.boolean(),
});

function toStorageKey(track: 'clip' | 'voice'): string {
  return `lip-sync-conversion-${track}`;
}

export function saveConversionNote(track: 'clip' | 'voice', note: ConversionNote | null): void {
  try {
    if (note === null) sessionStorage.removeItem(toStorageKey(track));
    else sessionStorage.setItem(toStorageKey(track), JSON.stringify(note));
  } catch {
    // Storage is disabled; after a reload the editor must confirm again.
  }
}

export function readConversionNote(track: 'clip' | 'voice'): ConversionNote | null {
  try {
    const parsed = noteSchema.safeParse(JSON.parse(sessionStorage.getItem(toStorageKey(track)) ?? 'null'));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
