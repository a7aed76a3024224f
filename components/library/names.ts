import { calledOf, stemOf } from '@/components/wizard/download-name';
import type { LibraryJob, PersonAnswer } from '@/lib/contracts/library';
import type { LibraryWords } from '@/lib/i18n/library';

/** What a job is called where nobody named it. */
export function clipNameOf({ videoName }: Pick<LibraryJob, 'videoName'>, words: LibraryWords): string {
  return stemOf(videoName) ?? words.untitled;
}

export function nameOf(job: Pick<LibraryJob, 'name' | 'videoName'>, words: LibraryWords): string {
  return calledOf(job) ?? words.untitled;
}

/** Enough of an id to tell two visitors apart. */
const MARK_LENGTH = 4;

export function personName(words: LibraryWords, { role, label, personId }: PersonAnswer): string {
  return words.person(role, label, personId.slice(0, MARK_LENGTH));
}
