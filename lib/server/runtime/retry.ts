import 'server-only';

/** About sixteen seconds: a database that is reached over a network is back by then, or is down in earnest. */
const RETRY_DELAYS_MS = [250, 500, 1_000, 2_000, 4_000, 8_000];

/**
 * Does a step that must not be lost for one stumble of the database, such as writing down what was paid. Only for steps that may be done
 * twice: of one whose answer was lost, nobody knows whether it was done.
 * @throws what the last try threw.
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
