import 'server-only';
import { createHash } from 'node:crypto';
import { AppError } from '@/lib/server/http/app-error';

/**
 * A pasted link by its form alone: this server never fetches one, upstream does. What cannot be a public video address is refused
 * here, before it costs anything.
 */

const MAX_URL_LENGTH = 2048;

/** Names that lead nowhere from the public internet (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`, and habits of office networks). */
const PRIVATE_SUFFIXES = ['localhost', 'local', 'internal', 'home.arpa', 'lan', 'home', 'corp', 'intranet', 'private', 'onion', 'arpa'];

export type VideoUrlFault = 'not-an-address' | 'not-https' | 'has-login' | 'odd-port' | 'not-public' | 'too-long';

/** What keeps a text from being a link that upstream may be given; `null` when nothing does. */
export function validateVideoUrl(text: string): VideoUrlFault | null {
  if (text.length > MAX_URL_LENGTH) return 'too-long';
  const url = URL.parse(text);
  if (url === null) return 'not-an-address';
  if (url.protocol !== 'https:') return 'not-https';
  if (url.username !== '' || url.password !== '') return 'has-login';
  if (url.port !== '') return 'odd-port';
  return isPublicHostname(url.hostname) ? null : 'not-public';
}

/** The URL parser has already turned every spelling of an IPv4 address (`0x7f.1`, `2130706433`) into four numbers. */
function isPublicHostname(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '').toLowerCase();
  if (name.startsWith('[') || /^\d+(\.\d+){3}$/.test(name)) return false;
  return name.includes('.') && !PRIVATE_SUFFIXES.some((suffix) => name.endsWith(`.${suffix}`));
}

/**
 * The link as it is sent and remembered: normalised, its fragment dropped.
 * @throws {AppError} `validation-failed` with the fault.
 */
export function parseVideoUrl(text: string): string {
  const fault = validateVideoUrl(text.trim());
  if (fault !== null) {
    throw new AppError('validation-failed', 'this link cannot be used: it must be a public https address', {
      issues: [{ code: 'video-link', severity: 'error', fault }],
    });
  }
  const url = new URL(text.trim());
  url.hash = '';
  return url.href;
}

/** How a link is named among its editor's videos; the link itself is not kept. */
export function toUrlSourceKey(link: string): string {
  return `link ${createHash('sha256').update(link).digest('hex')}`;
}

/** A link's own name for its video: the last part of its path, else its host. */
export function getUrlFileName(link: string): string {
  const url = new URL(link);
  const last = url.pathname.split('/').findLast((part) => part !== '') ?? '';
  let name = last;
  try {
    name = decodeURIComponent(last);
  } catch {
    // Not every `%` is an escape.
  }
  return (name === '' ? url.hostname : name).slice(0, 255);
}
