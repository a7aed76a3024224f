'use client';

import { Info } from 'lucide-react';
import { ResultPlayer } from '@/components/player/result-player';
import { ShareLink } from '@/components/share/share-link';
import { Button, buttonClass } from '@/components/ui/button';
import { usePageTitle } from '@/components/ui/use-page-title';
import type { JobAnswer } from '@/lib/contracts/job';
import { resultWords } from '@/lib/i18n/result';
import { useWords } from '@/lib/i18n/use-words';
import { CopyLink } from './copy-link';
import { downloadName, stemOf } from './download-name';

interface JobDoneProps {
  readonly job: JobAnswer;
  readonly videoUrl: string;
  readonly practice: boolean;
  readonly onChangeAndTryAgain?: (() => void) | undefined;
}

/** The result, and what can be done with it. */
export function JobDone({ job, videoUrl, practice, onChangeAndTryAgain }: JobDoneProps) {
  const words = useWords(resultWords);
  usePageTitle(words.tabDone);
  const { insertAtMs, trimStartMs, trimEndMs } = job.placement;
  const voice = { startMs: insertAtMs, endMs: insertAtMs + trimEndMs - trimStartMs };
  /** Said twice: a link's own name for a file is not heard where the bytes come from another origin. */
  const fileName = downloadName(job.videoName, job.jobId, words.downloadSuffix);
  const tookMs = Math.max(0, Date.parse(job.updatedAt) - Date.parse(job.createdAt));

  return (
    <div className="grid min-h-0 grow lg:grid-cols-[minmax(0,1fr)_19.5rem]">
      <ResultPlayer src={videoUrl} durationMs={job.videoDurationMs} voice={voice} />
      <aside className="flex min-h-0 flex-col gap-4 overflow-y-auto border-line bg-panel p-4.5 max-lg:border-t lg:border-l">
        <div>
          <p className="font-semibold text-good text-small">{words.doneTitle}</p>
          <h1 className="wrap-anywhere mt-1 line-clamp-3 font-semibold text-title">{stemOf(job.videoName) ?? words.untitled}</h1>
          <p className="tabular mt-1 text-ink-soft">{practice ? words.doneForPractice(tookMs) : words.doneFor(tookMs, job.costMilliPtc)}</p>
        </div>
        <div className="flex flex-col gap-2">
          <a
            href={`${videoUrl}?download=${encodeURIComponent(fileName)}`}
            download={fileName}
            className={`${buttonClass('primary', 'large')} w-full`}
          >
            {words.download}
          </a>
          <CopyLink jobId={job.jobId} />
          {onChangeAndTryAgain && (
            <Button onClick={onChangeAndTryAgain} className="w-full">
              {words.changeAndTryAgain}
            </Button>
          )}
        </div>
        <ShareLink jobId={job.jobId} practice={practice} />
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
            {practice ? words.practiceText : words.liveText} {words.voiceRuns(voice.startMs, voice.endMs)}
          </p>
        </div>
      </aside>
    </div>
  );
}
