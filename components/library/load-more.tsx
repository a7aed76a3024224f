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
  readonly jobCount: number;
  readonly practice: boolean;
}

/** Loads the next page when the end of the list is nearly visible; a button does the same for the keyboard. */
export function LoadMore({ list, jobCount, practice }: LoadMoreProps) {
  const messages = useMessages(libraryMessages);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, error, fetchNextPage } = list;
  const endRef = useRef<HTMLDivElement>(null);
  const loadMore = useEffectEvent(() => {
    // After an error the next page is only loaded on a click.
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: re-observes per page, because a target that stays visible is not reported again
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
