import { Check, CircleAlert, CircleHelp, CircleSlash, Loader, Trash2 } from 'lucide-react';
import { stateOf } from '@/lib/client/library-list';
import type { LibraryJob } from '@/lib/contracts/library';
import { type LibraryWords, libraryWords } from '@/lib/i18n/library';
import { useWords } from '@/lib/i18n/use-words';

/** How a job stands, by a sign and a word, and under it what follows from that. */
export function JobState({ job }: { readonly job: LibraryJob }) {
  const words = useWords(libraryWords);
  const { sign, title, note } = lookOf(job, words);
  return (
    <span className="flex min-w-0 items-start gap-2">
      <span aria-hidden className="mt-px shrink-0">
        {sign}
      </span>
      <span className="flex min-w-0 items-baseline gap-x-2 sm:block">
        <span className="block truncate font-medium">{title}</span>
        {note === null ? null : <span className="block truncate text-ink-soft text-small">{note}</span>}
      </span>
    </span>
  );
}

interface Look {
  readonly sign: React.ReactNode;
  readonly title: string;
  readonly note: string | null;
}

function lookOf(job: LibraryJob, words: LibraryWords): Look {
  if (job.restorableUntil !== null) {
    return {
      sign: <Trash2 className="size-4 text-ink-faint" />,
      title: words.filters.deleted,
      note: words.restorableUntil(job.restorableUntil),
    };
  }
  const state = stateOf(job);
  switch (state) {
    case 'working':
      return {
        sign: <Loader className="size-4 animate-spin text-ink-soft [animation-duration:2.4s]" />,
        title: words.filters.working,
        note: words.beingMade,
      };
    case 'failed':
      return { sign: <CircleAlert className="size-4 text-danger" />, title: words.filters.failed, note: null };
    case 'needs-you':
      return { sign: <CircleHelp className="size-4 text-warn" />, title: words.filters['needs-you'], note: words.noAnswer };
    case 'done':
      return doneLook(job, words);
  }
}

function doneLook({ result }: LibraryJob, words: LibraryWords): Look {
  if (result?.state === 'gone') return { sign: <CircleSlash className="size-4 text-ink-faint" />, title: words.gone, note: null };
  const done = { sign: <Check className="size-4 text-good" strokeWidth={2.5} />, title: words.filters.done };
  if (result?.state === 'expiring') return { ...done, note: words.expiring(result.until) };
  const until = result?.until ?? null;
  return { ...done, note: until === null ? words.saved : words.savedUntil(until) };
}
