import 'server-only';

/** Upstream's own words are shown to people and written to logs: long enough to be of use, short enough to be harmless. */
const MAX_MESSAGE_LENGTH = 300;

export type Redact = (text: string) => string;

/**
 * Makes foreign text fit to be kept: without our key, whatever looks like a key, and the query strings of addresses
 * (which hold signatures); on one line, at most 300 characters.
 */
export function createRedact(apiKey: string): Redact {
  const secrets = [...new Set([apiKey, encodeURIComponent(apiKey), JSON.stringify(apiKey).slice(1, -1)])];
  return (text) => {
    let clean = text;
    for (const secret of secrets) {
      clean = clean.replaceAll(secret, '[key]');
    }
    clean = clean
      // Only now: a cut through the key would leave a part of it that nothing recognises.
      .slice(0, MAX_MESSAGE_LENGTH * 20)
      .replace(/\bBearer\s+[^\s"',}]+/gi, 'Bearer [key]')
      .replace(/\bsk-[\w*.-]+/g, '[key]')
      // Addresses: user and password, then query and fragment.
      .replace(/(https?:\/\/)[^\s/"'<>?#@]*@/gi, '$1')
      .replace(/(https?:\/\/[^\s"'<>?#]*)[?#][^\s"'<>]*/gi, '$1')
      // Also URLs without a scheme or percent-encoded inside another URL.
      .replace(/\?[\w.~%[\]-]+=[^\s"'<>]*/g, '')
      .replace(/%3F[^\s"'<>]*/gi, '')
      .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
      .trim()
      .toWellFormed();
    return clean.length <= MAX_MESSAGE_LENGTH ? clean : `${clean.slice(0, MAX_MESSAGE_LENGTH - 1).toWellFormed()}…`;
  };
}
