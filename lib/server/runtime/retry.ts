import 'server-only';

/** About 16 s in total: long enough for a network interruption to the database. */
const RETRY_DELAYS_MS = [250, 500, 1_000, 2_000, 4_000, 8_000];

/**
 * Retries a step that must survive a short database failure, such as recording a charge. The step must be
 * idempotent, because a failed attempt may have taken effect.
 * @throws The last attempt's error.
 */
export async function retry<T>(operation: () => Promise<T>, sleep: (ms: number) => Promise<void>): Promise<T> {
  for (const delayMs of RETRY_DELAYS_MS) {
    try {
      return await operation();
    } catch {
      await sleep(delayMs);
    }
  }
  return operation();
}
