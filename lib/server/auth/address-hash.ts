import 'server-only';
import { createHmac } from 'node:crypto';
import type { SessionStore } from './types';

/**
 * Hashes caller addresses with a key that is specific to this database: there are so few addresses that a plain
 * hash could be reversed.
 */
export function createAddressHash(store: Pick<SessionStore, 'secret'>): (address: string) => Promise<string> {
  let secret: Promise<Uint8Array> | undefined;

  function key(): Promise<Uint8Array> {
    secret ??= store.secret('addresses').catch((error: unknown) => {
      secret = undefined;
      throw error;
    });
    return secret;
  }

  return async (address) =>
    createHmac('sha256', await key())
      .update(address)
      .digest('hex');
}
