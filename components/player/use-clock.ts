import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createDebounce } from '@/components/hooks/raf-throttle';
import type { Milliseconds } from '@/lib/domain/time';

/** What plays, as far as its time goes: the preview's, or a result's. */
export interface Clock {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getTimeMs: () => Milliseconds;
}

/** Writes the time to elements as it goes on, every frame while something plays: React has no part in it. */
export function useClockTick(clock: Clock, onTick: (timeMs: Milliseconds) => void): void {
  'use memo';
  const latest = useRef(onTick);
  useLayoutEffect(() => {
    latest.current = onTick;
    onTick(clock.getTimeMs());
  });
  useEffect(() => clock.subscribe(() => latest.current(clock.getTimeMs())), [clock]);
}

/** A time that has stood still this long is there to stay. */
const SETTLE_MS = 200;

/** The time as React knows it: it comes along when the clock has come to rest. */
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
