import 'server-only';

/** About sixteen seconds: a database that is reached over a network is back by then, or is down in earnest. */
const PAUSES_MS = [250, 500, 1_000, 2_000, 4_000, 8_000];

/**
 * Does a step that must not be lost for one stumble of the ledger, such as writing down what was paid. Only for steps that may be done
 * twice: of one whose answer was lost, nobody knows whether it was done.
 * @throws what the last try threw.
 */
export async function insistently<T>(step: () => Promise<T>, sleep: (ms: number) => Promise<void>): Promise<T> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await step();
    } catch {
      await sleep(pauseMs);
    }
  }
  return step();
}
