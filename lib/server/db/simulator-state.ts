import 'server-only';
import { eq } from 'drizzle-orm';
import type { DatabaseClient } from './connection/client';
import { simulatorState } from './schema';

export function createSimulatorState({ query, write }: DatabaseClient) {
  return {
    async get(key: string): Promise<string | null> {
      const [row] = await query.select({ value: simulatorState.value }).from(simulatorState).where(eq(simulatorState.key, key));
      return row?.value ?? null;
    },

    async put(key: string, value: string): Promise<void> {
      await write([query.insert(simulatorState).values({ key, value }).onConflictDoUpdate({ target: simulatorState.key, set: { value } })]);
    },

    async insert(key: string, value: string): Promise<boolean> {
      const [changed] = await write([query.insert(simulatorState).values({ key, value }).onConflictDoNothing()]);
      return changed === 1;
    },
  };
}
