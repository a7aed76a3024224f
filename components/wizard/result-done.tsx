'use client';

import { Info } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useFavicon } from '@/components/hooks/use-favicon';
import { usePageTitle } from '@/components/hooks/use-page-title';
import { ResultPlayer } from '@/components/player/result-player';
import { ShareLink } from '@/components/share/share-link';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { usePasses } from '@/lib/client/queries';
import type { JobResponse } from '@/lib/contracts/job';
import { getPassesUpTo, sumMilliPtc } from '@/lib/domain/passes';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';
import { CopyLink } from './copy-link';
import { DownloadButton } from './download-button';
import { calledOf, downloadName } from './download-name';
import { KeptNote } from './kept-note';
import { MouthNote } from './mouth-note';
import { PassList } from './pass-list';
import { useMouth } from './use-mouth';

interface JobDoneProps {
  readonly job: JobResponse;
  readonly videoUrl: string;
  readonly practice: boolean;
  /** *Change and try again*, and a further pass. */
  readonly again: ((job: JobResponse, isOwn: boolean | null) => ReactNode) | undefined;
}

/** The result, and what can be done with it. */
export function JobDone({ job, videoUrl, practice, again }: JobDoneProps) {
  'use memo';
  const words = useMessages(resultMessages);
  const gap = useSentenceGap();
  usePageTitle(words.tabDone);
  useFavicon({ kind: 'done' });
  const { insertAtMs, trimStartMs, trimEndMs } = job.placement;
  const voice = { startMs: insertAtMs, endMs: insertAtMs + trimEndMs - trimStartMs };
  const fileName = downloadName(job.name === null ? job.videoName : `${job.name}.mp4`, job.jobId, words.downloadSuffix);
  const { data: work, isPending } = usePasses(job.jobId);
  const path = getPassesUpTo(work?.passes ?? [], job.jobId);
  const isLaterPass = path.length > 1;
  const [versusFirst, setVersusFirst] = useState(false);
  const before = versusFirst ? (path[0]?.originalUrl ?? null) : job.originalUrl;
  const costMilliPtc = path.length === 0 ? job.costMilliPtc : sumMilliPtc(path.slice(-1));
  const mouth = useMouth(job);
  const tookMs = Math.max(0, Date.parse(job.updatedAt) - Date.parse(job.createdAt));

  return (
    <ResultPlayer
      src={videoUrl}
      durationMs={job.videoDurationMs}
      voice={voice}
      waveform={job.voiceUrl === null ? null : { src: job.voiceUrl, durationMs: job.voiceDurationMs, trimStartMs, trimEndMs }}
      beforeSrc={before}
      beforeUnavailableReason={words.noBefore}
    >
      <aside className="flex min-h-0 flex-col gap-4 overflow-y-auto border-line bg-panel p-4.5 max-lg:border-t lg:border-l">
        <div>
          <p className="font-semibold text-good text-small">{words.doneTitle}</p>
          <h1 className="wrap-anywhere mt-1 line-clamp-3 font-semibold text-title">{calledOf(job) ?? words.untitled}</h1>
          <p className="tabular mt-1 text-ink-soft">{practice ? words.doneForPractice(tookMs) : words.doneFor(tookMs, costMilliPtc)}</p>
        </div>
        <div className="flex flex-col gap-2">
          <DownloadButton videoUrl={videoUrl} fileName={fileName} by={job.downloadBy} />
          <CopyLink jobId={job.jobId} />
          {again?.(job, isPending ? null : (work?.isOwn ?? false))}
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
            <strong className="block font-semibold text-ink">{practice ? words.practiceTitle : words.liveTitle}</strong>
            {practice ? words.practiceText : words.liveText}
            {gap}
            {words.voiceRuns(voice.startMs, voice.endMs)}
          </p>
        </div>
        <KeptNote job={job} />
        <hr className="border-line" />
        <ShareLink jobId={job.jobId} practice={practice} />
        {/* From here on in the order in which it is known: what comes later pushes nothing that is being read. */}
        {isLaterPass ? <VersusChoice first={versusFirst} onFirst={setVersusFirst} /> : null}
        {work ? <PassList passes={work.passes} jobId={job.jobId} practice={practice} /> : null}
        {mouth === null || isPending ? null : <MouthNote report={mouth} practice={practice} />}
      </aside>
    </ResultPlayer>
  );
}

/** A later pass has two clips from before: what it was made of, and the very first. */
function VersusChoice({ first, onFirst }: { first: boolean; onFirst: (first: boolean) => void }) {
  'use memo';
  const words = useMessages(resultMessages).versus;
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <span aria-hidden className="text-ink-soft">
        {words.label}
      </span>
      <SegmentedControl
        label={words.label}
        options={[
          { value: 'previous', label: words.previous },
          { value: 'first', label: words.first },
        ]}
        value={first ? 'first' : 'previous'}
        onChange={(value) => onFirst(value === 'first')}
      />
    </div>
  );
}
