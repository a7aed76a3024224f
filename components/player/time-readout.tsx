'use client';

import { useEffect, useRef, useState } from 'react';
import { atMostEvery } from '@/components/ui/pace';
import { writeText } from '@/components/ui/write-text';
import { formatTime, type Milliseconds } from '@/lib/domain/time';
import { type Clock, useClockWrite } from './use-clock';

/** Numbers that change more often than this cannot be read, and each change is laid out and painted. */
const READ_MS = 60;

/** Where the clock stands, of how much. */
export function TimeReadout({ clock, durationMs }: { clock: Clock; durationMs: Milliseconds }) {
  'use memo';
  const nowRef = useRef<HTMLSpanElement>(null);
  const [numbers] = useState(() => atMostEvery(READ_MS));
  useEffect(() => () => numbers.drop(), [numbers]);
  useClockWrite(clock, () => {
    numbers.ask(() => writeText(nowRef.current, formatTime(clock.getTimeMs())));
  });
  return (
    <p className="tabular shrink-0 text-large">
      {/* Of one size, so that what changes many times a second makes nothing around it move or be laid out. */}
      <span ref={nowRef} className="inline-block h-5 w-[7.5ch] overflow-clip align-bottom font-semibold [contain:strict]" />{' '}
      <span className="text-ink-faint">/ {formatTime(durationMs)}</span>
    </p>
  );
}
