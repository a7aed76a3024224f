'use client';

import { TriangleAlert } from 'lucide-react';
import { useNow } from '@/components/hooks/use-now';
import type { JobResponse } from '@/lib/contracts/job';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages } from '@/lib/i18n/use-messages';

const LOOK_MS = 30_000;
/** A copy that takes longer than this has met something: the storage is full, or gone. */
const SAVING_MS = 5 * 60_000;

/** Whether the result stays: what is ours, and when the service deletes its own copy. */
export function KeptNote({ job }: { job: JobResponse }) {
  'use memo';
  const words = useMessages(resultMessages);
  const nowMs = useNow(job.savedAt === null ? LOOK_MS : null);
  const deletesAtMs = job.upstreamDeletesAt === null ? null : Date.parse(job.upstreamDeletesAt);
  if (job.savedAt !== null) {
    const isLeftThere = deletesAtMs !== null && deletesAtMs > nowMs;
    return <p className="text-ink-faint text-small">{isLeftThere ? words.savedUntil(job.upstreamDeletesAt ?? '') : words.saved}</p>;
  }
  const isLate = nowMs - Date.parse(job.updatedAt) > SAVING_MS;
  if (!isLate || job.upstreamDeletesAt === null) return <p className="text-ink-soft text-small">{words.saving}</p>;
  return (
    <p role="status" className="flex gap-2 text-small">
      <TriangleAlert aria-hidden className="mt-px size-4 shrink-0 text-warn" />
      <span>{words.notSaved(job.upstreamDeletesAt)}</span>
    </p>
  );
}
