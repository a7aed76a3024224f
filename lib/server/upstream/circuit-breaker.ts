import 'server-only';
import { type Upstream, UpstreamError } from './types';

/**
 * Stops calling an upstream that does not work, so that an outage costs an editor a second and not a minute, and sends no paid call into the
 * dark. It knows what this process has met and nothing more: each process, and each function of a serverless host, finds out for itself.
 */

/** Failures in a row. */
const FAILURE_THRESHOLD = 5;
/** How long nothing is sent; then one call at a time is let through, to see. */
const OPEN_DURATION_MS = 30_000;

export interface CircuitBreakerSettings {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Hears of every change; for the log. */
  readonly onChange?: (state: 'open' | 'closed') => void;
}

/** Upstream's own troubles, of which its refusals are none: whoever refuses is at work. */
type Outcome = 'works' | 'fails' | 'unintelligible' | 'ours';

/**
 * The same upstream behind a breaker. While it is open, a call fails at once with `upstream-unavailable`: nothing was sent, so nothing is charged,
 * and `retryAfterMs` says when to try again. The account's balance passes by it: a key may lack that right, and its look proves nothing.
 */
export function withCircuitBreaker(upstream: Required<Upstream>, { now, onChange }: CircuitBreakerSettings): Required<Upstream> {
  /** One entry a failure in a row. A task whose answer nobody understands counts once, however often it is asked about. */
  const failures = new Set<string | symbol>();
  /** When the next trial may be made; `null` while the circuit is closed. */
  let trialAtMs: number | null = null;

  function assertClosed(call: string): void {
    if (trialAtMs === null) return;
    const waitMs = trialAtMs - now();
    // A clock that was set back must not keep it open.
    if (waitMs > 0 && waitMs <= OPEN_DURATION_MS) {
      throw new UpstreamError(
        'unreachable',
        'upstream-unavailable',
        `${call}: not sent, for upstream has failed ${FAILURE_THRESHOLD} times in a row`,
        {
          retryable: true,
          retryAfterMs: waitMs,
        },
      );
    }
    // This call is the trial. The others wait for what comes of it, or for the next one if it hangs.
    trialAtMs = now() + OPEN_DURATION_MS;
  }

  function close(): void {
    failures.clear();
    if (trialAtMs === null) return;
    trialAtMs = null;
    onChange?.('closed');
  }

  function fail(subject: string | symbol, isTrial: boolean): void {
    // What fails while it is open is not counted, or an outage of days would fill the memory.
    if (trialAtMs === null || typeof subject === 'string') failures.add(subject);
    const opens = trialAtMs === null && failures.size >= FAILURE_THRESHOLD;
    // A trial that ends after the circuit was closed says nothing of now.
    if (opens || (isTrial && trialAtMs !== null)) trialAtMs = now() + OPEN_DURATION_MS;
    if (opens) onChange?.('open');
  }

  async function guard<Answer>(call: string, subject: string | symbol, send: () => Promise<Answer>): Promise<Answer> {
    assertClosed(call);
    const isTrial = trialAtMs !== null;
    try {
      const response = await send();
      close();
      return response;
    } catch (error) {
      const outcome = classifyError(error);
      if (outcome === 'works') close();
      else if (outcome === 'fails') fail(Symbol(call), isTrial);
      else if (outcome === 'unintelligible' && !failures.has(subject)) fail(subject, isTrial);
      // It told nothing of upstream: the next call may try.
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
      return 'unintelligible';
    case 'internal-error':
      return 'ours';
    default:
      return 'works';
  }
}
