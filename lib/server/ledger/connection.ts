import 'server-only';
import type { Client } from '@libsql/client';

/** How often one tries again while another process holds the database. */
const MAX_TRIES = 40;
const PAUSE_MS = 50;

interface ConnectionOptions {
  /** Makes another one to the same database. */
  readonly connect: () => Client;
  /** What each of them is told first; given where there may be a second one, which `:memory:` and a server's own connections have not. */
  readonly settings: readonly string[] | null;
}

/**
 * A connection that is written through, and made anew whenever it met another process's lock: the driver (libsql 0.5) leaves the statement
 * that met it unfinished until it is collected, and until then nothing on that connection can commit.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  #client: Client;
  /** How many steps are at work on each; what is not the current one any more is closed after its last. */
  readonly #atWork = new Map<Client, number>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#client = this.#begin();
  }

  /** Tries again while another process holds the database, so a step has to be one that did nothing if it failed. */
  async run<T>(step: (client: Client) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      const client = this.#client;
      this.#count(client, 1);
      try {
        return await step(client);
      } catch (error) {
        if (tries >= MAX_TRIES || !isBusy(error)) throw error;
        if (this.#options.settings !== null && client === this.#client) this.#client = this.#begin();
      } finally {
        this.#count(client, -1);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  close(): void {
    this.#client.close();
  }

  #begin(): Client {
    const client = this.#options.connect();
    // They stand first in its queue. One that is refused is met again by what comes after it.
    for (const setting of this.#options.settings ?? []) client.execute(setting).catch(() => undefined);
    return client;
  }

  #count(client: Client, by: 1 | -1): void {
    const atWork = (this.#atWork.get(client) ?? 0) + by;
    if (atWork > 0) {
      this.#atWork.set(client, atWork);
      return;
    }
    this.#atWork.delete(client);
    if (client !== this.#client) client.close();
  }
}

function isBusy(error: unknown): boolean {
  const text = error instanceof Error ? `${'code' in error ? String(error.code) : ''} ${error.message}` : '';
  return /SQLITE_BUSY|SQLITE_LOCKED|database is locked/.test(text);
}
