/** Leases on work that one process does at a time: good until a moment, renewed while the work goes on, and over by themselves. */

import type { Milliseconds } from './time';

/** No lease and no pause is ever set further ahead; one that is was written by a clock that was wrong, and holds nobody up. */
export const MAX_LEASE_MS: Milliseconds = 7 * 60 * 60 * 1000;

/** How long a copy is held without being renewed; what a process that died keeps others waiting. */
export const COPY_LEASE_MS: Milliseconds = 90 * 1000;

export function isLeaseExpired(leaseUntilMs: number | null, nowMs: number): boolean {
  return leaseUntilMs === null || leaseUntilMs <= nowMs || leaseUntilMs > nowMs + MAX_LEASE_MS;
}
