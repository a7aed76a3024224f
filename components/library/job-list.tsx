'use client';

import { Fragment } from 'react';
import { groupBySource, type ResultGroup } from '@/lib/client/library-list';
import type { LibraryJob } from '@/lib/contracts/library';
import { libraryMessages } from '@/lib/i18n/library';
import { useMessages } from '@/lib/i18n/use-messages';
import { type JobActions, JobRow } from './job-row';

interface JobListProps {
  readonly jobs: readonly LibraryJob[];
  readonly practice: boolean;
  readonly nowMs: number;
  readonly actions: JobActions;
}

interface DayGroup {
  readonly heading: string;
  readonly works: ResultGroup[];
}

/** Jobs grouped by creation day; the passes of one clip are grouped under the newest. Tab reaches every control; arrow keys move between jobs. */
export function JobList({ jobs, ...row }: JobListProps) {
  const messages = useMessages(libraryMessages);
  return (
    <div>
      {groupByDay(groupBySource(jobs), (iso) => messages.dayHeading(iso, row.nowMs)).map(({ heading, works }) => (
        <section key={heading} aria-label={heading}>
          <h2 className="border-line border-b px-2 pt-5 pb-1.5 font-semibold text-ink-faint text-small">{heading}</h2>
          <ul>
            {works.map(({ newest, earlier }) => (
              <Fragment key={newest.jobId}>
                <JobRow job={newest} passes={earlier.length + 1} {...row} />
                {earlier.map((job) => (
                  <JobRow key={job.jobId} job={job} passes={0} {...row} />
                ))}
              </Fragment>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function groupByDay(works: readonly ResultGroup[], getHeading: (iso: string) => string): DayGroup[] {
  const days: DayGroup[] = [];
  for (const work of works) {
    const heading = getHeading(work.newest.createdAt);
    const last = days.at(-1);
    if (last?.heading === heading) last.works.push(work);
    else days.push({ heading, works: [work] });
  }
  return days;
}
