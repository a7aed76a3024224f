/** Which file this tab was healing, so that a reload in the middle begins again where it was. */

import { z } from 'zod';
import type { TimeRange } from '@/lib/domain/time';
import { timeRangeSchema } from './time-range-schema';

export interface ConversionNote {
  /** Under which the original is kept. */
  readonly fileKey: string;
  /** What the editor chose of it; `null` is the whole. */
  readonly part: TimeRange | null;
  /** The editor had said yes, or nothing needed to be said. */
  readonly started: boolean;
}

const noteSchema = z.object({
  fileKey: z.string(),
  part: timeRangeSchema.nullable(),
  started: z.boolean(),
});

function toStorageKey(track: 'clip' | 'voice'): string {
  return `lip-sync-healing-${track}`;
}

export function saveConversionNote(track: 'clip' | 'voice', note: ConversionNote | null): void {
  try {
    if (note === null) sessionStorage.removeItem(toStorageKey(track));
    else sessionStorage.setItem(toStorageKey(track), JSON.stringify(note));
  } catch {
    // A browser that keeps nothing for a tab: after a reload the editor is asked again.
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
