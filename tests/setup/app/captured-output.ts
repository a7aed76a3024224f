/** Finds secrets in what a server says: those it was told of, and the tokens that it hands out itself, wherever they come up again. */

interface Heard {
  readonly method: string;
  readonly url: string;
  /** Status line and headers, as they were sent. */
  readonly head: string;
  /** Decompressed, one byte a character. */
  readonly body: string;
}

interface Ear {
  readonly answered: (answer: Heard) => void;
  readonly wrote: (text: string) => void;
}

/** The tokens of sessions, invites and share links: 32 bytes in Base64URL. */
const TOKEN = /(?<![\w-])[\w-]{43}(?![\w-])/g;
const TEXT = /^content-type: *(text\/|application\/(json|javascript|manifest))/im;
const SET_COOKIE = /^set-cookie:.*$/gim;

/** Where a token is born, and by what it is known there. */
const BIRTHS: readonly { readonly kind: Kind; readonly from: RegExp; readonly shows: RegExp }[] = [
  { kind: 'invite', from: /^POST \/api\/team\/invites(\/[\w-]+\/link)?(\?|$)/, shows: /\/join#([\w-]{43})/g },
  { kind: 'share', from: /^POST \/api\/advanced-lip-sync\/[\w-]+\/share(\?|$)/, shows: /\/share\/([\w-]{43})/g },
];
type Kind = 'session' | 'invite' | 'share';

/** The ways in which a text may come out: as it is, in an address, as Base64, inside JSON. */
function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [...new Set([secret, encodeURIComponent(secret), secret.replaceAll(' ', '+'), base64, JSON.stringify(secret).slice(1, -1)])];
}

export function createEar(secrets: Readonly<Record<string, string>>, tell: (found: string) => void): Ear {
  const sought = Object.entries(secrets).flatMap(([name, secret]) => formsOf(secret).map((form) => ({ name, form })));
  const tokens = new Map<string, Kind>();
  /** Texts of a token's length, by the answer or the log in which they were last seen: a token may be told of only afterwards. */
  const seen = new Map<string, string>();

  function search(text: string, where: string): void {
    for (const { name, form } of sought) if (text.includes(form)) tell(`${name} in ${where}`);
  }

  function searchTokens(text: string, where: string, isAllowed: (token: string, kind: Kind) => boolean): void {
    for (const [token] of text.matchAll(TOKEN)) {
      const kind = tokens.get(token);
      if (kind === undefined) seen.set(token, where);
      else if (!isAllowed(token, kind)) tell(`the token of a ${kind} in ${where}`);
    }
  }

  function learn(token: string, kind: Kind): void {
    const where = seen.get(token);
    if (where !== undefined) tell(`the token of a ${kind} in ${where}`);
    tokens.set(token, kind);
  }

  return {
    answered({ method, url, head, body }) {
      const where = `the answer to ${method} ${url.replaceAll(TOKEN, '…').slice(0, 200)}`;
      const born = new Set<string>();
      for (const [line] of head.matchAll(SET_COOKIE)) {
        for (const [token] of line.matchAll(TOKEN)) {
          if (!tokens.has(token)) learn(token, 'session');
        }
      }
      for (const { kind, from, shows } of BIRTHS) {
        if (!from.test(`${method} ${url}`)) continue;
        for (const [, token = ''] of body.matchAll(shows)) {
          born.add(token);
          learn(token, kind);
        }
      }
      search(`${head}\n${body}`, where);
      // Whoever holds a share link is shown what it leads to, with the link's own address.
      searchTokens(
        `${head.replaceAll(SET_COOKIE, '')}\n${TEXT.test(head) ? body : ''}`,
        where,
        (token, kind) => born.has(token) || (kind === 'share' && url.includes(token)),
      );
    },

    wrote(text) {
      const where = `the log: ${text.replaceAll(TOKEN, '…').slice(0, 120)}`;
      search(text, where);
      searchTokens(text, where, () => false);
    },
  };
}
