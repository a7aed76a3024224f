'use client';

import { AppLink } from '@/components/ui/app-link';
import type { Pass } from '@/lib/contracts/passes';
import { getPassesAfter, getPassesUpTo, sumMilliPtc } from '@/lib/domain/passes';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages } from '@/lib/i18n/use-messages';
import { FaceThumbnail } from './face-card';

interface PassListProps {
  readonly passes: readonly Pass[];
  readonly jobId: string;
  readonly practice: boolean;
}

/** One piece of work in passes: each face that was dubbed, this one marked, and what all of it cost together. Nothing for a single pass. */
export function PassList({ passes, jobId, practice }: PassListProps) {
  'use memo';
  const words = useMessages(resultMessages).passes;
  const path = getPassesUpTo(passes, jobId);
  const after = getPassesAfter(passes, jobId);
  if (path.length + after.length < 2) return null;
  return (
    <section aria-label={words.label}>
      <div className="flex items-baseline gap-2">
        <h2 className="font-semibold">{words.heading(path.length)}</h2>
        {practice ? null : <p className="tabular ml-auto text-ink-soft">{words.total(sumMilliPtc(path))}</p>}
      </div>
      <ol className="-mx-2 mt-1 flex flex-col">
        {path.map((pass, index) => (
          <Line key={pass.jobId} pass={pass} name={words.pass(index + 1)} practice={practice} isHere={pass.jobId === jobId} />
        ))}
        {after.map((pass) => (
          <Line key={pass.jobId} pass={pass} name={words.later(path.length + 1)} practice={practice} isHere={false} />
        ))}
      </ol>
    </section>
  );
}

function Line({ pass, name, practice, isHere }: { pass: Pass; name: string; practice: boolean; isHere: boolean }) {
  'use memo';
  const words = useMessages(resultMessages).passes;
  const content = (
    <>
      <FaceThumbnail url={pass.thumbnailUrl} size="small" />
      <span className="min-w-0 grow">
        <span className={`block ${isHere ? 'font-semibold' : 'font-medium'}`}>{name}</span>
        <span className="tabular block text-ink-soft text-small">
          {words.voice(pass.voice.startMs, pass.voice.endMs)}
          {practice ? '' : ` · ${words.cost(pass.facesMilliPtc + pass.lipSyncMilliPtc)}`}
        </span>
      </span>
      {isHere ? <span className="text-ink-soft text-small">{words.here}</span> : null}
    </>
  );
  const look = 'flex min-h-11 items-center gap-2.5 rounded-lg px-2 py-1';
  return (
    <li {...(isHere ? { 'aria-current': 'step' } : {})}>
      {isHere ? (
        <span className={`${look} bg-raised`}>{content}</span>
      ) : (
        <AppLink href={`/jobs/${encodeURIComponent(pass.jobId)}`} className={`${look} hover:bg-raised`}>
          {content}
        </AppLink>
      )}
    </li>
  );
}
