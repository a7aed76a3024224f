/** What an editor said of the people in a clip, kept for when the same clip is dropped again: on its own, so that it outlives the draft. */

import { get, type UseStore, update } from 'idb-keyval';
import { z } from 'zod';
import type { KnownPerson } from '@/lib/domain/people/known-people';
import { openDraftStore } from './draft-list';
import { timeRangeSchema } from './time-range-schema';

const FACE_LABELS_KEY = 'people';

/** The clips of which anything was said last; older ones are forgotten. */
const MAX_CLIPS = 50;

const clipSchema = z.object({
  clip: z.string(),
  people: z.array(z.object({ windows: z.array(timeRangeSchema), name: z.string().nullable() })),
});
type LabelledClip = z.infer<typeof clipSchema>;

/** Both methods may throw (private mode, no room): then nothing is known, and nothing else is missing. */
export interface FaceLabels {
  /** In place of what was said before; nobody is nothing to keep. `clip` is its mark (`getClipFingerprint`). */
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

/** Written by another version of this page, perhaps: what does not fit was never said. */
function parseClips(value: unknown): LabelledClip[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => {
    const parsed = clipSchema.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
}
