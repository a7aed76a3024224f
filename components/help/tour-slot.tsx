'use client';

import { lazy, type Ref, Suspense, useCallback, useImperativeHandle } from 'react';
import { useRemembered } from '@/components/ui/use-remembered';

const Tour = lazy(async () => ({ default: (await import('./tour')).Tour }));

export interface TourHandle {
  /** Once more, by somebody's wish. */
  open(): void;
}

interface TourSlotProps {
  readonly ref: Ref<TourHandle>;
  /** What it points at is on the page. */
  readonly isOn: boolean;
}

/** The tour where it is wanted, as it is once in each browser. What is wanted is known here alone: to leave it draws nothing else anew. */
export function TourSlot({ ref, isOn }: TourSlotProps) {
  'use memo';
  const [isWanted, setIsWanted] = useRemembered('tour', true);
  const end = useCallback(() => setIsWanted(false), [setIsWanted]);
  useImperativeHandle(ref, () => ({ open: () => setIsWanted(true) }), [setIsWanted]);
  return isOn && isWanted ? (
    <Suspense>
      <Tour onEnd={end} />
    </Suspense>
  ) : null;
}
