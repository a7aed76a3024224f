/** Totals over many random scenarios, counted independently of each scenario's expectations and printed after the run. */

export interface ChargeCount {
  lives: number;
  steps: number;
  presses: number;
  /** Kills of the server, each followed by a start on the same data. */
  crashes: number;
  /** Tasks that upstream created and charged. */
  tasks: number;
  /** Repeated charges for the same task. */
  doubleCharges: number;
  /** Paid jobs that can be looked up but never reached a terminal status. */
  lostPaidJobs: number;
  /** Paid jobs with a lost response, at an upstream that cannot find tasks by our ids; the editor decides about them. */
  needsDecision: number;
  recordedMilliPtc: number;
  /** The part of it that is reserved for calls whose response was lost before upstream acted. */
  reservedMilliPtc: number;
  billMilliPtc: number;
}

export function createChargeCount(): ChargeCount {
  return {
    ...{ lives: 0, steps: 0, presses: 0, crashes: 0, tasks: 0, doubleCharges: 0, lostPaidJobs: 0, needsDecision: 0 },
    ...{ recordedMilliPtc: 0, reservedMilliPtc: 0, billMilliPtc: 0 },
  };
}

export function addCounts(total: ChargeCount, part: ChargeCount): void {
  for (const field of objectKeys(total)) total[field] += part[field];
}

function objectKeys(totals: ChargeCount): (keyof ChargeCount)[] {
  return Object.keys(totals).filter((name): name is keyof ChargeCount => name in totals);
}

const formatPtc = (milliPtc: number) => `${(milliPtc / 1_000).toFixed(3)} PTC`;

export function describeChargeCount(totals: ChargeCount): string {
  return [
    `${totals.lives} lives of ${totals.steps} steps, ${totals.presses} presses, ${totals.crashes} crashes`,
    `${totals.tasks} paid tasks, ${totals.doubleCharges} charged twice, ${totals.lostPaidJobs} lost, ${totals.needsDecision} left to a person’s decision`,
    `db ${formatPtc(totals.recordedMilliPtc)}, of which ${formatPtc(totals.reservedMilliPtc)} held for lost answers: ${formatPtc(totals.recordedMilliPtc - totals.reservedMilliPtc)}; upstream’s bill ${formatPtc(totals.billMilliPtc)}`,
  ].join('\n');
}
