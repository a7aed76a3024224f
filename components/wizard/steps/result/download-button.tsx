'use client';

import { useEffect, useRef, useState } from 'react';
import { Button, buttonClass } from '@/components/ui/button';
import { ProgressBar } from '@/components/ui/progress-bar';
import { downloadFile } from '@/lib/client/download-file';
import type { DownloadMethod } from '@/lib/contracts/job';
import { downloadMessages } from '@/lib/i18n/download';
import { useMessages } from '@/lib/i18n/use-messages';

interface DownloadButtonProps {
  readonly videoUrl: string;
  readonly fileName: string;
  readonly method: DownloadMethod;
  readonly download?: typeof downloadFile;
}

/** Downloads the result under a name that sorts next to the clip's name. */
export function DownloadButton({ videoUrl, fileName, method, download = downloadFile }: DownloadButtonProps) {
  'use memo';
  const messages = useMessages(downloadMessages);
  const url = `${videoUrl}?download=${encodeURIComponent(fileName)}`;
  if (method === 'page') return <InPageDownload url={url} fileName={fileName} download={download} />;
  return (
    // The name is set both here and in the response header, because browsers differ in which they use.
    <a href={url} download={fileName} className={`${buttonClass('primary', 'large')} w-full`}>
      {messages.download}
    </a>
  );
}

type DownloadState = { readonly kind: 'idle' | 'failed' } | { readonly kind: 'reading'; readonly progress: number | null };

function InPageDownload({ url, fileName, download }: { url: string; fileName: string; download: typeof downloadFile }) {
  'use memo';
  const messages = useMessages(downloadMessages);
  const [downloadState, setDownloadState] = useState<DownloadState>({ kind: 'idle' });
  const controllerRef = useRef<AbortController>(null);
  useEffect(() => () => controllerRef.current?.abort(), []);
  const isDownloading = downloadState.kind === 'reading';

  const start = async () => {
    const controller = new AbortController();
    controllerRef.current = controller;
    setDownloadState({ kind: 'reading', progress: null });
    try {
      await download(url, fileName, {
        signal: controller.signal,
        onProgress: (progress) => setDownloadState({ kind: 'reading', progress }),
      });
      setDownloadState({ kind: 'idle' });
    } catch {
      setDownloadState({ kind: controller.signal.aborted ? 'idle' : 'failed' });
    }
  };

  return (
    <div className="flex flex-col gap-2">
      {/* One button for all states, so that it keeps the focus. */}
      <Button
        variant={isDownloading ? 'outline' : 'primary'}
        size="large"
        onClick={isDownloading ? () => controllerRef.current?.abort() : start}
        className="w-full"
      >
        {isDownloading ? messages.cancel : messages.download}
      </Button>
      {downloadState.kind === 'reading' ? <ProgressBar label={messages.downloading} progress={downloadState.progress} /> : null}
      <p role="status" className={downloadState.kind === 'failed' ? 'text-ink-soft' : 'sr-only'}>
        {downloadState.kind === 'failed' ? messages.failed : isDownloading ? messages.downloading : ''}
      </p>
    </div>
  );
}
