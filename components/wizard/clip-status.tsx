'use client';

import { Button } from '@/components/ui/button';
import { FileButton } from '@/components/ui/file-button';
import { ProgressBar } from '@/components/ui/progress-bar';
import type { UploadProgress } from '@/lib/client/uploads/upload';
import { faceMessages } from '@/lib/i18n/face';
import { useMessages } from '@/lib/i18n/use-messages';
import { videoMessages } from '@/lib/i18n/video';
import { CLIP_ACCEPT } from './accepted-files';
import { ErrorNotice } from './error-notice';
import { Notice } from './notice';
import type { ClipWork } from './session/snapshot';

interface ClipStatusProps {
  readonly work: ClipWork;
  readonly practice: boolean;
  readonly onStop: () => void;
  readonly onRetry: () => void;
  readonly onFiles: (files: File[]) => void;
}

/** What is being done with the clip, wherever in the wizard one is. Nothing when there is nothing to do. */
export function ClipStatus({ work, practice, onStop, onRetry, onFiles }: ClipStatusProps) {
  'use memo';
  const words = useMessages(videoMessages);
  const faces = useMessages(faceMessages);
  switch (work.kind) {
    case 'idle':
      return null;
    case 'uploading':
      return <UploadStatus progress={work.progress} onStop={onStop} />;
    case 'stopped':
      return (
        <Notice tone="plain" title={words.stopped}>
          <p>{words.stoppedText}</p>
          <Button size="small" className="mt-2" onClick={onRetry}>
            {words.startAgain}
          </Button>
        </Notice>
      );
    case 'finding':
      return (
        <div role="status">
          <p className="mb-2 font-semibold">{faces.finding}</p>
          <ProgressBar label={faces.finding} progress={null} />
          <p className="mt-2 text-ink-faint">{faces.findingText}</p>
        </div>
      );
    case 'failed':
      return <ErrorNotice error={work.error} practice={practice} onRetry={onRetry} />;
    case 'file-gone':
      return (
        <Notice tone="warn" title={words.fileGone}>
          <p>{words.fileGoneText}</p>
          <FileButton size="small" className="mt-2" accept={CLIP_ACCEPT} onFiles={onFiles}>
            {words.choose}
          </FileButton>
        </Notice>
      );
  }
}

/** How often progress is read out: at each quarter, never more. */
const SPOKEN_STEP = 0.25;

function UploadStatus({ progress, onStop }: { progress: UploadProgress | null; onStop: () => void }) {
  'use memo';
  const words = useMessages(videoMessages);
  const sending = progress?.kind === 'sending' ? progress : null;
  const share = progress && progress.totalBytes > 0 ? progress.sentBytes / progress.totalBytes : 0;
  const waiting = progress?.kind === 'waiting' ? words.waiting[progress.why] : null;
  const left = !sending
    ? null
    : sending.remainingMs === null
      ? null
      : sending.remainingMs < 1_500
        ? words.almost
        : words.timeLeft(sending.remainingMs);
  return (
    <div>
      <div className="mb-2 flex items-baseline justify-between gap-3">
        <p className="font-semibold">
          {progress === null ? words.uploadingStart : words.uploading}
          {left ? <span className="ml-1.5 font-normal text-ink-faint">{left}</span> : null}
        </p>
        {/* Of one width, and its first digit where it was. */}
        <span className="tabular w-[4.5ch] text-ink-soft">{words.percent(share)}</span>
      </div>
      <ProgressBar label={words.uploadLabel} progress={share} />
      {waiting ? <p className="mt-2 text-warn">{waiting}</p> : null}
      <p role="status" className="sr-only">
        {waiting ?? `${words.uploading} ${words.percent(Math.floor(share / SPOKEN_STEP) * SPOKEN_STEP)}`}
      </p>
      <Button size="small" className="mt-2.5" onClick={onStop}>
        {words.cancelUpload}
      </Button>
    </div>
  );
}
