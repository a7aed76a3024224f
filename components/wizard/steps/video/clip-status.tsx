'use client';

import { ErrorNotice } from '@/components/shell/error-notice';
import { Notice } from '@/components/shell/notice';
import { Button } from '@/components/ui/button';
import { FileButton } from '@/components/ui/file-button';
import { ProgressBar } from '@/components/ui/progress-bar';
import { CLIP_FILE_TYPES } from '@/components/wizard/pending-file/accepted-file-types';
import type { ClipWork } from '@/components/wizard/session/snapshot';
import type { UploadProgress } from '@/lib/client/uploads/upload';
import { faceMessages } from '@/lib/i18n/face';
import { useMessages } from '@/lib/i18n/use-messages';
import { videoMessages } from '@/lib/i18n/video';

interface ClipStatusProps {
  readonly work: ClipWork;
  readonly practice: boolean;
  readonly onStop: () => void;
  readonly onRetry: () => void;
  readonly onFiles: (files: File[]) => void;
}

/** Pending work on the clip, shown at every step; renders nothing when there is none. */
export function ClipStatus({ work, practice, onStop, onRetry, onFiles }: ClipStatusProps) {
  'use memo';
  const messages = useMessages(videoMessages);
  const faceText = useMessages(faceMessages);
  switch (work.kind) {
    case 'idle':
      return null;
    case 'uploading':
      return <UploadStatus progress={work.progress} onStop={onStop} />;
    case 'stopped':
      return (
        <Notice tone="plain" title={messages.stopped}>
          <p>{messages.stoppedText}</p>
          <Button size="small" className="mt-2" onClick={onRetry}>
            {messages.startAgain}
          </Button>
        </Notice>
      );
    case 'finding':
      return (
        <div role="status">
          <p className="mb-2 font-semibold">{faceText.finding}</p>
          <ProgressBar label={faceText.finding} progress={null} />
          <p className="mt-2 text-ink-faint">{faceText.findingText}</p>
        </div>
      );
    case 'failed':
      return <ErrorNotice error={work.error} practice={practice} onRetry={onRetry} />;
    case 'file-gone':
      return (
        <Notice tone="warn" title={messages.fileGone}>
          <p>{messages.fileGoneText}</p>
          <FileButton size="small" className="mt-2" accept={CLIP_FILE_TYPES} onFiles={onFiles}>
            {messages.choose}
          </FileButton>
        </Notice>
      );
  }
}

/** Screen readers announce progress at each quarter only. */
const ANNOUNCED_STEP = 0.25;

function UploadStatus({ progress, onStop }: { progress: UploadProgress | null; onStop: () => void }) {
  'use memo';
  const messages = useMessages(videoMessages);
  const sending = progress?.kind === 'sending' ? progress : null;
  const uploadedShare = progress && progress.totalBytes > 0 ? progress.sentBytes / progress.totalBytes : 0;
  const waiting = progress?.kind === 'waiting' ? messages.waiting[progress.why] : null;
  const timeLeft = !sending
    ? null
    : sending.remainingMs === null
      ? null
      : sending.remainingMs < 1_500
        ? messages.almost
        : messages.timeLeft(sending.remainingMs);
  return (
    <div>
      <div className="mb-2 flex items-baseline justify-between gap-3">
        <p className="font-semibold">
          {progress === null ? messages.uploadingStart : messages.uploading}
          {timeLeft ? <span className="ml-1.5 font-normal text-ink-faint">{timeLeft}</span> : null}
        </p>
        {/* Fixed width, so that the digits do not shift. */}
        <span className="tabular w-[4.5ch] text-ink-soft">{messages.percent(uploadedShare)}</span>
      </div>
      <ProgressBar label={messages.uploadLabel} progress={uploadedShare} />
      {waiting ? <p className="mt-2 text-warn">{waiting}</p> : null}
      <p role="status" className="sr-only">
        {waiting ?? `${messages.uploading} ${messages.percent(Math.floor(uploadedShare / ANNOUNCED_STEP) * ANNOUNCED_STEP)}`}
      </p>
      <Button size="small" className="mt-2.5" onClick={onStop}>
        {messages.cancelUpload}
      </Button>
    </div>
  );
}
