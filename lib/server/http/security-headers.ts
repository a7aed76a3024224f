import 'server-only';

/** What every answer says about itself, so that a browser does no more with it than was meant. */

/** Two years, as browsers' preload lists ask; without `includeSubDomains`, because neighbours are not ours to decide for. */
export const HSTS = 'max-age=63072000';

/** For `/api`: data that is never a page. `next.config.mjs` repeats it for what Next answers by itself, such as 405. */
export const API_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The microphone for recording a voice, and nothing else that a page could ask a person for. */
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
  /** New for each page; scripts and styles without it do not run. */
  readonly nonce: string;
  /** React's own debugging in development uses `eval`. */
  readonly development: boolean;
  /** In practice the browser fetches a pasted link itself, wherever it leads, because no upstream does. */
  readonly practice: boolean;
  /** Where the browser sends clips and reads files itself; none where all of them come through this server. */
  readonly storageOrigins: readonly string[];
}

/** A store on this very machine, which `https:` does not let in. */
function isHttpOrigin(origin: string): boolean {
  return origin.startsWith('http:');
}

export function contentSecurityPolicy({ nonce, development, practice, storageOrigins }: PagePolicy): string {
  const policy: Record<string, readonly (string | false | null)[]> = {
    'default-src': ["'none'"],
    // `strict-dynamic`: what a trusted script loads is trusted, wherever it lies; browsers that do not know it fall back on `self`.
    'script-src': ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'", "'wasm-unsafe-eval'", development && "'unsafe-eval'"],
    // Encoders start their workers from memory.
    'worker-src': ["'self'", 'blob:'],
    // In development styles are injected by scripts, which have no nonce to give them.
    'style-src': ["'self'", development ? "'unsafe-inline'" : `'nonce-${nonce}'`],
    // Sizes and places on the timeline are style attributes; they can load nothing, because `img-src` still holds.
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'blob:', 'data:'],
    'font-src': ["'self'"],
    // A pasted link is shown from where it lies.
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
    // Not `no-referrer`: with that, browsers on plain http say `Origin: null` of our own pages.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(https ? { 'strict-transport-security': HSTS } : {}),
  };
}
