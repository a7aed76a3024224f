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
  leftToPeople: number;
  ledgerMilliPtc: number;
  /** Of it, what is held for answers that were lost before upstream had acted. */
  heldMilliPtc: number;
  billMilliPtc: number;
}

export function createChargeCount(): ChargeCount {
  return {
    ...{ lives: 0, steps: 0, presses: 0, crashes: 0, tasks: 0, doubleCharges: 0, lostPaidJobs: 0, leftToPeople: 0 },
    ...{ ledgerMilliPtc: 0, heldMilliPtc: 0, billMilliPtc: 0 },
  };
}

export function addCounts(total: ChargeCount, part: ChargeCount): void {
  for (const field of objectKeys(total)) total[field] += part[field];
}

function objectKeys(tally: ChargeCount): (keyof ChargeCount)[] {
  return Object.keys(tally).filter((name): name is keyof ChargeCount => name in tally);
}

const ptc = (milliPtc: number) => `${(milliPtc / 1_000).toFixed(3)} PTC`;

export function describeChargeCount(tally: ChargeCount): string {
  return [
    `${tally.lives} lives of ${tally.steps} steps, ${tally.presses} presses, ${tally.crashes} crashes`,
    `${tally.tasks} paid tasks, ${tally.doubleCharges} charged twice, ${tally.lostPaidJobs} lost, ${tally.leftToPeople} left to a person’s decision`,
    `db ${ptc(tally.ledgerMilliPtc)}, of which ${ptc(tally.heldMilliPtc)} held for lost answers: ${ptc(tally.ledgerMilliPtc - tally.heldMilliPtc)}; upstream’s bill ${ptc(tally.billMilliPtc)}`,
  ].join('\n');
}
