import 'server-only';
import type { Client } from '@libsql/client';

/** Attempts while another process holds the lock. */
const MAX_ATTEMPTS = 40;
const RETRY_DELAY_MS = 50;

/** Maximum time a write waits in the queue. */
const MAX_WAIT_MS = 10_000;

interface WriteQueueOptions {
  /** Opens another connection to the same database. */
  readonly connect: () => Client;
  /** Pragmas for each new connection; `null` if the database cannot have a second connection (`:memory:`, remote). */
  readonly settings: readonly string[] | null;
  readonly maxWaitMs?: number;
}

/**
 * Runs writes one after another on one connection, and reconnects after a lock conflict: the driver (libsql 0.5)
 * leaves the conflicting statement unfinished until garbage collection, which blocks every commit on that
 * connection.
 * Remote writes are also serialised, because `sqld` (0.24) may grant its write lock to a closed request, after
 * which all others wait for 5 s or indefinitely.
 */
export class WriteQueue {
  readonly #options: WriteQueueOptions;
  #client: Client;
  /** Settles with the most recently queued write. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: WriteQueueOptions) {
    this.#options = options;
    this.#client = this.#begin();
  }

  /**
   * Retries while another process holds the lock, so a failed step must have changed nothing.
   * @throws {Error} if the step waited too long in the queue; it was not started then.
   */
  run<T>(step: (client: Client) => Promise<T>): Promise<T> {
    const { maxWaitMs = MAX_WAIT_MS } = this.#options;
    const requestedAt = performance.now();
    const turn = this.#last.then(() => {
      if (performance.now() - requestedAt > maxWaitMs) throw new Error('the database is busy with other writes');
      return this.#insist(step);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  close(): void {
    this.#client.close();
  }

  async #insist<T>(step: (client: Client) => Promise<T>): Promise<T> {
    for (let attempts = 1; ; attempts += 1) {
      try {
        return await step(this.#client);
      } catch (error) {
        if (attempts >= MAX_ATTEMPTS || !isBusy(error)) throw error;
        if (this.#options.settings !== null) {
          this.#client.close();
          this.#client = this.#begin();
        }
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
    }
  }

  #begin(): Client {
    const client = this.#options.connect();
    // They run first on the new connection. If one fails, the next statement reports the error.
    for (const setting of this.#options.settings ?? []) client.execute(setting).catch(() => undefined);
    return client;
  }
}

function isBusy(error: unknown): boolean {
  const text = error instanceof Error ? `${'code' in error ? String(error.code) : ''} ${error.message}` : '';
  return /SQLITE_BUSY|SQLITE_LOCKED|database is locked/.test(text);
}
