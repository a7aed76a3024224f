/** What a run of many lives came to: figures for people, counted apart from what each life expects. */

export interface ChargeCount {
  lives: number;
  steps: number;
  presses: number;
  /** Kills of the server, each followed by a start on the same data. */
  crashes: number;
  /** Tasks that upstream made, and charged. */
  tasks: number;
  /** Charges for a task beyond its first. */
  doubleCharges: number;
  /** Jobs that were paid, can be asked about, and did not come to their end. */
  lostPaidJobs: number;
  /** Paid jobs whose answer was lost, at an upstream that does not let itself be asked by our ids: a person decides. */
  needsDecision: number;
  recordedMilliPtc: number;
  /** Of it, what is held for answers that were lost before upstream had acted. */
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
