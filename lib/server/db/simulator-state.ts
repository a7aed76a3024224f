import 'server-only';
import { eq } from 'drizzle-orm';
import type { DatabaseClient } from './connection/client';
import type { Database } from './records/records';
import { simulatorState } from './schema';

export function createSimulatorState({ query, write }: DatabaseClient): Database['simulatorState'] {
  return {
    async get(key) {
      const [row] = await query.select({ value: simulatorState.value }).from(simulatorState).where(eq(simulatorState.key, key));
      return row?.value ?? null;
    },

    async put(key, value) {
      await write([query.insert(simulatorState).values({ key, value }).onConflictDoUpdate({ target: simulatorState.key, set: { value } })]);
    },

    async insert(key, value) {
      const [changed] = await write([query.insert(simulatorState).values({ key, value }).onConflictDoNothing()]);
      return changed === 1;
    },
  };
}
