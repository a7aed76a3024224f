'use client';

import { AppLink } from '@/components/ui/app-link';
import { FaceThumbnail } from '@/components/wizard/steps/face/face-card';
import type { Pass } from '@/lib/contracts/passes';
import { getPassesAfter, getPassesUpTo, sumMilliPtc } from '@/lib/domain/passes';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages } from '@/lib/i18n/use-messages';

interface PassListProps {
  readonly passes: readonly Pass[];
  readonly jobId: string;
  readonly practice: boolean;
}

/** Lists the passes of one clip with their total price and marks this job; renders nothing for a single pass. */
export function PassList({ passes, jobId, practice }: PassListProps) {
  'use memo';
  const messages = useMessages(resultMessages).passes;
  const passesToHere = getPassesUpTo(passes, jobId);
  const laterPasses = getPassesAfter(passes, jobId);
  if (passesToHere.length + laterPasses.length < 2) return null;
  return (
    <section aria-label={messages.label}>
      <div className="flex items-baseline gap-2">
        <h2 className="font-semibold">{messages.heading(passesToHere.length)}</h2>
        {practice ? null : <p className="tabular ml-auto text-ink-soft">{messages.total(sumMilliPtc(passesToHere))}</p>}
      </div>
      <ol className="-mx-2 mt-1 flex flex-col">
        {passesToHere.map((pass, index) => (
          <PassRow key={pass.jobId} pass={pass} name={messages.pass(index + 1)} practice={practice} isCurrent={pass.jobId === jobId} />
        ))}
        {laterPasses.map((pass) => (
          <PassRow key={pass.jobId} pass={pass} name={messages.later(passesToHere.length + 1)} practice={practice} isCurrent={false} />
        ))}
      </ol>
    </section>
  );
}

function PassRow({ pass, name, practice, isCurrent }: { pass: Pass; name: string; practice: boolean; isCurrent: boolean }) {
  'use memo';
  const messages = useMessages(resultMessages).passes;
  const content = (
    <>
      <FaceThumbnail url={pass.thumbnailUrl} size="small" />
      <span className="min-w-0 grow">
        <span className={`block ${isCurrent ? 'font-semibold' : 'font-medium'}`}>{name}</span>
        <span className="tabular block text-ink-soft text-small">
          {messages.voice(pass.voice.startMs, pass.voice.endMs)}
          {practice ? '' : ` · ${messages.cost(pass.facesMilliPtc + pass.lipSyncMilliPtc)}`}
        </span>
      </span>
      {isCurrent ? <span className="text-ink-soft text-small">{messages.here}</span> : null}
    </>
  );
  const rowClass = 'flex min-h-11 items-center gap-2.5 rounded-lg px-2 py-1';
  return (
    <li {...(isCurrent ? { 'aria-current': 'step' } : {})}>
      {isCurrent ? (
        <span className={`${rowClass} bg-raised`}>{content}</span>
      ) : (
        <AppLink href={`/jobs/${encodeURIComponent(pass.jobId)}`} className={`${rowClass} hover:bg-raised`}>
          {content}
        </AppLink>
      )}
    </li>
  );
}
