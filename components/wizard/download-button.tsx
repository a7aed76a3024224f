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
  readonly by: DownloadMethod;
  readonly save?: typeof downloadFile;
}

/** The result, on the editor's own disk, under a name that a folder sorts beside the clip. */
export function DownloadButton({ videoUrl, fileName, by, save = downloadFile }: DownloadButtonProps) {
  'use memo';
  const words = useMessages(downloadMessages);
  const url = `${videoUrl}?download=${encodeURIComponent(fileName)}`;
  if (by === 'page') return <PageDownload url={url} fileName={fileName} save={save} />;
  return (
    // Named twice: whichever of the two a browser goes by, it is the same.
    <a href={url} download={fileName} className={`${buttonClass('primary', 'large')} w-full`}>
      {words.download}
    </a>
  );
}

type Saving = { readonly kind: 'idle' | 'failed' } | { readonly kind: 'reading'; readonly share: number | null };

function PageDownload({ url, fileName, save }: { url: string; fileName: string; save: typeof downloadFile }) {
  'use memo';
  const words = useMessages(downloadMessages);
  const [saving, setSaving] = useState<Saving>({ kind: 'idle' });
  const cancelRef = useRef<AbortController>(null);
  useEffect(() => () => cancelRef.current?.abort(), []);
  const isReading = saving.kind === 'reading';

  const start = async () => {
    const cancel = new AbortController();
    cancelRef.current = cancel;
    setSaving({ kind: 'reading', share: null });
    try {
      await save(url, fileName, { signal: cancel.signal, onShare: (share) => setSaving({ kind: 'reading', share }) });
      setSaving({ kind: 'idle' });
    } catch {
      setSaving({ kind: cancel.signal.aborted ? 'idle' : 'failed' });
    }
  };

  return (
    <div className="flex flex-col gap-2">
      {/* One button, so that the focus stays where it is. */}
      <Button
        variant={isReading ? 'outline' : 'primary'}
        size="large"
        onClick={isReading ? () => cancelRef.current?.abort() : start}
        className="w-full"
      >
        {isReading ? words.cancel : words.download}
      </Button>
      {saving.kind === 'reading' ? <ProgressBar label={words.downloading} progress={saving.share} /> : null}
      <p role="status" className={saving.kind === 'failed' ? 'text-ink-soft' : 'sr-only'}>
        {saving.kind === 'failed' ? words.failed : isReading ? words.downloading : ''}
      </p>
    </div>
  );
}
