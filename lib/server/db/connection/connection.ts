import 'server-only';
import type { Client } from '@libsql/client';

/** How often one tries again while another process holds the database. */
const MAX_ATTEMPTS = 40;
const RETRY_DELAY_MS = 50;

/** How long a write waits for those before it. */
const MAX_WAIT_MS = 10_000;

interface ConnectionOptions {
  /** Makes another one to the same database. */
  readonly connect: () => Client;
  /** What each of them is told first; given where there may be a second one, which `:memory:` and a server's own connections have not. */
  readonly settings: readonly string[] | null;
  readonly maxWaitMs?: number;
}

/**
 * A connection that is written through, one write after another, and made anew whenever it met another process's lock: the driver (libsql 0.5)
 * leaves the statement that met it unfinished until it is collected, and until then nothing on that connection can commit.
 *
 * One after another also on a server, which could do no more at a time anyway: when many come at once, `sqld` (0.24) may hand its write lock to
 * one that has gone, and then all the others wait for 5 s, or for ever.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  #client: Client;
  /** Settles with the last write that was asked for. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#client = this.#begin();
  }

  /**
   * Tries again while another process holds the database, so a step has to be one that did nothing if it failed.
   * @throws {Error} where its turn has not come in time; it was not begun then.
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
    // They stand first in its queue. One that is refused is met again by what comes after it.
    for (const setting of this.#options.settings ?? []) client.execute(setting).catch(() => undefined);
    return client;
  }
}

function isBusy(error: unknown): boolean {
  const text = error instanceof Error ? `${'code' in error ? String(error.code) : ''} ${error.message}` : '';
  return /SQLITE_BUSY|SQLITE_LOCKED|database is locked/.test(text);
}
