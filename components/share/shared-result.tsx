'use client';

import { useCallback, useEffect, useState } from 'react';
import { ResultPlayer } from '@/components/player/result-player';
import { AppShell } from '@/components/shell/app-shell';
import { ErrorNotice } from '@/components/shell/error-notice';
import { getDownloadFileName } from '@/components/shell/job-name';
import { Button } from '@/components/ui/button';
import { DownloadButton } from '@/components/wizard/steps/result/download-button';
import { ResultMessage } from '@/components/wizard/steps/result/result-message';
import { type ApiError, toApiError } from '@/lib/client/requests/api-error';
import { ownerApi } from '@/lib/client/requests/owner-api';
import type { SharedJobResponse } from '@/lib/contracts/share';
import { shareMessages } from '@/lib/i18n/share';
import { useMessages } from '@/lib/i18n/use-messages';

interface SharedResultProps {
  readonly token: string;
  /** Mode of the site; a loaded job states its own mode. */
  readonly practice: boolean;
  readonly readShared?: (token: string) => Promise<SharedJobResponse>;
}

const readSharedFromApi = (token: string) => ownerApi().readShared(token);

/** The page behind a share link: the result only. */
export function SharedResult({ token, practice, readShared = readSharedFromApi }: SharedResultProps) {
  'use memo';
  const [state, setState] = useState<SharedJobResponse | ApiError | null>(null);
  const load = useCallback(() => {
    readShared(token).then(setState, (thrown: unknown) => setState(toApiError(thrown)));
  }, [readShared, token]);
  useEffect(load, [load]);
  const messages = useMessages(shareMessages);
  const isPractice = state !== null && 'practice' in state ? state.practice : practice;
  return (
    <AppShell practice={isPractice} spending={null} current="none" title={messages.sharedResult} fillsViewport>
      <main className="flex grow flex-col lg:min-h-0">
        <Shared state={state} practice={practice} onReload={load} />
      </main>
    </AppShell>
  );
}

function Shared({ state, practice, onReload }: { state: SharedJobResponse | ApiError | null; practice: boolean; onReload: () => void }) {
  'use memo';
  const messages = useMessages(shareMessages);
  if (state === null) return <div aria-busy className="grow bg-stage" />;
  if (!('status' in state)) {
    if (state.code === 'not-found') return <ResultMessage tone="warn" title={messages.goneTitle} text={messages.goneText} />;
    return (
      <div className="grid min-h-80 grow place-items-center bg-stage p-6">
        <div className="w-full max-w-md">
          <ErrorNotice error={state} practice={practice} onRetry={onReload} />
        </div>
      </div>
    );
  }
  if (state.status === 'failed') return <ResultMessage tone="warn" title={messages.failedTitle} text={messages.failedText} />;
  if (state.videoUrl === null) {
    return (
      <ResultMessage title={messages.waitingTitle} text={messages.waitingText}>
        <Button onClick={onReload}>{messages.lookAgain}</Button>
      </ResultMessage>
    );
  }
  return <SharedPlayer job={state} videoUrl={state.videoUrl} />;
}

function SharedPlayer({ job, videoUrl }: { job: SharedJobResponse; videoUrl: string }) {
  'use memo';
  const messages = useMessages(shareMessages);
  const fileName = getDownloadFileName(job.videoName, 'shared', messages.downloadSuffix);
  return (
    <ResultPlayer
      src={videoUrl}
      durationMs={job.videoDurationMs}
      voice={job.voice}
      beforeSrc={job.originalUrl}
      beforeUnavailableReason={messages.noBefore}
    >
      <aside className="flex min-h-0 flex-col gap-4 overflow-y-auto border-line bg-panel p-4.5 max-lg:border-t lg:border-l">
        <div>
          <p className="text-ink-soft text-small">{messages.title}</p>
          <h1 className="wrap-anywhere mt-1 line-clamp-3 font-semibold text-title">{job.videoName ?? messages.untitled}</h1>
        </div>
        <DownloadButton videoUrl={videoUrl} fileName={fileName} method={job.downloadBy} />
        <hr className="border-line" />
        {job.practice ? <p className="text-ink-soft">{messages.practice}</p> : null}
        <p className="text-ink-soft">{messages.watchOnly}</p>
      </aside>
    </ResultPlayer>
  );
}
