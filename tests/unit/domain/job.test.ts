import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canDeleteJob, canTransition, isTerminal, JOB_STATUSES, type JobStatus, nextPollDelayMs } from '@/lib/domain/job';
import { propertyOptions } from './property-options';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const live = (status: JobStatus, ageMs: number) => nextPollDelayMs({ status, ageMs, recognised: true, practice: false });
const practice = (status: JobStatus, ageMs: number) => nextPollDelayMs({ status, ageMs, recognised: true, practice: true });

/** The times at which a job is polled until `untilMs` if its status never changes. */
function getPollTimes(ask: (ageMs: number) => number | null, untilMs: number): number[] {
  const at: number[] = [];
  for (let ageMs = 0; ageMs < untilMs; ) {
    const delayMs = ask(ageMs);
    if (delayMs === null) break;
    ageMs += delayMs;
    at.push(ageMs);
  }
  return at;
}

describe('canTransition', () => {
  it('canTransition allows no transition from a terminal status', () => {
    for (const status of JOB_STATUSES) {
      expect(isTerminal(status)).toBe(status === 'succeeded' || status === 'failed');
      if (isTerminal(status)) expect(JOB_STATUSES.filter((to) => canTransition(status, to))).toEqual([]);
    }
  });

  it('canTransition never allows an earlier status or the same one', () => {
    for (const [index, from] of JOB_STATUSES.entries()) {
      for (const to of JOB_STATUSES.slice(0, index + 1)) expect(canTransition(from, to)).toBe(false);
    }
  });

  it('canTransition allows every upstream status after "unknown"', () => {
    for (const to of ['submitted', 'processing', 'succeeded', 'failed'] as const) expect(canTransition('unknown', to)).toBe(true);
  });
});

