import 'server-only';

/** Security headers of all responses. */

/** Two years, as preload lists require; without `includeSubDomains`, because other subdomains are not ours. */
export const HSTS = 'max-age=63072000';

/**
 * For `/api`: data that must not render as a page. `next.config.mjs` repeats them for Next's own responses, such as
 * 405.
 */
export const API_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The microphone records voices; all other permissions are denied. */
const PERMISSIONS = [
  ...['microphone=(self)', 'autoplay=(self)', 'fullscreen=(self)', 'clipboard-write=(self)'],
  ...['accelerometer', 'browsing-topics', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'hid', 'idle-detection'].map(
    disableFeature,
  ),
  ...['magnetometer', 'midi', 'payment', 'publickey-credentials-get', 'screen-wake-lock', 'serial', 'usb', 'xr-spatial-tracking'].map(
    disableFeature,
  ),
].join(', ');

function disableFeature(feature: string): string {
  return `${feature}=()`;
}

export interface PagePolicy {
  /** New for each page; scripts and styles without it are blocked. */
  readonly nonce: string;
  /** React's development build uses `eval`. */
  readonly development: boolean;
  /**
   * In practice mode the browser fetches a pasted link directly from any host, because there is no upstream to do
   * so.
   */
  readonly practice: boolean;
  /**
   * Origins to which browsers upload and from which they read files directly; empty if all files pass through this
   * server.
   */
  readonly storageOrigins: readonly string[];
}

/** A store on the local machine uses http, which `https:` does not cover. */
function isHttpOrigin(origin: string): boolean {
  return origin.startsWith('http:');
}

export function contentSecurityPolicy({ nonce, development, practice, storageOrigins }: PagePolicy): string {
  const policy: Record<string, readonly (string | false | null)[]> = {
    'default-src': ["'none'"],
    // `strict-dynamic` trusts scripts loaded by trusted scripts; browsers without support fall back to `self`.
    'script-src': ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'", "'wasm-unsafe-eval'", development && "'unsafe-eval'"],
    // Encoders start their workers from blob URLs.
    'worker-src': ["'self'", 'blob:'],
    // Development injects styles by scripts without a nonce.
    'style-src': ["'self'", development ? "'unsafe-inline'" : `'nonce-${nonce}'`],
    // Timeline sizes and positions are style attributes; they cannot load anything, because `img-src` still
    // applies.
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'blob:', 'data:'],
    'font-src': ["'self'"],
    // A pasted link plays from its own host.
    'media-src': ["'self'", 'blob:', 'https:', ...storageOrigins.filter(isHttpOrigin)],
    'connect-src': ["'self'", 'blob:', 'data:', ...storageOrigins, practice && 'https:', development && 'ws:'],
    'manifest-src': ["'self'"],
    'object-src': ["'none'"],
    'frame-src': ["'none'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
  };
  return Object.entries(policy)
    .map(([name, sources]) => [name, ...sources.filter((source) => typeof source === 'string')].join(' '))
    .join('; ');
}

export function pageHeaders(policy: string, https: boolean): Record<string, string> {
  return {
    'content-security-policy': policy,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': PERMISSIONS,
    // Not `no-referrer`, because browsers on plain http then send `Origin: null` from our own pages.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(https ? { 'strict-transport-security': HSTS } : {}),
  };
}
