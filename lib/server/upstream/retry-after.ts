import 'server-only';
import type { Milliseconds } from '@/lib/domain/time';

/** Nothing sensible asks for more; it also keeps absurd numbers out of our answers. */
const MAX_RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

/** The one date form that servers may send (RFC 9110, 5.6.7). `Date.parse` alone would also believe "in 12 apples". */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** How long a `Retry-After` header asks us to wait: seconds or a date. `undefined` when absent or unreadable. */
export function retryAfterMs(header: string | null, nowMs: number): Milliseconds | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,12}(\.\d+)?$/.test(text)) {
    return Math.min(MAX_RETRY_AFTER_MS, Math.ceil(Number(text) * 1000));
  }
  const atMs = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : Math.min(MAX_RETRY_AFTER_MS, Math.max(0, Math.ceil(atMs - nowMs)));
}
