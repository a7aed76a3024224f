import 'server-only';

/**
 * Keeps repeats of free calls under a tenth of the calls, over and above the limit of attempts of each: where everything fails, repeating
 * everything would treble what an upstream in trouble has to bear (Google's SRE book, "Handling Overload").
 */
export interface RetryBudget {
  /** Counts a call, not its repeats. */
  readonly earn: () => void;
  /** Whether one more repeat may be made; counts it. */
  readonly spend: () => boolean;
}

/** A tenth of a repeat for each call, counted in tenths so that no sum is ever rounded. */
const REPEAT_TENTHS = 10;
/** A process that has just started, or was quiet, may repeat this many before its calls have earned them. */
const MOST_TENTHS = 10 * REPEAT_TENTHS;

export function createRetryBudget(): RetryBudget {
  let tenths = MOST_TENTHS;
  return {
    earn() {
      tenths = Math.min(MOST_TENTHS, tenths + 1);
    },
    spend() {
      if (tenths < REPEAT_TENTHS) return false;
      tenths -= REPEAT_TENTHS;
      return true;
    },
  };
}
