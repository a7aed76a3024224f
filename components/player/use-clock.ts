import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createDebounce } from '@/components/hooks/raf-throttle';
import type { Milliseconds } from '@/lib/domain/time';

/** Time source of a preview or a result. */
export interface Clock {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getTimeMs: () => Milliseconds;
}

/** Calls `onTick` on every frame during playback, outside React. */
export function useClockTick(clock: Clock, onTick: (timeMs: Milliseconds) => void): void {
  'use memo';
  const latest = useRef(onTick);
  useLayoutEffect(() => {
    latest.current = onTick;
    onTick(clock.getTimeMs());
  });
  useEffect(() => clock.subscribe(() => latest.current(clock.getTimeMs())), [clock]);
}

/** A time that is unchanged for this long is settled. */
const SETTLE_MS = 200;

/** The time as React state, updated when the clock has settled. */
export function useSettledTime(clock: Clock): Milliseconds {
  'use memo';
  const [settledMs, setSettledMs] = useState(clock.getTimeMs);
  useEffect(() => {
    const debounce = createDebounce(SETTLE_MS);
    const update = () => setSettledMs(clock.getTimeMs());
    const scheduleUpdate = () => debounce.schedule(update);
    scheduleUpdate();
    const unsubscribe = clock.subscribe(scheduleUpdate);
    return () => {
      debounce.cancel();
      unsubscribe();
    };
  }, [clock]);
  return settledMs;
}
