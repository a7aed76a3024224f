'use client';

import { useEffect } from 'react';

/** A file is on its way: what will read it starts meanwhile. Where that fails, nothing is lost: the file itself tries again, and speaks. */
export function preloadMediaWorkerCode(): void {
  import('@/lib/media/worker/worker-client').then(({ preloadMediaWorker: warmUp }) => warmUp()).catch(() => undefined);
}

/** The same for files that are held over the window. */
export function usePreloadMediaWorker(isDraggingOver: boolean): void {
  useEffect(() => {
    if (isDraggingOver) preloadMediaWorkerCode();
  }, [isDraggingOver]);
}
