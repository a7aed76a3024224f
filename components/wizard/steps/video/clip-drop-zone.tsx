'use client';

import { Film } from 'lucide-react';
import { FileButton } from '@/components/ui/file-button';
import { CLIP_FILE_TYPES } from '@/components/wizard/pending-file/accepted-file-types';
import { preloadMediaWorkerCode } from '@/components/wizard/pending-file/preload-media-worker';
import { useMessages } from '@/lib/i18n/use-messages';
import { videoMessages } from '@/lib/i18n/video';

/** Placeholder of the preview. The whole window accepts drops; this area says so. */
export function ClipDropZone({ readingName, onFiles }: { readingName: string | null; onFiles: (files: File[]) => void }) {
  const messages = useMessages(videoMessages);
  return (
    <div
      className={`grid h-full w-full place-items-center rounded-2xl border border-dashed border-line-strong p-6 text-center ${readingName === null ? 'min-h-56' : 'lg:min-h-56'}`}
    >
      {readingName !== null ? (
        <p role="status" className="text-ink-soft wrap-anywhere">
          {messages.reading(readingName)}
        </p>
      ) : (
        <div>
          <Film aria-hidden className="mx-auto mb-2 size-7 text-ink-faint" />
          <p className="text-title font-semibold text-balance">{messages.dropTitle}</p>
          <p className="mt-1 mb-4 text-ink-faint text-balance">{messages.dropText}</p>
          <FileButton accept={CLIP_FILE_TYPES} onFiles={onFiles} onIntent={preloadMediaWorkerCode} size="large">
            {messages.choose}
          </FileButton>
        </div>
      )}
    </div>
  );
}
