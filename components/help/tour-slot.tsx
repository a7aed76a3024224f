'use client';

import { lazy, type Ref, Suspense, useCallback, useImperativeHandle } from 'react';
import { useLocalStorage } from '@/components/hooks/use-local-storage';

const Tour = lazy(async () => ({ default: (await import('./tour')).Tour }));

export interface TourHandle {
  /** Opens the tour again on request. */
  open(): void;
}

interface TourSlotProps {
  readonly ref: Ref<TourHandle>;
  /** Whether the elements that the tour describes are on the page. */
  readonly isAvailable: boolean;
}

/** Shows the tour once per browser. The state is local, so that closing the tour does not render the page. */
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
