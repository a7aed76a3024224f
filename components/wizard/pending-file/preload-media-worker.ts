'use client';

import { useEffect } from 'react';

/** Preloads the media worker when a file is expected. Errors are ignored: opening the file loads it again and reports them. */
export function preloadMediaWorkerCode(): void {
  import('@/lib/media/worker/worker-client').then(({ preloadMediaWorker: warmUp }) => warmUp()).catch(() => undefined);
}

/** Preloads the media worker while files are dragged over the window. */
export function usePreloadMediaWorker(isDraggingOver: boolean): void {
  useEffect(() => {
    if (isDraggingOver) preloadMediaWorkerCode();
  }, [isDraggingOver]);
}
