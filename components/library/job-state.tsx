import { Check, CircleAlert, CircleHelp, CircleSlash, Loader, Trash2 } from 'lucide-react';
import { getLibraryState } from '@/lib/client/library-list';
import type { LibraryJob } from '@/lib/contracts/library';
import { type LibraryMessages, libraryMessages } from '@/lib/i18n/library';
import { useMessages } from '@/lib/i18n/use-messages';

/** State of a job as an icon and a word, with a note below. */
export function JobState({ job }: { readonly job: LibraryJob }) {
  const messages = useMessages(libraryMessages);
  const { icon, title, note } = getAppearance(job, messages);
  return (
    <span className="flex min-w-0 items-start gap-2">
      <span aria-hidden className="mt-px shrink-0">
        {icon}
      </span>
      <span className="flex min-w-0 items-baseline gap-x-2 sm:block">
        <span className="block truncate font-medium">{title}</span>
        {note === null ? null : <span className="block truncate text-ink-soft text-small">{note}</span>}
      </span>
    </span>
  );
}

interface StateAppearance {
  readonly icon: React.ReactNode;
  readonly title: string;
  readonly note: string | null;
}

function getAppearance(job: LibraryJob, messages: LibraryMessages): StateAppearance {
  if (job.restorableUntil !== null) {
    return {
      icon: <Trash2 className="size-4 text-ink-faint" />,
      title: messages.filters.deleted,
      note: messages.restorableUntil(job.restorableUntil),
    };
  }
  const state = getLibraryState(job);
  switch (state) {
    case 'working':
      return {
        icon: <Loader className="size-4 animate-spin text-ink-soft [animation-duration:2.4s]" />,
        title: messages.filters.working,
        note: messages.beingMade,
      };
    case 'failed':
      return { icon: <CircleAlert className="size-4 text-danger" />, title: messages.filters.failed, note: null };
    case 'needs-you':
      return { icon: <CircleHelp className="size-4 text-warn" />, title: messages.filters['needs-you'], note: messages.noAnswer };
    case 'done':
      return getDoneAppearance(job, messages);
  }
}

function getDoneAppearance({ result }: LibraryJob, messages: LibraryMessages): StateAppearance {
  if (result?.state === 'gone') return { icon: <CircleSlash className="size-4 text-ink-faint" />, title: messages.gone, note: null };
  const appearance = { icon: <Check className="size-4 text-good" strokeWidth={2.5} />, title: messages.filters.done };
  if (result?.state === 'expiring') return { ...appearance, note: messages.expiring(result.until) };
  const until = result?.until ?? null;
  return { ...appearance, note: until === null ? messages.saved : messages.savedUntil(until) };
}
