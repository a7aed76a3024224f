import 'server-only';
import { createHmac } from 'node:crypto';
import type { SessionStore } from './types';

/** Addresses as they are kept: few enough to be found from a plain hash, so it has a key, which is this database's own. */
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
