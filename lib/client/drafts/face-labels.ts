/** Stores the people that an editor labelled in a clip, separately from drafts so that the labels outlive them. */

import { get, type UseStore, update } from 'idb-keyval';
import { z } from 'zod';
import type { KnownPerson } from '@/lib/domain/people/known-people';
import { openDraftStore } from './draft-list';
import { timeRangeSchema } from './time-range-schema';

const FACE_LABELS_KEY = 'people';

/** Older clips are removed. */
const MAX_CLIPS = 50;

const clipSchema = z.object({
  clip: z.string(),
  people: z.array(z.object({ windows: z.array(timeRangeSchema), name: z.string().nullable() })),
});
type LabelledClip = z.infer<typeof clipSchema>;

/** Both methods can throw (private mode, full storage); the caller then continues without labels. */
export interface FaceLabels {
  /** Replaces the labels of a clip; an empty list removes them. `clip` is the result of `getClipFingerprint`. */
  save(clip: string, people: readonly KnownPerson[]): Promise<void>;
  load(clip: string): Promise<readonly KnownPerson[]>;
}

export function createFaceLabels(openStore: () => UseStore = openDraftStore): FaceLabels {
  let opened: UseStore | undefined;
  const store = () => {
    opened ??= openStore();
    return opened;
  };
  return {
    save: async (clip, people) =>
      update<unknown>(
        FACE_LABELS_KEY,
        (value) => {
          const others = parseClips(value).filter((entry) => entry.clip !== clip);
          return [...(people.length > 0 ? [{ clip, people }] : []), ...others].slice(0, MAX_CLIPS);
        },
        store(),
      ),
    load: async (clip) => parseClips(await get<unknown>(FACE_LABELS_KEY, store())).find((entry) => entry.clip === clip)?.people ?? [],
  };
}

/** Another version of the app may have written the value; invalid entries are ignored. */
function parseClips(value: unknown): LabelledClip[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => {
    const parsed = clipSchema.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
}
