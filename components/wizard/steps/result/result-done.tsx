'use client';

import { Info } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useFavicon } from '@/components/hooks/use-favicon';
import { usePageTitle } from '@/components/hooks/use-page-title';
import { ResultPlayer } from '@/components/player/result-player';
import { ShareLink } from '@/components/share/share-link';
import { getDownloadFileName, getJobName } from '@/components/shell/job-name';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { usePasses } from '@/lib/client/queries';
import type { JobResponse } from '@/lib/contracts/job';
import { getPassesUpTo, sumMilliPtc } from '@/lib/domain/passes';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';
import { ArchiveStatus } from './archive-status';
import { CopyJobLink } from './copy-job-link';
import { DownloadButton } from './download-button';
import { MotionCheckNote } from './motion-check-note';
import { PassList } from './pass-list';
import { useMotionCheck } from './use-motion-check';

interface JobDoneProps {
  readonly job: JobResponse;
  readonly videoUrl: string;
  readonly practice: boolean;
  /** Renders *Change and try again* and the next pass. */
  readonly renderNextActions: ((job: JobResponse, isOwn: boolean | null) => ReactNode) | undefined;
}

/** A finished result with its actions. */
export function JobDone({ job, videoUrl, practice, renderNextActions }: JobDoneProps) {
  'use memo';
  const messages = useMessages(resultMessages);
  const sentenceGap = useSentenceGap();
  usePageTitle(messages.tabDone);
  useFavicon({ kind: 'done' });
  const { insertAtMs, trimStartMs, trimEndMs } = job.placement;
  const voice = { startMs: insertAtMs, endMs: insertAtMs + trimEndMs - trimStartMs };
  const fileName = getDownloadFileName(job.name === null ? job.videoName : `${job.name}.mp4`, job.jobId, messages.downloadSuffix);
  const { data: passHistory, isPending } = usePasses(job.jobId);
  const passesToHere = getPassesUpTo(passHistory?.passes ?? [], job.jobId);
  const isLaterPass = passesToHere.length > 1;
  const [comparesToFirst, setComparesToFirst] = useState(false);
  const comparisonSrc = comparesToFirst ? (passesToHere[0]?.originalUrl ?? null) : job.originalUrl;
  const costMilliPtc = passesToHere.length === 0 ? job.costMilliPtc : sumMilliPtc(passesToHere.slice(-1));
  const motionReport = useMotionCheck(job);
  const elapsedMs = Math.max(0, Date.parse(job.updatedAt) - Date.parse(job.createdAt));

  return (
    <ResultPlayer
      src={videoUrl}
      durationMs={job.videoDurationMs}
      voice={voice}
      waveform={job.voiceUrl === null ? null : { src: job.voiceUrl, durationMs: job.voiceDurationMs, trimStartMs, trimEndMs }}
      beforeSrc={comparisonSrc}
      beforeUnavailableReason={messages.noBefore}
    >
      <aside className="flex min-h-0 flex-col gap-4 overflow-y-auto border-line bg-panel p-4.5 max-lg:border-t lg:border-l">
        <div>
          <p className="font-semibold text-good text-small">{messages.doneTitle}</p>
          <h1 className="wrap-anywhere mt-1 line-clamp-3 font-semibold text-title">{getJobName(job) ?? messages.untitled}</h1>
          <p className="tabular mt-1 text-ink-soft">
            {practice ? messages.doneForPractice(elapsedMs) : messages.doneFor(elapsedMs, costMilliPtc)}
          </p>
        </div>
        <div className="flex flex-col gap-2">
          <DownloadButton videoUrl={videoUrl} fileName={fileName} method={job.downloadBy} />
          <CopyJobLink jobId={job.jobId} />
          {renderNextActions?.(job, isPending ? null : (passHistory?.isOwn ?? false))}
        </div>
        <hr className="border-line" />
        <div className="flex gap-2.5">
          <span
            aria-hidden
            className={`mt-px grid size-5 shrink-0 place-items-center rounded-full ${practice ? 'bg-calm text-on-calm' : 'bg-raised text-ink-soft'}`}
          >
            <Info className="size-3" strokeWidth={3} />
          </span>
          <p className="text-ink-soft">
            <strong className="block font-semibold text-ink">{practice ? messages.practiceTitle : messages.liveTitle}</strong>
            {practice ? messages.practiceText : messages.liveText}
            {sentenceGap}
            {messages.voiceRuns(voice.startMs, voice.endMs)}
          </p>
        </div>
        <ArchiveStatus job={job} />
        <hr className="border-line" />
        <ShareLink jobId={job.jobId} practice={practice} />
        {/* Ordered by when the parts load, so that late parts do not move earlier ones. */}
        {isLaterPass ? <ComparisonChoice isFirst={comparesToFirst} onFirstChange={setComparesToFirst} /> : null}
        {passHistory ? <PassList passes={passHistory.passes} jobId={job.jobId} practice={practice} /> : null}
        {motionReport === null || isPending ? null : <MotionCheckNote report={motionReport} practice={practice} />}
      </aside>
    </ResultPlayer>
  );
}

/** A later pass can be compared with its source or with the first clip. */
function ComparisonChoice({ isFirst, onFirstChange }: { isFirst: boolean; onFirstChange: (isFirst: boolean) => void }) {
  'use memo';
  const messages = useMessages(resultMessages).versus;
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <span aria-hidden className="text-ink-soft">
        {messages.label}
      </span>
      <SegmentedControl
        label={messages.label}
        options={[
          { value: 'previous', label: messages.previous },
          { value: 'first', label: messages.first },
        ]}
        value={isFirst ? 'first' : 'previous'}
        onChange={(value) => onFirstChange(value === 'first')}
      />
    </div>
  );
}
