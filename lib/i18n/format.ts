/** Numbers as people read them, for the sentences of every language. Exact times for fields come from `lib/domain/time`. */

import { formatPtc } from '../domain/price';
import { formatTimeShort } from '../domain/time';

/** `0:04.2`, `1:03`: tenths where there are any, for sentences. */
export function shortTime(ms: number): string {
  return formatTimeShort(ms, Math.round(ms / 100) % 10 === 0 ? 'second' : 'tenth');
}

/** `1.5 s`, `12 s`: a length, to the tenth below a minute. */
export function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}

/** `1.94 s`: a length to the hundredth, where a tenth could hide which side of a limit it is on. */
export function exactSeconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(3))} s`;
}

/** `101 MB`, `3.4 MB`, `12 kB`; MB is 1,000,000 bytes. */
export function fileSize(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(bytes === 0 ? 0 : 1, Math.round(bytes / 1000))} kB`;
  const mb = bytes / 1_000_000;
  return `${Number(mb.toFixed(mb < 10 ? 1 : mb < 100 ? 0 : 1))} MB`;
}

/** `0.07 PTC` from 70: 302.AI's unit, never converted. */
export function ptc(milliPtc: number): string {
  return `${formatPtc(milliPtc)} PTC`;
}

/** `20 s`, `3 min`, `1 h`: how long to wait, in whole units, rounded up. */
export function waitTime(ms: number): string {
  const wholeSeconds = Math.max(1, Math.ceil(ms / 1000));
  if (wholeSeconds < 90) return `${wholeSeconds} s`;
  const minutes = Math.ceil(wholeSeconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