describe('nextPollDelayMs', () => {
  it('nextPollDelayMs returns null for a terminal job', () => {
    for (const status of ['succeeded', 'failed'] as const) {
      expect(live(status, 0)).toBeNull();
      expect(practice(status, 5 * MINUTE)).toBeNull();
    }
  });

  it.each<[JobStatus, number, number | null]>([
    ['submitting', 0, 5 * SECOND],
    ['submitting', 74 * SECOND, 5 * SECOND],
    ['submitting', 24 * HOUR, null],
    ['submitted', 0, 35 * SECOND],
    ['processing', 100 * SECOND, 5 * SECOND],
    ['processing', 2 * MINUTE, 5 * SECOND],
    ['processing', 5 * MINUTE, 5 * SECOND],
    ['processing', 315 * SECOND + 10 * MINUTE, 65 * SECOND],
    ['processing', 12 * HOUR, 30 * MINUTE],
    ['processing', 24 * HOUR - 1, 30 * MINUTE],
    ['processing', 24 * HOUR, null],
    ['unknown', 0, 5 * SECOND],
    ['unknown', 20 * SECOND, 20 * SECOND],
    ['unknown', 9 * MINUTE, 1 * MINUTE],
    ['unknown', 10 * MINUTE, 15 * MINUTE],
    ['unknown', 24 * HOUR, null],
  ])('nextPollDelayMs in live mode for a job that is %s at %d ms is %d ms', (status, ageMs, delayMs) => {
    expect(live(status, ageMs)).toBe(delayMs);
  });

  it.each<[JobStatus, number, number]>([
    ['submitting', 0, 1 * SECOND],
    ['submitted', 0, 2 * SECOND],
    ['processing', 12 * SECOND, 1 * SECOND],
    ['processing', 28 * SECOND, 2 * SECOND],
    ['unknown', 0, 1 * SECOND],
  ])('nextPollDelayMs in practice mode for a job that is %s at %d ms is %d ms', (status, ageMs, delayMs) => {
    expect(practice(status, ageMs)).toBe(delayMs);
  });

  it('nextPollDelayMs stops after an hour for an unrecognised upstream status', () => {
    for (const status of ['submitting', 'unknown', 'submitted', 'processing'] as const) {
      expect(nextPollDelayMs({ status, ageMs: HOUR - 1, recognised: false, practice: false })).not.toBeNull();
      expect(nextPollDelayMs({ status, ageMs: HOUR, recognised: false, practice: false })).toBeNull();
      expect(live(status, HOUR)).not.toBeNull();
    }
  });

  it('nextPollDelayMs polls rarely at first, often near the usual duration, then ever more rarely', () => {
    const at = getPollTimes((ageMs) => live('processing', ageMs), 2 * HOUR);
    const between = (fromMs: number, toMs: number) => at.filter((ms) => ms > fromMs && ms <= toMs).length;
    expect(between(0, 100 * SECOND)).toBeLessThanOrEqual(3);
    expect(between(2 * MINUTE, 5 * MINUTE)).toBe(36);
    expect(between(5 * MINUTE, 15 * MINUTE)).toBeLessThanOrEqual(30);
    expect(between(1 * HOUR, 2 * HOUR)).toBeLessThanOrEqual(10);
  });

  it('nextPollDelayMs finds a result at most 5 s late at the usual duration', () => {
    for (let doneMs = 2 * MINUTE; doneMs <= 5 * MINUTE; doneMs += 7 * SECOND) {
      const seenMs = getPollTimes((ageMs) => live('processing', ageMs), HOUR).find((ms) => ms >= doneMs) ?? Number.POSITIVE_INFINITY;
      expect(seenMs - doneMs).toBeLessThanOrEqual(5 * SECOND);
    }
  });

  it('nextPollDelayMs follows a longer estimated duration', () => {
    const jobWithEstimate = { status: 'processing', recognised: true, practice: false, estimatedMs: 20 * MINUTE } as const;
    expect(nextPollDelayMs({ ...jobWithEstimate, ageMs: 20 * MINUTE })).toBe(5 * SECOND);
    expect(nextPollDelayMs({ ...jobWithEstimate, ageMs: 1 * MINUTE })).toBe(200 * SECOND);
  });

  it('nextPollDelayMs polls an "unknown" job with growing delays for ten minutes, then every 15 minutes for a day', () => {
    const at = getPollTimes((ageMs) => live('unknown', ageMs), 25 * HOUR);
    const waits = at.map((ms, index) => ms - (at[index - 1] ?? 0));
    for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual(waits[index - 1] ?? 0);
    expect(at.filter((ms) => ms <= 10 * MINUTE).length).toBeLessThanOrEqual(16);
    expect(at.filter((ms) => ms > 1 * HOUR && ms <= 2 * HOUR)).toHaveLength(4);
    expect(at.at(-1)).toBeLessThan(24 * HOUR + 15 * MINUTE);
  });

  it('nextPollDelayMs returns an integer of at least the minimum, or null, for any clock', () => {
    const ages = fc.oneof(fc.double(), fc.integer({ min: -HOUR, max: 30 * HOUR }));
    fc.assert(
      fc.property(
        fc.constantFrom(...JOB_STATUSES),
        ages,
        fc.boolean(),
        fc.boolean(),
        fc.option(fc.double(), { nil: undefined }),
        (status, ageMs, recognised, isPractice, usualMs) => {
          const question = { status, ageMs, recognised, practice: isPractice };
          const delayMs = nextPollDelayMs(usualMs === undefined ? question : { ...question, estimatedMs: usualMs });
          if (delayMs === null) return;
          expect(Number.isSafeInteger(delayMs)).toBe(true);
          expect(delayMs).toBeGreaterThanOrEqual(isPractice ? 1 * SECOND : 5 * SECOND);
          expect(delayMs).toBeLessThanOrEqual(4 * HOUR);
        },
      ),
      propertyOptions(1000),
    );
  });
});

describe('canDeleteJob', () => {
  it('canDeleteJob is true exactly for jobs that are terminal or no longer polled', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...JOB_STATUSES),
        fc.integer({ min: -HOUR, max: 30 * HOUR }),
        fc.boolean(),
        fc.boolean(),
        (status, ageMs, recognised, isPractice) => {
          const isLookedAt = nextPollDelayMs({ status, ageMs, recognised, practice: isPractice }) !== null;
          expect(canDeleteJob({ status, ageMs, recognised })).toBe(!isLookedAt);
        },
      ),
      propertyOptions(1000),
    );
  });
});
