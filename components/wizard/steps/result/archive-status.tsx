'use client';

import { TriangleAlert } from 'lucide-react';
import { useNow } from '@/components/hooks/use-now';
import type { JobResponse } from '@/lib/contracts/job';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages } from '@/lib/i18n/use-messages';

const CHECK_INTERVAL_MS = 30_000;
/** A copy that takes longer has probably failed: the storage is full or unavailable. */
const SAVING_TIMEOUT_MS = 5 * 60_000;

/** Whether the result is archived on our storage, and when the upstream service deletes its copy. */
export function ArchiveStatus({ job }: { job: JobResponse }) {
  'use memo';
  const messages = useMessages(resultMessages);
  const nowMs = useNow(job.savedAt === null ? CHECK_INTERVAL_MS : null);
  const deletesAtMs = job.upstreamDeletesAt === null ? null : Date.parse(job.upstreamDeletesAt);
  if (job.savedAt !== null) {
    const isStillUpstream = deletesAtMs !== null && deletesAtMs > nowMs;
    return (
      <p className="text-ink-faint text-small">{isStillUpstream ? messages.savedUntil(job.upstreamDeletesAt ?? '') : messages.saved}</p>
    );
  }
  const isLate = nowMs - Date.parse(job.updatedAt) > SAVING_TIMEOUT_MS;
  if (!isLate || job.upstreamDeletesAt === null) return <p className="text-ink-soft text-small">{messages.saving}</p>;
  return (
    <p role="status" className="flex gap-2 text-small">
      <TriangleAlert aria-hidden className="mt-px size-4 shrink-0 text-warn" />
      <span>{messages.notSaved(job.upstreamDeletesAt)}</span>
    </p>
  );
}
