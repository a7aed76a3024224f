import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Transport } from '@/components/player/use-preview';
import { onceAtRest } from '@/components/ui/pace';

type Clock = Pick<Transport, 'subscribe' | 'getTimeMs'>;

/** Writes the time to elements as it goes on, every frame while something plays: React has no part in it. */
export function useTransportWrite(transport: Clock, write: (timeMs: number) => void): void {
  const latest = useRef(write);
  useLayoutEffect(() => {
    latest.current = write;
    write(transport.getTimeMs());
  });
  useEffect(() => transport.subscribe(() => latest.current(transport.getTimeMs())), [transport]);
}

/** A time that has stood still this long is there to stay. */
const REST_MS = 200;

/** The time as React knows it: it comes along when the clock has come to rest. */
export function useRestingTime(transport: Clock): number {
  const [restingMs, setRestingMs] = useState(transport.getTimeMs);
  useEffect(() => {
    const pace = onceAtRest(REST_MS);
    const take = () => setRestingMs(transport.getTimeMs());
    const look = () => pace.ask(take);
    look();
    const stop = transport.subscribe(look);
    return () => {
      pace.drop();
      stop();
    };
  }, [transport]);
  return restingMs;
}
