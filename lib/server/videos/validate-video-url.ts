import 'server-only';
import { createHash } from 'node:crypto';
import { AppError } from '@/lib/server/http/app-error';

/**
 * Validates a pasted link by its syntax alone: upstream fetches it, this server never does. A link that cannot be a public video URL is
 * rejected here, before it costs anything.
 */

const MAX_URL_LENGTH = 2048;

/** Host names that do not resolve on the public internet (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`, and common intranet suffixes). */
const PRIVATE_SUFFIXES = ['localhost', 'local', 'internal', 'home.arpa', 'lan', 'home', 'corp', 'intranet', 'private', 'onion', 'arpa'];

export type VideoUrlFault = 'not-an-address' | 'not-https' | 'has-login' | 'odd-port' | 'not-public' | 'too-long';

/** @returns why the text cannot be sent to upstream as a video URL; `null` if it can. */
export function validateVideoUrl(text: string): VideoUrlFault | null {
  if (text.length > MAX_URL_LENGTH) return 'too-long';
  const url = URL.parse(text);
  if (url === null) return 'not-an-address';
  if (url.protocol !== 'https:') return 'not-https';
  if (url.username !== '' || url.password !== '') return 'has-login';
  if (url.port !== '') return 'odd-port';
  return isPublicHostname(url.hostname) ? null : 'not-public';
}

/** The URL parser already normalizes every IPv4 spelling (`0x7f.1`, `2130706433`) to four decimal numbers. */
function isPublicHostname(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '').toLowerCase();
  if (name.startsWith('[') || /^\d+(\.\d+){3}$/.test(name)) return false;
  return name.includes('.') && !PRIVATE_SUFFIXES.some((suffix) => name.endsWith(`.${suffix}`));
}

/**
 * @returns the normalized URL without its fragment.
 * @throws {AppError} `validation-failed` with the issue.
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

/** Identifies a link among its editor's videos by a hash; the link itself is not stored. */
export function toUrlSourceKey(link: string): string {
  return `link ${createHash('sha256').update(link).digest('hex')}`;
}

/** @returns the display name of a linked video: the last part of its path, or its host. */
export function getUrlFileName(link: string): string {
  const url = new URL(link);
  const last = url.pathname.split('/').findLast((part) => part !== '') ?? '';
  let name = last;
  try {
    name = decodeURIComponent(last);
  } catch {
    // The path may contain a `%` that is not an escape.
  }
  return (name === '' ? url.hostname : name).slice(0, 255);
}
