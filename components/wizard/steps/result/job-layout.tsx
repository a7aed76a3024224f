'use client';

import { Film } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { getJobName } from '@/components/shell/job-name';
import type { JobResponse } from '@/lib/contracts/job';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages } from '@/lib/i18n/use-messages';

interface JobLayoutProps {
  readonly job: JobResponse;
  /** Below the preview, in the place of the result's controls: the progress. */
  readonly footer?: ReactNode;
  /** Status of the job, beside its preview. */
  readonly children: ReactNode;
}

/** Layout of a job without a playable result: the clip in place of the result, and the status beside it. */
export function JobLayout({ job, footer, children }: JobLayoutProps) {
  return (
    <div className="flex min-h-0 grow flex-col lg:grid lg:grid-cols-[minmax(0,1fr)_19.75rem] lg:grid-rows-[minmax(0,1fr)_auto]">
      <div className="grid min-h-0 min-w-0 place-items-center bg-stage [container-type:inline-size] lg:p-5 lg:[container-type:size]">
        <JobPoster job={job} />
      </div>
      <aside className="flex min-h-0 flex-col gap-4 overflow-y-auto border-line bg-panel p-4.5 max-lg:order-3 max-lg:grow max-lg:border-t lg:border-l">
        {children}
      </aside>
      {footer ? <div className="border-line border-t bg-panel px-4 py-2 max-lg:order-2 lg:col-span-2 lg:px-5">{footer}</div> : null}
    </div>
  );
}

/** A still frame of the clip at the start of the voice, or the clip's name if it cannot be shown. */
function JobPoster({ job }: Pick<JobLayoutProps, 'job'>) {
  const messages = useMessages(resultMessages);
  const [ratio, setRatio] = useState(16 / 9);
  const [hasNoPicture, setHasNoPicture] = useState(false);
  const name = getJobName(job) ?? messages.untitled;
  if (job.originalUrl === null || hasNoPicture) {
    return (
      <div className="w-full max-w-2xl p-4 text-center">
        <div className="rounded-xl border border-line-strong border-dashed p-10">
          <Film aria-hidden className="mx-auto mb-2 size-7 text-ink-faint" />
          <p className="wrap-anywhere line-clamp-2 font-semibold">{name}</p>
          <p className="text-ink-soft">{messages.noPicture}</p>
        </div>
      </div>
    );
  }
  return (
    <video
      src={`${job.originalUrl}#t=${(job.placement.insertAtMs / 1000).toFixed(2)}`}
      aria-label={messages.pictureOf(name)}
      muted
      playsInline
      preload="metadata"
      onError={() => setHasNoPicture(true)}
      onLoadedMetadata={(event) => {
        const { videoWidth, videoHeight } = event.currentTarget;
        if (videoWidth === 0) setHasNoPicture(true);
        else setRatio(videoWidth / videoHeight);
      }}
      className="object-contain brightness-75 max-lg:bg-black max-lg:max-h-[42dvh] lg:rounded-xl lg:shadow-picture"
      style={{ aspectRatio: ratio, width: `min(100cqw, calc(100cqh * ${ratio.toFixed(4)}))` }}
    />
  );
}
