'use client';

import { Film } from 'lucide-react';
import { FileButton } from '@/components/ui/file-button';
import { preloadMediaWorkerCode } from '@/components/wizard/pending-file/preload-media-worker';
import { useMessages } from '@/lib/i18n/use-messages';
import { videoMessages } from '@/lib/i18n/video';
import { CLIP_ACCEPT } from './accepted-files';

/** Where the picture will be, while there is none. The whole window takes the drop; this says so. */
export function ClipDrop({ reading, onFiles }: { reading: string | null; onFiles: (files: File[]) => void }) {
  const words = useMessages(videoMessages);
  return (
    <div
      className={`grid h-full w-full place-items-center rounded-2xl border border-dashed border-line-strong p-6 text-center ${reading === null ? 'min-h-56' : 'lg:min-h-56'}`}
    >
      {reading !== null ? (
        <p role="status" className="text-ink-soft wrap-anywhere">
          {words.reading(reading)}
        </p>
      ) : (
        <div>
          <Film aria-hidden className="mx-auto mb-2 size-7 text-ink-faint" />
          <p className="text-title font-semibold text-balance">{words.dropTitle}</p>
          <p className="mt-1 mb-4 text-ink-faint text-balance">{words.dropText}</p>
          <FileButton accept={CLIP_ACCEPT} onFiles={onFiles} onIntent={preloadMediaWorkerCode} size="large">
            {words.choose}
          </FileButton>
        </div>
      )}
    </div>
  );
}
