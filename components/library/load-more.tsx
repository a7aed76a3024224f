'use client';

import { useEffect, useEffectEvent, useRef } from 'react';
import { ErrorNotice } from '@/components/shell/error-notice';
import { Button } from '@/components/ui/button';
import { libraryMessages } from '@/lib/i18n/library';
import { useMessages } from '@/lib/i18n/use-messages';
import type { useLibrary } from './use-library';

interface LoadMoreProps {
  readonly list: Pick<
    ReturnType<typeof useLibrary>,
    'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'error' | 'fetchNextPage'
  >;
  /** How many jobs are listed. */
  readonly jobCount: number;
  readonly practice: boolean;
}

/** More of the list as soon as its end comes near, and a button for whoever comes here by keyboard. */
export function LoadMore({ list, jobCount, practice }: LoadMoreProps) {
  const messages = useMessages(libraryMessages);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, error, fetchNextPage } = list;
  const endRef = useRef<HTMLDivElement>(null);
  const loadMore = useEffectEvent(() => {
    // What could not be read is asked for by a press.
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  });
  // Anew after each page: an end that is still in sight was seen already, and would not be noticed again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const endElement = endRef.current;
    if (endElement === null || typeof IntersectionObserver === 'undefined') return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && loadMore(), { rootMargin: '0px 0px 800px' });
    observer.observe(endElement);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage]);

  if (isFetchNextPageError && error !== null) {
    return (
      <div className="mt-6 max-w-xl">
        <ErrorNotice error={error} practice={practice} onRetry={() => void fetchNextPage()} />
      </div>
    );
  }
  return (
    <div ref={endRef} className="grid min-h-16 place-items-center py-4 text-ink-faint">
      {hasNextPage ? (
        <Button aria-disabled={isFetchingNextPage || undefined} onClick={() => isFetchingNextPage || void fetchNextPage()}>
          {isFetchingNextPage ? (jobCount === 0 ? messages.lookingFurther : messages.showingMore) : messages.showMore}
        </Button>
      ) : jobCount > 20 ? (
        <p>{messages.end}</p>
      ) : null}
    </div>
  );
}
