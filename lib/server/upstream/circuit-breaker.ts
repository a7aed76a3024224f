import 'server-only';
import { type Upstream, UpstreamError } from './types';

/**
 * Stops calling upstream during an outage, so that a submission fails at once instead of after a minute and no paid call is sent whose outcome
 * would be unknown. The state belongs to one process; each server and function instance detects an outage independently.
 */

/** Consecutive failures that open the circuit. */
const FAILURE_THRESHOLD = 5;
/** How long the circuit stays open; then one trial call at a time is allowed. */
const OPEN_DURATION_MS = 30_000;

export interface CircuitBreakerSettings {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Called on every state change, for the log. */
  readonly onChange?: (state: 'open' | 'closed') => void;
}

/** A rejection counts as `works`, because upstream responded. */
type Outcome = 'works' | 'fails' | 'invalid-response' | 'ours';

/**
 * Wraps upstream with a circuit breaker. While it is open, calls fail at once with `upstream-unavailable`, uncharged, with `retryAfterMs`.
 * The balance bypasses it, because a key may lack that permission.
 */
export function withCircuitBreaker(upstream: Required<Upstream>, { now, onChange }: CircuitBreakerSettings): Required<Upstream> {
  /** One entry per consecutive failure. A task with an invalid response counts once, however often it is polled. */
  const failures = new Set<string | symbol>();
  /** When the next trial may be made; `null` while the circuit is closed. */
  let trialAtMs: number | null = null;

  function assertClosed(call: string): void {
    if (trialAtMs === null) return;
    const waitMs = trialAtMs - now();
    // The upper bound closes the circuit if the clock moved backwards.
    if (waitMs > 0 && waitMs <= OPEN_DURATION_MS) {
      throw new UpstreamError(
        'unreachable',
        'upstream-unavailable',
        `${call}: not sent, because upstream has failed ${FAILURE_THRESHOLD} times in a row`,
        {
          retryable: true,
          retryAfterMs: waitMs,
        },
      );
    }
    // This call is the trial. Others wait for its outcome, or for the next trial if it hangs.
    trialAtMs = now() + OPEN_DURATION_MS;
  }

  function closeCircuit(): void {
    failures.clear();
    if (trialAtMs === null) return;
    trialAtMs = null;
    onChange?.('closed');
  }

  function recordFailure(subject: string | symbol, isTrial: boolean): void {
    // Failures while open are not counted, because a long outage would fill the memory.
    if (trialAtMs === null || typeof subject === 'string') failures.add(subject);
    const shouldOpen = trialAtMs === null && failures.size >= FAILURE_THRESHOLD;
    // The outcome of a trial that ends after the circuit was closed is outdated.
    if (shouldOpen || (isTrial && trialAtMs !== null)) trialAtMs = now() + OPEN_DURATION_MS;
    if (shouldOpen) onChange?.('open');
  }

  async function guard<Result>(call: string, subject: string | symbol, send: () => Promise<Result>): Promise<Result> {
    assertClosed(call);
    const isTrial = trialAtMs !== null;
    try {
      const response = await send();
      closeCircuit();
      return response;
    } catch (error) {
      const outcome = classifyError(error);
      if (outcome === 'works') closeCircuit();
      else if (outcome === 'fails') recordFailure(Symbol(call), isTrial);
      else if (outcome === 'invalid-response' && !failures.has(subject)) recordFailure(subject, isTrial);
      // Inconclusive: the next call may be the trial.
      else if (isTrial && trialAtMs !== null) trialAtMs = now();
      throw error;
    }
  }

  return {
    identifyFace: (request) => guard('identify', Symbol('identify'), () => upstream.identifyFace(request)),
    createLipSync: (request) => guard('create', Symbol('create'), () => upstream.createLipSync(request)),
    queryLipSync: (id) => guard('query', id, () => upstream.queryLipSync(id)),
    uploadFile: (file) => guard('upload', Symbol('upload'), () => upstream.uploadFile(file)),
    balance: () => upstream.balance(),
  };
}

function classifyError(error: unknown): Outcome {
  if (!(error instanceof UpstreamError)) return 'ours';
  switch (error.code) {
    case 'upstream-unreachable':
    case 'upstream-timeout':
    case 'upstream-unavailable':
      return 'fails';
    case 'upstream-invalid-response':
      return 'invalid-response';
    case 'internal-error':
      return 'ours';
    default:
      return 'works';
  }
}
