import 'server-only';

/**
 * Keeps repeats of free calls under a tenth of the calls, over and above the limit of attempts of each: where everything fails, repeating
 * everything would treble what an upstream in trouble has to bear (Google's SRE book, "Handling Overload").
 */
export interface RetryBudget {
  /** Counts a call, not its repeats. */
  readonly deposit: () => void;
  /** Whether one more repeat may be made; counts it. */
  readonly withdraw: () => boolean;
}

/** A tenth of a repeat for each call, counted in tenths so that no sum is ever rounded. */
const RETRY_COST_TENTHS = 10;
/** A process that has just started, or was quiet, may repeat this many before its calls have earned them. */
const MAX_TENTHS = 10 * RETRY_COST_TENTHS;

export function createRetryBudget(): RetryBudget {
  let tenths = MAX_TENTHS;
  return {
    deposit() {
      tenths = Math.min(MAX_TENTHS, tenths + 1);
    },
    withdraw() {
      if (tenths < RETRY_COST_TENTHS) return false;
      tenths -= RETRY_COST_TENTHS;
      return true;
    },
  };
}
