/** Searches server output for secrets: configured ones, and tokens that the server issued, outside the response that issued them. */

interface CapturedResponse {
  readonly method: string;
  readonly url: string;
  /** Status line and headers as sent. */
  readonly head: string;
  /** Decompressed; Latin-1, one character per byte. */
  readonly body: string;
}

interface LeakDetector {
  readonly checkResponse: (response: CapturedResponse) => void;
  readonly checkLog: (text: string) => void;
}

/** Session, invite and share tokens: 32 bytes in Base64URL. */
const TOKEN = /(?<![\w-])[\w-]{43}(?![\w-])/g;
const TEXT = /^content-type: *(text\/|application\/(json|javascript|manifest))/im;
const SET_COOKIE = /^set-cookie:.*$/gim;

/** Routes that issue tokens, and the pattern that finds the token in the response body. */
const TOKEN_SOURCES: readonly { readonly kind: Kind; readonly from: RegExp; readonly shows: RegExp }[] = [
  { kind: 'invite', from: /^POST \/api\/team\/invites(\/[\w-]+\/link)?(\?|$)/, shows: /\/join#([\w-]{43})/g },
  { kind: 'share', from: /^POST \/api\/advanced-lip-sync\/[\w-]+\/share(\?|$)/, shows: /\/share\/([\w-]{43})/g },
];
type Kind = 'session' | 'invite' | 'share';

/** @returns the secret in each encoding that could appear in output: plain, URL-encoded, Base64, JSON-escaped. */
function encodingsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [...new Set([secret, encodeURIComponent(secret), secret.replaceAll(' ', '+'), base64, JSON.stringify(secret).slice(1, -1)])];
}

export function createLeakDetector(secrets: Readonly<Record<string, string>>, onLeak: (found: string) => void): LeakDetector {
  const needles = Object.entries(secrets).flatMap(([name, secret]) => encodingsOf(secret).map((form) => ({ name, form })));
  const tokens = new Map<string, Kind>();
  /** Token-shaped strings and where each was last seen, because a leak can precede the response that issues the token. */
  const seenTokens = new Map<string, string>();

  function search(text: string, where: string): void {
    for (const { name, form } of needles) if (text.includes(form)) onLeak(`${name} in ${where}`);
  }

  function searchTokens(text: string, where: string, isAllowed: (token: string, kind: Kind) => boolean): void {
    for (const [token] of text.matchAll(TOKEN)) {
      const kind = tokens.get(token);
      if (kind === undefined) seenTokens.set(token, where);
      else if (!isAllowed(token, kind)) onLeak(`the token of a ${kind} in ${where}`);
    }
  }

  function registerToken(token: string, kind: Kind): void {
    const where = seenTokens.get(token);
    if (where !== undefined) onLeak(`the token of a ${kind} in ${where}`);
    tokens.set(token, kind);
  }

  return {
    checkResponse({ method, url, head, body }) {
      const where = `the response to ${method} ${url.replaceAll(TOKEN, '…').slice(0, 200)}`;
      const issued = new Set<string>();
      for (const [line] of head.matchAll(SET_COOKIE)) {
        for (const [token] of line.matchAll(TOKEN)) {
          if (!tokens.has(token)) registerToken(token, 'session');
        }
      }
      for (const { kind, from, shows } of TOKEN_SOURCES) {
        if (!from.test(`${method} ${url}`)) continue;
        for (const [, token = ''] of body.matchAll(shows)) {
          issued.add(token);
          registerToken(token, kind);
        }
      }
      search(`${head}\n${body}`, where);
      // The page of a share link contains the link's own URL.
      searchTokens(
        `${head.replaceAll(SET_COOKIE, '')}\n${TEXT.test(head) ? body : ''}`,
        where,
        (token, kind) => issued.has(token) || (kind === 'share' && url.includes(token)),
      );
    },

    checkLog(text) {
      const where = `the log: ${text.replaceAll(TOKEN, '…').slice(0, 120)}`;
      search(text, where);
      searchTokens(text, where, () => false);
    },
  };
}
