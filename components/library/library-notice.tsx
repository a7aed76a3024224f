'use client';

import { ErrorNotice } from '@/components/shell/error-notice';
import { Button } from '@/components/ui/button';
import { Toast } from '@/components/ui/toast';
import type { LibraryJob } from '@/lib/contracts/library';
import { DELETED_JOB_RETENTION_MS } from '@/lib/domain/job';
import { libraryMessages } from '@/lib/i18n/library';
import { useMessages } from '@/lib/i18n/use-messages';
import { displayName } from './display-names';
import type { ActionNotice } from './use-job-actions';

interface LibraryNoticeProps {
  readonly notice: ActionNotice | null;
  readonly practice: boolean;
  readonly onUndo: (job: LibraryJob) => void;
  readonly onClose: () => void;
}

const RESTORABLE_DAYS = Math.round(DELETED_JOB_RETENTION_MS / (24 * 60 * 60_000));

/** Announces the last action in a live region; a deletion can be undone. */
export function LibraryNotice({ notice, practice, onUndo, onClose }: LibraryNoticeProps) {
  const messages = useMessages(libraryMessages);
  if (notice?.kind === 'failed') {
    return (
      <Toast closeLabel={messages.close} onClose={onClose}>
        <ErrorNotice error={notice.error} practice={practice} />
      </Toast>
    );
  }
  const text = notice === null ? '' : messages[notice.kind](displayName(notice.job, messages));
  return (
    <>
      {/* The live region exists before its text, because some screen readers skip the first text otherwise. */}
      <p role="status" className="sr-only">
        {text}
      </p>
      {notice?.kind === 'deleted' ? (
        <Toast
          closeLabel={messages.close}
          onClose={onClose}
          action={
            <Button className="mt-0.5 shrink-0" onClick={() => onUndo(notice.job)}>
              {messages.undo}
            </Button>
          }
        >
          <p className="wrap-anywhere line-clamp-2 font-semibold">{text}</p>
          <p className="text-ink-soft text-small">{messages.deletedNote(RESTORABLE_DAYS)}</p>
        </Toast>
      ) : null}
    </>
  );
}
