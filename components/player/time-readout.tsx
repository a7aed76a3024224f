'use client';

import { useEffect, useRef, useState } from 'react';
import { createThrottle } from '@/components/hooks/raf-throttle';
import { setText } from '@/components/hooks/set-text';
import { formatTime, type Milliseconds } from '@/lib/domain/time';
import { type Clock, useClockTick } from './use-clock';

/** Numbers that change more often than this cannot be read, and each change is laid out and painted. */
const UPDATE_INTERVAL_MS = 60;

/** Where the clock stands, of how much. */
export function TimeReadout({ clock, durationMs }: { clock: Clock; durationMs: Milliseconds }) {
  'use memo';
  const currentTimeRef = useRef<HTMLSpanElement>(null);
  const [throttle] = useState(() => createThrottle(UPDATE_INTERVAL_MS));
  useEffect(() => () => throttle.cancel(), [throttle]);
  useClockTick(clock, () => {
    throttle.schedule(() => setText(currentTimeRef.current, formatTime(clock.getTimeMs())));
  });
  return (
    <p className="tabular shrink-0 text-large">
      {/* Of one size, so that what changes many times a second makes nothing around it move or be laid out. */}
      <span ref={currentTimeRef} className="inline-block h-5 w-[7.5ch] overflow-clip align-bottom font-semibold [contain:strict]" />{' '}
      <span className="text-ink-faint">/ {formatTime(durationMs)}</span>
    </p>
  );
}
