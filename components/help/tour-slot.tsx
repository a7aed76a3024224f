'use client';

import { lazy, type Ref, Suspense, useCallback, useImperativeHandle } from 'react';
import { useLocalStorage } from '@/components/hooks/use-local-storage';

const Tour = lazy(async () => ({ default: (await import('./tour')).Tour }));

export interface TourHandle {
  /** Once more, by somebody's wish. */
  open(): void;
}

interface TourSlotProps {
  readonly ref: Ref<TourHandle>;
  /** What it points at is on the page. */
  readonly isAvailable: boolean;
}

/** The tour where it is wanted, as it is once in each browser. What is wanted is known here alone: to leave it draws nothing else anew. */
export function TourSlot({ ref, isAvailable }: TourSlotProps) {
  'use memo';
  const [isRequested, setIsRequested] = useLocalStorage('tour', true);
  const endTour = useCallback(() => setIsRequested(false), [setIsRequested]);
  useImperativeHandle(ref, () => ({ open: () => setIsRequested(true) }), [setIsRequested]);
  return isAvailable && isRequested ? (
    <Suspense>
      <Tour onEnd={endTour} />
    </Suspense>
  ) : null;
}
