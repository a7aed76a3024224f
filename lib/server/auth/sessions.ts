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
 * Sign-in with server-side sessions. The cookie is a random token and the database stores only its hash, so
 * database access does not grant a session.
 */

/**
 * New visitors per address: 500 (a class on its first day), then one a minute. Each adds a row that lasts as long
 * as a session.
 */
const NEW_VISITOR_LIMIT: RateLimit = { capacity: 500, everyMs: 60_000 };
/** Anonymous, read-only visitor: no row, no cookie, and an id that no editor has. */
const ANONYMOUS: Editor = { editorId: 'onlooker', role: 'visitor' };

export interface SessionsOptions {
  readonly store: SessionStore & RateLimitStore;
  readonly env: Pick<Env, 'mode' | 'authMode' | 'ownerPasscode' | 'trustedProxyHops'>;
  readonly now: () => number;
  /** Header under which this process records each connection's address; see `callerAddress`. */
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
   * Each kind of session hashes its token differently. An editor's hash includes the invite's mode, so that a
   * practice invite never grants live access; the owner's hash includes the passcode, so that changing it ends all
   * owner sessions.
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

  async function authenticateVisitor(
    request: Request,
    known: Editor | null,
    token: string | null,
  ): Promise<{ editor: Editor; setCookie: string | null }> {
    const { method } = request;
    if (method === 'GET' || method === 'HEAD') return { editor: known ?? ANONYMOUS, setCookie: null };
    const callerHash = await addressHash(callerAddress(request, hops, peerHeader()));
    if (known !== null) return { editor: { ...known, addressHash: callerHash }, setCookie: null };
    await consume(store, `visitors at ${callerHash}`, NEW_VISITOR_LIMIT, now());
    // The page sets the cookie on the first visit (`proxy.ts`), so concurrent first requests create one session.
    const sessionToken = token ?? newSessionToken();
    const opened = await openSession(hashes.visitor(sessionToken), 'visitor');
    return {
      editor: { ...opened, addressHash: callerHash },
      setCookie: token === null ? sessionCookie(sessionToken, request, hops) : null,
    };
  }

  function assertSignInConfigured(): void {
    if (env.authMode !== 'shut') return;
    throw new AppError('not-configured', 'this server has an API key but no OWNER_PASSCODE, so nobody can be let in');
  }

  /** Compares digests of equal length, so that timing reveals neither the passcode nor its length. */
  function matchesPasscode(code: string): boolean {
    return passcode !== null && timingSafeEqual(sha256(code), sha256(passcode));
  }

  return {
    async authenticate(request) {
      assertSignInConfigured();
      const token = readSessionToken(request, hops);
      const known = token === null ? null : await store.findSession(getTokenHashes(token), now());
      if (env.authMode === 'passcode') {
        // Visitor sessions from before a passcode was set are not accepted.
        return { editor: known?.role === 'visitor' ? null : known, setCookie: null };
      }
      return known === null || known.role === 'visitor' ? authenticateVisitor(request, known, token) : { editor: known, setCookie: null };
    },

    async signIn(given, request) {
      assertSignInConfigured();
      const code = given.trim();
      // Ends the previous session, since the new cookie replaces it in the browser.
      const previousToken = readSessionToken(request, hops);
      const closePreviousSession = async () => {
        if (previousToken !== null) await store.closeSession(getTokenHashes(previousToken));
      };
      // A new token on every sign-in prevents session fixation.
      const token = newSessionToken();
      const signedIn = { setCookie: sessionCookie(token, request, hops) };
      const nowMs = now();
      if (looksLikeInvite(code)) {
        const session = { tokenHash: hashes.editor(token), nowMs, expiresAtMs: nowMs + SESSION_LIFETIME_MS };
        const editor = await store.openInviteSession({ ...session, inviteHash: hashInviteToken(code), mode: env.mode });
        if (editor !== null) {
          await closePreviousSession();
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
      await closePreviousSession();
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
