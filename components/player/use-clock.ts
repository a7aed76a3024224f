import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { onceAtRest } from '@/components/ui/pace';
import type { Milliseconds } from '@/lib/domain/time';

/** What plays, as far as its time goes: the preview's, or a result's. */
export interface Clock {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getTimeMs: () => Milliseconds;
}

/** Writes the time to elements as it goes on, every frame while something plays: React has no part in it. */
export function useClockWrite(clock: Clock, write: (timeMs: Milliseconds) => void): void {
  'use memo';
  const latest = useRef(write);
  useLayoutEffect(() => {
    latest.current = write;
    write(clock.getTimeMs());
  });
  useEffect(() => clock.subscribe(() => latest.current(clock.getTimeMs())), [clock]);
}

/** A time that has stood still this long is there to stay. */
const REST_MS = 200;

/** The time as React knows it: it comes along when the clock has come to rest. */
export function useRestingTime(clock: Clock): Milliseconds {
  'use memo';
  const [restingMs, setRestingMs] = useState(clock.getTimeMs);
  useEffect(() => {
    const pace = onceAtRest(REST_MS);
    const take = () => setRestingMs(clock.getTimeMs());
    const look = () => pace.ask(take);
    look();
    const stop = clock.subscribe(look);
    return () => {
      pace.drop();
      stop();
    };
  }, [clock]);
  return restingMs;
}
