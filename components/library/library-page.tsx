'use client';

import { lazy, Suspense, useSyncExternalStore } from 'react';
import { AppShell } from '@/components/shell/app-shell';
import type { SpendingResponse } from '@/lib/contracts/access';
import { libraryMessages } from '@/lib/i18n/library';
import { useMessages } from '@/lib/i18n/use-messages';
import { ListSkeleton } from './list-skeleton';

export interface LibraryPageProps {
  readonly practice: boolean;
  readonly spending: SpendingResponse | null;
}

const LibraryScreen = lazy(async () => ({ default: (await import('./library-screen')).LibraryScreen }));

const subscribeNever = () => () => undefined;

/** The library page: the frame renders on the server, the list only in the browser, because the tab caches it. */
export function LibraryPage({ practice, spending }: LibraryPageProps) {
  const messages = useMessages(libraryMessages);
  const isInBrowser = useSyncExternalStore(
    subscribeNever,
    () => true,
    () => false,
  );
  const fallback = (
    <>
      <h1 className="font-semibold text-display tracking-tight">{messages.title}</h1>
      <ListSkeleton />
    </>
  );
  return (
    <AppShell practice={practice} spending={spending} title={messages.title} current="library">
      <main className="mx-auto flex w-full max-w-6xl grow flex-col px-4 py-6 sm:px-6 sm:py-8">
        {isInBrowser ? (
          <Suspense fallback={fallback}>
            <LibraryScreen practice={practice} />
          </Suspense>
        ) : (
          fallback
        )}
      </main>
    </AppShell>
  );
}
