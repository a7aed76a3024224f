import { getJobName, stripExtension } from '@/components/shell/job-name';
import type { LibraryJob, PersonResponse } from '@/lib/contracts/library';
import type { LibraryMessages } from '@/lib/i18n/library';

/** Default name of a job without its own name. */
export function getClipName({ videoName }: Pick<LibraryJob, 'videoName'>, messages: LibraryMessages): string {
  return stripExtension(videoName) ?? messages.untitled;
}

export function displayName(job: Pick<LibraryJob, 'name' | 'videoName'>, messages: LibraryMessages): string {
  return getJobName(job) ?? messages.untitled;
}

/** Enough of an id to distinguish two visitors. */
const ID_PREFIX_LENGTH = 4;

export function personName(messages: LibraryMessages, { role, label, personId }: PersonResponse): string {
  return messages.person(role, label, personId.slice(0, ID_PREFIX_LENGTH));
}
