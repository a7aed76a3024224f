import 'server-only';
import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '../app-error';
import type { Env } from '../env';
import type { Access, Editor, SessionStore } from './port';
import { newSessionToken, readSessionToken, SESSION_LIFETIME_MS, sessionCookie } from './session-cookie';

/**
 * The door: sessions are kept by the server, and the cookie is only a random token, of which the ledger knows the SHA-256.
 * Whoever reads the database cannot let themselves in with it.
 */

export interface SessionsOptions {
  readonly store: SessionStore;
  readonly env: Pick<Env, 'door' | 'ownerPasscode' | 'trustedProxyHops'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

export function createAccess({ store, env, now }: SessionsOptions): Access {
  const hops = env.trustedProxyHops;

  function open(token: string, role: Editor['role']): Promise<Editor> {
    const nowMs = now();
    return store.openSession({
      tokenHash: sha256(token).toString('hex'),
      role,
      nowMs,
      expiresAtMs: nowMs + SESSION_LIFETIME_MS,
    });
  }

  return {
    async admit(request) {
      if (env.door === 'shut') {
        throw new AppError('not-configured', 'this server has an API key but no OWNER_PASSCODE, so nobody can be let in');
      }
      const token = readSessionToken(request, hops);
      const known = token === null ? null : await store.findSession(sha256(token).toString('hex'), now());
      if (env.door === 'passcode') {
        // A visitor of the days when the door stood open has not shown a passcode.
        return { editor: known?.role === 'visitor' ? null : known, setCookie: null };
      }
      if (known !== null) return { editor: known, setCookie: null };
      // A page's first visit sets the cookie (`proxy.ts`), and its first calls, side by side, all make this one session.
      if (token !== null) return { editor: await open(token, 'visitor'), setCookie: null };
      const fresh = newSessionToken();
      return { editor: await open(fresh, 'visitor'), setCookie: sessionCookie(fresh, request, hops) };
    },

    async enter(code, request) {
      if (env.door === 'shut') {
        throw new AppError('not-configured', 'this server has an API key but no OWNER_PASSCODE, so nobody can be let in');
      }
      // Limits on tries belong here, before the code is looked at, and must never keep out a right one.
      const right = env.ownerPasscode === null ? null : sha256(env.ownerPasscode.reveal());
      // Digests are of one length, so that the time taken says nothing about the passcode, not even how long it is.
      if (right === null || !timingSafeEqual(sha256(code.trim()), right)) throw new AppError('wrong-code', 'this code is not right');
      // Always a new token: one that was planted before entering never becomes an owner's.
      const token = newSessionToken();
      await open(token, 'owner');
      return { setCookie: sessionCookie(token, request, hops) };
    },
  };
}
