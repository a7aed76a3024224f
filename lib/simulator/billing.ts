/** The charges upstream would have made, stored one entry at a time, so that a kill loses none and repeats none. */

import { z } from 'zod';
import type { MilliPtc } from '@/lib/domain/price';
import type { SimulatorState } from './types';

type Service = 'identify' | 'create' | 'upload';

/** In 1/1000 PTC: the specification's prices; for the upload, the price that clients observed. */
const CHARGES: Readonly<Record<Service, MilliPtc>> = { identify: 7, create: 70, upload: 1 };

export interface Billing {
  /** Counts one accepted call. */
  addCharge(service: Service): Promise<void>;
  totalMilliPtc(): Promise<MilliPtc>;
}

const entrySchema = z.object({ service: z.enum(['identify', 'create', 'upload']), totalMilliPtc: z.number().int() });
type Entry = z.infer<typeof entrySchema>;

/**
 * Entries are numbered without gaps and carry the running total. `insert` reserves a number, so of two processes only one
 * succeeds, and the other continues from its entry.
 */
export function createBilling(state: SimulatorState): Billing {
  /** Entries known to exist. */
  let knownCount = 0;
  let queue: Promise<unknown> = Promise.resolve();

  async function readEntry(index: number): Promise<Entry | null> {
    const text = await state.get(`charge/${index}`);
    return text === null ? null : entrySchema.parse(JSON.parse(text));
  }

  /** The last entry and its number, found by exponential and binary search. */
  async function findLastEntry(): Promise<{ readonly index: number; readonly totalMilliPtc: MilliPtc }> {
    let low = knownCount;
    let step = 1;
    while ((await readEntry(low + step)) !== null) {
      low += step;
      step *= 2;
    }
    for (let high = low + step; high - low > 1; ) {
      const middle = Math.floor((low + high) / 2);
      if ((await readEntry(middle)) === null) high = middle;
      else low = middle;
    }
    knownCount = low;
    return { index: low, totalMilliPtc: low === 0 ? 0 : ((await readEntry(low))?.totalMilliPtc ?? 0) };
  }

  async function appendEntry(service: Service): Promise<void> {
    for (;;) {
      const before = await findLastEntry();
      const next: Entry = { service, totalMilliPtc: before.totalMilliPtc + CHARGES[service] };
      if (await state.insert(`charge/${before.index + 1}`, JSON.stringify(next))) return;
    }
  }

  return {
    addCharge(service) {
      // Sequential within this process, because concurrent inserts would conflict.
      const done = queue.then(() => appendEntry(service));
      queue = done.catch(() => undefined);
      return done;
    },
    totalMilliPtc: async () => (await findLastEntry()).totalMilliPtc,
  };
}
