'use client';

import { useEffect, useRef, useState } from 'react';
import { createThrottle } from '@/components/hooks/raf-throttle';
import { setText } from '@/components/hooks/set-text';
import { formatTime, type Milliseconds } from '@/lib/domain/time';
import { type Clock, useClockTick } from './use-clock';

/** Faster updates are unreadable, and each one costs a layout and a paint. */
const UPDATE_INTERVAL_MS = 60;

/** Current time and duration. */
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
      {/* Fixed width, so that frequent updates cause no layout outside the element. */}
      <span ref={currentTimeRef} className="inline-block h-5 w-[7.5ch] overflow-clip align-bottom font-semibold [contain:strict]" />{' '}
      <span className="text-ink-faint">/ {formatTime(durationMs)}</span>
    </p>
  );
}
