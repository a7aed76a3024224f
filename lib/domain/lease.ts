/** Leases for work that only one process may do at a time. They expire unless renewed. */

import type { Milliseconds } from './time';

/** Longest valid lease or pause. A later expiry comes from a wrong clock and is ignored. */
export const MAX_LEASE_MS: Milliseconds = 7 * 60 * 60 * 1000;

/** Lease of a running copy without renewal; other processes wait this long after a crash. */
export const COPY_LEASE_MS: Milliseconds = 90 * 1000;

export function isLeaseExpired(leaseUntilMs: number | null, nowMs: number): boolean {
  return leaseUntilMs === null || leaseUntilMs <= nowMs || leaseUntilMs > nowMs + MAX_LEASE_MS;
}
