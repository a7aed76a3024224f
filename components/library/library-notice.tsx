'use client';

import { Button } from '@/components/ui/button';
import { NoticeBar } from '@/components/ui/notice-bar';
import { ErrorNotice } from '@/components/wizard/error-notice';
import type { LibraryJob } from '@/lib/contracts/library';
import { UNDELETE_FOR_MS } from '@/lib/domain/job';
import { libraryWords } from '@/lib/i18n/library';
import { useWords } from '@/lib/i18n/use-words';
import { nameOf } from './names';
import type { Said } from './use-job-acts';

interface LibraryNoticeProps {
  readonly said: Said | null;
  readonly practice: boolean;
  readonly onUndo: (job: LibraryJob) => void;
  readonly onClose: () => void;
}

const UNDELETE_DAYS = Math.round(UNDELETE_FOR_MS / (24 * 60 * 60_000));

/** Says what was just done, in a place of its own that readers are told of; what was deleted comes back by one press. */
export function LibraryNotice({ said, practice, onUndo, onClose }: LibraryNoticeProps) {
  const words = useWords(libraryWords);
  if (said?.kind === 'failed') {
    return (
      <NoticeBar closeLabel={words.close} onClose={onClose}>
        <ErrorNotice error={said.error} practice={practice} />
      </NoticeBar>
    );
  }
  const text = said === null ? '' : words[said.kind](nameOf(said.job, words));
  return (
    <>
      {/* There before it has anything to say, or some readers would miss the first of it. */}
      <p role="status" className="sr-only">
        {text}
      </p>
      {said?.kind === 'deleted' ? (
        <NoticeBar
          closeLabel={words.close}
          onClose={onClose}
          action={
            <Button className="mt-0.5 shrink-0" onClick={() => onUndo(said.job)}>
              {words.undo}
            </Button>
          }
        >
          <p className="wrap-anywhere line-clamp-2 font-semibold">{text}</p>
          <p className="text-ink-soft text-small">{words.deletedNote(UNDELETE_DAYS)}</p>
        </NoticeBar>
      ) : null}
    </>
  );
}
