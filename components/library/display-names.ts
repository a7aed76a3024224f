import { calledOf, stemOf } from '@/components/wizard/download-name';
import type { LibraryJob, PersonAnswer } from '@/lib/contracts/library';
import type { LibraryWords } from '@/lib/i18n/library';

/** What a job is called where nobody named it. */
export function getClipName({ videoName }: Pick<LibraryJob, 'videoName'>, messages: LibraryWords): string {
  return stemOf(videoName) ?? messages.untitled;
}

export function displayName(job: Pick<LibraryJob, 'name' | 'videoName'>, messages: LibraryWords): string {
  return calledOf(job) ?? messages.untitled;
}

/** Enough of an id to tell two visitors apart. */
const ID_PREFIX_LENGTH = 4;

export function personName(messages: LibraryWords, { role, label, personId }: PersonAnswer): string {
  return messages.person(role, label, personId.slice(0, ID_PREFIX_LENGTH));
}
