import 'server-only';
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Editor, RateLimit } from '@/lib/domain/editor';
import type { Env } from '@/lib/server/config/env';
import { AppError } from '@/lib/server/http/app-error';
import { createAddressHash } from './address-hash';
import { callerAddress } from './caller-address';
import { hashInviteToken, looksLikeInvite } from './invites';
import { createLoginThrottle } from './login-throttle';
import { consume } from './rate-limit';
import { expiredCookie, isHttpsRequest, newSessionToken, readSessionToken, SESSION_LIFETIME_MS, sessionCookie } from './session-cookie';
import type { Auth, RateLimitStore, SessionStore } from './types';

/**
 * The door: sessions are kept by the server, and the cookie is only a random token, of which the database knows a hash.
 * Whoever reads the database cannot let themselves in with it.
 */

/** Of one address: a class on its first day, and then one a minute. Each leaves a row for as long as a session lasts. */
const NEW_VISITOR_LIMIT: RateLimit = { capacity: 500, everyMs: 60_000 };
/** Looks without a session, and has nothing: no row, no cookie, and no id that anybody else has. */
const ANONYMOUS: Editor = { editorId: 'onlooker', role: 'visitor' };

export interface SessionsOptions {
  readonly store: SessionStore & RateLimitStore;
  readonly env: Pick<Env, 'mode' | 'authMode' | 'ownerPasscode' | 'trustedProxyHops'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Under which header this process notes each connection's address; see `callerAddress`. */
  readonly peerHeader?: () => string | null;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

export function createAuth({ store, env, now, peerHeader = () => null }: SessionsOptions): Auth {
  const hops = env.trustedProxyHops;
  const passcode = env.ownerPasscode?.reveal() ?? null;
  const loginThrottle = createLoginThrottle({ store, now });
  const addressHash = createAddressHash(store);

  /**
   * Each kind of session keeps its token's hash in a way of its own: an editor's holds in the mode of their invite alone, so that none who
   * was invited to practise comes in where there is money; the owner's hangs on the passcode, so that changing it ends them all.
   */
  const hashes = {
    visitor: (token: string) => sha256(token).toString('hex'),
    editor: (token: string) => sha256(`${env.mode} ${token}`).toString('hex'),
    owner: (token: string) => (passcode === null ? null : createHmac('sha256', passcode).update(token).digest('hex')),
  };

  function getTokenHashes(token: string): string[] {
    return [hashes.visitor(token), hashes.editor(token), hashes.owner(token)].filter((hash) => hash !== null);
  }

  function openSession(tokenHash: string, role: Editor['role']): Promise<Editor> {
    const nowMs = now();
    return store.openSession({ tokenHash, role, nowMs, expiresAtMs: nowMs + SESSION_LIFETIME_MS });
  }

  async function visitor(
    request: Request,
    known: Editor | null,
    token: string | null,
  ): Promise<{ editor: Editor; setCookie: string | null }> {
    const { method } = request;
    if (method === 'GET' || method === 'HEAD') return { editor: known ?? ANONYMOUS, setCookie: null };
    const from = await addressHash(callerAddress(request, hops, peerHeader()));
    if (known !== null) return { editor: { ...known, addressHash: from }, setCookie: null };
    await consume(store, `visitors at ${from}`, NEW_VISITOR_LIMIT, now());
    // A page's first visit sets the cookie (`proxy.ts`), and its first deeds, side by side, all make this one session.
    const fresh = token ?? newSessionToken();
    const opened = await openSession(hashes.visitor(fresh), 'visitor');
    return { editor: { ...opened, addressHash: from }, setCookie: token === null ? sessionCookie(fresh, request, hops) : null };
  }

  function assertSignInConfigured(): void {
    if (env.authMode !== 'shut') return;
    throw new AppError('not-configured', 'this server has an API key but no OWNER_PASSCODE, so nobody can be let in');
  }

  /** Digests are of one length, so that the time taken says nothing about the passcode, not even how long it is. */
  function matchesPasscode(code: string): boolean {
    return passcode !== null && timingSafeEqual(sha256(code), sha256(passcode));
  }

  return {
    async authenticate(request) {
      assertSignInConfigured();
      const token = readSessionToken(request, hops);
      const known = token === null ? null : await store.findSession(getTokenHashes(token), now());
      if (env.authMode === 'passcode') {
        // A visitor of the days when the door stood open has not shown a passcode.
        return { editor: known?.role === 'visitor' ? null : known, setCookie: null };
      }
      return known === null || known.role === 'visitor' ? visitor(request, known, token) : { editor: known, setCookie: null };
    },

    async signIn(given, request) {
      assertSignInConfigured();
      const code = given.trim();
      // Who came in as somebody before is that no longer, here as little as in their browser.
      const before = readSessionToken(request, hops);
      const closeBefore = async () => {
        if (before !== null) await store.closeSession(getTokenHashes(before));
      };
      // Always a new token: one that was planted before entering never becomes anybody's.
      const token = newSessionToken();
      const signedIn = { setCookie: sessionCookie(token, request, hops) };
      const nowMs = now();
      if (looksLikeInvite(code)) {
        const session = { tokenHash: hashes.editor(token), nowMs, expiresAtMs: nowMs + SESSION_LIFETIME_MS };
        const editor = await store.openInviteSession({ ...session, inviteHash: hashInviteToken(code), mode: env.mode });
        if (editor !== null) {
          await closeBefore();
          return signedIn;
        }
      }
      const attempt = await loginThrottle.begin(callerAddress(request, hops, peerHeader()));
      const ownerHash = matchesPasscode(code) ? hashes.owner(token) : null;
      if (ownerHash === null) {
        const { retryAfterMs } = attempt;
        if (retryAfterMs === null) throw new AppError('invalid-credentials', 'this code is not right');
        throw new AppError('rate-limited', 'this code is not right, nor were many before it', { retryAfterMs });
      }
      await openSession(ownerHash, 'owner');
      await attempt.succeed();
      await closeBefore();
      return signedIn;
    },

    async signOut(request) {
      const token = readSessionToken(request, hops);
      if (token !== null) await store.closeSession(getTokenHashes(token));
      return { setCookie: expiredCookie(request, hops) };
    },

    isHttps: (request) => isHttpsRequest(request, hops),

    isOwner: (editor) => editor.role === 'owner' || (env.authMode === 'open' && passcode === null),
  };
}
